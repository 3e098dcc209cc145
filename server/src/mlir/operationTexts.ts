// Attribute texts of the operation being read: what stands around its operands, taken as spans.
import { Char, isWordByte, skipName, skipString, skipTrivia, startsWith, trimEnd } from './characters'
import { intern } from './interner'
import type { Scan } from './state'
import { Operation } from './state'

/** Takes what stands before the first operand. */
export function readHead(s: Scan, to: number): void {
  if (s.textStart < 0) return
  const { bytes } = s
  const start = skipTrivia(bytes, s.textStart, to)
  const end = trimEnd(bytes, start, to)
  const isBare = end - start === 1 && bytes[start] === Char.openParenthesis
  if (end <= start || isBare) return
  s.operations.data[s.operation * Operation.stride + Operation.head] = intern(s.texts, start, end)
}

/** Whether the word stands directly before `at`. */
export function precededBy(bytes: Uint8Array, at: number, word: string): boolean {
  const end = trimEnd(bytes, Math.max(0, at - 200), at)
  const start = end - word.length
  return start > 0 && startsWith(bytes, start, end, word) && isWordByte[bytes[start - 1]!] === 0
}

/** A dictionary after the types or the regions. */
export function addDictionary(s: Scan, start: number, end: number): void {
  const at = s.operation * Operation.stride
  const text = intern(s.texts, start, end)
  const { data } = s.operations
  if (data[at + Operation.attributes]! < 0) data[at + Operation.attributes] = text
  else data[at + Operation.moreAttributes] = text
}

/** The dictionary after the word `attributes` is an attribute text of its own, without the word; what stands before it is too. */
export function takeDictionary(s: Scan, start: number, end: number): void {
  takeAttributes(s, trimEnd(s.bytes, s.textStart, start) - 'attributes'.length)
  addDictionary(s, start, end)
}

/** Takes what stands between the last operand (or the name) and `to` as the attribute text, once. */
export function takeAttributes(s: Scan, to: number): void {
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
