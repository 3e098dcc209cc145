// Beginnings of operations: results and name.
import { skipBalanced } from './brackets'
import { Char, isDigit, isNameByte, skipLine, skipString, skipTrivia, skipWord, trimEnd } from './characters'
import { fail, recover, recoverOperation } from './endings'
import { addFunction, readFunctionHeader, readFunctionProperties } from './functionHeaders'
import { internName, internSpelling, NameKind } from './nameTable'
import { ensureBlock, enterRegion } from './regions'
import { addRow } from './rows'
import { addProblem } from './scanProblems'
import type { Scan } from './state'
import { Operation, Phase, Value } from './state'
import { decodeText } from './text'

/** At the `%` of `%a, %b:2 =`: makes the values. Returns the offset of the name. */
export function readResults(s: Scan, from: number): number {
  ensureBlock(s)
  s.resultStart = s.values.count
  s.operationStart = from
  const p = readResultNames(s, from)
  if (p >= 0) {
    s.phase = Phase.name
    return p
  }
  s.values.count = s.resultStart
  return recover(s, from, -1 - p, 'expected `%name = operation`')
}

/** Returns the offset after the `=`, or -1 - (offset reached). */
function readResultNames(s: Scan, from: number): number {
  const { bytes, end } = s
  let p = from
  for (;;) {
    const start = p
    p++
    while (p < end && isNameByte[bytes[p]!] === 1) p++
    const nameEnd = p
    let width = 1
    if (bytes[p] === Char.colon) {
      width = 0
      for (p++; p < end && isDigit(bytes[p]!); p++) width = width * 10 + bytes[p]! - Char.zero
      // Each result has its type somewhere, so that there cannot be more than bytes.
      if (s.values.count + width > end) return -1 - p
    }
    for (let i = 0; i < width; i++) addResult(s, start, nameEnd, i)
    p = skipTrivia(bytes, p, end)
    if (bytes[p] === Char.equals) return skipTrivia(bytes, p + 1, end)
    if (bytes[p] !== Char.comma) return -1 - p
    p = skipTrivia(bytes, p + 1, end)
    if (bytes[p] !== Char.percent) return -1 - p
  }
}

function addResult(s: Scan, nameStart: number, nameEnd: number, index: number): void {
  const at = addRow(s.values)
  const { data } = s.values
  data[at + Value.type] = -1
  data[at + Value.operation] = s.operations.count
  data[at + Value.index] = index
  data[at + Value.block] = -1
  data[at + Value.nameStart] = nameStart
  data[at + Value.nameEnd] = nameEnd
  data[at + Value.location] = -1
  data[at + Value.attributes] = -1
}

/** An operation without results. */
export function readBareName(s: Scan, from: number): number {
  ensureBlock(s)
  s.resultStart = s.values.count
  s.operationStart = from
  return readName(s, from)
}

/** At the name: adds the operation. */
export function readName(s: Scan, from: number): number {
  const { bytes, end } = s
  const isQuoted = bytes[from] === Char.quote
  const after = isQuoted ? skipString(bytes, from, end) : skipWord(bytes, from, end)
  if (after < 0 || after === from || (isQuoted && after - from < 3) || isDigit(bytes[from]!))
    return readNameless(s, from)
  const nameStart = isQuoted ? from + 1 : from
  const spelling = internSpelling(s.names, nameStart, isQuoted ? after - 1 : after)
  const kind = s.names.kinds[spelling]!
  addOperation(s, nameStart, kind === NameKind.shortReturn ? returnName(s) : s.names.full[spelling]!)
  s.textStart = after
  // Without operands it is complete here.
  if (kind === NameKind.shortReturn || kind === NameKind.fullReturn) s.settled = after
  if (kind === NameKind.function) return readFunction(s, after, isQuoted)
  if (kind === NameKind.word && !isQuoted) reportWord(s, nameStart, after)
  return after
}

function reportWord(s: Scan, start: number, end: number): void {
  const word = decodeText(s.bytes, start, end)
  addProblem(s.problems, 'mlir.syntax', start, end, `\`${word}\` is not an operation: expected \`dialect.name\``)
}

/** Where no name stands: with results an operation without name, so that they are known; else nothing. */
function readNameless(s: Scan, from: number): number {
  const expected = 'expected the name of an operation'
  if (s.values.count === s.resultStart) return recover(s, s.operationStart, from, expected)
  addOperation(s, from, internName(s.names, ''))
  return recoverOperation(s, from, expected)
}

function readFunction(s: Scan, after: number, isQuoted: boolean): number {
  if (isQuoted) {
    const row = addFunction(s)
    const open = skipTrivia(s.bytes, skipEmptyList(s, after), s.end)
    const close = s.bytes[open] === Char.less ? skipBalanced(s.bytes, open, s.end) : -1
    if (close > 0) readFunctionProperties(s, row, open, close)
    return after
  }
  const p = readFunctionHeader(s, after)
  if (p < 0) return continueBroken(s, -1 - p)
  s.settled = p
  return p
}

/** Offset after the `()` of a generic form without operands. */
function skipEmptyList(s: Scan, from: number): number {
  const open = skipTrivia(s.bytes, from, s.end)
  const close = skipTrivia(s.bytes, open + 1, s.end)
  return s.bytes[open] === Char.openParenthesis && s.bytes[close] === Char.closeParenthesis ? close + 1 : from
}

/** After a broken header: goes on at the body, when the line ends with its `{`. */
function continueBroken(s: Scan, at: number): number {
  const lineEnd = skipLine(s.bytes, at, s.end)
  const last = trimEnd(s.bytes, at, lineEnd)
  if (s.bytes[last - 1] === Char.openBrace) return enterRegion(s, last - 1, NameKind.function)
  return fail(s, at)
}

/** Full name of a bare `return`: that of the dialect of the operation around it. */
function returnName(s: Scan): number {
  if (s.region < 0) return internName(s.names, 'func.return')
  const parent = s.regions.data[s.region]!
  const parentName = s.names.texts[s.operations.data[parent * Operation.stride + Operation.name]!]!
  const dot = parentName.indexOf('.')
  const dialect = dot < 0 || parentName === 'builtin.module' ? 'func' : parentName.slice(0, dot)
  return internName(s.names, `${dialect}.return`)
}

function addOperation(s: Scan, nameStart: number, name: number): void {
  const at = addRow(s.operations)
  const { data } = s.operations
  s.operation = s.operations.count - 1
  data[at + Operation.name] = name
  data[at + Operation.start] = s.operationStart
  data[at + Operation.end] = nameStart
  data[at + Operation.nameStart] = nameStart
  data[at + Operation.operandStart] = s.operands.count
  data[at + Operation.resultStart] = s.resultStart
  data[at + Operation.resultCount] = s.values.count - s.resultStart
  data[at + Operation.head] = -1
  data[at + Operation.attributes] = -1
  data[at + Operation.moreAttributes] = -1
  data[at + Operation.location] = -1
  data[at + Operation.block] = s.block
  data[at + Operation.subtreeEnd] = s.operations.count
  data[at + Operation.regionCount] = 0
  s.phase = Phase.body
  s.depth = 0
  s.regionListDepth = 0
  s.signature = -1
  s.settled = -1
  s.textDepth = 0
  s.pendingBase = s.pending.count
  s.pendingGroup = 0
}
