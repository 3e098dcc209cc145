// Picture and state -> what is drawn: strands, collectives, boxes with their texts. Made when one of them changes, not for each frame. Pure.
import type {
  GraphEdge,
  GraphNode,
  GraphNodeState,
  GraphState,
  GraphTile,
} from '../../../../../server/src/protocol/graph'
import type { Box, Line, Picture } from '../layout/arrange'
import { noteWidth } from '../layout/cells'
import type { Point } from '../layout/elkLevel'
import type { OnLine } from '../layout/geometry'
import { boundsOf, lengthOf, offsetLine, pointAlong, splitLine } from '../layout/geometry'
import type { LabelSide } from './tileLabels'
import { chooseSide, labelText } from './tileLabels'

export const sizeFigures = ['time', 'flops', 'bytes', 'memory'] as const
export type SizeFigure = (typeof sizeFigures)[number]

export const colorings = ['sharding', 'figure', 'plain'] as const
export type Coloring = (typeof colorings)[number]

/** Lines of one look, stroked together. */
export interface StrandStyle {
  /** Mesh axis, or -1 for a whole value. */
  readonly axis: number
  readonly width: number
  readonly isDashed: boolean
  readonly isDimmed: boolean
  readonly isNew: boolean
}

export interface Strand {
  readonly points: readonly Point[]
  readonly bounds: Box
}

export interface Tile {
  readonly tile: GraphTile
  readonly x: number
  readonly y: number
  readonly radius: number
  readonly label: string
  /** Where the label stands; undefined where there is no room. */
  readonly side: LabelSide | undefined
  readonly isDimmed: boolean
}

export interface NodeDrawing {
  readonly index: number
  readonly node: GraphNode
  readonly state: GraphNodeState | undefined
  readonly box: Box
  readonly depth: number
  /** Of the chosen figure, 0 to 1 of the largest node. */
  readonly share: number
  /** Of one of what it stands for, or of all where it is a stack. */
  readonly amount: number
  readonly isDimmed: boolean
  /** Collectives that lie inside of a closed group. */
  readonly inside: readonly GraphTile[]
  /** What the other pass keeps for it, where the lines reach it, from the top down. */
  readonly kept: readonly Kept[]
  /** A pill of results stands to its right. */
  readonly hasResult: boolean
  /** Free to its right, in pixels; only known where there is much to say. */
  readonly room: number | undefined
}

export interface Kept {
  readonly y: number
  readonly label: string
  /** Of one device. */
  readonly bytes: number
}

export interface Arrow {
  readonly points: readonly Point[]
  readonly isDimmed: boolean
  readonly bounds: Box
}

export interface Scene {
  readonly picture: Picture
  readonly state: GraphState | undefined
  readonly strands: readonly { readonly style: StrandStyle; readonly list: readonly Strand[] }[]
  readonly arrows: readonly Arrow[]
  readonly nodes: readonly NodeDrawing[]
  readonly tiles: readonly Tile[]
  readonly size: SizeFigure
  readonly coloring: Coloring
}

export interface SceneOptions {
  readonly size: SizeFigure
  readonly coloring: Coloring
  /** Nodes that stay bright; all when undefined. */
  readonly focus: ReadonlySet<number> | undefined
}

export function makeScene(picture: Picture, state: GraphState | undefined, options: SceneOptions): Scene {
  const lit = litNodes(picture, options.focus)
  const tiles = state === undefined ? [] : placeTiles(picture, state, lit)
  const { strands, arrows } = layStrands(picture, state, tiles, lit)
  return { picture, state, strands, arrows, nodes: drawNodes(picture, state, options, lit), tiles, ...options }
}

/** Groups around a bright node are bright too. */
function litNodes(
  { structure: { nodes } }: Picture,
  focus: ReadonlySet<number> | undefined,
): (index: number) => boolean {
  if (focus === undefined) return () => true
  const lit = new Set(focus)
  for (const index of focus) for (let at = nodes[index]?.parent; at !== undefined; at = nodes[at]?.parent) lit.add(at)
  return (index) => lit.has(index)
}

/** Communication lies beside an operation, and inside of a group. */
export function amountOf(node: GraphNode, state: GraphNodeState | undefined, size: SizeFigure): number {
  if (state === undefined) return 0
  if (size === 'time') return state.seconds + (node.canOpen && node.kind !== 'chain' ? state.exposed : 0)
  return size === 'flops' ? state.flops : size === 'bytes' ? state.bytes : state.memory
}

