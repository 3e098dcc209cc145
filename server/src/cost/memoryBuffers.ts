// Buffers of the materialised values that have no home: allocated, written over in turn, freed after the last read.
// Source: docs/COSTS.md, Memory, step 6. One pass over steps, no search, no sorting.
import type { Homes, MemoryInput } from './memoryHomes'
import { isFreeFor, writtenOver } from './memoryHomes'

/** Pieces of memory for temporaries. Shapes: `of` by local value, the others by buffer, up to `count`. */
export interface Buffers {
  readonly count: number
  /** Buffer of a value, OUTSIDE for what lies in an argument, an output or a loop's carried value, or NONE. */
  readonly of: Int32Array
  readonly bytes: Float64Array
  /** Steps in which it lives, the last one included. */
  readonly start: Int32Array
  readonly end: Int32Array
}

export const NONE = -1
export const OUTSIDE = -2

export function assignBuffers(input: MemoryInput, homes: Homes): Buffers {
  const { local, fusion } = input
  const { steps, values } = local
  const buffers = {
    count: 0,
    of: new Int32Array(values.count).fill(NONE),
    bytes: new Float64Array(values.count),
    start: new Int32Array(values.count),
    end: new Int32Array(values.count),
  }
  for (let value = 0; value < values.count; value++) if (values.step[value]! < 0) buffers.of[value] = OUTSIDE
  for (let step = 0; step < steps.count; step++) {
    for (let i = 0; i < steps.resultCount[step]!; i++) {
      const value = steps.resultStart[step]! + i
      if (fusion.root[value] !== value || fusion.isMaterialized[value] === 0) continue
      if (isAtHome(input, homes, step, i)) {
        buffers.of[value] = OUTSIDE
        continue
      }
      const end = livesUntil(input, value, step)
      const reused = findReused(input, buffers, step, i)
      const buffer = reused >= 0 ? reused : buffers.count++
      buffers.of[value] = buffer
      if (reused < 0) {
        buffers.bytes[buffer] = fusion.bytes[value]!
        buffers.start[buffer] = step
        buffers.end[buffer] = end
      } else if (end > buffers.end[buffer]!) buffers.end[buffer] = end
    }
  }
  return buffers
}

function isAtHome(input: MemoryInput, { isHome, takes }: Homes, step: number, i: number): boolean {
  const value = input.local.steps.resultStart[step]! + i
  return isHome[value] === 1 || (takes[value]! >= 0 && isFreeFor(input, takes[value]!, step, i))
}

/** At least through its own step with all that runs inside; what is yielded ends with its region. */
function livesUntil({ local, last }: MemoryInput, value: number, step: number): number {
  const { steps, regions } = local
  const regionEnd = regions[steps.region[step]!]!.endStep
  return Math.min(Math.max(last[value]!, steps.end[step]! - 1), regionEnd - 1)
}

/** Buffer of a temporary of the same bytes that dies here and may be written over, or -1. */
function findReused(input: MemoryInput, buffers: Buffers, step: number, i: number): number {
  const { local, traits, fusion } = input
  const value = local.steps.resultStart[step]! + i
  const over = writtenOver(input, step, i)
  if (over >= 0 && isDying(input, buffers, over, value)) return buffers.of[over]!
  if (traits.isElementwise[step] === 0) return NONE
  for (let at = fusion.leafStart[value]!; at < fusion.leafEnd[value]!; at++) {
    const leaf = fusion.leaves[at]!
    if (isDying(input, buffers, leaf, value)) return buffers.of[leaf]!
  }
  return NONE
}

/** Whether a temporary of the value's bytes is read last by the value's step, or within it. */
function isDying({ local, fusion, last }: MemoryInput, buffers: Buffers, candidate: number, value: number): boolean {
  const buffer = buffers.of[candidate]!
  if (buffer < 0 || fusion.bytes[candidate] !== fusion.bytes[value]) return false
  const step = local.values.step[value]!
  const end = local.steps.end[step]! - 1
  return last[candidate]! >= step && last[candidate]! <= end && buffers.end[buffer]! <= end
}
