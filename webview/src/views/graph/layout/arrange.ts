// Levels -> one picture: boxes and lines in its coordinates, the passes in columns, what crosses them drawn last. Pure.
import type { GraphStructure } from '../../../../../server/src/protocol/graph'
import type { Cell, Pill } from './cells'
import { crossingY, isPill, noteWidth, pillHeight, resultGap } from './cells'
import { alignParts, grow, shiftLevel } from './columns'
import type { Part, Shift } from './columns'
import type { LevelLayout, Point } from './elkLevel'
import type { Levels } from './levels'
import { inset, portsOf, titleHeight } from './levels'

export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface Line {
  readonly points: readonly Point[]
  /** Edges of the structure that run along it. */
  readonly edges: readonly number[]
  /** Nodes at its ends: where a line begins at a border it has no source. */
  readonly from: number | undefined
  readonly to: number | undefined
  readonly isCrossing: boolean
}

export interface Picture {
  readonly structure: GraphStructure
  readonly width: number
  readonly height: number
  /** By node. */
  readonly boxes: readonly Box[]
  readonly lines: readonly Line[]
}

const columnGap = 90
const passGap = 64
const margin = 24

interface Arranging {
  readonly levels: Levels
  readonly cells: Cell[]
  readonly inside: Map<number, LevelLayout>
  readonly boxes: Box[]
  readonly lines: Line[]
  /** By pill. */
  readonly edgeOf: ReadonlyMap<number, number>
}

export function arrange(levels: Levels): Picture {
  const arranging: Arranging = {
    levels,
    cells: [...levels.cells],
    inside: new Map(levels.inside),
    boxes: [],
    lines: [],
    edgeOf: pillEdges(levels.structure),
  }
  const { structure } = levels
  const tops = structure.nodes.flatMap((node, i) => (node.parent === undefined && !isPill(node) ? [i] : []))
  const find = (phase: string): number | undefined =>
    tops.find((i) => structure.nodes[i]!.phase === phase && structure.nodes[i]!.kind === 'phase')
  const [forward, backward, update] = [find('forward'), find('backward'), find('update')]
  if (forward !== undefined && backward !== undefined) align(arranging, forward, backward)
  const columns = [
    tops.filter((i) => i !== backward && i !== update),
    [update, backward].filter((i) => i !== undefined),
  ]
  placeColumns(arranging, columns)
  addBetweenPasses(arranging, backward, update)
  addCrossing(arranging)
  const right = Math.max(0, ...arranging.boxes.map(({ x, width }) => x + width))
  const bottom = Math.max(0, ...arranging.boxes.map(({ y, height }) => y + height))
  return { structure, width: right + margin, height: bottom + margin, boxes: arranging.boxes, lines: arranging.lines }
}

/** Moves the parts of two groups so that those of one name are level, what is in them first. */
function align(arranging: Arranging, one: number, other: number): void {
  const { levels, cells, inside } = arranging
  const { nodes } = levels.structure
  if (!inside.has(one) || !inside.has(other)) return
  const childrenOf = (group: number): number[] => [...inside.get(group)!.places.keys()]
  const others = new Map(childrenOf(other).map((child) => [nodes[child]!.label, child]))
  const pairs = childrenOf(one).flatMap((child) => {
    const partner = nodes[child]!.canOpen ? others.get(nodes[child]!.label) : undefined
    return partner === undefined ? [] : [[child, partner] as const]
  })
  const before = [...cells]
  for (const [child, partner] of pairs) align(arranging, child, partner)
  for (const group of [one, other]) makeRoom(arranging, group, before)
  const partOf = (group: number, child: number): Part => ({
    child,
    y: inside.get(group)!.places.get(child)!.y,
    height: cells[child]!.height,
    canGrow: nodes[child]!.canOpen && !nodes[child]!.isOpen,
  })
  const parts = pairs.map(([child, partner]) => [partOf(one, child), partOf(other, partner)] as const)
  const { left, right, heights } = alignParts(parts)
  moveInside(arranging, one, left)
  moveInside(arranging, other, right)
  for (const [child, height] of heights) cells[child] = grow(cells[child]!, height)
}

