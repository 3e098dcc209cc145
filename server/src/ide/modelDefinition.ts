// Definitions and references in a model: values, and functions by their symbol.
import type { Span } from '../base/problems'
import type { LoadedModel } from '../engine/analysis'
import { isNameByte } from '../mlir/characters'
import type { ModuleColumns } from '../mlir/columns'
import { findValueAt } from '../mlir/find'
import { decodeText } from '../mlir/text'

/** Definition of the value or function at a byte offset of the model. */
export function defineInModel(model: LoadedModel, offset: number): Span | undefined {
  const { columns } = model.module
  const value = findValueAt(columns, offset)
  if (value >= 0) return definitionOf(model, value)
  const called = functionAt(model, offset)
  return called < 0 ? undefined : functionName(columns, called)
}

/** Where a value of the columns is defined. */
export function definitionOf({ module }: LoadedModel, value: number): Span | undefined {
  if (value < 0) return undefined
  return { start: module.columns.values.nameStart[value]!, end: module.columns.values.nameEnd[value]! }
}

/** Occurrences of the value or function at a byte offset, its definition first. */
export function referencesInModel(model: LoadedModel, offset: number): Span[] {
  const { columns } = model.module
  const value = findValueAt(columns, offset)
  const definition = definitionOf(model, value)
  if (definition !== undefined) return [definition, ...usesOf(columns, value, definition.end - definition.start)]
  const called = functionAt(model, offset)
  return called < 0 ? [] : [functionName(columns, called), ...callsOf(model.module, called)]
}

/** One pass over the operands: a few milliseconds a million. */
function usesOf({ operands }: ModuleColumns, value: number, length: number): Span[] {
  const spans: Span[] = []
  for (let at = 0; at < operands.value.length; at++) {
    if (operands.value[at] === value) spans.push({ start: operands.start[at]!, end: operands.start[at]! + length })
  }
  return spans
}

const atSign = 0x40
/** Longer symbols are not found: what is that long is no name. */
const longestSymbol = 1000

/** Index in `columns.functions` of the `@symbol` that holds the offset, or -1. */
export function functionAt({ module: { columns, functions } }: LoadedModel, offset: number): number {
  const { bytes } = columns
  let start = bytes[offset] === atSign ? offset + 1 : offset
  let end = start
  const least = Math.max(1, start - longestSymbol)
  while (start > least && isNameByte[bytes[start - 1]!] === 1) start--
  while (end < start + longestSymbol && isNameByte[bytes[end] ?? 0] === 1) end++
  return bytes[start - 1] === atSign ? (functions.get(decodeText(bytes, start, end)) ?? -1) : -1
}

/** The symbol with its `@`. */
const functionName = ({ functions }: ModuleColumns, index: number): Span => ({
  start: functions.nameStart[index]! - 1,
  end: functions.nameEnd[index]!,
})

/** Symbols in the calls of a function: the first place of the symbol behind the name of a call. */
function callsOf({ columns, kinds }: LoadedModel['module'], index: number): Span[] {
  const { operations, functions, bytes } = columns
  const symbol = bytes.subarray(functions.nameStart[index]! - 1, functions.nameEnd[index])
  const spans: Span[] = []
  for (let operation = 0; operation < operations.count; operation++) {
    const kind = kinds[operations.name[operation]!]
    if (kind !== 'call' && kind !== 'composite') continue
    const start = bytes.indexOf(atSign, operations.nameStart[operation])
    if (start < 0 || start >= operations.end[operation]!) continue
    const isSame =
      symbol.every((byte, i) => bytes[start + i] === byte) && isNameByte[bytes[start + symbol.length] ?? 0] === 0
    if (isSame) spans.push({ start, end: start + symbol.length })
  }
  return spans
}
