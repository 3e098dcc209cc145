// Ends of operations: complete, broken off, or not begun; and where reading goes on after a broken one.
import { define, spanOfRest } from './blockArguments'
import { beginsOperation } from './brackets'
import { Char, skipLine, skipSpaces, skipTrivia, trimEnd } from './characters'
import { usePending } from './operands'
import { takeAttributes } from './operationTexts'
import { addProblem } from './scanProblems'
import type { Scan } from './state'
import { Operation, Phase, Value } from './state'
import { decodeText } from './text'

/** Ends the operation: its text ends before `to`, reading goes on at `next`. */
export function finishAt(s: Scan, to: number, next: number): number {
  const { data } = s.operations
  const row = s.operation * Operation.stride
  takeAttributes(s, to)
  if (s.depth > 0) {
    addProblem(
      s.problems,
      'mlir.unclosed',
      data[row + Operation.start]!,
      to,
      'a bracket of this operation is not closed',
    )
    s.isUnbalanced = true
  } else if (s.signature < 0 && data[row + Operation.resultCount]! > 0) reportMissingTypes(s, row, to)
  else checkEnd(s, to)
  endOperation(s, trimEnd(s.bytes, data[row + Operation.nameStart]!, to))
  return next
}

/** Where an operation of a known dialect is complete, nothing but its location may stand before `to`. */
export function checkEnd(s: Scan, to: number): void {
  if (s.settled < 0 || s.settled === to) return
  const row = s.operation * Operation.stride
  // Operands without types: what is missing comes before what is too much.
  if (s.signature < 0 && s.operands.count > s.operations.data[row + Operation.operandStart]!) return
  const start = skipTrivia(s.bytes, s.settled, to)
  if (start >= to || !isKnown(s, row)) return
  const end = trimEnd(s.bytes, start, Math.min(spanOfRest(s, start), to))
  const text = decodeText(s.bytes, start, end)
  addProblem(s.problems, 'mlir.syntax', start, end, `unexpected text after the end of an operation: \`${text}\``)
}

/** Other dialects have forms that are not known here. */
const isKnown = (s: Scan, row: number): boolean =>
  /^(stablehlo|chlo|mhlo|sdy|func|builtin)\./.test(s.names.texts[s.operations.data[row + Operation.name]!]!)

function reportMissingTypes(s: Scan, row: number, to: number): void {
  if (!isKnown(s, row)) return
  const name = s.names.texts[s.operations.data[row + Operation.name]!]!
  const start = s.operations.data[row + Operation.start]!
  addProblem(s.problems, 'mlir.syntax', start, to, `\`${name}\` has no types for its results`)
}

/** A closing bracket that nothing opened. */
export function fail(s: Scan, at: number): number {
  addProblem(
    s.problems,
    'mlir.syntax',
    at,
    spanOfRest(s, at),
    `unexpected text: \`${decodeText(s.bytes, at, spanOfRest(s, at))}\``,
  )
  return resume(s, at)
}

export function failBracket(s: Scan, at: number): number {
  const bracket = decodeText(s.bytes, at, at + 1)
  addProblem(s.problems, 'mlir.unclosed', at, at + 1, `the \`${bracket}\` is not closed`)
  return resume(s, at)
}

export function failUnclosed(s: Scan, at: number): number {
  const start = s.operations.data[s.operation * Operation.stride + Operation.start]!
  addProblem(s.problems, 'mlir.unclosed', start, at, 'a bracket of this operation is not closed')
  return resume(s, at)
}

/** Gives the operation up: it stays as read so far, and reading goes on at the next line that begins one or closes a region. */
export function resume(s: Scan, at: number): number {
  const next = nextOperation(s, at)
  takeAttributes(s, at)
  endOperation(s, trimEnd(s.bytes, s.operations.data[s.operation * Operation.stride + Operation.nameStart]!, next))
  return next
}

/** What is not even the beginning of an operation. */
export function recover(s: Scan, start: number, at: number, expected: string): number {
  addProblem(
    s.problems,
    'mlir.syntax',
    start,
    Math.max(spanOfRest(s, start), start + 1),
    `this is not an operation: ${expected}`,
  )
  return nextOperation(s, Math.max(at, start + 1))
}

/** As `recover`, for an operation that was added without its name. */
export function recoverOperation(s: Scan, at: number, expected: string): number {
  const start = s.operationStart
  addProblem(s.problems, 'mlir.syntax', start, spanOfRest(s, start), `this is not an operation: ${expected}`)
  return resume(s, at)
}

/** Offset of the next line's text that begins an operation, a label or an alias, or closes a region. */
function nextOperation(s: Scan, from: number): number {
  const { bytes, end } = s
  let p = skipLine(bytes, from, end)
  while (p < end) {
    const start = skipSpaces(bytes, p + 1, end)
    const byte = bytes[start]
    if (byte === Char.closeBrace || byte === Char.caret || byte === Char.hash) return start
    if (beginsOperation(bytes, start, end)) return start
    p = skipLine(bytes, start, end)
  }
  return end
}

/** Completes the operation being read: its end, its names, its place among its siblings. */
export function endOperation(s: Scan, end: number): void {
  const at = s.operation * Operation.stride
  const { data } = s.operations
  data[at + Operation.end] = end
  data[at + Operation.subtreeEnd] = s.operations.count
  if (s.pending.count > s.pendingBase) {
    if (data[at + Operation.regionCount] === 0) usePending(s)
    s.pending.count = s.pendingBase
  }
  const first = data[at + Operation.resultStart]!
  const last = first + data[at + Operation.resultCount]!
  const values = s.values.data
  for (let value = first; value < last;) {
    const start = values[value * Value.stride + Value.nameStart]!
    let next = value + 1
    while (next < last && values[next * Value.stride + Value.nameStart] === start) next++
    define(s, start, values[value * Value.stride + Value.nameEnd]!, value, next - value)
    value = next
  }
  s.phase = Phase.start
}
