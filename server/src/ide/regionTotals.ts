// What a stretch of the local program takes: seconds, flops and collectives of a loop, a branch or an expanded call, by sums
// from the first step on, so that each answer is a difference.
import { collectiveKinds } from '../lowering/localProgram'
import type { Evaluation } from '../engine/analysis'
import { formatCount } from '../base/format'

export interface Totals {
  /** In one execution of the program. */
  readonly compute: number
  readonly exposed: number
  readonly flops: number
  /** As written, slices left out, by index in `collectiveKinds`. */
  readonly collectives: readonly number[]
}

interface Sums {
  readonly compute: Float64Array
  readonly exposed: Float64Array
  readonly flops: Float64Array
  /** Collectives before each step, `collectiveKinds.length` counts a step. */
  readonly counts: Int32Array
  /** First step of each call site and the one after its last. */
  readonly firstOfSite: Int32Array
  readonly endOfSite: Int32Array
}

const sums = new WeakMap<object, Sums>()

/** Made once an evaluation. */
function sumsOf(evaluation: Evaluation): Sums {
  const known = sums.get(evaluation.simulation) ?? addUp(evaluation)
  sums.set(evaluation.simulation, known)
  return known
}

function addUp({ local, simulation: { kernels, timeline } }: Evaluation): Sums {
  const { steps, collectives, program } = local
  const { callSite } = program.nodes
  const kinds = collectiveKinds.length
  const [compute, exposed, flops] = [0, 0, 0].map(() => new Float64Array(steps.count + 1)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ] // three were made
  const counts = new Int32Array((steps.count + 1) * kinds)
  const firstOfSite = new Int32Array(program.callSites.length).fill(-1)
  const endOfSite = new Int32Array(program.callSites.length)
  for (let step = 0; step < steps.count; step++) {
    const executions = timeline.executions[steps.region[step]!]!
    const index = steps.collective[step]!
    const collective = index < 0 ? undefined : collectives[index]
    const isCollective = collective?.step === step
    compute[step + 1] = compute[step]! + kernels.seconds[step]! * executions
    flops[step + 1] = flops[step]! + kernels.flops[step]! * executions
    exposed[step + 1] = exposed[step]! + (isCollective ? timeline.exposed[index]! * executions : 0)
    counts.copyWithin((step + 1) * kinds, step * kinds, (step + 1) * kinds)
    if (isCollective && collective.kind !== 'all_slice')
      counts[(step + 1) * kinds + collectiveKinds.indexOf(collective.kind)]!++
    for (let site = callSite[steps.node[step]!]!; site >= 0; site = program.callSites[site]!.parent) {
      if (firstOfSite[site] === -1) firstOfSite[site] = step
      endOfSite[site] = step + 1
    }
  }
  return { compute, exposed, flops, counts, firstOfSite, endOfSite }
}

/** Steps first to end, those of regions inside included. */
export function totalsOf(evaluation: Evaluation, first: number, end: number): Totals {
  const { compute, exposed, flops, counts } = sumsOf(evaluation)
  const between = (sums: Float64Array): number => (sums[end] ?? 0) - (sums[first] ?? 0)
  const kinds = collectiveKinds.length
  return {
    compute: between(compute),
    exposed: between(exposed),
    flops: between(flops),
    collectives: collectiveKinds.map((_, kind) => counts[end * kinds + kind]! - counts[first * kinds + kind]!),
  }
}

/** Of one expanded call; undefined for one that left no step. */
export function totalsOfCall(evaluation: Evaluation, callSite: number): Totals | undefined {
  const { firstOfSite, endOfSite } = sumsOf(evaluation)
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
