// Operations: results, name, then whatever stands up to the types, the regions and the location, in any dialect's form.
import {
  Char,
  isDigit,
  isNameByte,
  isWordByte,
  isWordStart,
  skipLine,
  skipName,
  skipSpaces,
  skipString,
  skipTrivia,
  skipWord,
  startsWith,
  trimEnd,
} from './characters'
import { addPending, opensArguments, readArguments, spanOfRest } from './blockArguments'
import { beginsOperation, opensRegion, skipBalanced } from './brackets'
import { addFunction, readFunctionHeader } from './functionHeaders'
import { hashSeed, intern } from './interner'
import { internName, internSpelling, NameKind } from './nameTable'
import { isLocation, readLocationReference } from './references'
import { depthLimit, endOperation, ensureBlock, enterRegion } from './regions'
import { addRow } from './rows'
import { addProblem } from './scanProblems'
import { findSignature, isMalformed, readSignature, resultType } from './signatures'
import type { Scan } from './state'
import { Operation, Status, Value } from './state'
import { findValue, widthOf } from './symbols'
import { decodeText } from './text'

const enum Kind {
  plain,
  percent,
  open,
  close,
  brace,
  closeBrace,
  less,
  colon,
  quote,
  newline,
  slash,
  minus,
  letterL,
}

/** What each byte can begin within an operation. */
const kindOf = new Uint8Array(256)
kindOf[Char.percent] = Kind.percent
kindOf[Char.openParenthesis] = Kind.open
kindOf[Char.openBracket] = Kind.open
kindOf[Char.closeParenthesis] = Kind.close
kindOf[Char.closeBracket] = Kind.close
kindOf[Char.openBrace] = Kind.brace
kindOf[Char.closeBrace] = Kind.closeBrace
kindOf[Char.less] = Kind.less
kindOf[Char.colon] = Kind.colon
kindOf[Char.quote] = Kind.quote
kindOf[Char.newline] = Kind.newline
kindOf[Char.slash] = Kind.slash
kindOf[Char.minus] = Kind.minus
kindOf[Char.letterL] = Kind.letterL

/** Reads the operation at `from`. Returns the offset after it, or after the `{` of its first region. */
export function readOperation(s: Scan, from: number): number {
  ensureBlock(s)
  const resultStart = s.values.count
  let p = from
  if (s.bytes[p] === Char.percent) {
    p = readResults(s, from)
    if (p < 0) {
      s.values.count = resultStart
      return recover(s, from, -1 - p, 'expected `%name = operation`')
    }
  }
  return readName(s, from, p, resultStart)
}

