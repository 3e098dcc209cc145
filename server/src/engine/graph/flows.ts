// Use lists -> edges between the nodes that are drawn, with the values that flow along each. One pass over values and their uses.
import { Phase } from '../../sharding/phases'
import { NodeRole } from '../../sharding/program'
import { handedOn } from './dataflow'
import { groupIndex, isGroup } from './groups'
import { argumentIndex } from './labels'
import { drawnPhases } from './nodePaths'
import type { Visible } from './visible'

export interface Flow {
  readonly from: number
  readonly to: number
  /** Values of the program, each once. */
  readonly values: number[]
  readonly isKept: boolean
  /** Index of the open stack between whose members it leads, or -1. */
  readonly carried: number
}

export interface Flows {
  readonly edges: readonly Flow[]
  /** By drawn node: arguments that it reads, results that it makes, by their numbers. */
  readonly arguments: ReadonlyMap<number, readonly number[]>
  readonly results: ReadonlyMap<number, readonly number[]>
  /** By two nodes: the edge, where it is not carried. */
  readonly find: (from: number, to: number) => number | undefined
}

export function findFlows(visible: Visible): Flows {
  const { program } = visible.tree
  const { values } = program
  const flowing = createFlowing(visible)
  const takers = takersOf(visible)
  for (let value = 0; value < values.count; value++) {
    if (values.isFree[value] === 1) continue
    flowing.start(value)
    addUses(visible, flowing, value, value)
    for (const taken of takers.get(value) ?? []) addUses(visible, flowing, value, taken)
  }
  return flowing.end()
}

/** By value: those that loops and branches hand on as it. */
function takersOf({ tree }: Visible): ReadonlyMap<number, readonly number[]> {
  const takers = new Map<number, number[]>()
  for (const [value, origins] of handedOn(tree.program)) {
    for (const origin of origins) {
      const list = takers.get(origin)
      if (list === undefined) takers.set(origin, [value])
      else list.push(value)
    }
  }
  return takers
}

function addUses({ tree, of }: Visible, flowing: Flowing, value: number, used: number): void {
  const { nodes, values } = tree.program
  for (let at = values.useStart[used]!; at < values.useStart[used + 1]!; at++) {
    const user = values.useNode[at]!
    const role = nodes.role[user]
    if (role === NodeRole.output) flowing.addResult(user)
    else if (role !== NodeRole.tie && of[user]! >= 0) flowing.add(value, user)
  }
}

interface Flowing {
  readonly start: (value: number) => void
  readonly add: (value: number, user: number) => void
  readonly addResult: (output: number) => void
  readonly end: () => Flows
}

function createFlowing(visible: Visible): Flowing {
  const { tree, of, nodes } = visible
  const { program } = tree
  const phases = drawnPhases(program)
  const argumentOf = argumentIndex(program)
  const outputs = new Map(Array.from(program.outputs, (node, i) => [node, i]))
  const edges: Flow[] = []
  const between = new Map<number, number>()
  const carrying = new Map<number, number>()
  const [args, results] = [new Map<number, number[]>(), new Map<number, number[]>()]
  const carriedBy = createCarriers(visible)
  /** By drawn node: the last value that was seen to flow there, + 1; and the same for what is carried. */
  const [seen, seenCarried] = [new Int32Array(nodes.length), new Int32Array(nodes.length)]
  let maker = -1
  let argument = -1
  const start = (value: number): void => {
    maker = program.values.node[value]!
    argument = argumentOf.get(value) ?? -1
  }
  const add = (value: number, user: number): void => {
    const to = of[user]!
    if (nodes[to]!.isOpen) return
    if (maker < 0) {
      if (argument >= 0 && seen[to] !== value + 1) push(args, to, argument)
      seen[to] = value + 1
      return
    }
    const from = of[maker]!
    if (from < 0 || nodes[from]!.isOpen) return
    const carried = carriedBy(from, to, maker, user)
    if (from === to && carried < 0) return
    const stamps = carried < 0 ? seen : seenCarried
    if (stamps[to] === value + 1) return
    stamps[to] = value + 1
    const map = carried < 0 ? between : carrying
    const key = from * nodes.length + to
    const index = map.get(key)
    if (index !== undefined) edges[index]!.values.push(value)
    else {
      const isKept = phases[maker] === Phase.forward && phases[user] === Phase.backward
      map.set(key, edges.push({ from, to, values: [value], isKept, carried }) - 1)
    }
  }
  const addResult = (output: number): void => {
    const result = outputs.get(output)
    if (result !== undefined && maker >= 0 && of[maker]! >= 0 && !nodes[of[maker]!]!.isOpen)
      push(results, of[maker]!, result)
  }
  const end = (): Flows => ({
    edges,
    arguments: args,
    results,
    find: (from, to) => between.get(from * nodes.length + to) ?? carrying.get(from * nodes.length + to),
  })
  return { start, add, addResult, end }
}

function push(map: Map<number, number[]>, key: number, item: number): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [item])
  else list.push(item)
}

/** Finds the outermost open stack that holds both drawn nodes and the two nodes of the program in different members, or -1. */
function createCarriers({ tree, nodes }: Visible): (from: number, to: number, maker: number, user: number) => number {
  const stacks = nodes.map((): readonly number[] => [])
  nodes.forEach(({ parent }, index) => {
    const above = parent < 0 ? undefined : nodes[parent]!
    if (above === undefined) return
    stacks[index] = above.isStack ? [...stacks[parent]!, parent] : stacks[parent]!
  })
  const starts = new Map<number, Int32Array>()
  const startsOf = (stack: number): Int32Array => {
    const known =
      starts.get(stack) ??
      Int32Array.from(nodes[stack]!.members, (member) => (isGroup(member) ? tree.groups[groupIndex(member)]!.first : 0))
    starts.set(stack, known)
    return known
  }
  return (from, to, maker, user) => {
    const [a, b] = [stacks[from]!, stacks[to]!]
    for (let i = 0; i < a.length && a[i] === b[i]; i++) {
      const list = startsOf(a[i]!)
      if (memberAt(list, tree.position[maker]!) !== memberAt(list, tree.position[user]!)) return a[i]!
    }
    return -1
  }
}

/** Index of the last member that starts at or before a place. */
function memberAt(starts: Int32Array, position: number): number {
  let [low, high] = [0, starts.length - 1]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (starts[middle]! <= position) low = middle
    else high = middle - 1
  }
  return low
}
