// Sums over the steps before each step, so that what a stretch of the local program takes is a difference. Made where the analysis
// runs, shared with the thread that looks them up.
import { indexed } from '../base/indexed'
import { sharedFloat64, sharedInt32, shareInt32 } from '../base/sharedArrays'
import { collectiveOfStep } from '../cost/stepPlaces'
import type { CollectiveKind, LocalProgram } from '../lowering/localProgram'
import { collectiveKinds } from '../lowering/localProgram'
import type { Evaluation } from './analysis'

export interface StepSums {
  /** Over all executions, by step and after the last one. */
  readonly compute: Float64Array
  readonly exposed: Float64Array
  readonly flops: Float64Array
  /** By index in `collectiveKinds`: the steps that are such collectives, in order; none of slices. */
  readonly steps: readonly Int32Array[]
  /** First step of each call site and the one after its last; -1 and 0 for one that left none. */
  readonly firstOfSite: Int32Array
  readonly endOfSite: Int32Array
}

/** Made once an evaluation. Linear in steps. */
export const stepSumsOf = indexed(({ local, simulation: { kernels, timeline } }: Evaluation): StepSums => {
  const { steps, collectives } = local
  const [compute, exposed, flops] = [sums(steps.count), sums(steps.count), sums(steps.count)]
  const ofKind = emptyLists()
  for (let step = 0; step < steps.count; step++) {
    const executions = timeline.executions[steps.region[step]!]!
    const collective = collectiveOfStep(local, step)
    if (collective >= 0) ofKind[collectives[collective]!.kind].push(step)
    compute[step + 1] = compute[step]! + kernels.seconds[step]! * executions
    flops[step + 1] = flops[step]! + kernels.flops[step]! * executions
    exposed[step + 1] = exposed[step]! + (collective < 0 ? 0 : timeline.exposed[collective]!) * executions
  }
  return {
    compute,
    exposed,
    flops,
    steps: collectiveKinds.map((kind) => shareInt32(ofKind[kind])),
    ...placeSites(local),
  }
})

const sums = (steps: number): Float64Array => sharedFloat64(steps + 1)

const emptyLists = (): Readonly<Record<CollectiveKind, number[]>> => ({
  all_gather: [],
  all_reduce: [],
  reduce_scatter: [],
  all_to_all: [],
  collective_permute: [],
  all_slice: [],
})

/** The steps that each call site was expanded to. */
function placeSites({ steps, program }: LocalProgram): Pick<StepSums, 'firstOfSite' | 'endOfSite'> {
  const { callSite } = program.nodes
  const firstOfSite = sharedInt32(program.callSites.length).fill(-1)
  const endOfSite = sharedInt32(program.callSites.length)
  for (let step = 0; step < steps.count; step++) {
    for (let site = callSite[steps.node[step]!]!; site >= 0; site = program.callSites[site]!.parent) {
      if (firstOfSite[site] === -1) firstOfSite[site] = step
      endOfSite[site] = step + 1
    }
  }
  return { firstOfSite, endOfSite }
}
