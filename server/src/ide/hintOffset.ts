// Where the hint of an operation stands in its line.
import type { ModuleColumns } from '../mlir/columns'

const [newline, carriageReturn, colon, quote, backslash, minus] = [10, 13, 58, 34, 92, 45]
const openers = new Set([...'([{<'].map((bracket) => bracket.charCodeAt(0)))
const closers = new Set([...')]}>'].map((bracket) => bracket.charCodeAt(0)))

/** Signatures further on are not looked for: the literal of a constant can go on for megabytes. */
const longestSearch = 4096

/**
 * Before the ` : ` of the type signature, else at the end of the line: signatures are long, and what stands behind them is out
 * of sight. After the name where neither is near.
 */
export function hintOffset({ bytes, operations }: ModuleColumns, operation: number): number {
  const from = operations.nameStart[operation]!
  const end = Math.min(bytes.length, from + longestSearch)
  let depth = 0
  let at = from
  for (; at < end && bytes[at] !== newline; at++) {
    const byte = bytes[at]!
    if (byte === quote) at = skipString(bytes, at, end)
    else if (openers.has(byte)) depth++
    else if (closers.has(byte) && bytes[at - 1] !== minus) depth--
    else if (byte === colon && depth === 0 && bytes[at - 1] === 32) return at - 1
  }
  if (at === from + longestSearch) return endOfName(bytes, from, end)
  return at > from && bytes[at - 1] === carriageReturn ? at - 1 : at
}

function endOfName(bytes: Uint8Array, from: number, end: number): number {
  let at = from
  while (at < end && /[\w.$"]/.test(String.fromCharCode(bytes[at]!))) at++
  return at
}

/** Offset of the closing quote, or of the last byte of the line or of what is searched. */
function skipString(bytes: Uint8Array, start: number, end: number): number {
  let at = start + 1
  while (at < end && bytes[at] !== quote && bytes[at] !== newline) at += bytes[at] === backslash ? 2 : 1
  return at >= end ? end - 1 : bytes[at] === newline ? at - 1 : at
}
