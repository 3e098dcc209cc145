// Whether a program's need of memory fits a device, and what XLA does where it does not.
import type { Device } from './devices'

/** Above this share of the device's memory XLA may compute values again to save room. Source: docs/COSTS.md, Memory. */
export const recomputeShare = 0.6

/** `near`: it fits, but XLA may recompute. `over`: it does not fit. */
export type MemoryFit = 'fits' | 'near' | 'over'

export function memoryFit(peakBytes: number, { memory }: Pick<Device, 'memory'>): MemoryFit {
  if (peakBytes > memory) return 'over'
  return peakBytes > recomputeShare * memory ? 'near' : 'fits'
}

/** In words, for hovers and the command line; empty where it fits. */
export const memoryFitTexts: Readonly<Record<MemoryFit, string>> = {
  fits: '',
  near: `above ${recomputeShare} of the device's memory XLA may recompute values, so its own peak may be lower`,
  over: 'XLA would recompute or fail',
}
