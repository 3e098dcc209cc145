// Byte offsets of the source to lines and UTF-16 columns, which editors use, and back.
import { Char } from './characters'
import type { ModuleColumns } from './columns'
import { findLast } from './search'
import { sequenceLength } from './text'

/** Line and column from 0; the column counts UTF-16 units. */
export interface Position {
  readonly line: number
  readonly column: number
}

/** Position of a byte offset; offsets beyond the end give the end, those between `\r` and `\n` the end of the line. */
export function positionOf(columns: ModuleColumns, offset: number): Position {
  const { bytes } = columns
  const at = Math.max(0, Math.min(offset, bytes.length))
  const line = lineOf(columns, at)
  let column = 0
  for (let p = columns.lineStart[line] ?? 0; p < at;) {
    const length = sequenceLength(bytes[p]!)
    if (p + length > at || (bytes[p] === Char.carriageReturn && bytes[p + 1] === Char.newline)) break
    column += length === 4 ? 2 : 1
    p += length
  }
  return { line, column }
}

/** Byte offset of a position; a column beyond the line's end gives its end, before the newline. */
export function offsetOf(columns: ModuleColumns, position: Position): number {
  const { bytes, lineStart } = columns
  if (position.line < 0) return 0
  if (position.line >= lineStart.length) return bytes.length
  let p = lineStart[position.line]!
  const end = position.line + 1 < lineStart.length ? lineStart[position.line + 1]! : bytes.length
  let column = 0
  while (p < end && column < position.column && bytes[p] !== Char.newline) {
    const length = sequenceLength(bytes[p]!)
    column += length === 4 ? 2 : 1
    if (column > position.column) break
    p += length
  }
  return Math.min(p, end)
}

/** Line of a byte offset, from 0. */
export function lineOf(columns: ModuleColumns, offset: number): number {
  return Math.max(0, findLast(columns.lineStart, columns.lineStart.length, offset))
}
