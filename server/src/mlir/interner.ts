// Interning of byte spans: equal texts get equal ids. Open addressing over 32-bit hashes; equality is by bytes.

export interface Interner {
  readonly bytes: Uint8Array
  count: number
  start: Int32Array
  end: Int32Array
  hash: Int32Array
  /** id + 1, or 0 where free. */
  slots: Int32Array
}

export const hashSeed = 0x811c9dc5 | 0

/** One step of the hash (FNV-1a). */
export const hashStep = (hash: number, byte: number): number => Math.imul(hash ^ byte, 0x01000193)

export function createInterner(bytes: Uint8Array, capacity: number): Interner {
  let size = 16
  while (size < capacity) size *= 2
  const table: Interner = { bytes, count: 0, start: none, end: none, hash: none, slots: none }
  // Assigned, not initialised: see createRows.
  table.start = new Int32Array(size)
  table.end = new Int32Array(size)
  table.hash = new Int32Array(size)
  table.slots = new Int32Array(size * 2)
  return table
}

const none = new Int32Array(0)

/** Hash of a span. */
export function hashSpan(bytes: Uint8Array, start: number, end: number): number {
  let hash = hashSeed
  for (let p = start; p < end; p++) hash = Math.imul(hash ^ bytes[p]!, 0x01000193)
  return hash
}

/** Id of the span's text. */
export function intern(table: Interner, start: number, end: number): number {
  return internHashed(table, start, end, hashSpan(table.bytes, start, end))
}

/** As `intern`, the hash known. */
export function internHashed(table: Interner, start: number, end: number, hash: number): number {
  const { slots } = table
  const mask = slots.length - 1
  let slot = spread(hash) & mask
  for (let entry = slots[slot]!; entry !== 0; entry = slots[slot]!) {
    if (table.hash[entry - 1] === hash && equals(table, entry - 1, start, end)) return entry - 1
    slot = (slot + 1) & mask
  }
  slots[slot] = table.count + 1
  return append(table, start, end, hash)
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
  const slots = new Int32Array(table.slots.length * 2)
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
