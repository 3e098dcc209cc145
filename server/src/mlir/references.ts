// Parts that occur everywhere: location references, types, value names.
import { Char, isNameByte, startsWith } from './characters'
import { intern } from './interner'
import { aliasLocation, bodyLocation, endOfBody, skipAlias } from './locationTable'
import { addProblem } from './scanProblems'
import type { Scan } from './state'

/** Whether `loc(` stands at `at`. */
export const isLocation = (bytes: Uint8Array, at: number): boolean =>
  bytes[at] === Char.letterL &&
  bytes[at + 1] === Char.letterO &&
  bytes[at + 2] === Char.letterC &&
  bytes[at + 3] === Char.openParenthesis

/** Reads `loc(...)` at `from` into `s.location`. Returns the offset after it, or -1 (reported) when it is not closed. */
export function readLocationReference(s: Scan, from: number): number {
  const { bytes, end } = s
  const start = from + 4
  s.location = -1
  if (bytes[start] === Char.hash) {
    const after = skipAlias(bytes, start, end)
    if (bytes[after] === Char.closeParenthesis) {
      s.location = aliasLocation(s.locations, start, after)
      return after + 1
    }
  }
  const close = endOfBody(bytes, start, end)
  if (close < 0) {
    addProblem(s.problems, 'mlir.unclosed', from, start, 'the location `loc(` is not closed')
    return -1
  }
  s.location = bodyLocation(s.locations, start, close)
  return close + 1
}

/**
 * Reads the type at `from` into `s.type`. Returns the offset after it, or -1 when there is none.
 * A type ends outside brackets at white space, a comma, a closing bracket, `{`, `=` or the end; a function type goes on
 * after its arrow.
 */
export function readType(s: Scan, from: number): number {
  const { bytes, end } = s
  let depth = 0
  let p = from
  for (; p < end; p++) {
    const byte = bytes[p]!
    if (isNameByte[byte] === 0) {
      if (byte === Char.less || byte === Char.openParenthesis || byte === Char.openBracket) depth++
      else if (byte === Char.greater && bytes[p - 1] === Char.minus) continue
      else if (byte === Char.greater || byte === Char.closeParenthesis || byte === Char.closeBracket) {
        if (depth === 0) break
        depth--
      } else if (byte === Char.newline || byte === Char.percent) break
      else if (depth === 0 && byte !== Char.bang && !continuesType(bytes, p, from)) break
    }
  }
  s.type = -1
  if (p === from || depth > 0) return -1
  s.type = intern(s.types, from, p)
  return p
}

/** A space before or after the arrow of a function type. */
function continuesType(bytes: Uint8Array, at: number, from: number): boolean {
  if (bytes[at] !== Char.space || bytes[from] !== Char.openParenthesis) return false
  return startsWith(bytes, at, bytes.length, ' -> ') || startsWith(bytes, at - 2, bytes.length, '-> ')
}
