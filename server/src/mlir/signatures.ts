// Type signatures: `: t`, `: t, t`, `: (t, t) -> t`, `: t -> (t, t)`. Equal texts are split into types once.
import { Char } from './characters'
import { beginsLine, skipBalanced } from './brackets'
import type { Interner } from './interner'
import { createInterner, intern } from './interner'
import type { Rows } from './rows'
import { addRow, createRows } from './rows'

export interface SignatureTable {
  readonly spans: Interner
  /** By signature: first entry of `types`, number of types, and how many of them stand before the arrow (-1: no arrow, -2: malformed). */
  readonly rows: Rows
  /** Type ids. */
  readonly types: Rows
  /** Offset after the signature last read. */
  next: number
}

export function createSignatureTable(bytes: Uint8Array): SignatureTable {
  return { spans: createInterner(bytes, 512), rows: createRows(3, 512), types: createRows(1, 1024), next: 0 }
}

/** 0 plain, 1 opens, 2 closes, 3 white space, 4 needs a look. */
const kindOf = new Uint8Array(256)
for (const byte of [Char.openParenthesis, Char.openBracket, Char.openBrace, Char.less]) kindOf[byte] = 1
for (const byte of [Char.closeParenthesis, Char.closeBracket, Char.closeBrace, Char.greater]) kindOf[byte] = 2
for (let byte = 0; byte <= Char.space; byte++) kindOf[byte] = 3
for (const byte of [Char.quote, Char.equals, Char.colon, Char.slash, Char.percent]) kindOf[byte] = 4

/**
 * Reads the signature that begins at `from` (after the colon). Returns its id, `table.next` set to the offset after it;
 * or -1 when what stands there is no signature (an attribute's type that a comma and a name follow).
 */
export function readSignature(table: SignatureTable, types: Interner, from: number, end: number): number {
  const to = endOfSignature(table, from, end)
  if (to <= from) return -1
  table.next = to
  const id = intern(table.spans, from, to)
  if (id === table.rows.count) addSignature(table, types, from, to)
  return id
}

/** Offset after the signature at `from`, or -1. */
function endOfSignature(table: SignatureTable, from: number, end: number): number {
  const { bytes } = table.spans
  let depth = 0
  let p = from
  while (p < end) {
    const byte = bytes[p]!
    const kind = kindOf[byte]!
    if (kind === 1) {
      if (depth === 0 && byte === Char.openBrace) break
      depth++
    } else if (kind === 2) {
      if (byte !== Char.greater || bytes[p - 1] !== Char.minus) depth--
      if (depth < 0) break
    } else if (kind === 3) {
      const next = skipBlank(bytes, p, end)
      if (endsAtBlank(bytes, p, next, end, depth)) break
      p = next
      continue
    } else if (kind === 4 && (depth === 0 || byte === Char.percent)) {
      if (byte !== Char.slash) return -1
      break
    }
    p++
  }
  return p
}

/** Id of the signature that is the whole of start .. end, or -1 when that is no well-formed signature or more than one. */
export function findSignature(table: SignatureTable, types: Interner, start: number, end: number): number {
  const id = intern(table.spans, start, end)
  if (id === table.rows.count) checkSignature(table, types, start, end)
  return table.rows.data[id * 3 + 2]! >= -1 ? id : -1
}

/** Adds a signature found whole: as malformed when reading it would end elsewhere. */
function checkSignature(table: SignatureTable, types: Interner, start: number, end: number): void {
  if (endOfSignature(table, start, end) === end) addSignature(table, types, start, end)
  else table.rows.data[addRow(table.rows) + 2] = -2
}

/** Whether the text of a signature could not be split into types. */
export const isMalformed = (table: SignatureTable, signature: number): boolean =>
  table.rows.data[signature * 3 + 2] === -2

/**
 * Type id of result `index` of `count`: the right side of the arrow; without an arrow the list, when it has as many, or
 * the last type (`select` lists the predicate's type first). -1 when there is none.
 */
export function resultType(table: SignatureTable, signature: number, index: number, count: number): number {
  const first = table.rows.data[signature * 3]!
  const length = table.rows.data[signature * 3 + 1]!
  const left = table.rows.data[signature * 3 + 2]!
  if (left >= 0) return left + index < length ? table.types.data[first + left + index]! : -1
  if (length === 0) return -1
  return table.types.data[first + (count > 1 && length === count ? index : length - 1)]!
}

