// The body of an operation, whatever its dialect's form: operands, attributes, block arguments, regions, types, location.
import { opensArguments, readArguments, spanOfRest } from './blockArguments'
import { beginsOperation, opensRegion, skipBalanced } from './brackets'
import {
  Char,
  isDigit,
  isWordByte,
  isWordStart,
  skipName,
  skipSpaces,
  skipString,
  skipTrivia,
  startsWith,
} from './characters'
import { checkEnd, fail, failBracket, failUnclosed, finishAt, resume } from './endings'
import { NameKind } from './nameTable'
import { orderOperands, readOperands } from './operands'
import { addDictionary, precededBy, takeAttributes, takeDictionary } from './operationTexts'
import { isLocation, readLocationReference } from './references'
import { depthLimit, enterRegion } from './regions'
import { addProblem } from './scanProblems'
import { findSignature, isMalformed, readSignature, resultType } from './signatures'
import type { Scan } from './state'
import { Operation, Phase, Value } from './state'
import { decodeText } from './text'

export const enum Kind {
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
export const bodyKind = new Uint8Array(256)
bodyKind[Char.percent] = Kind.percent
bodyKind[Char.openParenthesis] = Kind.open
bodyKind[Char.openBracket] = Kind.open
bodyKind[Char.closeParenthesis] = Kind.close
bodyKind[Char.closeBracket] = Kind.close
bodyKind[Char.openBrace] = Kind.brace
bodyKind[Char.closeBrace] = Kind.closeBrace
bodyKind[Char.less] = Kind.less
bodyKind[Char.colon] = Kind.colon
bodyKind[Char.quote] = Kind.quote
bodyKind[Char.newline] = Kind.newline
bodyKind[Char.slash] = Kind.slash
bodyKind[Char.minus] = Kind.minus
bodyKind[Char.letterL] = Kind.letterL

/** Offset of the next byte that may begin something. The hottest loop of the scan. */
export function skipPlain(bytes: Uint8Array, from: number, end: number): number {
  let p = from
  while (p < end && bodyKind[bytes[p]!] === Kind.plain) p++
  return p
}

/** By kind of byte: each reads what stands at `at` and returns the offset after it; `s.phase` says what is read next. */
export const bodyReaders: readonly ((s: Scan, at: number) => number)[] = [
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
  if (s.settled >= 0) s.settled = at + 1
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
  const { bytes } = s
  if (s.regionListDepth > 0 ? s.depth === s.regionListDepth : s.depth === 0 && isRegionHere(s, at)) {
    takeAttributes(s, at)
    if (s.frames.count < depthLimit) return enterRegion(s, at, kindOfCurrent(s))
    addProblem(s.problems, 'mlir.syntax', at, at + 1, `regions nest deeper than ${depthLimit}; this one is not read`)
    return skipNested(s, at)
  }
  const after = skipOrFail(s, at)
  if (s.phase !== Phase.body || s.depth > 0) return after
  if (s.settled >= 0) s.settled = after
  if (s.textStart < 0) addDictionary(s, at, after)
  else if (precededBy(bytes, at, 'attributes')) {
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
  const isFirst = s.operations.data[s.operation * Operation.stride + Operation.regionCount] === 0
  if (isFirst && s.pending.count > s.pendingBase && s.pendingGroup > 0) return true
  if (precededBy(bytes, at, 'do') || precededBy(bytes, at, 'cond') || precededBy(bytes, at, 'else')) return true
  return opensRegion(bytes, at, end)
}

function kindOfCurrent(s: Scan): NameKind {
  const name = s.names.texts[s.operations.data[s.operation * Operation.stride + Operation.name]!]
  if (name === 'func.func') return NameKind.function
  return name === 'builtin.module' ? NameKind.module : NameKind.other
}

/** At the colon before types. */
function readTypes(s: Scan, at: number): number {
  const { bytes, end } = s
  const isPrinted = bytes[at + 1] === Char.space && isWordByte[bytes[at + 2]!] === 1
  const from = isPrinted ? at + 2 : skipTrivia(bytes, at + 1, end)
  const tail = findLocationTail(s, from)
  if (tail > 0) {
    const signature = findSignature(s.signatures, s.types, from, tail - 1)
    if (signature >= 0) return takeSignature(s, signature, at, tail)
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
      `these types are malformed: \`${decodeText(bytes, from, Math.min(after, from + 60))}\``,
    )
  }
  if (bytes[after] === Char.newline) return after
  const next = skipSpaces(bytes, after, end)
  // `tensor.cast %a : type to type`.
  if (startsWith(bytes, next, end, 'to ')) return readSignatureAt(s, after, skipTrivia(bytes, next + 3, end))
  return beginsOperation(bytes, next, end) ? finishAt(s, after, next) : after
}

/** Gives the results their types. Returns `after`. */
function takeSignature(s: Scan, signature: number, colon: number, after: number): number {
  takeAttributes(s, colon)
  orderOperands(s)
  s.signature = signature
  s.settled = after
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
  checkEnd(s, at)
  s.settled = -1
  return finishAt(s, p, p)
}

function readString(s: Scan, at: number): number {
  const p = skipString(s.bytes, at, s.end)
  if (p >= 0) return p
  addProblem(s.problems, 'mlir.unclosed', at, spanOfRest(s, at), 'this string is not closed on its line')
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
