// What a stretch of the local program takes: seconds, flops and collectives of a loop, a branch or an expanded call, by sums
// from the first step on, so that each answer is a difference.
import type { LocalProgram } from '../lowering/localProgram'
import { collectiveKinds } from '../lowering/localProgram'
import { findLast } from '../mlir/search'
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

/** Sums over the steps before each step. */
interface Sums {
  readonly compute: Float64Array
  readonly exposed: Float64Array
  readonly flops: Float64Array
  /** By index in `collectiveKinds`: the steps that are such collectives, in order; none of slices. */
  readonly steps: readonly Int32Array[]
  /** First step of each call site and the one after its last. */
  readonly firstOfSite: Int32Array
  readonly endOfSite: Int32Array
}

const sumsBySimulation = new WeakMap<object, Sums>()

/** Made once an evaluation. */
function sumsOf(evaluation: Evaluation): Sums {
  const known = sumsBySimulation.get(evaluation.simulation) ?? addUp(evaluation)
  sumsBySimulation.set(evaluation.simulation, known)
  return known
}

function addUp({ local, simulation: { kernels, timeline } }: Evaluation): Sums {
  const { steps, collectives } = local
  const compute = new Float64Array(steps.count + 1)
  const exposed = new Float64Array(steps.count + 1)
  const flops = new Float64Array(steps.count + 1)
  collectives.forEach(({ step }, index) => (exposed[step + 1] = timeline.exposed[index]!))
  for (let step = 0; step < steps.count; step++) {
    const executions = timeline.executions[steps.region[step]!]!
    compute[step + 1] = compute[step]! + kernels.seconds[step]! * executions
    flops[step + 1] = flops[step]! + kernels.flops[step]! * executions
    exposed[step + 1] = exposed[step]! + exposed[step + 1]! * executions
  }
  const stepsOf = collectiveKinds.map((kind) =>
    Int32Array.from(
      kind === 'all_slice' ? [] : collectives.flatMap((one) => (one.kind === kind ? [one.step] : [])),
    ).sort(),
  )
  return { compute, exposed, flops, steps: stepsOf, ...placeSites(local) }
}

/** The steps that each call site was expanded to. */
function placeSites({ steps, program }: LocalProgram): Pick<Sums, 'firstOfSite' | 'endOfSite'> {
  const { callSite } = program.nodes
  const firstOfSite = new Int32Array(program.callSites.length).fill(-1)
  const endOfSite = new Int32Array(program.callSites.length)
  for (let step = 0; step < steps.count; step++) {
    for (let site = callSite[steps.node[step]!]!; site >= 0; site = program.callSites[site]!.parent) {
      if (firstOfSite[site] === -1) firstOfSite[site] = step
      endOfSite[site] = step + 1
    }
  }
  return { firstOfSite, endOfSite }
}

/** Steps first to end, those of regions inside included. */
export function totalsOf(evaluation: Evaluation, first: number, end: number): Totals {
  const { compute, exposed, flops, steps } = sumsOf(evaluation)
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
