// Nodes with what they say: their share of the chosen figure, what lies inside of them, what is kept for them, the room beside them.
import type { GraphNode, GraphNodeState, GraphState, GraphTile } from '../../../../../server/src/protocol/graph'
import type { Picture } from '../layout/arrange'
import type { Kept, NodeDrawing, SceneOptions, SizeFigure } from './scene'

/** Communication lies beside an operation, and inside of a group. */
export function amountOf(node: GraphNode, state: GraphNodeState | undefined, size: SizeFigure): number {
  if (state === undefined) return 0
  if (size === 'time') return state.seconds + (node.canOpen && node.kind !== 'chain' ? state.exposed : 0)
  return size === 'flops' ? state.flops : size === 'bytes' ? state.bytes : state.memory
}

export function placeNodes(
  picture: Picture,
  state: GraphState | undefined,
  { size }: SceneOptions,
  lit: (index: number) => boolean,
): NodeDrawing[] {
  const { nodes, edges } = picture.structure
  const depths = depthsOf(nodes)
  const total = (i: number): number => amountOf(nodes[i]!, state?.nodes[i], size)
  const largest = Math.max(...nodes.map((node, i) => (node.isOpen || node.kind === 'phase' ? 0 : total(i))), 0)
  const makers = new Set(edges.flatMap(({ from, to }) => (nodes[to]!.kind === 'result' ? [from] : [])))
  const kept = findKept(picture, state)
  const roomOf = createRoomFinder(picture, state)
  const inside = tilesInside(state)
  return nodes.flatMap((node, index) => {
    const box = picture.boxes[index]
    if (box === undefined) return []
    const drawing: NodeDrawing = {
      index,
      node,
      state: state?.nodes[index],
      box,
      depth: depths[index]!,
      share: largest === 0 || node.isOpen ? 0 : Math.min(1, total(index) / largest),
      amount: total(index) / (node.isStack ? 1 : node.count),
      isDimmed: !lit(index),
      inside: inside.get(index) ?? [],
      kept: kept.get(index) ?? [],
      hasResult: makers.has(index),
      room: roomOf(index),
    }
    return [drawing]
  })
}

/** Groups around each node; parents come before what they hold. */
function depthsOf(nodes: readonly GraphNode[]): readonly number[] {
  const depths: number[] = []
  nodes.forEach(({ parent }, i) => (depths[i] = parent === undefined ? 0 : depths[parent]! + 1))
  return depths
}

/** By node, the longest first. */
function tilesInside(state: GraphState | undefined): ReadonlyMap<number, readonly GraphTile[]> {
  const inside = new Map<number, GraphTile[]>()
  for (const tile of state?.tiles ?? []) {
    if (tile.place !== 'inside') continue
    const list = inside.get(tile.index)
    if (list === undefined) inside.set(tile.index, [tile])
    else list.push(tile)
  }
  for (const list of inside.values()) list.sort((a, b) => b.seconds - a.seconds)
  return inside
}

/** Warnings that are written out: of more, a sign and a figure are enough. */
const mostWarned = 200

/** To the next box at the same height, for nodes that are warned of. */
function createRoomFinder(
  { boxes, structure: { nodes } }: Picture,
  state: GraphState | undefined,
): (index: number) => number | undefined {
  let warned = 0
  return (index) => {
    const box = boxes[index]
    if (box === undefined || (state?.nodes[index]?.whole.length ?? 0) === 0 || warned++ >= mostWarned) return undefined
    const right = box.x + box.width
    let room = Infinity
    boxes.forEach((other, i) => {
      const isBeside = other.x >= right && other.y < box.y + box.height && other.y + other.height > box.y
      if (isBeside && !nodes[i]!.isOpen) room = Math.min(room, other.x - right)
    })
    return room
  }
}

/** By node: the lines that reach it from the other pass. */
function findKept({ lines, structure }: Picture, state: GraphState | undefined): ReadonlyMap<number, Kept[]> {
  const kept = new Map<number, Kept[]>()
  for (const { isCrossing, from, to, points, edges } of lines) {
    const end = points.at(-1)
    if (!isCrossing || from === undefined || to === undefined || end === undefined) continue
    const bytes = edges.reduce((sum, edge) => sum + (state?.edges[edge]?.bytes ?? 0), 0)
    const list = kept.get(to) ?? []
    kept.set(to, list)
    list.push({ y: end.y, label: structure.nodes[from]!.label, bytes })
  }
  for (const list of kept.values()) list.sort((a, b) => a.y - b.y)
  return kept
}
