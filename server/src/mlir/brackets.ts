// Skipping what stands between brackets, strings and comments respected.
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
  skipWord,
} from './characters'
import { isShortForm } from './nameTable'
import { decodeText } from './text'

/** 0 plain, 1 opens, 2 closes, 3 quote, 4 newline, 5 slash. */
const kindOf = new Uint8Array(256)
for (const byte of [Char.openParenthesis, Char.openBracket, Char.openBrace, Char.less]) kindOf[byte] = 1
for (const byte of [Char.closeParenthesis, Char.closeBracket, Char.closeBrace, Char.greater]) kindOf[byte] = 2
kindOf[Char.quote] = 3
kindOf[Char.newline] = 4
kindOf[Char.slash] = 5

/** Closing brackets awaited: grown as needed and reused, so that nesting costs no recursion. */
let awaited = new Uint8Array(64)

/**
 * Offset after the bracket that closes the one at `from`; -1 when another closes instead, when a line begins like an
 * operation, label or alias before it (nothing in brackets does), or when the text ends. So what is not closed costs no
 * more than what is read next.
 */
export function skipBalanced(bytes: Uint8Array, from: number, end: number): number {
  let depth = 0
  let p = from
  while (p < end) {
    const byte = bytes[p]!
    const kind = kindOf[byte]!
    p++
    if (kind === 0) continue
    if (kind === 1) {
      if (depth === awaited.length) growAwaited()
      awaited[depth++] = closerOf(byte)
    } else if (kind === 2) {
      if (awaited[depth - 1] === byte) {
        if (byte === Char.greater && bytes[p - 2] === Char.minus) continue
        if (--depth === 0) return p
      } else if (byte !== Char.greater) return -1
    } else if (kind === 3) {
      p = skipString(bytes, p - 1, end)
      if (p < 0) return -1
    } else if (kind === 4) {
      if (beginsLine(bytes, skipSpaces(bytes, p, end), end)) return -1
    } else if (bytes[p] === Char.slash) p = skipLine(bytes, p, end)
  }
  return -1
}

/** Whether an operation, a block label or the definition of an alias begins here. */
export function beginsLine(bytes: Uint8Array, at: number, end: number): boolean {
  const byte = bytes[at]
  if (at >= end) return false
  if (byte === Char.caret) return true
  if (byte !== Char.hash && byte !== Char.bang) return beginsOperation(bytes, at, end)
  return bytes[skipSpaces(bytes, skipName(bytes, at + 1, end), end)] === Char.equals
}

/**
 * Whether an operation begins here, by its line alone: `%a, %b:2 = word`, `"dialect.op"(`, or a word that is an
 * operation's name and not that of an attribute.
 */
export function beginsOperation(bytes: Uint8Array, at: number, end: number): boolean {
  if (at >= end) return false
  const byte = bytes[at]!
  if (byte === Char.percent) return beginsWithResults(bytes, at, end)
  if (byte === Char.quote) {
    const after = skipString(bytes, at, end)
    return after > 0 && bytes[after] === Char.openParenthesis
  }
  if (!isWordStart(byte)) return false
  const wordEnd = skipWord(bytes, at, end)
  if (!isOperationWord(bytes, at, wordEnd)) return false
  const next = bytes[skipSpaces(bytes, wordEnd, end)]
  return (
    next !== Char.equals &&
    next !== Char.comma &&
    next !== Char.closeBrace &&
    next !== Char.colon &&
    next !== Char.greater
  )
}

/** Whether the word has a dot inside or is a short form. */
function isOperationWord(bytes: Uint8Array, start: number, end: number): boolean {
  for (let p = start + 1; p < end - 1; p++) if (bytes[p] === Char.dot) return true
  return end - start <= 26 && isShortForm(decodeText(bytes, start, end))
}

function beginsWithResults(bytes: Uint8Array, at: number, end: number): boolean {
  let p = at
  while (p < end && bytes[p] === Char.percent) {
    p = skipName(bytes, p + 1, end)
    if (bytes[p] === Char.colon) {
      p++
      while (p < end && isDigit(bytes[p]!)) p++
    }
    p = skipSpaces(bytes, p, end)
    if (bytes[p] === Char.equals) return startsName(bytes, skipSpaces(bytes, p + 1, end), end)
    if (bytes[p] !== Char.comma) return false
    p = skipSpaces(bytes, p + 1, end)
  }
  return false
}

const startsName = (bytes: Uint8Array, at: number, end: number): boolean =>
  at >= end || bytes[at]! <= Char.space || bytes[at] === Char.quote || isWordByte[bytes[at]!] === 1

/**
 * Whether the `{` at `open` begins a region and not a dictionary of attributes: what follows is a label, results, an
 * operation's name, or (for `{}`) what came before says so.
 */
export function opensRegion(bytes: Uint8Array, open: number, end: number): boolean {
  let p = open + 1
  while (p < end && bytes[p]! <= Char.space) p++
  if (p < end && bytes[p] === Char.slash) return true
  const byte = bytes[p]
  if (byte === Char.caret || byte === Char.percent) return true
  if (byte === Char.quote) {
    const after = skipString(bytes, p, end)
    return after > 0 && bytes[after] === Char.openParenthesis
  }
  if (byte === undefined || !isWordStart(byte)) return false
  let after = p
  while (after < end && isNameByte[bytes[after]!] === 1) after++
  const next = bytes[skipSpaces(bytes, after, end)]
  if (next === Char.equals || next === Char.comma || next === Char.colon) return false
  if (next === Char.closeBrace || next === Char.newline) return isOperationWord(bytes, p, after)
  return next !== undefined
}

function closerOf(open: number): number {
  if (open === Char.openParenthesis) return Char.closeParenthesis
  if (open === Char.less) return Char.greater
  return open + 2
}

function growAwaited(): void {
  const larger = new Uint8Array(awaited.length * 2)
  larger.set(awaited)
  awaited = larger
}
