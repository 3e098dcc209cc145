// Edges between nodes of any depth -> segments within one level each: out of groups, between siblings, into groups.
import type { GraphStructure } from '../../../../../server/src/protocol/graph'
import { isPill } from './cells'

/** Where a level's border is passed. */
export const border = -2

export interface Segment {
  /** Group whose inside it lies in; -1 for the top. */
  readonly level: number
  /** Children of the level, or `border`. */
  readonly from: number
  readonly to: number
  /** Indices of edges of the structure that run through it. */
  readonly edges: number[]
}

export interface Routes {
  /** By level: its segments. */
  readonly levels: ReadonlyMap<number, readonly Segment[]>
  /** Edges between two passes, but from backward to update: drawn across the columns. */
  readonly crossing: readonly number[]
}

export function findSegments(structure: GraphStructure): Routes {
  const { nodes, edges } = structure
  const levels = new Map<number, Map<string, Segment>>()
  const crossing: number[] = []
  const add = (level: number, from: number, to: number, edge: number): void => {
    if (from === to) return
    const inLevel = levels.get(level) ?? new Map<string, Segment>()
    levels.set(level, inLevel)
    const key = `${from}>${to}`
    const segment = inLevel.get(key)
    if (segment === undefined) inLevel.set(key, { level, from, to, edges: [edge] })
    else if (segment.edges.at(-1) !== edge) segment.edges.push(edge)
  }
  const parentOf = (index: number): number => nodes[index]!.parent ?? -1
  edges.forEach(({ from, to, carried }, edge) => {
    if (isPill(nodes[from]!) || isPill(nodes[to]!)) return
    if (carried === undefined && isCrossing(structure, from, to)) {
      crossing.push(edge)
      return
    }
    const common = carried ?? findCommon(structure, from, to)
    let [source, target] = [from, to]
    for (; parentOf(source) !== common; source = parentOf(source)) add(parentOf(source), source, border, edge)
    for (; parentOf(target) !== common; target = parentOf(target)) add(parentOf(target), border, target, edge)
    if (carried === undefined) add(common, source, target, edge)
    else {
      add(common, source, border, edge)
      add(common, border, target, edge)
    }
  })
  return { levels: new Map(Array.from(levels, ([level, map]) => [level, [...map.values()]])), crossing }
}

/** Top of the groups that hold a node: its pass. */
function topOf({ nodes }: GraphStructure, index: number): number {
  let at = index
  for (let parent = nodes[at]!.parent; parent !== undefined; parent = nodes[at]!.parent) at = parent
  return at
}

function isCrossing(structure: GraphStructure, from: number, to: number): boolean {
  const [a, b] = [topOf(structure, from), topOf(structure, to)]
  if (a === b || structure.nodes[a]!.kind !== 'phase') return false
  return !(structure.nodes[a]!.phase === 'backward' && structure.nodes[b]!.phase === 'update')
}

/** The innermost group that holds both, or -1. */
function findCommon({ nodes }: GraphStructure, one: number, other: number): number {
  const around = new Set<number>()
  for (let at = nodes[one]!.parent; at !== undefined; at = nodes[at]!.parent) around.add(at)
  for (let at = nodes[other]!.parent; at !== undefined; at = nodes[at]!.parent) if (around.has(at)) return at
  return -1
}
