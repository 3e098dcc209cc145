// What each kernel does on any device of a backend: operations, those of fused steps included, and bytes read and written.
import { sharedFloat64 } from '../base/sharedArrays'
import type { LocalProgram } from '../lowering/localProgram'
import type { Fusion } from './fusion'
import type { MemoryBackend } from './memoryBackends'
import { shareOutputs } from './multiOutput'
import type { OperationCosts } from './operationCosts'
import type { StepTraits } from './stepTraits'

/** By step, one execution each; 0 for steps that are no kernels. */
export interface KernelWork {
  /** Of the kernel and what is computed inside it; what several kernels compute again counts in each. */
  readonly flops: Float64Array
  readonly vectorWork: Float64Array
  /** Read from and written to memory. */
  readonly bytes: Float64Array
}

export interface KernelSources {
  readonly traits: StepTraits
  readonly fusion: Fusion
  readonly costs: OperationCosts
}

/** Fused steps that a kernel counts at most: compilers do not fuse more either. */
const mostFused = 512

/** Linear in kernels, what they read and what is fused into them. */
export function planKernels(local: LocalProgram, backend: MemoryBackend, sources: KernelSources): KernelWork {
  const { steps } = local
  const work: KernelWork = {
    flops: sharedFloat64(steps.count),
    vectorWork: sharedFloat64(steps.count),
    bytes: sharedFloat64(steps.count),
  }
  const visit = createFusedVisitor(local, sources, work)
  for (let step = 0; step < steps.count; step++) {
    if (!isKernel(local, sources, step)) continue
    visit(step)
    work.bytes[step] = trafficOf(local, sources, step)
  }
  // Kernels of a backend that never recomputes are written as they stand.
  if (backend.slack > 0) shareOutputs(local, backend, { ...sources, bytes: work.bytes })
  return work
}

/** True for steps that run by themselves: not fused, no view, no collective, loop or branch. */
export function isKernel({ steps }: LocalProgram, { traits, fusion }: KernelSources, step: number): boolean {
  if (traits.isCollective[step] === 1 || traits.isStructural[step] === 1 || traits.isView[step] === 1) return false
  return steps.resultCount[step]! > 0 && fusion.isMaterialized[steps.resultStart[step]!] === 1
}

/** Adds the work of a kernel and of each fused step it reaches, once. */
function createFusedVisitor(
  { steps, values }: LocalProgram,
  { fusion, costs }: KernelSources,
  work: KernelWork,
): (kernel: number) => void {
  const seen = new Int32Array(steps.count).fill(-1)
  const stack = new Int32Array(mostFused + 1)
  return (kernel) => {
    let [depth, count] = [0, 0]
    stack[depth++] = kernel
    while (depth > 0) {
      const step = stack[--depth]!
      const cost = costs.distinct[costs.index[step]!]!
      work.flops[kernel]! += cost.flops
      work.vectorWork[kernel]! += cost.vectorWork
      for (let at = steps.operandStart[step]!; at < steps.operandStart[step + 1]!; at++) {
        const operand = fusion.root[steps.operands[at]!]!
        const maker = values.step[operand]!
        if (fusion.isMaterialized[operand] === 1 || maker < 0 || seen[maker] === kernel) continue
        if (count === mostFused) break
        seen[maker] = kernel
        stack[depth++] = maker
        count++
      }
    }
  }
}

/**
 * What a kernel reads, of slices only the part, and what it writes; an update in place reads and writes its part. What the
 * operation states counts in place of that.
 */
function trafficOf({ steps }: LocalProgram, { traits, fusion, costs }: KernelSources, step: number): number {
  const result = steps.resultStart[step]!
  const stated = costs.distinct[costs.index[step]!]!.bytes
  if (stated > 0) return stated
  if (traits.family[step] === 'constant') return 0
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
