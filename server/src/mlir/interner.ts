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

/**
 * Id of the span's text. In one piece, as it is where a scan spends most of its time: too large to be inlined in each of
 * its callers, it is optimised once, and first.
 */
export function intern(table: Interner, start: number, end: number): number {
  const { bytes, slots, hash: hashes } = table
  const length = end - start
  const step = table.isSampled ? 1 + (length >> 6) : 1
  let hash = length
  let other = 0
  let at = end - 1
  // Two products at a time, as each step waits for the one before.
  for (; at > start; at -= 2 * step) {
    hash = Math.imul(hash ^ bytes[at]!, 0x01000193)
    other = Math.imul(other ^ bytes[at - 1]!, 0x85ebca6b)
  }
  if (at === start) hash = Math.imul(hash ^ bytes[start]!, 0x01000193)
  // The low bits of a product alone cluster for names that differ in their last digits.
  hash = Math.imul(hash, 0x9e3779b1) ^ Math.imul(other, 0xc2b2ae35)
  hash ^= hash >>> 15
  const mask = slots.length - 1
  let slot = hash & mask
  for (let id = slots[slot]! - 1; id >= 0; id = slots[slot]! - 1) {
    if (hashes[id] === hash && table.end[id]! - table.start[id]! === length) {
      let q = table.start[id]!
      let p = start
      while (p < end && bytes[p] === bytes[q]) {
        p++
        q++
      }
      if (p === end) return id
      table.misses++
    }
    slot = (slot + 1) & mask
  }
  const id = table.count++
  slots[slot] = id + 1
  table.start[id] = start
  table.end[id] = end
  hashes[id] = hash
  if (table.count === table.start.length) growInterner(table)
  if (table.isSampled && table.misses > 1000 + 4 * table.count) hashInFull(table)
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
  for (let id = 0; id < table.count; id++) {
    table.hash[id] = hashInFullOf(table.bytes, table.start[id]!, table.end[id]!)
  }
  fillSlots(table)
}

/** The hash that `intern` computes where it takes no samples. */
function hashInFullOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = end - start
  let other = 0
  let at = end - 1
  for (; at > start; at -= 2) {
    hash = Math.imul(hash ^ bytes[at]!, 0x01000193)
    other = Math.imul(other ^ bytes[at - 1]!, 0x85ebca6b)
  }
  if (at === start) hash = Math.imul(hash ^ bytes[start]!, 0x01000193)
  hash = Math.imul(hash, 0x9e3779b1) ^ Math.imul(other, 0xc2b2ae35)
  return hash ^ (hash >>> 15)
}

function fillSlots(table: Interner): void {
  const slots = new Int32Array(table.start.length * 2)
  const mask = slots.length - 1
  for (let id = 0; id < table.count; id++) {
    let slot = table.hash[id]! & mask
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
