// What a stretch of the local program takes: seconds, flops and collectives of a loop, a branch or an expanded call.
import { collectiveKinds } from '../lowering/localProgram'
import { findLast } from '../mlir/search'
import type { Evaluation } from '../engine/analysis'
import { stepSumsOf } from '../engine/stepSums'
import { formatCount } from '../base/format'

export interface Totals {
  /** In one execution of the program. */
  readonly compute: number
  readonly exposed: number
  readonly flops: number
  /** As written, slices left out, by index in `collectiveKinds`. */
  readonly collectives: readonly number[]
}

/** Steps first to end, those of regions inside included. */
export function totalsOf(evaluation: Evaluation, first: number, end: number): Totals {
  const { compute, exposed, flops, steps } = stepSumsOf(evaluation)
  const between = (sums: Float64Array): number => (sums[end] ?? 0) - (sums[first] ?? 0)
  return {
    compute: between(compute),
    exposed: between(exposed),
    flops: between(flops),
    collectives: steps.map((of) => findLast(of, of.length, end - 1) - findLast(of, of.length, first - 1)),
  }
}

/** Of one expanded call; undefined for one that left no step. */
export function totalsOfCall(evaluation: Evaluation, callSite: number): Totals | undefined {
  const { firstOfSite, endOfSite } = stepSumsOf(evaluation)
  const first = firstOfSite[callSite] ?? -1
  return first < 0 ? undefined : totalsOf(evaluation, first, endOfSite[callSite]!)
}

export const addTotals = (all: readonly Totals[]): Totals => ({
  compute: all.reduce((sum, { compute }) => sum + compute, 0),
  exposed: all.reduce((sum, { exposed }) => sum + exposed, 0),
  flops: all.reduce((sum, { flops }) => sum + flops, 0),
  collectives: collectiveKinds.map((_, kind) => all.reduce((sum, { collectives }) => sum + collectives[kind]!, 0)),
})

/** `2 all_gather, 1 all_reduce`; empty without any. */
export const listCollectives = (counts: readonly number[]): string =>
  collectiveKinds.flatMap((kind, i) => (counts[i]! > 0 ? [`${formatCount(counts[i]!)} ${kind}`] : [])).join(', ')

/** `675 collectives`; empty without any. */
export function countCollectives(counts: readonly number[]): string {
  const count = counts.reduce((sum, one) => sum + one, 0)
  return count === 0 ? '' : `${formatCount(count)} ${count === 1 ? 'collective' : 'collectives'}`
}