function drawNodes(
  picture: Picture,
  state: GraphState | undefined,
  { size }: SceneOptions,
  lit: (index: number) => boolean,
): NodeDrawing[] {
  const { nodes } = picture.structure
  const depths: number[] = []
  nodes.forEach(({ parent }, i) => (depths[i] = parent === undefined ? 0 : depths[parent]! + 1))
  const amounts = nodes.map((node, i) => amountOf(node, state?.nodes[i], size) / (node.isStack ? 1 : node.count))
  const total = (i: number): number => amountOf(nodes[i]!, state?.nodes[i], size)
  const largest = Math.max(...nodes.map((node, i) => (node.isOpen || node.kind === 'phase' ? 0 : total(i))), 0)
  const makers = new Set(
    picture.structure.edges.flatMap(({ from, to }) => (nodes[to]!.kind === 'result' ? [from] : [])),
  )
  const kept = findKept(picture, state)
  const roomOf = createRoomFinder(picture, state)
  const inside = new Map<number, GraphTile[]>()
  for (const tile of state?.tiles ?? []) {
    if (tile.place !== 'inside') continue
    const list = inside.get(tile.index)
    if (list === undefined) inside.set(tile.index, [tile])
    else list.push(tile)
  }
  return nodes.flatMap((node, index) => {
    const box = picture.boxes[index]
    if (box === undefined) return []
    const share = largest === 0 || node.isOpen ? 0 : total(index) / largest
    const byTime = (a: GraphTile, b: GraphTile): number => b.seconds - a.seconds
    return [
      {
        index,
        node,
        state: state?.nodes[index],
        box,
        depth: depths[index]!,
        share: Math.min(1, share),
        amount: amounts[index]!,
        isDimmed: !lit(index),
        inside: (inside.get(index) ?? []).sort(byTime),
        kept: kept.get(index) ?? [],
        hasResult: makers.has(index),
        room: roomOf(index),
      },
    ]
  })
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

const [smallest, largestRadius] = [6, 9]

/** A collective's size is its time: from 6 to 9 pixels, by its share of the longest. */
function placeTiles(picture: Picture, state: GraphState, lit: (index: number) => boolean): Tile[] {
  const longest = Math.max(...state.tiles.map(({ seconds }) => seconds), Number.MIN_VALUE)
  const taken = new Map<string, number>()
  const lineOfEdge = indexLines(picture)
  const { edges, nodes } = picture.structure
  return state.tiles.flatMap((tile): Tile[] => {
    if (tile.place === 'inside') return []
    const line = tile.place === 'edge' ? lineOfEdge.into(tile.index) : lineOfEdge.outOf(tile.index)
    const label = labelText(tile, state)
    const radius = smallest + (largestRadius - smallest) * Math.sqrt(tile.seconds / longest)
    const isDimmed = line !== undefined && !(lit(line.from ?? line.to!) && lit(line.to ?? line.from!))
    const place = line === undefined ? besideBox(picture, tile) : onLine(line, tile, nodes)
    if (place === undefined) return []
    const key = `${Math.round(place.x)},${Math.round(place.y)}`
    const before = taken.get(key) ?? 0
    taken.set(key, before + 1)
    // Others at the same place stand beside it.
    const x = place.x + before * (2 * largestRadius + 6)
    const isAtPill = tile.place === 'edge' && nodes[edges[tile.index]!.from]!.kind === 'argument'
    const hasRoom = before === 0 && !isAtPill && line?.isCrossing !== true
    const drawn = { tile, x, y: place.y, radius, label, isDimmed }
    const side = hasRoom ? chooseSide(drawn, boxesAt(picture, line), line?.points ?? []) : undefined
    return [{ ...drawn, side }]
  })
}

/** The closed boxes at the ends of a line, with what is said to their right. */
function boxesAt({ boxes, structure: { nodes } }: Picture, line: Line | undefined): Box[] {
  return [line?.from, line?.to].flatMap((index) => {
    const box = index === undefined || nodes[index]!.isOpen ? undefined : boxes[index]
    return box === undefined ? [] : [{ ...box, width: box.width + noteWidth }]
  })
}

interface LineIndex {
  /** The last line of an edge, which ends at its target. */
  readonly into: (edge: number) => Line | undefined
  /** The first line that leaves a node, downwards where there is one. */
  readonly outOf: (node: number) => Line | undefined
}

function indexLines({ lines, structure: { edges } }: Picture): LineIndex {
  const [into, outOf] = [new Map<number, Line>(), new Map<number, Line>()]
  for (const line of lines) {
    for (const edge of line.edges) if (line.to === edges[edge]!.to) into.set(edge, line)
    if (line.from === undefined) continue
    const known = outOf.get(line.from)
    if (known === undefined || (known.isCrossing && !line.isCrossing)) outOf.set(line.from, line)
  }
  return { into: (edge) => into.get(edge), outOf: (node) => outOf.get(node) }
}

/** From the end of a line before its arrow, or from its start. */
const fromEnd = 16

function onLine({ points, isCrossing, to }: Line, tile: GraphTile, nodes: readonly GraphNode[]): OnLine | undefined {
  const length = lengthOf(points)
  if (length === 0) return undefined
  const room = Math.min(fromEnd, length / 2)
  if (isCrossing) return pointAlong(points, Math.min(60, length / 2))
  // Where a result goes out, what is said of its maker comes first.
  const isAtEnd = tile.place === 'edge' || (to !== undefined && nodes[to]!.kind === 'result')
  return pointAlong(points, isAtEnd ? -room : room)
}

/** Behind a node that nothing drawn reads, or before the one that reads what has no line. */
function besideBox({ boxes, structure }: Picture, { index, place }: GraphTile): Point | undefined {
  const box = boxes[place === 'edge' ? structure.edges[index]!.to : index]
  return box && { x: box.x + box.width / 2, y: place === 'edge' ? box.y - 12 : box.y + box.height + 14 }
}

interface Laid {
  readonly strands: Scene['strands']
  readonly arrows: readonly Arrow[]
}

const strandGap = 4

function layStrands(
  picture: Picture,
  state: GraphState | undefined,
  tiles: readonly Tile[],
  lit: (index: number) => boolean,
): Laid {
  const styles = new Map<string, { style: StrandStyle; list: Strand[] }>()
  const arrows: Arrow[] = []
  const { edges } = picture.structure
  const splits = tilesByEdge(tiles)
  const mostKept = Math.max(...edges.map(({ isKept }, i) => (isKept ? (state?.edges[i]?.bytes ?? 0) : 0)), 1)
  const add = (
    points: readonly Point[],
    axes: readonly number[],
    style: Omit<StrandStyle, 'axis' | 'isDashed'>,
    dashed: readonly number[],
  ): void => {
    const list = [
      ...axes.map((axis) => ({ axis, isDashed: false })),
      ...dashed.map((axis) => ({ axis, isDashed: true })),
    ]
    const all = list.length === 0 ? [{ axis: -1, isDashed: false }] : list
    all.forEach(({ axis, isDashed }, i) => {
      const moved = offsetLine(points, (i - (all.length - 1) / 2) * strandGap)
      const whole = { ...style, axis, isDashed, width: axis < 0 ? Math.min(style.width, 1.25) : style.width }
      const key = Object.values(whole).join()
      const entry = styles.get(key) ?? { style: whole, list: [] }
      styles.set(key, entry)
      entry.list.push({ points: moved, bounds: boundsOf(moved) })
    })
  }
  for (const line of picture.lines) {
    const main = mainEdge(line, edges, state)
    if (main === undefined) continue
    const edge = state?.edges[main]
    const isDimmed = !isLit(line, edges, lit)
    const width = edges[main]!.isKept ? 1.5 + 2.5 * Math.sqrt((edge?.bytes ?? 0) / mostKept) : 2
    const style = { width: Math.round(width * 4) / 4, isDimmed, isNew: edge?.isNew ?? false }
    const axes = edge?.axes ?? []
    const tile = line.isCrossing ? undefined : splits(line, main)
    if (tile === undefined) add(line.points, axes, style, [])
    else
      addSplit({ line, tile, at: onLine(line, tile.tile, picture.structure.nodes)! }, axes, (points, solid, dashed) =>
        add(points, solid, style, dashed),
      )
    // At the border of an open group a line goes on inside.
    if (line.to !== undefined && !picture.structure.nodes[line.to]!.isOpen) {
      const points = line.points.slice(-2)
      arrows.push({ points, isDimmed, bounds: boundsOf(points) })
    }
  }
  return { strands: [...styles.values()], arrows }
}

/** Of the edges along a line the one that carries most. */
function mainEdge(
  { edges: along }: Line,
  edges: readonly GraphEdge[],
  state: GraphState | undefined,
): number | undefined {
  let [main] = along
  for (const edge of along) if ((state?.edges[edge]?.bytes ?? 0) > (state?.edges[main!]?.bytes ?? 0)) main = edge
  return main === undefined || edges[main] === undefined ? undefined : main
}

const isLit = ({ edges: along }: Line, edges: readonly GraphEdge[], lit: (index: number) => boolean): boolean =>
  along.some((edge) => lit(edges[edge]!.from) && lit(edges[edge]!.to))

/** Finds the collective that changes what flows along a line: on its edge, or right behind where it begins. */
function tilesByEdge(tiles: readonly Tile[]): (line: Line, edge: number) => Tile | undefined {
  const [onEdge, after] = [new Map<number, Tile>(), new Map<number, Tile>()]
  for (const tile of tiles) {
    const map = tile.tile.place === 'edge' ? onEdge : after
    const known = map.get(tile.tile.index)
    if (known === undefined || known.tile.bytes < tile.tile.bytes) map.set(tile.tile.index, tile)
  }
  return (line, edge) => {
    const behind = line.from === undefined ? undefined : after.get(line.from)
    if (behind !== undefined) return behind
    const isLast = line.to !== undefined && line.edges.includes(edge)
    return isLast ? onEdge.get(edge) : undefined
  }
}

/** Before a gather the axes that it gathers are still there; before a sum it is partial along its axes. */
function addSplit(
  { line, tile: { tile }, at }: { readonly line: Line; readonly tile: Tile; readonly at: OnLine },
  axes: readonly number[],
  add: (points: readonly Point[], solid: readonly number[], dashed: readonly number[]) => void,
): void {
  const [before, behind] = splitLine(line.points, at)
  const rest = axes.filter((axis) => !tile.axes.includes(axis))
  const isSum = tile.kind === 'all_reduce' || tile.kind === 'reduce_scatter'
  const first = isSum ? rest : tile.place === 'edge' ? axes : rest
  const second = tile.kind === 'all_gather' && tile.place === 'edge' ? rest : axes
  add(before, first, isSum ? tile.axes : [])
  add(behind, second, [])
}
