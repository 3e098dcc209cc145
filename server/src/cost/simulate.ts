// LocalProgram and Device -> figures, with what they are made of: seconds by step and collective, memory over time.
import { sharedFloat64 } from '../base/sharedArrays'
import { bytes, flops, seconds } from '../base/units'
import type { CollectiveKind, LocalProgram } from '../lowering/localProgram'
import { collectiveKinds } from '../lowering/localProgram'
import { elementBits } from '../model/tensorTypes'
import { deviceCount } from '../sharding/mesh'
import type { Program } from '../sharding/program'
import { collectiveTime } from './collectiveCosts'
import type { Device } from './devices'
import type { CollectiveFigures, Figures } from './figures'
import type { Fusion } from './fusion'
import { planFusion } from './fusion'
import type { MemoryPlan } from './memory'
import { planMemory } from './memory'
import { memoryBackends } from './memoryBackends'
import type { OperationCost } from './operationCosts'
import { modelFlops, operationCosts } from './operationCosts'
import type { StepTraits } from './stepTraits'
import { findStepTraits } from './stepTraits'

export interface Simulation {
  /** Without the conflicts, which the cost model does not know: 0. */
  readonly figures: Figures
  /** One execution, by index in `LocalProgram.collectives`. */
  readonly collectiveSeconds: Float64Array
  /** One execution of each step; 0 for what is fused into others. */
  readonly stepSeconds: Float64Array
  /** One execution of each step. */
  readonly stepFlops: Float64Array
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
  const stepFlops = Float64Array.from(costs, (cost) => cost.flops)
  const stepSeconds = kernelTimes(local, device, { traits, fusion, costs })
  const totals = addUp(local, stepSeconds, stepFlops)
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
  return { figures, collectiveSeconds, stepSeconds, stepFlops, memory }
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

interface Kernels {
  readonly traits: StepTraits
  readonly fusion: Fusion
  readonly costs: readonly OperationCost[]
}

/**
 * Roofline of each kernel: the longest of its matrix operations, its vector operations (those fused into it included) and
 * its memory traffic. A fused step takes no time of its own; one that is recomputed counts in each of its consumers.
 */
function kernelTimes(local: LocalProgram, device: Device, { traits, fusion, costs }: Kernels): Float64Array {
  const { steps } = local
  const times = sharedFloat64(steps.count)
  const fusedSeconds = new Float64Array(local.values.count)
  const vectorRate = device.vector * device.vectorEfficiency
  const bandwidth = device.memoryBandwidth * device.memoryEfficiency
  for (let step = 0; step < steps.count; step++) {
    if (traits.isCollective[step] === 1 || traits.isStructural[step] === 1) continue
    const cost = costs[step]!
    let vector = cost.matrixElement === undefined ? cost.flops / vectorRate : 0
    for (let at = steps.operandStart[step]!; at < steps.operandStart[step + 1]!; at++) {
      const operand = fusion.root[steps.operands[at]!]!
      if (fusion.isMaterialized[operand] === 0) vector += fusedSeconds[operand]!
    }
    const result = steps.resultStart[step]!
    if (traits.isView[step] === 1 || steps.resultCount[step] === 0) continue
    if (fusion.isMaterialized[result] === 0) fusedSeconds[result] = vector
    else {
      const matrix =
        cost.matrixElement === undefined
          ? 0
          : cost.flops / (matrixRate(device, cost.matrixElement) * device.matrixEfficiency)
      times[step] = Math.max(matrix, vector, trafficOf(local, traits, fusion, step) / bandwidth)
    }
  }
  return times
}

function trafficOf({ steps }: LocalProgram, traits: StepTraits, fusion: Fusion, step: number): number {
  const result = steps.resultStart[step]!
  if (steps.resultCount[step] === 0 || fusion.isMaterialized[result] === 0 || traits.family[step] === 'constant')
    return 0
  const isUpdate = traits.family[step] === 'dynamicUpdateSlice' || traits.family[step] === 'scatter'
  const target = isUpdate ? fusion.root[steps.operands[steps.operandStart[step]!]!]! : -1
  let traffic = 0
  for (let leaf = fusion.leafStart[result]!; leaf < fusion.leafEnd[result]!; leaf++) {
    if (fusion.leaves[leaf] !== target) traffic += fusion.leafBytes[leaf]!
  }
  if (isUpdate) return traffic * 2
  for (let i = 0; i < steps.resultCount[step]!; i++) traffic += fusion.bytes[result + i]!
  return traffic
}

/** Operations a second of the matrix units in an element type. */
export function matrixRate(device: Device, element: keyof typeof elementBits): number {
  if (element === 'f64' || element === 'complex<f64>') return device.f64
  if (element === 'f32' || element === 'tf32' || element === 'complex<f32>') return device.f32
  return elementBits[element] <= 8 ? device.int8 : device.bf16
}

function addUp(
  local: LocalProgram,
  stepSeconds: Float64Array,
  stepFlops: Float64Array,
): { seconds: number; flops: number } {
  const { steps, regions } = local
  const total = { seconds: 0, flops: 0 }
  for (let step = 0; step < steps.count; step++) {
    const { executions } = regions[steps.region[step]!]!
    total.seconds += stepSeconds[step]! * executions
    total.flops += stepFlops[step]! * executions
  }
  return total
}