/** What has grown moves what is below it. */
function makeRoom(arranging: Arranging, group: number, before: readonly Cell[]): void {
  const { cells, inside } = arranging
  const shifts = Array.from(inside.get(group)!.places, ([child, { y }]) => ({
    from: y + before[child]!.height - 1,
    by: cells[child]!.height - before[child]!.height,
  }))
  moveInside(
    arranging,
    group,
    shifts.filter(({ by }) => by > 0),
  )
}

function moveInside({ cells, inside }: Arranging, group: number, shifts: readonly Shift[]): void {
  if (shifts.length === 0) return
  const layout = shiftLevel(inside.get(group)!, shifts)
  inside.set(group, layout)
  const growth = layout.height + titleHeight + inset - cells[group]!.boxHeight
  cells[group] = grow(cells[group]!, cells[group]!.height + growth)
}

/** What stands above the backward pass moves the forward pass down, so that both stay level. */
function placeColumns(arranging: Arranging, columns: readonly (readonly number[])[]): void {
  const { cells } = arranging
  const [, second = []] = columns
  const above = second.length > 1 ? cells[second[0]!]!.height + passGap : 0
  let x = margin
  columns.forEach((column, i) => {
    let y = margin + (i === 0 ? above : 0)
    for (const top of column) {
      place(arranging, top, { x, y })
      y += cells[top]!.height + passGap
    }
    if (column.length > 0) x += Math.max(...column.map((top) => cells[top]!.width)) + columnGap
  })
}

function place(arranging: Arranging, index: number, corner: Point): void {
  const { levels, cells, inside, boxes } = arranging
  const cell = cells[index]!
  boxes[index] = { x: corner.x + cell.boxX, y: corner.y, width: cell.boxWidth, height: cell.boxHeight }
  placePills(arranging, index, corner)
  const layout = inside.get(index)
  if (layout === undefined) return
  const origin = { x: corner.x + inset, y: corner.y + titleHeight }
  for (const [child, at] of layout.places) place(arranging, child, { x: origin.x + at.x, y: origin.y + at.y })
  const segments = levels.routes.levels.get(index) ?? []
  segments.forEach(({ from, to, edges }, i) => {
    const points = (layout.lines[i] ?? []).map(({ x, y }) => ({ x: origin.x + x, y: origin.y + y }))
    if (points.length < 2) return
    const ends = extendToBoxes(arranging, points, from, to, index)
    arranging.lines.push({
      points: ends,
      edges,
      from: from < 0 ? undefined : from,
      to: to < 0 ? undefined : to,
      isCrossing: false,
    })
  })
}

function placePills({ cells, boxes, lines, edgeOf }: Arranging, index: number, corner: Point): void {
  const cell = cells[index]!
  const middle = corner.y + Math.min(cell.boxHeight, 34) - pillHeight / 2 - 1
  const add = ({ index: pill, width }: Pill, x: number, ends: readonly [from: number, to: number]): void => {
    boxes[pill] = { x, y: middle - pillHeight / 2, width, height: pillHeight }
    const points = ends.map((end) => ({ x: end, y: middle }))
    const [from, to] = pill === cell.argument?.index ? [pill, index] : [index, pill]
    lines.push({ points, edges: [edgeOf.get(pill)!], from, to, isCrossing: false })
  }
  const left = corner.x + cell.boxX
  if (cell.argument !== undefined) add(cell.argument, corner.x, [corner.x + cell.argument.width, left])
  if (cell.result !== undefined) {
    const right = left + cell.boxWidth
    const start = right + noteWidth + resultGap
    add(cell.result, start, [right, start])
  }
}

