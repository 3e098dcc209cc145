// Costs -> one number to be small. Memory over the limit is graded, so that a search finds its way back below it.
import type { SetCost } from './evaluateSet'

export interface Goal {
  /** Bytes of one device. */
  readonly memory: number
  /** Step time before the first action, in seconds. */
  readonly startTime: number
}

/** Seconds, with a penalty for what does not fit. Source: docs/SEARCH.md, Score. */
export function scoreOf({ stepTime, peakMemory }: SetCost, { memory, startTime }: Goal): number {
  if (peakMemory <= memory) return stepTime
  return stepTime * (1 + 4 * (peakMemory / memory - 1)) + 0.02 * startTime
}