/** Type id of entry `index` of a list of `count` types without an arrow, or -1 when the signature is not one. */
export function listedType(table: SignatureTable, signature: number, index: number, count: number): number {
  const length = table.rows.data[signature * 3 + 1]!
  const left = table.rows.data[signature * 3 + 2]!
  if (left >= 0 ? left !== count : length !== count) return -1
  return table.types.data[table.rows.data[signature * 3]! + index]!
}

function skipBlank(bytes: Uint8Array, from: number, end: number): number {
  let p = from
  while (p < end && bytes[p]! <= Char.space) p++
  return p
}

/**
 * Whether a signature ends at the white space from .. next: outside brackets unless a comma or arrow stands on either side;
 * within brackets only where a line follows that cannot be part of a type.
 */
function endsAtBlank(bytes: Uint8Array, from: number, next: number, end: number, depth: number): boolean {
  const byte = bytes[next]
  const isLine = hasNewline(bytes, from, next)
  if (isLine && (next >= end || byte === Char.percent || byte === Char.closeBrace)) return true
  if (isLine && beginsLine(bytes, next, end)) return true
  if (depth > 0) return false
  const last = bytes[from - 1]
  if (last === Char.comma || (last === Char.greater && bytes[from - 2] === Char.minus)) return false
  return !(byte === Char.minus && bytes[next + 1] === Char.greater) && byte !== Char.comma
}

function hasNewline(bytes: Uint8Array, from: number, to: number): boolean {
  for (let p = from; p < to; p++) if (bytes[p] === Char.newline) return true
  return false
}

function addSignature(table: SignatureTable, types: Interner, start: number, end: number): void {
  const row = addRow(table.rows)
  const first = table.types.count
  const { bytes } = table.spans
  const arrow = findArrow(bytes, start, end)
  let isWell = true
  let left = -1
  if (arrow >= 0) {
    isWell = splitSide(table, types, start, arrow)
    left = table.types.count - first
  }
  isWell = splitSide(table, types, arrow < 0 ? start : arrow + 2, end) && isWell
  table.rows.data[row] = first
  table.rows.data[row + 1] = table.types.count - first
  table.rows.data[row + 2] = isWell ? left : -2
}

/** Offset of the last arrow outside brackets, or -1. */
function findArrow(bytes: Uint8Array, start: number, end: number): number {
  let depth = 0
  let found = -1
  for (let p = start; p < end; p++) {
    const kind = kindOf[bytes[p]!]
    if (kind === 1) depth++
    else if (kind === 2 && bytes[p] === Char.greater && bytes[p - 1] === Char.minus) {
      if (depth === 0) found = p - 1
    } else if (kind === 2) depth--
  }
  return found
}

/** Interns the types of one side; false when they are malformed. */
function splitSide(table: SignatureTable, types: Interner, from: number, to: number): boolean {
  const { bytes } = table.spans
  let start = from
  let end = to
  while (start < end && bytes[start]! <= Char.space) start++
  while (end > start && bytes[end - 1]! <= Char.space) end--
  if (bytes[start] === Char.openParenthesis) {
    if (skipBalanced(bytes, start, end) !== end) return false
    start++
    end--
    while (start < end && bytes[start]! <= Char.space) start++
    if (start === end) return true
  }
  return splitList(table, types, start, end)
}

function splitList(table: SignatureTable, types: Interner, from: number, end: number): boolean {
  const { bytes } = table.spans
  let depth = 0
  let start = from
  for (let p = from; p <= end; p++) {
    if (p < end) {
      const kind = kindOf[bytes[p]!]
      if (kind === 1) depth++
      else if (kind === 2 && (bytes[p] !== Char.greater || bytes[p - 1] !== Char.minus)) depth--
      if (depth > 0 || bytes[p] !== Char.comma) continue
    }
    if (depth !== 0 || !addType(table, types, start, p)) return false
    start = p + 1
  }
  return true
}

function addType(table: SignatureTable, types: Interner, from: number, to: number): boolean {
  const { bytes } = table.spans
  let start = from
  let end = to
  while (start < end && bytes[start]! <= Char.space) start++
  while (end > start && bytes[end - 1]! <= Char.space) end--
  if (start === end) return false
  const id = intern(types, start, end)
  const row = addRow(table.types)
  table.types.data[row] = id
  return true
}
