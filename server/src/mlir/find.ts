// What stands at an offset of the source: operations and values, by binary search in the columns.
import { Char, isDigit, isNameByte } from './characters'
import type { ModuleColumns } from './columns'
import { findLast } from './search'

/** The innermost operation whose span holds the offset, or -1. */
export function findOperationAt(columns: ModuleColumns, offset: number): number {
  const { operations } = columns
  let operation = findLast(operations.start, operations.count, offset)
  while (operation >= 0 && operations.end[operation]! <= offset) operation = parentOf(columns, operation)
  return operation
}

/** The operation whose region holds this one, or -1 at the top. */
export function parentOf(columns: ModuleColumns, operation: number): number {
  const block = columns.operations.block[operation] ?? -1
  if (block < 0) return -1
  return columns.regions.operation[columns.blocks.region[block]!]!
}

/**
 * The value whose name, where it is defined or used, holds the offset, or -1. `%4#1` gives the second value of `%4:2`; the
 * definition itself, the first.
 */
export function findValueAt(columns: ModuleColumns, offset: number): number {
  const start = startOfName(columns.bytes, offset)
  if (start < 0) return -1
  const operation = findLast(columns.operations.start, columns.operations.count, start)
  const used = findUse(columns, operation, start)
  return used >= -1 ? used : findDefinition(columns, operation, start)
}

/** Value of the operand whose `%` is at `start`; -1 when it is undefined, -2 when no operand is there. */
function findUse(columns: ModuleColumns, operation: number, start: number): number {
  const { operands, operations } = columns
  if (operation < 0) return -2
  const first = operations.operandStart[operation]!
  const operand = findAmong(operands.start, first, operations.operandStart[operation + 1]! - first, start)
  return operand < 0 ? -2 : operands.value[operand]!
}

/** Looks among results and block arguments of the operation and of those around it. */
function findDefinition(columns: ModuleColumns, operation: number, start: number): number {
  const { operations, values, blocks } = columns
  for (let at = operation; at >= 0; at = parentOf(columns, at)) {
    const found = findAmong(values.nameStart, operations.resultStart[at]!, operations.resultCount[at]!, start)
    if (found >= 0) return found
    const { first, end } = blocksOf(columns, at)
    for (let block = first; block < end; block++) {
      const argument = findAmong(values.nameStart, blocks.argumentStart[block]!, blocks.argumentCount[block]!, start)
      if (argument >= 0) return argument
    }
  }
  return -1
}

/** Blocks of all regions of an operation, which are consecutive. */
function blocksOf(columns: ModuleColumns, operation: number): { first: number; end: number } {
  const { operations, regions } = columns
  const first = operations.firstRegion[operation]!
  const last = first + operations.regionCount[operation]! - 1
  if (last < first) return { first: 0, end: 0 }
  return { first: regions.firstBlock[first]!, end: regions.firstBlock[last]! + regions.blockCount[last]! }
}

function findAmong(column: Int32Array, first: number, count: number, value: number): number {
  for (let i = first; i < first + count; i++) if (column[i] === value) return i
  return -1
}

/** Longer names are not found: a constant's digits can go on for megabytes. */
const longestName = 1000

/** Offset of the `%` of the name (with its `#1` or `:2`) that holds the offset, or -1. */
function startOfName(bytes: Uint8Array, offset: number): number {
  let p = offset
  const isSuffix = (byte: number | undefined): boolean => byte === Char.hash || byte === Char.colon
  const least = Math.max(0, offset - longestName)
  while (p >= least && p < bytes.length && bytes[p] !== Char.percent) {
    const byte = bytes[p]!
    if (isNameByte[byte] === 0 && !(isSuffix(byte) && isDigit(bytes[p + 1] ?? 0))) return -1
    p--
  }
  return p >= least && p < bytes.length ? p : -1
}
