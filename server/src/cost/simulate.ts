// LocalProgram and Device -> figures, with what they are made of: seconds by step and collective, a timeline, memory over time.
// Two stages, so that another device or fabric costs only its prices: `prepare` knows neither, `price` only multiplies.
import { sharedFloat64 } from '../base/sharedArrays'
import { bytes, flops, seconds } from '../base/units'
import type { CollectiveKind, LocalProgram } from '../lowering/localProgram'
import { deviceCount } from '../sharding/mesh'
import { collectiveTime } from './collectiveCosts'
import type { Device } from './devices'
import type { CollectiveFigures, Figures } from './figures'
import type { Kernels } from './kernels'
import { timeKernels } from './kernels'
import type { MemoryPlan } from './memory'
import type { ModelFlops } from './modelFlops'
import { findModelFlops, findUtilisation } from './modelFlops'
import type { Prepared } from './prepare'
import { prepare } from './prepare'
import type { Timeline } from './schedule'
import { scheduleSteps } from './schedule'
import type { Fabric } from './topology'
import { layOut } from './topology'

export interface Simulation {
  /** Without the conflicts, which the cost model does not know: 0. */
  readonly figures: Figures
  /** One execution, by index in `LocalProgram.collectives`. */
  readonly collectiveSeconds: Float64Array
  /** By step: seconds with what they are made of, flops, traffic. */
  readonly kernels: Kernels
  readonly timeline: Timeline
  readonly memory: MemoryPlan
  /** Of the whole, unpartitioned program. */
  readonly modelFlops: ModelFlops
}

/** Closed-form in the size of the mesh; linear in steps and their operands. */
export function simulate(local: LocalProgram, device: Device): Simulation {
  return price(prepare(local, device.backend), device, layOut(local.mesh, device))
}

/** The prices of one device and its links. */
export function price(prepared: Prepared, device: Device, fabric: Fabric): Simulation {
  const { local, memory } = prepared
  const collectiveSeconds = collectiveTimes(prepared, fabric)
  const kernels = timeKernels(local, device, prepared)
  const timeline = scheduleSteps(local, { steps: kernels.seconds, collectives: collectiveSeconds }, device.overlap)
  const { compute, communication, exposedCommunication, total } = timeline
  const modelFlops = findModelFlops(local.program)
  const figures: Figures = {
    collectives: collectiveFigures(local, collectiveSeconds, timeline),
    conflicts: 0,
    argumentMemory: bytes(memory.argumentBytes),
    resultMemory: bytes(memory.outputBytes),
    temporaryMemory: bytes(memory.temporaryBytes),
    peakMemory: bytes(memory.peakBytes),
    flops: flops(sumFlops(local, kernels, timeline)),
    computeTime: compute,
    communicationTime: communication,
    exposedCommunication,
    stepTime: total,
    ...findUtilisation(modelFlops, device, deviceCount(local.mesh), total),
  }
  return { figures, collectiveSeconds, kernels, timeline, memory, modelFlops }
}

function collectiveTimes({ collectives: { examples, of } }: Prepared, fabric: Fabric): Float64Array {
  const prices = examples.map(({ kind, axes, bytes: size }) => collectiveTime(kind, size, axes, fabric))
  const times = sharedFloat64(of.length)
  of.forEach((id, i) => (times[i] = prices[id]!))
  return times
}

/** Counts and bytes as lowered; seconds of what the timeline takes, so that they add up to the communication. */
function collectiveFigures(
  local: LocalProgram,
  times: Float64Array,
  { executions }: Timeline,
): Record<CollectiveKind, CollectiveFigures> {
  const empty = () => ({ count: 0, executed: 0, bytes: 0, seconds: 0 })
  const sums = {
    all_gather: empty(),
    all_reduce: empty(),
    reduce_scatter: empty(),
    all_to_all: empty(),
    collective_permute: empty(),
    all_slice: empty(),
  }
  local.collectives.forEach((collective, i) => {
    const sum = sums[collective.kind]
    sum.count++
    sum.executed += collective.executions
    sum.bytes += collective.bytes * collective.executions
    sum.seconds += times[i]! * executions[local.steps.region[collective.step]!]!
  })
  const brand = (sum: ReturnType<typeof empty>): CollectiveFigures => ({
    ...sum,
    bytes: bytes(sum.bytes),
    seconds: seconds(sum.seconds),
  })
  return {
    all_gather: brand(sums.all_gather),
    all_reduce: brand(sums.all_reduce),
    reduce_scatter: brand(sums.reduce_scatter),
    all_to_all: brand(sums.all_to_all),
    collective_permute: brand(sums.collective_permute),
    all_slice: brand(sums.all_slice),
  }
}

function sumFlops({ steps }: LocalProgram, kernels: Kernels, { executions }: Timeline): number {
  let total = 0
  for (let step = 0; step < steps.count; step++) total += kernels.flops[step]! * executions[steps.region[step]!]!
  return total
}