/** By pill: its one edge. */
function pillEdges({ nodes, edges }: GraphStructure): ReadonlyMap<number, number> {
  const ofPill = new Map<number, number>()
  edges.forEach(({ from, to }, edge) => {
    if (isPill(nodes[from]!)) ofPill.set(from, edge)
    if (isPill(nodes[to]!)) ofPill.set(to, edge)
  })
  return ofPill
}

/** Lines end at boxes, not at the cells around them; a line from or to the border ends at the group's own box. */
function extendToBoxes(
  { levels, boxes }: Arranging,
  points: readonly Point[],
  from: number,
  to: number,
  level: number,
): Point[] {
  const direction = levels.directions[level]!
  const [first, last] = [points[0]!, points.at(-1)!]
  const start = endAt(boxes[from < 0 ? level : from]!, first, direction, from < 0 ? 'in' : 'out')
  const end = endAt(boxes[to < 0 ? level : to]!, last, direction, to < 0 ? 'out' : 'in')
  return [start, ...points, end].filter(
    (point, i, all) => i === 0 || point.x !== all[i - 1]!.x || point.y !== all[i - 1]!.y,
  )
}

function endAt(box: Box, point: Point, direction: string, way: 'in' | 'out'): Point {
  const isStart = way === 'in'
  if (direction === 'RIGHT') return { x: isStart ? box.x : box.x + box.width, y: point.y }
  const isTop = (direction === 'DOWN') === isStart
  return { x: point.x, y: isTop ? box.y : box.y + box.height }
}

/** Gradients go from the top of the backward pass to the update above it. */
function addBetweenPasses(arranging: Arranging, backward: number | undefined, update: number | undefined): void {
  const { levels, boxes, lines, cells, inside } = arranging
  for (const { from, to, edges } of levels.routes.levels.get(-1) ?? []) {
    const [source, target] = [boxes[from], boxes[to]]
    if (source === undefined || target === undefined) continue
    if (from !== backward || to !== update) continue
    const x = source.x + portsOf(cells[from]!, inside.get(from), 'UP').outOf - cells[from]!.boxX
    const bottom = target.y + target.height
    const end = Math.min(Math.max(x, target.x + 20), target.x + target.width - 20)
    const middle = (source.y + bottom) / 2
    const turn =
      x === end
        ? []
        : [
            { x, y: middle },
            { x: end, y: middle },
          ]
    lines.push({ points: [{ x, y: source.y }, ...turn, { x: end, y: bottom }], edges, from, to, isCrossing: false })
  }
}

/** From the right of what makes a value to the left of what reads it, level where both are beside each other. */
function addCrossing({ levels, boxes, lines }: Arranging): void {
  const { structure, routes } = levels
  const tops = structure.nodes.flatMap(({ parent, phase }, i) =>
    parent === undefined && phase === 'forward' ? [i] : [],
  )
  const right = Math.max(0, ...tops.map((i) => (boxes[i] === undefined ? 0 : boxes[i].x + boxes[i].width)))
  routes.crossing.forEach((edge, i) => {
    const { from, to } = structure.edges[edge]!
    const [source, target] = [boxes[from], boxes[to]]
    if (source === undefined || target === undefined) return
    const y = source.y + crossingY
    const end = nearest(y, target)
    const channel = right + 14 + ((i * 7) % (columnGap - 28))
    // What stands beside the source is not crossed out.
    const start = { x: Math.min(source.x + source.width + noteWidth, channel), y }
    const points = [
      { x: source.x + source.width, y },
      start,
      ...(y === end
        ? []
        : [
            { x: channel, y },
            { x: channel, y: end },
          ]),
      { x: target.x, y: end },
    ]
    lines.push({ points, edges: [edge], from, to, isCrossing: true })
  })
}

/** The height of a box, below the title of a tall one, that is nearest. */
function nearest(y: number, { y: top, height }: Box): number {
  const [first, last] = height < 60 ? [top + crossingY, top + crossingY] : [top + crossingY, top + height - 12]
  return Math.min(Math.max(y, first), last)
}
