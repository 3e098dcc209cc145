// Collectives -> where their tiles stand: on the line of what they move, or beside the node that they belong to.
import type { GraphNode, GraphState, GraphTile } from '../../../../../server/src/protocol/graph'
import type { Box, Line, Picture } from '../layout/arrange'
import { noteWidth } from '../layout/cells'
import type { Point } from '../layout/elkLevel'
import type { OnLine } from '../layout/geometry'
import { lengthOf, pointAlong } from '../layout/geometry'
import type { Tile } from './scene'
import { chooseSide, labelText } from './tileLabels'

const [smallest, largestRadius] = [6, 9]

/** A collective's size is its time: from 6 to 9 pixels, by its share of the longest. */
export function placeTiles(picture: Picture, state: GraphState, lit: (index: number) => boolean): Tile[] {
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

export function onLine(
  { points, isCrossing, to }: Line,
  tile: GraphTile,
  nodes: readonly GraphNode[],
): OnLine | undefined {
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
