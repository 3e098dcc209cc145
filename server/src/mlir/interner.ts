// Interning of byte spans: equal texts get equal ids. Open addressing over 32-bit hashes; equality is by bytes.

export interface Interner {
  readonly bytes: Uint8Array
  count: number
  start: Int32Array
  end: Int32Array
  hash: Int32Array
  /** id + 1, or 0 where free. */
  slots: Int32Array
  /** Whether `intern` hashes a sample of the bytes: until that has misled it too often. */
  isSampled: boolean
  /** Texts that differed though their hashes were equal. */
  misses: number
}

export const hashSeed = 0x811c9dc5 | 0

/** One step of the hash (FNV-1a). */
export const hashStep = (hash: number, byte: number): number => Math.imul(hash ^ byte, 0x01000193)

export function createInterner(bytes: Uint8Array, capacity: number): Interner {
  let size = 16
  while (size < capacity) size *= 2
  const table: Interner = {
    bytes,
    count: 0,
    start: none,
    end: none,
    hash: none,
    slots: none,
    isSampled: true,
    misses: 0,
  }
  // Assigned, not initialised: see createRows.
  table.start = new Int32Array(size)
  table.end = new Int32Array(size)
  table.hash = new Int32Array(size)
  table.slots = new Int32Array(size * 2)
  return table
}

const none = new Int32Array(0)

/** Hash of all bytes of a span. */
export function hashSpan(bytes: Uint8Array, start: number, end: number): number {
  let hash = hashSeed
  for (let p = start; p < end; p++) hash = Math.imul(hash ^ bytes[p]!, 0x01000193)
  return hash
}

/** Hash of the length and some bytes of a span: those of equal texts are compared anyway. */
function hashSample(bytes: Uint8Array, start: number, end: number): number {
  const step = 1 + ((end - start) >> 4)
  let hash = Math.imul(hashSeed ^ (end - start), 0x01000193)
  for (let p = end - 1; p >= start; p -= step) hash = Math.imul(hash ^ bytes[p]!, 0x01000193)
  return hash
}

/** Id of the span's text. A table is used with this or with `internHashed`, not with both. */
export function intern(table: Interner, start: number, end: number): number {
  const hash = table.isSampled ? hashSample : hashSpan
  return internHashed(table, start, end, hash(table.bytes, start, end))
}

/** As `intern`, the hash known. */
export function internHashed(table: Interner, start: number, end: number, hash: number): number {
  const { slots } = table
  const mask = slots.length - 1
  let slot = spread(hash) & mask
  for (let entry = slots[slot]!; entry !== 0; entry = slots[slot]!) {
    if (table.hash[entry - 1] === hash) {
      if (equals(table, entry - 1, start, end)) return entry - 1
      table.misses++
    }
    slot = (slot + 1) & mask
  }
  slots[slot] = table.count + 1
  const id = append(table, start, end, hash)
  if (table.isSampled && table.misses > 1000 + 4 * table.count) hashInFull(table)
  return id
}

/** Id of the span's text, or -1. */
export function findHashed(table: Interner, start: number, end: number, hash: number): number {
  const { slots } = table
  const mask = slots.length - 1
  let slot = spread(hash) & mask
  for (let entry = slots[slot]!; entry !== 0; entry = slots[slot]!) {
    if (table.hash[entry - 1] === hash && equals(table, entry - 1, start, end)) return entry - 1
    slot = (slot + 1) & mask
  }
  return -1
}

// The low bits of FNV-1a alone cluster for short names that differ in their last digits.
const spread = (hash: number): number => hash ^ (hash >>> 15)

function equals(table: Interner, id: number, start: number, end: number): boolean {
  const { bytes } = table
  let q = table.start[id]!
  if (table.end[id]! - q !== end - start) return false
  for (let p = start; p < end; p++, q++) if (bytes[p] !== bytes[q]) return false
  return true
}

function append(table: Interner, start: number, end: number, hash: number): number {
  const id = table.count++
  table.start[id] = start
  table.end[id] = end
  table.hash[id] = hash
  if (table.count === table.start.length) growInterner(table)
  return id
}

function growInterner(table: Interner): void {
  table.start = doubled(table.start)
  table.end = doubled(table.end)
  table.hash = doubled(table.hash)
  fillSlots(table)
}

/** Texts that differ only where no sample is taken would make looking up as slow as a list. */
function hashInFull(table: Interner): void {
  table.isSampled = false
  for (let id = 0; id < table.count; id++) table.hash[id] = hashSpan(table.bytes, table.start[id]!, table.end[id]!)
  fillSlots(table)
}

function fillSlots(table: Interner): void {
  const slots = new Int32Array(table.start.length * 2)
  const mask = slots.length - 1
  for (let id = 0; id < table.count; id++) {
    let slot = spread(table.hash[id]!) & mask
    while (slots[slot] !== 0) slot = (slot + 1) & mask
    slots[slot] = id + 1
  }
  table.slots = slots
}

/** The array with room for twice as much. */
export function doubled(array: Int32Array): Int32Array {
  const larger = new Int32Array(array.length * 2)
  larger.set(array)
  return larger
}
