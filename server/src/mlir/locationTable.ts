// Locations while scanning: distinct bodies and aliases. Bodies are only interned; locations.ts reads them.
import { Char, isDigit, skipName } from './characters'
import { skipBalanced } from './brackets'
import type { Interner } from './interner'
import { createInterner, doubled, intern } from './interner'
import type { Rows } from './rows'
import { addRow, createRows } from './rows'

export interface LocationTable {
  /** Start and end of the body. */
  readonly rows: Rows
  readonly aliases: Interner
  /** By alias id: location id. */
  readonly aliasLocation: Rows
  /** By the number n of `#locN`: alias id + 1. A shortcut past the interner. */
  numbered: Int32Array
  /** Inline bodies; by body id: location id. */
  readonly bodies: Interner
  readonly bodyLocation: Rows
}

const largestNumber = 1 << 22

export function createLocationTable(bytes: Uint8Array, lines: number): LocationTable {
  const table: LocationTable = {
    rows: createRows(2, lines),
    aliases: createInterner(bytes, Math.max(64, lines)),
    aliasLocation: createRows(1, lines),
    numbered: new Int32Array(0),
    bodies: createInterner(bytes, 64),
    bodyLocation: createRows(1, 64),
  }
  // Assigned, not initialised: see createRows.
  table.numbered = new Int32Array(1024)
  return table
}

/** Location id of the alias whose `#` is at `start`. */
export function aliasLocation(table: LocationTable, start: number, end: number): number {
  const number = aliasNumber(table.aliases.bytes, start, end)
  if (number < 0) return table.aliasLocation.data[internAlias(table, start, end)]!
  while (number >= table.numbered.length) table.numbered = doubled(table.numbered)
  let alias = table.numbered[number]! - 1
  if (alias < 0) {
    alias = internAlias(table, start, end)
    table.numbered[number] = alias + 1
  }
  return table.aliasLocation.data[alias]!
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

function internAlias(table: LocationTable, start: number, end: number): number {
  const alias = intern(table.aliases, start, end)
  if (alias === table.aliasLocation.count) {
    const row = addRow(table.aliasLocation)
    table.aliasLocation.data[row] = addLocation(table, start, start)
  }
  return alias
}

function addLocation(table: LocationTable, start: number, end: number): number {
  const at = addRow(table.rows)
  table.rows.data[at] = start
  table.rows.data[at + 1] = end
  return table.rows.count - 1
}
