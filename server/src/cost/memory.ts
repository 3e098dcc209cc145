// Peak memory of one device, over time, by kind and piece by piece: the plan of buffers in program order.
// Source: docs/COSTS.md, Memory, steps 5 to 7.
import type { LocalProgram } from '../lowering/localProgram'
import type { Fusion } from './fusion'
import { assignBuffers } from './memoryBuffers'
import { findHomes, findLastReads } from './memoryHomes'
import type { LiveMemory } from './memoryTimeline'
import { findLive, findTimeline, sumByKind } from './memoryTimeline'
import type { StepTraits } from './stepTraits'

/** Plain data: it can be cloned to another thread. Units: bytes of one device. */
export interface MemoryPlan {
  readonly argumentBytes: number
  readonly outputBytes: number
  /** Output bytes that lie in donated arguments. */
  readonly aliasBytes: number
  /** Most bytes of temporaries that live at once. */
  readonly temporaryBytes: number
  /** Arguments + outputs − aliased + temporaries. */
  readonly peakBytes: number
  /** Step at which the peak is reached first. */
  readonly peakStep: number
  /** Bytes of temporaries by step; a loop's body is walked once. */
  readonly timeline: Float64Array
  /** What lives at the peak; adds up to `peakBytes`. */
  readonly live: LiveMemory
  /** The same by index in `memoryKinds`. */
  readonly byKind: Float64Array
}

/** Linear in steps, their operands and leaves. */
export function planMemory(local: LocalProgram, traits: StepTraits, fusion: Fusion): MemoryPlan {
  const input = { local, traits, fusion, last: findLastReads(local, fusion) }
  const buffers = assignBuffers(input, findHomes(input))
  const { timeline, peakStep } = findTimeline(local, buffers)
  const live = findLive(input, buffers, peakStep)
  const sum = (list: Int32Array): number => list.reduce((total, value) => total + fusion.ownBytes[value]!, 0)
  const argumentBytes = sum(local.arguments)
  const outputBytes = sum(local.results)
  const aliasBytes = sum(local.results.filter((_, i) => local.aliases[i]! >= 0))
  const temporaryBytes = timeline[peakStep] ?? 0
  const peakBytes = argumentBytes + (outputBytes - aliasBytes) + temporaryBytes
  return {
    argumentBytes,
    outputBytes,
    aliasBytes,
    temporaryBytes,
    peakBytes,
    peakStep,
    timeline,
    live,
    byKind: sumByKind(live),
  }
}
