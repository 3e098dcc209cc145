// Every piece of memory that a program uses, with when it lives: what the memory plan only counts, one by one.
import type { Prepared } from './prepare'
import type { Buffers } from './memoryBuffers'
import { assignBuffers } from './memoryBuffers'
import { findHomes, findLastReads } from './memoryHomes'
import type { LiveMemory } from './memoryTimeline'
import { createKindReader, kindOfArgument, kindOfTemporary, outputKind } from './memoryKinds'

/**
 * Columns by piece: arguments, outputs that are not donated, then temporaries in the order of their steps. A buffer that is written
 * over is one piece after the other. At each step the pieces that live there add up to the memory plan's bytes.
 */
export interface MemoryPieces extends LiveMemory {
  readonly count: number
}

/** Linear in steps and values. `beat` is called at each value. */
export function findPieces({ local, traits, fusion }: Prepared, beat = (): void => undefined): MemoryPieces {
  const input = { local, traits, fusion, last: findLastReads(local, fusion) }
  const buffers = assignBuffers(input, findHomes(input))
  const until = findEnds(buffers, local.values.step, beat)
  const outputs = local.results.filter((_, i) => local.aliases[i]! < 0)
  const firstTemporary = local.arguments.length + outputs.length
  const tenants = listTenants(buffers, local.values.step, until, beat)
  const pieces = createPieces(firstTemporary, tenants.length)
  const lastStep = Math.max(0, local.steps.count - 1)
  const put = (at: number, value: number, bytes: number, kind: number): void => {
    pieces.value[at] = value
    pieces.bytes[at] = bytes
    pieces.kind[at] = kind
    pieces.since[at] = at < firstTemporary ? 0 : local.values.step[value]!
    pieces.until[at] = at < firstTemporary ? lastStep : until[value]!
  }
  local.arguments.forEach((value, i) => put(i, value, fusion.ownBytes[value]!, kindOfArgument(local, i)))
  outputs.forEach((value, i) => put(local.arguments.length + i, value, fusion.ownBytes[value]!, outputKind))
  const reader = createKindReader(local, traits)
  tenants.forEach((value, i) => {
    beat()
    const maker = local.values.step[value]!
    const lastReader = Math.min(Math.max(input.last[value]!, maker), lastStep)
    put(firstTemporary + i, value, buffers.bytes[buffers.of[value]!]!, kindOfTemporary(reader, maker, lastReader))
  })
  return pieces
}

function createPieces(firstTemporary: number, temporaries: number): MemoryPieces {
  const count = firstTemporary + temporaries
  return {
    count,
    firstTemporary,
    value: new Int32Array(count),
    bytes: new Float64Array(count),
    kind: new Uint8Array(count),
    since: new Int32Array(count),
    until: new Int32Array(count),
  }
}

/** By value with a buffer: the last step before the next value takes it over, or the buffer's end. */
function findEnds({ of, end, count }: Buffers, steps: Int32Array, beat: () => void): Int32Array {
  const until = new Int32Array(of.length)
  const taken = new Int32Array(count).fill(-1)
  for (let value = of.length - 1; value >= 0; value--) {
    beat()
    const buffer = of[value]!
    if (buffer < 0) continue
    until[value] = taken[buffer]! < 0 ? end[buffer]! : taken[buffer]! - 1
    taken[buffer] = steps[value]!
  }
  return until
}

/** Values with a buffer; one whose buffer is taken over in its own step holds it at no time. */
function listTenants({ of }: Buffers, steps: Int32Array, until: Int32Array, beat: () => void): number[] {
  const tenants: number[] = []
  for (let value = 0; value < of.length; value++) {
    beat()
    if (of[value]! >= 0 && until[value]! >= steps[value]!) tenants.push(value)
  }
  return tenants
}
