// LocalProgram, fusion and costs -> time of each kernel on a device, with what its roofline is made of.
// Source of the roofline: Williams, Waterman, Patterson, "Roofline", CACM 52(4), 2009; docs/COSTS.md, Compute.
import { sharedFloat64, sharedUint8 } from '../base/sharedArrays'
import type { LocalProgram } from '../lowering/localProgram'
import type { Device } from './devices'
import type { KernelSources, KernelWork } from './kernelWork'
import { isKernel } from './kernelWork'
import { classIndex, operationClasses } from './operationClasses'
import type { OperationCost } from './operationCost'

/** What a kernel's time is decided by; `none`: no time of its own. */
export const kernelBounds = ['none', 'matrix', 'vector', 'memory'] as const
export type KernelBound = (typeof kernelBounds)[number]

/** By step, one execution each; 0 for collectives, loops and branches. A step that is fused into others has flops but no time. */
export interface Kernels {
  /** The longest of the three that follow over the efficiency of the class, and the launch. */
  readonly seconds: Float64Array
  /** On the matrix units. */
  readonly matrixSeconds: Float64Array
  /** On the vector units, what is fused into the kernel included. */
  readonly vectorSeconds: Float64Array
  /** For the traffic in `bytes`. */
  readonly memorySeconds: Float64Array
  /** Of the step itself, without what is fused into it. Transcendentals are not among them. */
  readonly flops: Float64Array
  readonly transcendentals: Float64Array
  /** Read from and written to memory. */
  readonly bytes: Float64Array
  /** Index in `kernelBounds`. */
  readonly bound: Uint8Array
  /** Index in `operationClasses`. */
  readonly opClass: Uint8Array
}

export interface KernelParts extends KernelSources {
  readonly work: KernelWork
}

/**
 * Roofline of each kernel: the longest of its matrix operations, its vector operations (those fused into it included) and
 * its memory traffic. A fused step takes no time of its own; one that is recomputed counts in each of its consumers.
 */
export function timeKernels(local: LocalProgram, device: Device, parts: KernelParts): Kernels {
  const { steps } = local
  const { traits, costs, work } = parts
  const kernels = createKernels(steps.count)
  const vectorRate = device.vector * device.vectorEfficiency
  const bandwidth = device.memoryBandwidth * device.memoryEfficiency
  const matrixTimes = costs.distinct.map((cost) => matrixSeconds(device, cost))
  for (let step = 0; step < steps.count; step++) {
    if (traits.isCollective[step] === 1 || traits.isStructural[step] === 1) continue
    const cost = costs.distinct[costs.index[step]!]!
    kernels.flops[step] = cost.flops
    kernels.transcendentals[step] = cost.transcendentals
    kernels.opClass[step] = classIndex(traits.family[step]!)
    if (!isKernel(local, parts, step)) continue
    kernels.matrixSeconds[step] = matrixTimes[costs.index[step]!]!
    kernels.vectorSeconds[step] = work.vectorWork[step]! / vectorRate
    kernels.bytes[step] = work.bytes[step]!
    kernels.memorySeconds[step] = work.bytes[step]! / bandwidth
    finishKernel(kernels, device, step)
  }
  return kernels
}

function createKernels(count: number): Kernels {
  return {
    seconds: sharedFloat64(count),
    matrixSeconds: sharedFloat64(count),
    vectorSeconds: sharedFloat64(count),
    memorySeconds: sharedFloat64(count),
    flops: sharedFloat64(count),
    transcendentals: sharedFloat64(count),
    bytes: sharedFloat64(count),
    bound: sharedUint8(count),
    opClass: sharedUint8(count),
  }
}

function matrixSeconds(device: Device, { flops, rate, passes }: OperationCost): number {
  return rate === 'none' ? 0 : (flops * passes) / (device[rate] * device.matrixEfficiency)
}

/** The kernel's time, and what it is bound by. */
function finishKernel(kernels: Kernels, device: Device, step: number): void {
  const matrix = kernels.matrixSeconds[step]!
  const vector = kernels.vectorSeconds[step]!
  const longest = Math.max(matrix, vector, kernels.memorySeconds[step]!)
  if (longest === 0) return
  const efficiency = device.efficiency[operationClasses[kernels.opClass[step]!]!]
  kernels.seconds[step] = longest / efficiency + device.kernelLaunch
  kernels.bound[step] = longest === matrix ? 1 : longest === vector ? 2 : 3
}
