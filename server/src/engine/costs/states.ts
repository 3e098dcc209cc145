// The figures of a state -> what the cost panel shows of it, with memory by family and communication by kind.
import { memoryKinds } from '../../cost/memoryKinds'
import type { MemoryKind } from '../../cost/memoryKinds'
import { collectiveKinds } from '../../lowering/localProgram'
import type { CostState, MemoryFamily } from '../../protocol/costs'
import { costlyKinds, memoryFamilies } from '../../protocol/costs'
import type { Figured } from '../analysis'

const families: Readonly<Record<MemoryKind, MemoryFamily>> = {
  parameter: 'parameter',
  'optimizer state': 'optimizer',
  'other state': 'other',
  input: 'other',
  output: 'other',
  gradient: 'gradient',
  activation: 'activation',
  constant: 'constant',
  'collective buffer': 'collective',
  temporary: 'other',
}

/** By index in `memoryKinds`: index in `memoryFamilies`. */
export const familyOfKind: readonly number[] = memoryKinds.map((kind) => memoryFamilies.indexOf(families[kind]))

/** A number that JSON and the panel can hold: what overflows is the largest one. */
export const finite = (value: number): number =>
  Number.isNaN(value) ? 0 : Math.min(Math.max(value, -Number.MAX_VALUE), Number.MAX_VALUE)

/** Families add up to the peak; exposed communication and compute to the step. */
export function stateOf({ figures, shares, conflicts }: Pick<Figured, 'figures' | 'shares' | 'conflicts'>): CostState {
  const memoryByFamily = memoryFamilies.map(() => 0)
  shares.memoryByKind.forEach((bytes, kind) => (memoryByFamily[familyOfKind[kind]!]! += bytes))
  const exposedByKind = costlyKinds.map((kind) => shares.exposedByKind[collectiveKinds.indexOf(kind)]!)
  const hiddenByKind = costlyKinds.map((kind, i) => Math.max(0, figures.collectives[kind].seconds - exposedByKind[i]!))
  return {
    peakMemory: finite(figures.peakMemory),
    memoryByFamily: memoryByFamily.map(finite),
    stepTime: finite(figures.stepTime),
    computeTime: finite(figures.computeTime),
    communicationTime: finite(figures.communicationTime),
    exposedByKind: exposedByKind.map(finite),
    hiddenByKind: hiddenByKind.map(finite),
    counts: costlyKinds.map((kind) => figures.collectives[kind].count),
    mfu: finite(figures.mfu),
    flops: finite(figures.flops),
    conflicts: conflicts.length,
  }
}
