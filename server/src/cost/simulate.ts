// LocalProgram and Device -> figures, with what they are made of: seconds by step and collective, memory over time.
import { sharedFloat64 } from '../base/sharedArrays'
import { bytes, flops, seconds } from '../base/units'
import type { CollectiveKind, LocalProgram } from '../lowering/localProgram'
import { collectiveKinds } from '../lowering/localProgram'
import { deviceCount } from '../sharding/mesh'
import type { Program } from '../sharding/program'
import { collectiveTime } from './collectiveCosts'
import type { Device } from './devices'
import type { CollectiveFigures, Figures } from './figures'
import { planFusion } from './fusion'
import type { Kernels } from './kernels'
import { timeKernels } from './kernels'
import type { MemoryPlan } from './memory'
import { planMemory } from './memory'
import { memoryBackends } from './memoryBackends'
import { modelFlops, operationCosts } from './operationCosts'
import { findStepTraits } from './stepTraits'

export interface Simulation {
  /** Without the conflicts, which the cost model does not know: 0. */
  readonly figures: Figures
  /** One execution, by index in `LocalProgram.collectives`. */
  readonly collectiveSeconds: Float64Array
  /** By step: seconds with what they are made of, flops, traffic. */
  readonly kernels: Kernels
  readonly memory: MemoryPlan
}

/** Closed-form in the size of the mesh; linear in steps and their operands. */
export function simulate(local: LocalProgram, device: Device): Simulation {
  const backend = memoryBackends[device.backend]
  const traits = findStepTraits(local)
  const fusion = planFusion(local, traits, backend)
  const memory = planMemory(local, traits, fusion)
  const costs = operationCosts(local)
  const collectiveSeconds = collectiveTimes(local, device)
  const kernels = timeKernels(local, device, { traits, fusion, costs })
  const totals = addUp(local, kernels)
  const collectives = collectiveFigures(local, collectiveSeconds)
  const communication = collectiveKinds.reduce((sum, kind) => sum + collectives[kind].seconds, 0)
  const stepTime = totals.seconds + communication
  const model = knownModelFlops(local.program)
  const figures: Figures = {
    collectives,
    conflicts: 0,
    argumentMemory: bytes(memory.argumentBytes),
    resultMemory: bytes(memory.outputBytes),
    temporaryMemory: bytes(memory.temporaryBytes),
    peakMemory: bytes(memory.peakBytes),
    flops: flops(totals.flops),
    computeTime: seconds(totals.seconds),
    communicationTime: seconds(communication),
    exposedCommunication: seconds(communication),
    stepTime: seconds(stepTime),
    mfu: stepTime === 0 ? 0 : model / deviceCount(local.mesh) / (stepTime * device.bf16),
  }
  return { figures, collectiveSeconds, kernels, memory }
}

const modelFlopsOf = new WeakMap<Program, number>()

function knownModelFlops(program: Program): number {
  const known = modelFlopsOf.get(program) ?? modelFlops(program)
  modelFlopsOf.set(program, known)
  return known
}

function collectiveTimes(local: LocalProgram, device: Device): Float64Array {
  const times = sharedFloat64(local.collectives.length)
  const known = new Map<string, number>()
  local.collectives.forEach(({ kind, axes, bytes: size }, i) => {
    const key = `${kind} ${size} ${axes.join()}`
    const time = known.get(key) ?? collectiveTime(kind, size, axes, { mesh: local.mesh, device })
    known.set(key, time)
    times[i] = time
  })
  return times
}

function collectiveFigures(local: LocalProgram, times: Float64Array): Record<CollectiveKind, CollectiveFigures> {
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
    sum.seconds += times[i]! * collective.executions
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

function addUp(local: LocalProgram, kernels: Kernels): { seconds: number; flops: number } {
  const { steps, regions } = local
  const total = { seconds: 0, flops: 0 }
  for (let step = 0; step < steps.count; step++) {
    const { executions } = regions[steps.region[step]!]!
    total.seconds += kernels.seconds[step]! * executions
    total.flops += kernels.flops[step]! * executions
  }
  return total
}
