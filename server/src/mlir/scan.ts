// StableHLO text to columns, in one pass over the bytes. Never throws on input; what cannot be read becomes a problem.
import type { Outcome } from '../base/problems'
import { skipBalanced } from './brackets'
import { Char, skipLine, skipName, skipSpaces, skipTrivia } from './characters'
import type { ModuleColumns } from './columns'
import { finishColumns } from './finish'
import { findLines } from './lines'
import { aliasLocation, endOfBody, setBody } from './locationTable'
import { continueOperation, readOperation } from './operations'
import { isLocation } from './references'
import { endOperation, indentationAt, innermostOpen, leaveRegion, readLabel } from './regions'
import { addProblem, finishProblems } from './scanProblems'
import type { Scan } from './state'
import { createScan, Frame, Operation, Status } from './state'
import { decodeText } from './text'

/**
 * Scans a module.
 * Returns the columns of all that could be read, with problems beside them. Operations that could not be read in full are
 * kept with what was.
 */
export function scan(bytes: Uint8Array): Outcome<ModuleColumns> {
  const shared = toShared(bytes)
  if (isBinary(shared)) {
    const empty = createScan(shared.subarray(0, 0), new Int32Array([0, 1]), false)
    addProblem(empty.problems, 'mlir.binary', 0, 0, 'The file is not text; StableHLO is read in its textual form.')
    return { value: finishColumns(empty, shared), problems: finishProblems(empty.problems) }
  }
  const lines = findLines(shared)
  let s = scanText(shared, lines, false)
  // Where brackets do not match, indentation tells better which of them is missing.
  if (s.isUnbalanced) s = scanText(shared, lines, true)
  if (s.operations.count === 0 && s.problems.items.length === 0) {
    addProblem(s.problems, 'mlir.empty', 0, 0, 'The file has no operations.')
  }
  reportUndefinedLocations(s)
  return { value: finishColumns(s, shared), problems: finishProblems(s.problems) }
}

function scanText(bytes: Uint8Array, lines: Int32Array, byIndentation: boolean): Scan {
  const s = createScan(bytes, lines, byIndentation)
  const { end } = s
  let p = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0
  for (;;) {
    p = skipTrivia(bytes, p, end)
    if (p >= end) break
    const byte = bytes[p]!
    if (byte === Char.closeBrace) p = readClose(s, p)
    else if (byte === Char.hash || byte === Char.bang) p = readAlias(s, p)
    else if (byte === Char.caret) p = readLabel(s, p)
    else if (byte === Char.openBrace && bytes[p + 1] === Char.minus) p = readMetadata(s, p)
    else p = readOperation(s, p)
  }
  closeAll(s)
  return s
}

/** The bytes over shared memory, copied when they are not yet. */
function toShared(bytes: Uint8Array): Uint8Array {
  if (bytes.buffer instanceof SharedArrayBuffer) return bytes
  const shared = new Uint8Array(new SharedArrayBuffer(bytes.length))
  shared.set(bytes)
  return shared
}

/** MLIR bytecode, or NUL bytes at the beginning. */
function isBinary(bytes: Uint8Array): boolean {
  if (bytes[0] === 0x4d && bytes[1] === 0x4c && bytes[2] === 0xef && bytes[3] === 0x52) return true
  const nul = bytes.subarray(0, 1 << 16).indexOf(0)
  return nul >= 0
}

/** At a `}`: closes the region, and goes on with its operation. */
function readClose(s: Scan, at: number): number {
  if (s.frames.count === 0) {
    s.isUnbalanced = true
    addProblem(s.problems, 'mlir.syntax', at, at + 1, 'This } closes nothing.')
    return at + 1
  }
  if (s.byIndentation && !settleByIndentation(s, at)) {
    addProblem(s.problems, 'mlir.syntax', at, at + 1, 'This } closes nothing.')
    return at + 1
  }
  leaveRegion(s)
  return continueOperation(s, at + 1)
}

/**
 * Closes the regions that opened on lines indented further than this `}`, when one opened on a line indented like it.
 * Returns false when the `}` is indented further than any line that opened a region.
 */
