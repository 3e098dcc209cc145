// What each node needs and makes: the shardings that its factors give its operands and results, interned by pattern.
import { createSequenceTable } from '../base/sequenceTable'
import type { Combiner, OperationRule } from '../sharding/rules/rule'
import type { ShardingState } from '../sharding/state'
import type { ShardingTable } from './shardings'

/** Equal for all nodes with one rule and the same factors in the same order. */
export interface NodeNeeds {
  /** Sharding id of each port. */
  readonly ports: readonly number[]
  /** Axes along which the results are partial, by mask. */
  readonly partial: number
  readonly combiner: Combiner | undefined
  /** Axes, by mask, of factors that another split factor follows in a dim: that one's parts are runs of the dim thanks to them. */
  readonly leading: number
}

/** Needs of a node; axes in `ignored` (by mask) are left out: along them the node works on partial sums. */
export type NeedsOf = (node: number, ignored: number) => NodeNeeds

export function createNeeds(state: ShardingState, table: ShardingTable): NeedsOf {
  const patterns = createSequenceTable()
  const needs: NodeNeeds[] = []
  const { axes } = state
  const splitting = splittingAxes(state)
  const key = new Int32Array(2 * axes + 1)
  const { rule } = state.program.nodes
  // Asked several times for each node: by partial sums, by its own lowering, by the values it uses.
  const known = new Int32Array(state.program.nodes.count).fill(-1)
  return (node, ignored) => {
    if (ignored === 0 && known[node]! >= 0) return needs[known[node]!]!
    const first = node * axes
    let length = 1
    key[0] = rule[node]!
    for (let order = 0; order < axes; order++) {
      for (const axis of splitting) {
        const factor = state.nodeFactor[first + axis]!
        if (factor < 0 || state.nodeOrder[first + axis] !== order || (ignored >> axis) & 1) continue
        key[length++] = axis
        key[length++] = factor
      }
    }
    const id = patterns.intern(key, 0, length)
    if (id === needs.length) needs.push(makeNeeds(state, table, key.slice(0, length)))
    if (ignored === 0) known[node] = id
    return needs[id]!
  }
}

function makeNeeds(state: ShardingState, table: ShardingTable, key: Int32Array): NodeNeeds {
  const rule = state.program.rules[key[0]!]!
  const axesOf = new Map<number, number[]>()
  let partial = 0
  let combiner: Combiner | undefined
  for (let i = 1; i < key.length; i += 2) {
    const [axis, factor] = [key[i]!, key[i + 1]!]
    axesOf.set(factor, [...(axesOf.get(factor) ?? []), axis])
    if (rule.factors[factor]!.kind !== 'reduction') continue
    partial |= 1 << axis
    combiner = rule.factors[factor]!.combiner
  }
  const ports = rule.ports.map((dims) =>
    table.intern(dims.map((factors) => factors.flatMap((factor) => axesOf.get(factor) ?? []))),
  )
  return { ports, partial, combiner, leading: findLeading(rule, axesOf) }
}

function findLeading({ ports }: OperationRule, axesOf: ReadonlyMap<number, readonly number[]>): number {
  let leading = 0
  for (const dims of ports)
    for (const factors of dims) {
      const split = factors.flatMap((factor) => axesOf.get(factor) ?? [])
      const last = axesOf.get(factors.findLast((factor) => axesOf.has(factor)) ?? -1) ?? []
      for (const axis of split.slice(0, split.length - last.length)) leading |= 1 << axis
    }
  return leading
}

/** Axes of more than one device: along the others there is nothing to split, to gather or to add up. */
const splittingAxes = ({ mesh }: ShardingState): readonly number[] =>
  mesh.axes.flatMap(({ size }, axis) => (size > 1 ? [axis] : []))

/** The declared sharding of a value: its tiled dims, axes in the order they were added. */
export function createDeclared(state: ShardingState, table: ShardingTable): (value: number) => number {
  const { axes, program } = state
  const splitting = splittingAxes(state)
  const patterns = createSequenceTable()
  const ids: number[] = []
  const known = new Int32Array(program.values.count).fill(-1)
  const key = new Int32Array(2 * axes + 1)
  return (value) => {
    if (known[value]! >= 0) return known[value]!
    const rank = program.module.types[program.values.type[value]!]?.dims.length ?? 0
    let length = 1
    key[0] = rank
    for (let order = 0; order < axes; order++) {
      for (const axis of splitting) {
        const dim = state.valueDim[value * axes + axis]!
        if (dim < 0 || state.valueOrder[value * axes + axis] !== order) continue
        key[length++] = axis
        key[length++] = dim
      }
    }
    const id = patterns.intern(key, 0, length)
    if (id === ids.length) {
      const dims: number[][] = Array.from({ length: rank }, () => [])
      for (let i = 1; i < length; i += 2) dims[key[i + 1]!]!.push(key[i]!)
      ids.push(table.intern(dims))
    }
    known[value] = ids[id]!
    return ids[id]!
  }
}
