// Block arguments: `(%a: type {attributes} loc(..), ...)`, read before their region opens and made when it does.
import { Char, skipName, skipTrivia, trimEnd } from './characters'
import { skipBalanced } from './brackets'
import { intern } from './interner'
import { isLocation, readLocationReference, readType } from './references'
import { addRow } from './rows'
import { addProblem } from './scanProblems'
import { listedType } from './signatures'
import type { Scan } from './state'
import { Block, Pending, Value } from './state'
import { defineSymbol, internSymbol } from './symbols'
import { decodeText } from './text'

/** Whether the `(` at `open` begins a list of block arguments: `(%name :`. */
export function opensArguments(s: Scan, open: number): boolean {
  const { bytes, end } = s
  const p = skipTrivia(bytes, open + 1, end)
  if (bytes[p] !== Char.percent) return false
  const after = skipTrivia(bytes, skipName(bytes, p + 1, end), end)
  return bytes[after] === Char.colon
}

/**
 * Reads the list whose `(` is at `open` into `pending`. Returns the offset after its `)`, or -1 - (offset reached) when it
 * is malformed.
 */
export function readArguments(s: Scan, open: number): number {
  const { bytes, end } = s
  const group = s.pendingGroup++
  let p = skipTrivia(bytes, open + 1, end)
  if (bytes[p] === Char.closeParenthesis) return p + 1
  for (;;) {
    p = readArgument(s, p, group)
    if (p < 0) return p
    p = skipTrivia(bytes, p, end)
    if (bytes[p] === Char.closeParenthesis) return p + 1
    if (bytes[p] !== Char.comma) return -1 - p
    p = skipTrivia(bytes, p + 1, end)
  }
}

/** Reads `%name: type {attributes} loc(..)`. */
function readArgument(s: Scan, from: number, group: number): number {
  const { bytes, end } = s
  if (bytes[from] !== Char.percent) return -1 - from
  const nameEnd = skipName(bytes, from + 1, end)
  let p = skipTrivia(bytes, nameEnd, end)
  if (bytes[p] !== Char.colon) return -1 - p
  p = skipTrivia(bytes, p + 1, end)
  const typeEnd = readType(s, p)
  if (typeEnd < 0) return -1 - p
  const row = addPending(s, from, nameEnd, s.type, group)
  return readArgumentTail(s, typeEnd, row)
}

/** Reads what may follow the type: a dictionary of attributes, a location. */
function readArgumentTail(s: Scan, from: number, row: number): number {
  const { bytes, end } = s
  let p = skipTrivia(bytes, from, end)
  if (bytes[p] === Char.openBrace) {
    const after = skipBalanced(bytes, p, end)
    if (after < 0) return -1 - p
    s.pending.data[row + Pending.attributes] = intern(s.texts, p, after)
    p = skipTrivia(bytes, after, end)
  }
  if (!isLocation(bytes, p)) return p
  const after = readLocationReference(s, p)
  if (after < 0) return -1 - p
  s.pending.data[row + Pending.location] = s.location
  return after
}

/** Adds a block argument that is to be; `group` -1 for `%a = %b`. Returns its row's offset. */
export function addPending(s: Scan, nameStart: number, nameEnd: number, type: number, group: number): number {
  const row = addRow(s.pending)
  const { data } = s.pending
  data[row + Pending.nameStart] = nameStart
  data[row + Pending.nameEnd] = nameEnd
  data[row + Pending.type] = type
  data[row + Pending.location] = -1
  data[row + Pending.attributes] = -1
  data[row + Pending.group] = group
  return row
}

/**
 * Makes the pending arguments those of `block`. Several lists (the reducer's, one a reduced tensor) are taken by turns:
 * the first of each, then the second of each, which is the order of the block's arguments.
 */
export function makeArguments(s: Scan, block: number): void {
  const first = s.pendingBase
  const count = s.pending.count - first
  const groups = Math.max(1, s.pendingGroup)
  const each = count / groups
  const isRegular = Number.isInteger(each)
  for (let i = 0; i < count; i++) {
    const from = groups > 1 && isRegular ? (i % groups) * each + Math.floor(i / groups) : i
    makeArgument(s, block, (first + from) * Pending.stride, i, count)
  }
}

function makeArgument(s: Scan, block: number, row: number, index: number, count: number): void {
  const pending = s.pending.data
  const at = addRow(s.values)
  const { data } = s.values
  const value = s.values.count - 1
  let type = pending[row + Pending.type]!
  if (pending[row + Pending.group] === -1 && s.signature >= 0) {
    const listed = listedType(s.signatures, s.signature, index, count)
    if (listed >= 0) type = listed
  }
  data[at + Value.type] = type
  data[at + Value.operation] = -1
  data[at + Value.index] = index
  data[at + Value.block] = block
  data[at + Value.nameStart] = pending[row + Pending.nameStart]!
  data[at + Value.nameEnd] = pending[row + Pending.nameEnd]!
  data[at + Value.location] = pending[row + Pending.location]!
  data[at + Value.attributes] = pending[row + Pending.attributes]!
  const blocks = s.blocks.data
  if (index === 0) blocks[block * Block.stride + Block.argumentStart] = value
  blocks[block * Block.stride + Block.argumentCount] = index + 1
  define(s, data[at + Value.nameStart]!, data[at + Value.nameEnd]!, value, 1)
}

/** Gives a name its values, and reports when it has some already. */
export function define(s: Scan, start: number, end: number, value: number, width: number): void {
  const before = defineSymbol(s.symbols, internSymbol(s.symbols, start, end), value, width)
  if (before < 0) return
  const name = decodeText(s.bytes, start, Math.min(end, start + 80))
  addProblem(s.problems, 'mlir.redefined-value', start, end, `\`${name}\` is defined already`)
}

/** Span of what was expected at `at`, for problems: the rest of the line, at most 40 bytes. */
export function spanOfRest(s: Scan, at: number): number {
  let p = at
  while (p < s.end && p < at + 40 && s.bytes[p] !== Char.newline) p++
  return trimEnd(s.bytes, at, p)
}