function settleByIndentation(s: Scan, at: number): boolean {
  let lineStart = at
  while (lineStart > 0 && s.bytes[lineStart - 1]! <= Char.space && s.bytes[lineStart - 1] !== Char.newline) lineStart--
  if (lineStart > 0 && s.bytes[lineStart - 1] !== Char.newline) return true
  const indentation = indentationAt(s.bytes, at, s.end)
  for (let frame = s.frames.count - 1; frame >= 0; frame--) {
    if (s.frames.data[frame * Frame.stride + Frame.indentation] !== indentation) continue
    while (s.frames.count > frame + 1) abandonRegion(s, at)
    return true
  }
  return indentation < s.frames.data[(s.frames.count - 1) * Frame.stride + Frame.indentation]!
}

/** Closes a region that has no `}`, and its operation. */
function abandonRegion(s: Scan, at: number): void {
  const open = innermostOpen(s)
  addProblem(s.problems, 'mlir.unclosed', open, open + 1, 'This region is not closed.')
  leaveRegion(s)
  endOperation(s, at)
}

function closeAll(s: Scan): void {
  if (s.frames.count > 0) s.isUnbalanced = true
  while (s.frames.count > 0) abandonRegion(s, s.end)
}

/** At `#name = ...` or `!name = ...`: keeps the body of a location, skips what else it is. */
function readAlias(s: Scan, at: number): number {
  const { bytes, end } = s
  const nameEnd = skipName(bytes, at + 1, end)
  let p = skipSpaces(bytes, nameEnd, end)
  if (bytes[p] !== Char.equals) {
    addProblem(s.problems, 'mlir.syntax', at, Math.max(nameEnd, at + 1), 'Expected an alias definition: #name = ...')
    return skipLine(bytes, at, end)
  }
  p = skipTrivia(bytes, p + 1, end)
  if (!isLocation(bytes, p)) return skipAliasBody(bytes, p, end)
  const close = endOfBody(bytes, p + 4, end)
  if (close < 0) {
    addProblem(s.problems, 'mlir.unclosed', p, p + 4, 'The location `loc(` is not closed.')
    return skipLine(bytes, p, end)
  }
  setBody(s.locations, aliasLocation(s.locations, at, nameEnd), p + 4, close)
  return close + 1
}

function skipAliasBody(bytes: Uint8Array, from: number, end: number): number {
  for (let p = from; p < end; p++) {
    const byte = bytes[p]!
    if (byte === Char.newline) return p
    if (byte === Char.less || byte === Char.openBrace || byte === Char.openBracket) {
      const after = skipBalanced(bytes, p, end)
      if (after < 0) return skipLine(bytes, p, end)
      p = after - 1
    }
  }
  return end
}

/** At `{-#`: resources of the file, which have no part in the operations. */
function readMetadata(s: Scan, at: number): number {
  const { bytes, end } = s
  for (let p = at + 3; p + 2 < end; p++) {
    if (bytes[p] === Char.hash && bytes[p + 1] === Char.minus && bytes[p + 2] === Char.closeBrace) return p + 3
  }
  addProblem(s.problems, 'mlir.unclosed', at, at + 3, 'The file metadata {-# is not closed.')
  return end
}

/** Aliases that operations refer to and nothing defines; told last, as a text cut short has many. */
function reportUndefinedLocations(s: Scan): void {
  const { aliases, aliasLocation: locations, rows } = s.locations
  for (let alias = 0; alias < aliases.count; alias++) {
    const at = locations.data[alias]! * 2
    if (rows.data[at] !== rows.data[at + 1]) continue
    const start = aliases.start[alias]!
    const end = aliases.end[alias]!
    const name = decodeText(s.bytes, start, end)
    addProblem(s.problems, 'mlir.undefined-location', start, end, `${name} has no definition.`)
  }
}

/** Whether the scan stands within an operation (for assertions in tests). */
export const isReading = (s: Scan): boolean => s.status === Status.reading && s.operations.count * Operation.stride > 0
