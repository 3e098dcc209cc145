// Buffers -> bytes of temporaries by step, the peak, and what lives there.
import { sharedFloat64, sharedInt32, sharedUint8 } from '../base/sharedArrays'
import type { LocalProgram } from '../lowering/localProgram'
import type { Buffers } from './memoryBuffers'
import type { MemoryInput } from './memoryHomes'
import { createKindReader, kindOfArgument, kindOfTemporary, memoryKinds, outputKind } from './memoryKinds'

/** Bytes of temporaries at each step, loops walked once. Never negative, never NaN: sizes are finite (planFusion). */
export function findTimeline({ steps }: LocalProgram, buffers: Buffers): { timeline: Float64Array; peakStep: number } {
  const timeline = sharedFloat64(steps.count)
  const freed = new Float64Array(steps.count + 1)
  for (let buffer = 0; buffer < buffers.count; buffer++) {
    timeline[buffers.start[buffer]!]! += buffers.bytes[buffer]!
    freed[buffers.end[buffer]! + 1]! += buffers.bytes[buffer]!
  }
  let live = 0
  let peakStep = 0
  for (let step = 0; step < steps.count; step++) {
    // Sums beyond 2^53 round, so that what is freed may seem more than what was there.
    live = Math.max(0, live - freed[step]!) + timeline[step]!
    timeline[step] = live
    if (live > timeline[peakStep]!) peakStep = step
  }
  return { timeline, peakStep }
}

/** What lives at the peak: arguments, outputs that are not donated, temporaries. One entry a piece, in that order. */
export interface LiveMemory {
  /** Pieces from this one on are temporaries. */
  readonly firstTemporary: number
  /** Local value that the piece holds at the peak. */
  readonly value: Int32Array
  readonly bytes: Float64Array
  /** Index in `memoryKinds`. */
  readonly kind: Uint8Array
  /** Steps between which the piece lives, both included; 0 and the last one for arguments and outputs. */
  readonly since: Int32Array
  readonly until: Int32Array
}

/** Bytes by kind add up to arguments + outputs − aliased + temporaries at the peak. */
export function findLive(input: MemoryInput, buffers: Buffers, peakStep: number): LiveMemory {
  const { local, fusion } = input
  const { steps, results, aliases } = local
  const outputs = results.filter((_, i) => aliases[i]! < 0)
  const alive: number[] = []
  for (let buffer = 0; buffer < buffers.count; buffer++)
    if (buffers.start[buffer]! <= peakStep && buffers.end[buffer]! >= peakStep) alive.push(buffer)
  const count = local.arguments.length + outputs.length + alive.length
  const live = {
    firstTemporary: count - alive.length,
    value: sharedInt32(count),
    bytes: sharedFloat64(count),
    kind: sharedUint8(count),
    since: sharedInt32(count),
    until: sharedInt32(count).fill(Math.max(0, steps.count - 1)),
  }
  let at = 0
  const add = (value: number, bytes: number, kind: number): void => {
    live.value[at] = value
    live.bytes[at] = bytes
    live.kind[at++] = kind
  }
  local.arguments.forEach((value, i) => add(value, fusion.ownBytes[value]!, kindOfArgument(local, i)))
  outputs.forEach((value) => add(value, fusion.ownBytes[value]!, outputKind))
  const reader = createKindReader(local, input.traits)
  const holders = findHolders(local, buffers, peakStep)
  for (const buffer of alive) {
    const value = holders[buffer]!
    live.since[at] = buffers.start[buffer]!
    live.until[at] = buffers.end[buffer]!
    const lastReader = Math.min(Math.max(input.last[value]!, local.values.step[value]!), steps.count - 1)
    add(value, buffers.bytes[buffer]!, kindOfTemporary(reader, local.values.step[value]!, lastReader))
  }
  return live
}

/** By buffer: the last value written to it up to a step. */
function findHolders({ values }: LocalProgram, buffers: Buffers, step: number): Int32Array {
  const holders = new Int32Array(buffers.count)
  for (let value = 0; value < values.count; value++) {
    const buffer = buffers.of[value]!
    if (buffer >= 0 && values.step[value]! <= step) holders[buffer] = value
  }
  return holders
}

/** Sums of the bytes by index in `memoryKinds`. */
export function sumByKind({ bytes, kind }: Pick<LiveMemory, 'bytes' | 'kind'>): Float64Array {
  const sums = sharedFloat64(memoryKinds.length)
  kind.forEach((own, i) => (sums[own]! += bytes[i]!))
  return sums
}
