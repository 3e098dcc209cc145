// What stays bright: the neighbours of a node, or what lies on a way between two. Pure.
import type { GraphStructure } from '../../../../server/src/protocol/graph'
import type { Focus } from './model'

interface Links {
  readonly after: ReadonlyMap<number, readonly number[]>
  readonly before: ReadonlyMap<number, readonly number[]>
}

const links = new WeakMap<GraphStructure, Links>()

/** By node: what reads of it, and what it reads of. */
export function linksOf(structure: GraphStructure): Links {
  const known = links.get(structure)
  if (known !== undefined) return known
  const [after, before] = [new Map<number, number[]>(), new Map<number, number[]>()]
  const add = (map: Map<number, number[]>, key: number, item: number): void => {
    const list = map.get(key)
    if (list === undefined) map.set(key, [item])
    else list.push(item)
  }
  for (const { from, to } of structure.edges) {
    add(after, from, to)
    add(before, to, from)
  }
  const made = { after, before }
  links.set(structure, made)
  return made
}

/** Nodes that stay bright; undefined when all do. A way that does not exist leaves its two ends. */
export function findLit(structure: GraphStructure, focus: Focus | undefined): ReadonlySet<number> | undefined {
  if (focus === undefined) return undefined
  const indexOf = (id: string): number => structure.nodes.findIndex((node) => node.id === id)
  const { after, before } = linksOf(structure)
  if (focus.kind === 'neighbours') {
    const ends = leavesOf(structure, indexOf(focus.id))
    if (ends.length === 0) return undefined
    return new Set(ends.flatMap((index) => [index, ...(after.get(index) ?? []), ...(before.get(index) ?? [])]))
  }
  const from = leavesOf(structure, indexOf(focus.from))
  if (from.length === 0) return undefined
  if (focus.to === undefined) return undefined
  const to = leavesOf(structure, indexOf(focus.to))
  const onWay = (a: readonly number[], b: readonly number[]): number[] => {
    const back = reach(b, before)
    return [...reach(a, after)].filter((index) => back.has(index))
  }
  const way = onWay(from, to)
  const lit = way.length > 0 ? way : onWay(to, from)
  return new Set([...lit, ...from, ...to])
}

/** The node itself, or what is drawn inside of an open group. */
function leavesOf({ nodes }: GraphStructure, index: number): readonly number[] {
  const node = nodes[index]
  if (node === undefined) return []
  if (!node.isOpen) return [index]
  return nodes.flatMap(({ parent, isOpen }, i) =>
    !isOpen && parent !== undefined && isWithin(nodes, i, index) ? [i] : [],
  )
}

function isWithin(nodes: GraphStructure['nodes'], index: number, group: number): boolean {
  for (let at = nodes[index]?.parent; at !== undefined; at = nodes[at]?.parent) if (at === group) return true
  return false
}

function reach(starts: readonly number[], next: ReadonlyMap<number, readonly number[]>): ReadonlySet<number> {
  const seen = new Set(starts)
  const open = [...starts]
  for (let index = open.pop(); index !== undefined; index = open.pop()) {
    for (const other of next.get(index) ?? []) if (!seen.has(other) && seen.add(other).size > 0) open.push(other)
  }
  return seen
}
