// Dims of all values as numbers in one row, and union-find over them: what operations tie together is found by joining.
import { indexed } from '../base/indexed'
import type { Program } from './program'
import type { OperationRule } from './rules/rule'

/** Sets of (value, dim). */
export interface ValueDims {
  /** How many dims there are in all. */
  readonly count: number
  readonly of: (value: number, dim: number) => number
  /** The same number for all dims of one set. */
  readonly find: (dim: number) => number
  readonly join: (a: number, b: number) => void
}

/** Every dim in a set of its own. */
export function createValueDims({ module, values }: Program): ValueDims {
  const starts = new Int32Array(values.count + 1)
  for (let value = 0; value < values.count; value++) {
    starts[value + 1] = starts[value]! + (module.types[values.type[value]!]?.dims.length ?? 0)
  }
  const count = starts[values.count]!
  const parents = Int32Array.from({ length: count }, (_, i) => i)
  const find = (dim: number): number => {
    let root = dim
    while (parents[root] !== root) root = parents[root] = parents[parents[root]!]!
    return root
  }
  return {
    count,
    of: (value, dim) => starts[value]! + dim,
    find,
    join: (a, b) => {
      const [first, second] = [find(a), find(b)]
      // The root is the first dim of a set, whatever the order of joining.
      if (first < second) parents[second] = first
      else parents[first] = second
    },
  }
}

/** Ports and dims whose major factor is this one, as pairs of numbers. */
export type Holders = readonly number[]

/** By factor of a rule: rules are shared, so this is found once for all nodes of one kind. */
export const holdersOf = indexed((rule: OperationRule): readonly Holders[] => {
  const holders: number[][] = rule.factors.map(() => [])
  rule.ports.forEach((port, i) => port.forEach(([major], dim) => major !== undefined && holders[major]!.push(i, dim)))
  return holders
})
