// Locations while scanning: distinct bodies and aliases. Bodies are only interned; locations.ts reads them.
import { Char, isDigit, skipName } from './characters'
import { skipBalanced } from './brackets'
import type { Interner } from './interner'
import { createInterner, doubled, intern } from './interner'
import type { Rows } from './rows'
import { addRow, createRows } from './rows'

export interface LocationTable {
  readonly bytes: Uint8Array
  /** Start and end of the body. */
  readonly rows: Rows
  /** Start, end and location id. */
  readonly aliases: Rows
  /** By the number n of `#locN`: location id + 1. What JAX writes has no other aliases. */
  numbered: Int32Array
  /** All other aliases; by their id here: location id. */
  readonly others: Interner
  readonly otherLocation: Rows
  /** Inline bodies; by body id: location id. */
  readonly bodies: Interner
  readonly bodyLocation: Rows
}

const largestNumber = 1 << 22

export function createLocationTable(bytes: Uint8Array, lines: number): LocationTable {
  const table: LocationTable = {
    bytes,
    rows: createRows(2, lines),
    aliases: createRows(3, lines),
    numbered: new Int32Array(0),
    others: createInterner(bytes, 16),
    otherLocation: createRows(1, 16),
    bodies: createInterner(bytes, 1024),
    bodyLocation: createRows(1, 1024),
  }
  // Assigned, not initialised: see createRows.
  table.numbered = new Int32Array(Math.max(1024, lines))
  return table
}

/** Location id of the alias whose `#` is at `start`. */
export function aliasLocation(table: LocationTable, start: number, end: number): number {
  const number = aliasNumber(table.bytes, start, end)
  if (number < 0) return otherLocation(table, start, end)
  const location = number < table.numbered.length ? table.numbered[number]! - 1 : -1
  return location >= 0 ? location : addNumbered(table, number, start, end)
}

function addNumbered(table: LocationTable, number: number, start: number, end: number): number {
  while (number >= table.numbered.length) table.numbered = doubled(table.numbered)
  const location = addAlias(table, start, end)
  table.numbered[number] = location + 1
  return location
}

function otherLocation(table: LocationTable, start: number, end: number): number {
  const id = intern(table.others, start, end)
  if (id === table.otherLocation.count) {
    const row = addRow(table.otherLocation)
    table.otherLocation.data[row] = addAlias(table, start, end)
  }
  return table.otherLocation.data[id]!
}

/** Location id of an inline body. */
export function bodyLocation(table: LocationTable, start: number, end: number): number {
  const body = intern(table.bodies, start, end)
  if (body === table.bodyLocation.count) {
    const row = addRow(table.bodyLocation)
    table.bodyLocation.data[row] = addLocation(table, start, end)
  }
  return table.bodyLocation.data[body]!
}

/** Gives a location its body. */
export function setBody(table: LocationTable, location: number, start: number, end: number): void {
  table.rows.data[location * 2] = start
  table.rows.data[location * 2 + 1] = end
}

/** n of `#locN` in its shortest form, or -1. */
export function aliasNumber(bytes: Uint8Array, start: number, end: number): number {
  if (end - start < 5 || end - start > 11) return -1
  if (bytes[start + 1] !== Char.letterL || bytes[start + 2] !== Char.letterO || bytes[start + 3] !== Char.letterC)
    return -1
  let number = 0
  for (let p = start + 4; p < end; p++) {
    const byte = bytes[p]!
    if (!isDigit(byte) || (p === start + 4 && byte === Char.zero)) return -1
    number = number * 10 + byte - Char.zero
  }
  return number < largestNumber ? number : -1
}

/** Offset of the `)` of the location whose body begins at `from`, or -1. */
export function endOfBody(bytes: Uint8Array, from: number, end: number): number {
  const after = skipBalanced(bytes, from - 1, end)
  return after < 0 ? -1 : after - 1
}

/** Offset after the alias name that begins at `from` with its `#`. */
export const skipAlias = (bytes: Uint8Array, from: number, end: number): number => skipName(bytes, from + 1, end)

/** A new alias, and the location it stands for: without a body until its definition is read. */
function addAlias(table: LocationTable, start: number, end: number): number {
  const row = addRow(table.aliases)
  const location = addLocation(table, start, start)
  table.aliases.data[row] = start
  table.aliases.data[row + 1] = end
  table.aliases.data[row + 2] = location
  return location
}

function addLocation(table: LocationTable, start: number, end: number): number {
  const at = addRow(table.rows)
  table.rows.data[at] = start
  table.rows.data[at + 1] = end
  return table.rows.count - 1
}
