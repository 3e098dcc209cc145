// What stands at the top beside operations: aliases of locations, attributes and types, and the metadata of the file.
import { skipBalanced } from './brackets'
import { Char, skipLine, skipName, skipSpaces, skipTrivia } from './characters'
import { aliasLocation, endOfBody, setBody } from './locationTable'
import { isLocation } from './references'
import { addProblem } from './scanProblems'
import type { Scan } from './state'

/** At `#name = ...` or `!name = ...`: keeps the body of a location, skips what else it is. */
export function readAlias(s: Scan, at: number): number {
  const { bytes, end } = s
  const nameEnd = skipName(bytes, at + 1, end)
  let p = skipSpaces(bytes, nameEnd, end)
  if (bytes[p] !== Char.equals) {
    addProblem(
      s.problems,
      'mlir.syntax',
      at,
      Math.max(nameEnd, at + 1),
      'expected the definition of an alias: `#name = …`',
    )
    return skipLine(bytes, at, end)
  }
  p = skipTrivia(bytes, p + 1, end)
  if (!isLocation(bytes, p)) return skipAliasBody(bytes, p, end)
  const close = endOfBody(bytes, p + 4, end)
  if (close < 0) {
    addProblem(s.problems, 'mlir.unclosed', p, p + 4, 'the location `loc(` is not closed')
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
export function readMetadata(s: Scan, at: number): number {
  const { bytes, end } = s
  for (let p = at + 3; p + 2 < end; p++) {
    if (bytes[p] === Char.hash && bytes[p + 1] === Char.minus && bytes[p + 2] === Char.closeBrace) return p + 3
  }
  addProblem(s.problems, 'mlir.unclosed', at, at + 3, 'the file metadata `{-#` is not closed')
  return end
}
