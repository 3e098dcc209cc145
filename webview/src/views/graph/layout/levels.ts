// Structure -> a layout of each open group, innermost first; what was laid out before and has not changed is taken as it is.
import type { ElkNode } from 'elkjs/lib/elk-api'
import type { GraphNode, GraphStructure } from '../../../../../server/src/protocol/graph'
import type { Cell, Measure } from './cells'
import { closedCell, findPills, isPill, openCell } from './cells'
import type { Direction, LevelInput, LevelLayout } from './elkLevel'
import { fromElk, toElk } from './elkLevel'
import type { Routes } from './segments'
import { findSegments } from './segments'

/** Lays one graph out; rejects when it was ended. */
export type Engine = (graph: ElkNode) => Promise<ElkNode>

/** Layouts by all that they are made from. */
export type LevelCache = Map<string, LevelLayout>

export interface Levels {
  readonly structure: GraphStructure
  readonly routes: Routes
  readonly cells: readonly Cell[]
  /** By open group. */
  readonly inside: ReadonlyMap<number, LevelLayout>
  readonly directions: readonly Direction[]
}

export const titleHeight = 30
export const inset = 16

export interface LevelOptions {
  readonly engine: Engine
  readonly measure: Measure
  readonly cache: LevelCache
  /** Called after each level: how many of how many are done. */
  readonly onProgress?: (done: number, total: number) => void
}

const mostCached = 400

/** Groups are laid out when all that they hold has been; levels of one depth at once. */
export async function layOutLevels(structure: GraphStructure, options: LevelOptions): Promise<Levels> {
  const { nodes } = structure
  const routes = findSegments(structure)
  const pills = findPills(structure)
  const children = nodes.map((): number[] => [])
  const open: number[] = []
  nodes.forEach((node, index) => {
    if (node.parent !== undefined && !isPill(node)) children[node.parent]!.push(index)
    if (node.isOpen) open.push(index)
  })
  const directions = nodes.map(({ phase }): Direction => directionOf[phase])
  const cells: Cell[] = []
  nodes.forEach((node, index) => {
    if (!node.isOpen && !isPill(node)) cells[index] = closedCell(structure, index, pills, options.measure)
  })
  const inside = new Map<number, LevelLayout>()
  let done = 0
  // Parents come before what they hold, so the last is innermost.
  for (const group of open.reverse()) {
    const input: LevelInput = {
      direction: directions[group]!,
      children: children[group]!,
      cellOf: (child) => cells[child]!,
      portOf: (child) => portsOf(cells[child]!, inside.get(child), directions[group]!),
      segments: routes.levels.get(group) ?? [],
    }
    const layout = await layOut(input, options)
    inside.set(group, layout)
    cells[group] = openCell(layout.width + 2 * inset, layout.height + titleHeight + inset, nodes[group]!.isStack)
    options.onProgress?.(++done, open.length)
  }
  return { structure, routes, cells, inside, directions }
}

const directionOf: Readonly<Record<GraphNode['phase'], Direction>> = {
  none: 'DOWN',
  forward: 'DOWN',
  backward: 'UP',
  update: 'RIGHT',
}

async function layOut(input: LevelInput, { engine, cache }: LevelOptions): Promise<LevelLayout> {
  const graph = toElk(input)
  // Children are numbered anew with each structure, and equal levels are laid out once: kept places count children in order.
  const position = new Map(input.children.map((child, i) => [child, i]))
  const key = JSON.stringify(graph, (_, value: unknown) => renumber(value, position))
  const known = cache.get(key)
  if (known !== undefined) return renamed(known, (i) => input.children[i]!)
  const layout = fromElk(input, await engine(graph))
  cache.set(
    key,
    renamed(layout, (child) => position.get(child)!),
  )
  const [oldest] = cache.keys()
  if (cache.size > mostCached && oldest !== undefined) cache.delete(oldest)
  return layout
}

/** `n17` -> `n3`, the third child: ids of nodes and ports end in the child's number. */
function renumber(value: unknown, position: ReadonlyMap<number, number>): unknown {
  const match = typeof value === 'string' ? /^([nio])(\d+)$/.exec(value) : null
  return match === null ? value : `${match[1]}${position.get(Number(match[2]))}`
}

const renamed = (layout: LevelLayout, rename: (child: number) => number): LevelLayout => ({
  ...layout,
  places: new Map(Array.from(layout.places, ([child, place]) => [rename(child), place])),
})

/** Values enter and leave in the middle of a box, and where an open group's own inside has its border. */
export function portsOf(
  cell: Cell,
  inside: LevelLayout | undefined,
  direction: Direction,
): { readonly into: number; readonly outOf: number } {
  if (inside === undefined) {
    const middle = direction === 'RIGHT' ? cell.boxHeight / 2 : cell.boxX + cell.boxWidth / 2
    return { into: middle, outOf: middle }
  }
  const offset = direction === 'RIGHT' ? titleHeight : inset
  return { into: offset + inside.into, outOf: offset + inside.outOf }
}
