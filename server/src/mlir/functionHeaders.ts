// Headers of functions: `func.func public @main(%a: type {..} loc(..)) -> (type {..}, type) attributes {..} {`.
import { Char, isWordStart, skipName, skipString, skipTrivia, skipWord, startsWith } from './characters'
import { opensArguments, readArguments, spanOfRest } from './blockArguments'
import { skipBalanced } from './brackets'
import { intern } from './interner'
import { readType } from './references'
import { addRow } from './rows'
import { addProblem } from './scanProblems'
import type { Scan } from './state'
import { Function, Operation } from './state'

/** Reads from after `func.func` up to the results' end. Returns the offset after it. */
export function readFunctionHeader(s: Scan, from: number): number {
  const { bytes, end } = s
  let p = skipTrivia(bytes, from, end)
  const headStart = p
  const row = addFunction(s)
  while (p < end && isWordStart(bytes[p]!)) {
    const after = skipWord(bytes, p, end)
    if (startsWith(bytes, p, after, 'private') || startsWith(bytes, p, after, 'nested')) {
      s.functions.data[row + Function.isPublic] = 0
    }
    p = skipTrivia(bytes, after, end)
  }
  if (bytes[p] !== Char.at) return fail(s, p, 'expected `@name`')
  p = readSymbol(s, p, row)
  s.operations.data[s.operation * Operation.stride + Operation.head] = intern(s.texts, headStart, p)
  s.textStart = p
  p = skipTrivia(bytes, p, end)
  if (bytes[p] !== Char.openParenthesis) return fail(s, p, 'expected `(` and arguments')
  p = readFunctionArguments(s, p)
  if (p < 0) return fail(s, -1 - p, 'expected an argument `%name: type`, `,` or `)`')
  s.textStart = p
  const arrow = skipTrivia(bytes, p, end)
  if (!startsWith(bytes, arrow, end, '->')) return p
  p = readFunctionResults(s, skipTrivia(bytes, arrow + 2, end))
  if (p < 0) return fail(s, -1 - p, 'expected result types')
  s.textStart = p
  return p
}

/** Adds a row for the operation being read, public and without name or results. */
export function addFunction(s: Scan): number {
  const row = addRow(s.functions)
  const { data } = s.functions
  data[row + Function.operation] = s.operation
  data[row + Function.isPublic] = 1
  data[row + Function.resultStart] = s.functionResults.count
  return row
}

/**
 * Reads name, visibility and result types of a function in generic form from its properties
 * `<{function_type = (..) -> .., sym_name = "main", sym_visibility = "private"}>`, which are spans of the source too.
 */
export function readFunctionProperties(s: Scan, row: number, start: number, end: number): void {
  const { bytes } = s
  const { data } = s.functions
  const name = findProperty(bytes, start, end, 'sym_name')
  if (name >= 0 && bytes[name] === Char.quote) {
    data[row + Function.nameStart] = name + 1
    data[row + Function.nameEnd] = Math.max(name + 1, skipString(bytes, name, end) - 1)
  }
  const visibility = findProperty(bytes, start, end, 'sym_visibility')
  if (visibility >= 0 && !startsWith(bytes, visibility, end, '"public"')) data[row + Function.isPublic] = 0
  const type = findProperty(bytes, start, end, 'function_type')
  const after = type < 0 ? -1 : skipBalanced(bytes, type, end)
  if (after < 0) return
  const arrow = skipTrivia(bytes, after, end)
  if (startsWith(bytes, arrow, end, '->')) readFunctionResults(s, skipTrivia(bytes, arrow + 2, end))
}

/** Offset of the value of `key = value`, or -1. */
function findProperty(bytes: Uint8Array, start: number, end: number, key: string): number {
  for (let p = start; p < end; p++) {
    if (bytes[p] === Char.quote) p = Math.max(p, skipString(bytes, p, end) - 1)
    else if (startsWith(bytes, p, end, key)) {
      const equals = skipTrivia(bytes, p + key.length, end)
      if (bytes[equals] === Char.equals) return skipTrivia(bytes, equals + 1, end)
    }
  }
  return -1
}

function readSymbol(s: Scan, at: number, row: number): number {
  const { bytes, end } = s
  const isQuoted = bytes[at + 1] === Char.quote
  const after = isQuoted ? skipString(bytes, at + 1, end) : skipName(bytes, at + 1, end)
  const next = after < 0 ? at + 1 : after
  s.functions.data[row + Function.nameStart] = isQuoted && after > 0 ? at + 2 : at + 1
  s.functions.data[row + Function.nameEnd] = isQuoted && after > 0 ? after - 1 : next
  return next
}

/** Arguments with names, or the bare types of a declaration. */
function readFunctionArguments(s: Scan, open: number): number {
  if (opensArguments(s, open)) return readArguments(s, open)
  const after = skipBalanced(s.bytes, open, s.end)
  return after < 0 ? -1 - open : after
}

/** `type` or `(type {attributes}, ...)`. */
function readFunctionResults(s: Scan, from: number): number {
  const { bytes, end } = s
  if (bytes[from] !== Char.openParenthesis) return readFunctionResult(s, from)
  let p = skipTrivia(bytes, from + 1, end)
  while (bytes[p] !== Char.closeParenthesis) {
    p = readFunctionResult(s, p)
    if (p < 0) return p
    p = skipTrivia(bytes, p, end)
    if (bytes[p] === Char.comma) p = skipTrivia(bytes, p + 1, end)
    else if (bytes[p] !== Char.closeParenthesis) return -1 - p
  }
  return p + 1
}

function readFunctionResult(s: Scan, from: number): number {
  const { bytes, end } = s
  const after = readType(s, from)
  if (after < 0) return -1 - from
  const row = addRow(s.functionResults)
  s.functionResults.data[row] = s.type
  s.functionResults.data[row + 1] = -1
  const open = skipTrivia(bytes, after, end)
  const isInList = bytes[open] === Char.openBrace && isAttributeDictionary(s, open)
  if (!isInList) return after
  const close = skipBalanced(bytes, open, end)
  if (close < 0) return -1 - open
  s.functionResults.data[row + 1] = intern(s.texts, open, close)
  return close
}

/** A lone result type is followed by the body's `{`; in a list, after `}` stands `,` or `)`. */
function isAttributeDictionary(s: Scan, open: number): boolean {
  const { bytes, end } = s
  const first = skipTrivia(bytes, open + 1, end)
  const after = skipName(bytes, first, end)
  const next = bytes[skipTrivia(bytes, after, end)]
  return bytes[first] === Char.closeBrace
    ? next === Char.comma || next === Char.closeParenthesis
    : next === Char.equals ||
        next === Char.comma ||
        (after > first && next === Char.closeBrace && !isReturn(s, first, after))
}

const isReturn = (s: Scan, start: number, end: number): boolean =>
  startsWith(s.bytes, end - 6, end, 'return') && end - start >= 6

function fail(s: Scan, at: number, expected: string): number {
  addProblem(s.problems, 'mlir.syntax', at, spanOfRest(s, at), `this function header is malformed: ${expected}`)
  s.textStart = -1
  return -1 - at
}