/** Reads `%a, %b:2 =` and makes the values. Returns the offset of the name, or -1 - (offset reached). */
function readResults(s: Scan, from: number): number {
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

function readName(s: Scan, start: number, from: number, resultStart: number): number {
  const { bytes, end } = s
  const isQuoted = bytes[from] === Char.quote
  const after = isQuoted ? skipString(bytes, from, end) : skipWord(bytes, from, end)
  if (after < 0 || after === from || (isQuoted && after - from < 3) || isDigit(bytes[from]!)) {
    s.values.count = resultStart
    return recover(s, start, from, 'expected the name of an operation')
  }
  const nameStart = isQuoted ? from + 1 : from
  const spelling = internSpelling(s.names, nameStart, isQuoted ? after - 1 : after)
  const kind = s.names.kinds[spelling]!
  const name = kind === NameKind.shortReturn ? returnName(s) : s.names.full[spelling]!
  addOperation(s, start, nameStart, name, resultStart)
  s.textStart = after
  if (kind === NameKind.word && !isQuoted) {
    const word = decodeText(bytes, nameStart, after)
    addProblem(s.problems, 'mlir.syntax', nameStart, after, `${word} is not an operation: expected dialect.name.`)
  }
  if (kind !== NameKind.function) return continueOperation(s, after)
  return readFunction(s, after, isQuoted)
}

function readFunction(s: Scan, after: number, isQuoted: boolean): number {
  if (isQuoted) {
    addFunction(s)
    return continueOperation(s, after)
  }
  const p = readFunctionHeader(s, after)
  if (p >= 0) return continueOperation(s, p)
  return continueBroken(s, -1 - p)
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

function addOperation(s: Scan, start: number, nameStart: number, name: number, resultStart: number): void {
  const at = addRow(s.operations)
  const { data } = s.operations
  s.operation = s.operations.count - 1
  data[at + Operation.name] = name
  data[at + Operation.start] = start
  data[at + Operation.end] = nameStart
  data[at + Operation.nameStart] = nameStart
  data[at + Operation.operandStart] = s.operands.count
  data[at + Operation.resultStart] = resultStart
  data[at + Operation.resultCount] = s.values.count - resultStart
  data[at + Operation.head] = -1
  data[at + Operation.attributes] = -1
  data[at + Operation.moreAttributes] = -1
  data[at + Operation.location] = -1
  data[at + Operation.block] = s.block
  data[at + Operation.subtreeEnd] = s.operations.count
  data[at + Operation.regionCount] = 0
  s.status = Status.reading
  s.depth = 0
  s.regionListDepth = 0
  s.signature = -1
  s.textDepth = 0
  s.pendingBase = s.pending.count
  s.pendingGroup = 0
}

/** Reads on in the current operation. Returns the offset after it, or after the `{` of a region (see `s.status`). */
export function continueOperation(s: Scan, from: number): number {
  const { bytes, end } = s
  let p = from
  for (;;) {
    p = skipPlain(bytes, p, end)
    if (p >= end) return finishAt(s, end, end)
    p = readers[kindOf[bytes[p]!]!]!(s, p)
    if (s.status !== Status.reading) return p
  }
}

/** The hottest loop of the scan, by itself so that it is the first to be optimised. */
function skipPlain(bytes: Uint8Array, from: number, end: number): number {
  let p = from
  while (p < end && kindOf[bytes[p]!] === Kind.plain) p++
  return p
}

/**
 * By kind of byte. Calls through a table are not inlined, which keeps the code that is optimised small: most of the time
 * of the first scan of a process goes by before it is.
 */
const readers: readonly ((s: Scan, at: number) => number)[] = [
  (_, at) => at + 1,
  readOperands,
  readOpen,
  readClosing,
  readBrace,
  readClosingBrace,
  skipOrFail,
  (s, at) => (s.depth === 0 ? readTypes(s, at) : at + 1),
  readString,
  readLineEnd,
  readLineEnd,
  readArrow,
  readWordL,
]

/** At `)` or `]`. */
function readClosing(s: Scan, at: number): number {
  if (s.depth === 0) return fail(s, at)
  s.depth--
  if (s.depth < s.regionListDepth) s.regionListDepth = 0
  return at + 1
}

/** At `}`: the end of the region that the operation is in. */
function readClosingBrace(s: Scan, at: number): number {
  return s.depth > 0 ? failUnclosed(s, at) : finishAt(s, at, at)
}

/** At `l`, which may begin a location. */
function readWordL(s: Scan, at: number): number {
  return isLocation(s.bytes, at) && isWordByte[s.bytes[at - 1]!] === 0 ? readLocation(s, at) : at + 1
}

/** Reads uses `%a, %b#1` as long as they follow each other, and `%a = %b`, which makes `%a` a block argument. */
function readOperands(s: Scan, from: number): number {
  const { bytes, end } = s
  const isFirst = s.operands.count === s.operations.data[s.operation * Operation.stride + Operation.operandStart]
  if (isFirst && from > s.textStart + 1) readHead(s, from)
  let p = from
  for (;;) {
    const start = p
    let hash = Math.imul(hashSeed ^ Char.percent, 0x01000193)
    for (p++; p < end && isNameByte[bytes[p]!] === 1; p++) {
      if (bytes[p] === Char.minus && bytes[p + 1] === Char.greater) break
      hash = Math.imul(hash ^ bytes[p]!, 0x01000193)
    }
    if (
      bytes[p] === Char.space &&
      bytes[p + 1] === Char.equals &&
      bytes[skipTrivia(bytes, p + 2, end)] === Char.percent
    ) {
      addPending(s, start, p, -1, -1)
      p = skipTrivia(bytes, p + 2, end)
      continue
    }
    p = addOperand(s, start, p, hash)
    if (bytes[p] !== Char.comma || bytes[p + 1] !== Char.space || bytes[p + 2] !== Char.percent) break
    p += 2
  }
  if (s.textStart >= 0) s.textStart = p
  s.textDepth = s.depth
  return p
}

/** Adds the use of the name start .. nameEnd, with the `#n` after it. Returns the offset after it. */
function addOperand(s: Scan, start: number, nameEnd: number, hash: number): number {
  const { bytes, end } = s
  let value = findValue(s.symbols, start, nameEnd, hash)
  let p = nameEnd
  if (bytes[p] === Char.hash) {
    let index = 0
    for (p++; p < end && isDigit(bytes[p]!); p++) index = Math.min(index * 10 + bytes[p]! - Char.zero, end)
    if (value >= 0) value = index < widthOf(s.symbols, start, nameEnd, hash) ? value + index : -1
  }
  if (value < 0) {
    const name = decodeText(bytes, start, Math.min(p, start + 80))
    addProblem(s.problems, 'mlir.undefined-value', start, p, `${name} is not defined here.`)
  }
  const last = s.pending.count - 1
  if (
    last >= s.pendingBase &&
    s.pending.data[last * 6 + 5] === -1 &&
    s.pending.data[last * 6 + 2] === -1 &&
    value >= 0
  ) {
    s.pending.data[last * 6 + 2] = s.values.data[value * Value.stride + Value.type]!
  }
  // Operands of one operation are consecutive, so none can follow nested operations.
  if (s.operations.count === s.operation + 1) {
    const at = addRow(s.operands)
    s.operands.data[at] = value
    s.operands.data[at + 1] = start
  }
  return p
}

/** Takes what stands before the first operand. */
function readHead(s: Scan, to: number): void {
  if (s.textStart < 0) return
  const { bytes } = s
  const start = skipTrivia(bytes, s.textStart, to)
  const end = trimEnd(bytes, start, to)
  const isBare = end - start === 1 && bytes[start] === Char.openParenthesis
  if (end <= start || isBare) return
  s.operations.data[s.operation * Operation.stride + Operation.head] = intern(s.texts, start, end)
}

/** At `(` or `[`. */
function readOpen(s: Scan, at: number): number {
  const { bytes, end } = s
  if (bytes[at] === Char.openParenthesis) {
    const next = bytes[at + 1]
    if (next === Char.percent && opensArguments(s, at)) return readBlockArguments(s, at)
    if (s.depth === 0 && (next === Char.openBrace || (next !== undefined && next <= Char.space))) {
      const inner = skipTrivia(bytes, at + 1, end)
      if (bytes[inner] === Char.openBrace) {
        takeAttributes(s, at)
        s.regionListDepth = 1
      } else if (opensArguments(s, at)) return readBlockArguments(s, at)
    }
  }
  s.depth++
  return at + 1
}

function readBlockArguments(s: Scan, at: number): number {
  takeAttributes(s, at)
  const p = readArguments(s, at)
  return p >= 0 ? p : fail(s, -1 - p)
}

/** At `{`: a region, or a dictionary of attributes. */
function readBrace(s: Scan, at: number): number {
  const { bytes, end } = s
  if (s.regionListDepth > 0 ? s.depth === s.regionListDepth : s.depth === 0 && isRegionHere(s, at)) {
    takeAttributes(s, at)
    if (s.frames.count < depthLimit) return enterRegion(s, at, kindOfCurrent(s))
    addProblem(s.problems, 'mlir.syntax', at, at + 1, `Regions nest deeper than ${depthLimit}; this one is not read.`)
    return skipNested(s, at)
  }
  const after = skipOrFail(s, at)
  if (s.status !== Status.reading || s.depth > 0) return after
  if (s.textStart < 0) addDictionary(s, at, after)
  else if (precededBy(bytes, at, 'attributes') && bytes[after] !== undefined && after < end) {
    takeDictionary(s, at, after)
  }
  return after
}

/** Skips a region by its braces alone. */
function skipNested(s: Scan, open: number): number {
  let depth = 0
  for (let p = open; p < s.end; p++) {
    if (s.bytes[p] === Char.openBrace) depth++
    else if (s.bytes[p] === Char.closeBrace && --depth === 0) return p + 1
  }
  return s.end
}

/** Whether a `{` outside of brackets opens a region of the current operation. */
function isRegionHere(s: Scan, at: number): boolean {
  const { bytes, end } = s
  if (precededBy(bytes, at, 'attributes')) return false
  const kind = kindOfCurrent(s)
  if (kind === NameKind.function || kind === NameKind.module) return true
  if (s.pending.count > s.pendingBase && s.pendingGroup > 0) return true
  if (precededBy(bytes, at, 'do') || precededBy(bytes, at, 'cond') || precededBy(bytes, at, 'else')) return true
  return opensRegion(bytes, at, end)
}

function precededBy(bytes: Uint8Array, at: number, word: string): boolean {
  const end = trimEnd(bytes, Math.max(0, at - 200), at)
  const start = end - word.length
  return start > 0 && startsWith(bytes, start, end, word) && isWordByte[bytes[start - 1]!] === 0
}

function kindOfCurrent(s: Scan): NameKind {
  const name = s.names.texts[s.operations.data[s.operation * Operation.stride + Operation.name]!]
  if (name === 'func.func') return NameKind.function
  return name === 'builtin.module' ? NameKind.module : NameKind.other
}

/** A dictionary after the types or the regions. */
function addDictionary(s: Scan, start: number, end: number): void {
  const at = s.operation * Operation.stride
  const text = intern(s.texts, start, end)
  const { data } = s.operations
  if (data[at + Operation.attributes]! < 0) data[at + Operation.attributes] = text
  else data[at + Operation.moreAttributes] = text
}

/** The dictionary after the word `attributes` is the attribute text, without the word. */
function takeDictionary(s: Scan, start: number, end: number): void {
  const at = s.operation * Operation.stride
  takeAttributes(s, start)
  s.operations.data[at + Operation.attributes] = intern(s.texts, start, end)
}

/** Takes what stands between the last operand (or the name) and `to` as the attribute text, once. */
function takeAttributes(s: Scan, to: number): void {
  if (s.textStart < 0) return
  const { bytes } = s
  const row = s.operation * Operation.stride
  const { data } = s.operations
  let start = s.textStart
  let end = trimEnd(bytes, start, to)
  s.textStart = -1
  if (s.operands.count === data[row + Operation.operandStart]) start = takeSymbol(s, start, end)
  let hasClosed = s.textDepth === 0
  for (; start < end; start++) {
    const byte = bytes[start]!
    if (byte === Char.closeParenthesis || byte === Char.closeBracket) hasClosed = true
    else if (byte > Char.space && byte !== Char.comma) break
  }
  if (!hasClosed && end > start && bytes[end - 1] === Char.closeParenthesis) end = trimEnd(bytes, start, end - 1)
  if (start < end) data[row + Operation.attributes] = intern(s.texts, start, end)
}

/** Of an operation without operands: keeps a symbol directly after the name as head, and drops an empty operand list. */
function takeSymbol(s: Scan, from: number, end: number): number {
  const { bytes } = s
  const row = s.operation * Operation.stride
  let p = skipTrivia(bytes, from, end)
  if (bytes[p] === Char.at && s.operations.data[row + Operation.head]! < 0) {
    const start = p
    p = bytes[p + 1] === Char.quote ? skipString(bytes, p + 1, end) : skipName(bytes, p + 1, end)
    if (p < 0) return start
    if (bytes[p] === Char.openParenthesis) p++
    s.operations.data[row + Operation.head] = intern(s.texts, start, p)
  }
  if (bytes[p] === Char.openParenthesis && bytes[p + 1] === Char.closeParenthesis) p += 2
  return p
}

/** At the colon before types. */
function readTypes(s: Scan, at: number): number {
  const { bytes, end } = s
  const from = bytes[at + 1] === Char.space ? at + 2 : skipTrivia(bytes, at + 1, end)
  const tail = findLocationTail(s, from)
  if (tail > 0) {
    const signature = findSignature(s.signatures, s.types, from, tail - 1)
    if (signature >= 0) return readLocation(s, takeSignature(s, signature, at, tail))
  }
  return bytes[at + 1] === Char.colon ? at + 2 : readSignatureAt(s, at, from)
}

/**
 * Offset of ` loc(#locN)` when that ends the line of `from`, which is how operations are printed, or -1. What stands
 * before it on the line is then a signature that has been read already most of the time, found whole.
 */
function findLocationTail(s: Scan, from: number): number {
  const { bytes, lineStart } = s
  while (lineStart[s.line + 1]! <= from) s.line++
  let p = lineStart[s.line + 1]! - 2
  if (bytes[p] !== Char.closeParenthesis) return -1
  do p--
  while (p > from && isDigit(bytes[p]!))
  p -= 7
  if (p <= from || bytes[p - 1] !== Char.space || bytes[p + 4] !== Char.hash || !isLocation(bytes, p)) return -1
  return p
}

/** At `-`: an arrow that types follow stands for `: ... -> types` where no colon came. */
function readArrow(s: Scan, at: number): number {
  const { bytes, end } = s
  if (s.depth > 0 || s.signature >= 0 || bytes[at + 1] !== Char.greater) return at + 1
  const p = skipTrivia(bytes, at + 2, end)
  const next = bytes[p]
  if (next !== Char.openParenthesis && next !== Char.bang && !(next !== undefined && isWordStart(next))) return at + 2
  return readSignatureAt(s, at, p)
}

function readSignatureAt(s: Scan, colon: number, from: number): number {
  const { bytes, end } = s
  const signature = readSignature(s.signatures, s.types, from, end)
  if (signature < 0) return colon + 1
  const after = takeSignature(s, signature, colon, s.signatures.next)
  if (isMalformed(s.signatures, signature)) {
    addProblem(
      s.problems,
      'mlir.syntax',
      from,
      after,
      `These types are malformed: ${decodeText(bytes, from, Math.min(after, from + 60))}`,
    )
  }
  const p = skipSpaces(bytes, after, end)
  return isLocation(bytes, p) ? readLocation(s, p) : after
}

/** Gives the results their types. Returns `after`. */
function takeSignature(s: Scan, signature: number, colon: number, after: number): number {
  takeAttributes(s, colon)
  s.signature = signature
  const row = s.operation * Operation.stride
  const first = s.operations.data[row + Operation.resultStart]!
  const count = s.operations.data[row + Operation.resultCount]!
  for (let i = 0; i < count; i++) {
    s.values.data[(first + i) * Value.stride + Value.type] = resultType(s.signatures, signature, i, count)
  }
  return after
}

/** At `loc(`, which ends the operation. */
function readLocation(s: Scan, at: number): number {
  if (s.depth > 0) return failUnclosed(s, at)
  takeAttributes(s, at)
  const p = readLocationReference(s, at)
  if (p < 0) return resume(s, at)
  s.operations.data[s.operation * Operation.stride + Operation.location] = s.location
  return finishAt(s, p, p)
}

function readString(s: Scan, at: number): number {
  const p = skipString(s.bytes, at, s.end)
  if (p >= 0) return p
  addProblem(s.problems, 'mlir.unclosed', at, spanOfRest(s, at), 'This string is not closed on its line.')
  return resume(s, at)
}

/** Skips a bracket that holds no operands. */
function skipOrFail(s: Scan, at: number): number {
  const p = skipBalanced(s.bytes, at, s.end)
  return p >= 0 ? p : failBracket(s, at)
}

/** At the end of a line, or a comment: decides whether the operation goes on after it. */
function readLineEnd(s: Scan, at: number): number {
  const { bytes, end } = s
  if (bytes[at] === Char.slash && bytes[at + 1] !== Char.slash) return at + 1
  const next = skipTrivia(bytes, at, end)
  if (next >= end) return finishAt(s, at, end)
  const byte = bytes[next]!
  if (s.depth > 0) {
    if (s.regionListDepth === 0 && beginsOperation(bytes, next, end)) return failUnclosed(s, at)
    return next
  }
  if (byte === Char.closeBrace || byte === Char.caret) return finishAt(s, at, next)
  if (byte === Char.percent) {
    return s.signature >= 0 || beginsOperation(bytes, next, end) ? finishAt(s, at, next) : next
  }
  if (byte === Char.hash || byte === Char.bang) {
    const after = skipSpaces(bytes, skipName(bytes, next + 1, end), end)
    return bytes[after] === Char.equals ? finishAt(s, at, next) : next
  }
  if (byte === Char.openBrace && bytes[next + 1] === Char.minus) return finishAt(s, at, next)
  return beginsOperation(bytes, next, end) ? finishAt(s, at, next) : next
}

/** Ends the operation: its text ends before `to`, reading goes on at `next`. */
function finishAt(s: Scan, to: number, next: number): number {
  const { data } = s.operations
  const row = s.operation * Operation.stride
  takeAttributes(s, to)
  if (s.depth > 0) {
    addProblem(
      s.problems,
      'mlir.unclosed',
      data[row + Operation.start]!,
      to,
      'A bracket of this operation is not closed.',
    )
    s.isUnbalanced = true
  } else if (s.signature < 0 && data[row + Operation.resultCount]! > 0) reportMissingTypes(s, row, to)
  endOperation(s, trimEnd(s.bytes, data[row + Operation.nameStart]!, to))
  return next
}

function reportMissingTypes(s: Scan, row: number, to: number): void {
  const name = s.names.texts[s.operations.data[row + Operation.name]!]!
  if (!/^(stablehlo|chlo|mhlo|sdy|func)\./.test(name)) return
  const start = s.operations.data[row + Operation.start]!
  addProblem(s.problems, 'mlir.syntax', start, to, `${name} has no types for its results.`)
}

/** A closing bracket that nothing opened. */
function fail(s: Scan, at: number): number {
  addProblem(
    s.problems,
    'mlir.syntax',
    at,
    spanOfRest(s, at),
    `Unexpected text: ${decodeText(s.bytes, at, spanOfRest(s, at))}`,
  )
  return resume(s, at)
}

function failBracket(s: Scan, at: number): number {
  const bracket = decodeText(s.bytes, at, at + 1)
  addProblem(s.problems, 'mlir.unclosed', at, at + 1, `The ${bracket} is not closed.`)
  return resume(s, at)
}

function failUnclosed(s: Scan, at: number): number {
  const start = s.operations.data[s.operation * Operation.stride + Operation.start]!
  addProblem(s.problems, 'mlir.unclosed', start, at, 'A bracket of this operation is not closed.')
  return resume(s, at)
}

/** Gives the operation up: it stays as read so far, and reading goes on at the next line that begins one or closes a region. */
function resume(s: Scan, at: number): number {
  const next = nextOperation(s, at)
  takeAttributes(s, at)
  endOperation(s, trimEnd(s.bytes, s.operations.data[s.operation * Operation.stride + Operation.nameStart]!, next))
  return next
}

/** What is not even the beginning of an operation. */
function recover(s: Scan, start: number, at: number, expected: string): number {
  addProblem(
    s.problems,
    'mlir.syntax',
    start,
    Math.max(spanOfRest(s, start), start + 1),
    `This is not an operation: ${expected}.`,
  )
  return nextOperation(s, Math.max(at, start + 1))
}

/** Offset of the next line's text that begins an operation, a label or an alias, or closes a region. */
function nextOperation(s: Scan, from: number): number {
  const { bytes, end } = s
  let p = skipLine(bytes, from, end)
  while (p < end) {
    const start = skipSpaces(bytes, p + 1, end)
    const byte = bytes[start]
    if (byte === Char.closeBrace || byte === Char.caret || byte === Char.hash) return start
    if (beginsOperation(bytes, start, end)) return start
    p = skipLine(bytes, start, end)
  }
  return end
}
