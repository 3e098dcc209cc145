// Operands: uses of values by the operation being read.
import { addPending } from './blockArguments'
import { Char, isDigit, skipName, skipTrivia, startsWith } from './characters'
import { readHead } from './operationTexts'
import { addRow } from './rows'
import { addProblem } from './scanProblems'
import type { Scan } from './state'
import { Operation, Pending, Value } from './state'
import { internSymbol, valueOf } from './symbols'
import { decodeText } from './text'

/** Reads uses `%a, %b#1` as long as they follow each other, and `%a = %b`, which makes `%a` a block argument. */
export function readOperands(s: Scan, from: number): number {
  const { bytes, end } = s
  const isFirst = s.operands.count === s.operations.data[s.operation * Operation.stride + Operation.operandStart]
  if (isFirst && from > s.textStart + 1) readHead(s, from)
  let p = from
  for (;;) {
    const start = p
    p = skipName(bytes, p + 1, end)
    if (
      bytes[p] === Char.space &&
      bytes[p + 1] === Char.equals &&
      bytes[skipTrivia(bytes, p + 2, end)] === Char.percent
    ) {
      addPending(s, start, p, -1, -1)
      p = skipTrivia(bytes, p + 2, end)
      continue
    }
    p = addOperand(s, start, p)
    if (bytes[p] !== Char.comma || bytes[p + 1] !== Char.space || bytes[p + 2] !== Char.percent) break
    p += 2
  }
  if (s.textStart >= 0) s.textStart = p
  s.textDepth = s.depth
  return p
}

/** Adds the use of the name start .. nameEnd, with the `#n` after it. Returns the offset after it. */
function addOperand(s: Scan, start: number, nameEnd: number): number {
  const { bytes, end } = s
  const name = internSymbol(s.symbols, start, nameEnd)
  let value = valueOf(s.symbols, name)
  let p = nameEnd
  if (bytes[p] === Char.hash) {
    let index = 0
    for (p++; p < end && isDigit(bytes[p]!); p++) index = Math.min(index * 10 + bytes[p]! - Char.zero, end)
    if (value >= 0) value = index < s.symbols.width[name]! ? value + index : -1
  }
  if (value < 0) {
    const text = decodeText(bytes, start, Math.min(p, start + 80))
    addProblem(s.problems, 'mlir.undefined-value', start, p, `\`${text}\` is not defined here`)
  }
  if (value >= 0) typePending(s, value)
  pushOperand(s, value, start)
  return p
}

/** Gives the last `%a =` the type of the value that follows it, for forms that list no types. */
function typePending(s: Scan, value: number): void {
  const last = s.pending.count - 1
  const row = last * Pending.stride
  const { data } = s.pending
  if (last < s.pendingBase || data[row + Pending.group] !== -1 || data[row + Pending.type] !== -1) return
  data[row + Pending.type] = s.values.data[value * Value.stride + Value.type]!
}

/** Operands of one operation are consecutive, so that none can follow nested operations: such are dropped. */
function pushOperand(s: Scan, value: number, start: number): void {
  if (s.operations.count !== s.operation + 1) return
  const at = addRow(s.operands)
  s.operands.data[at] = value
  s.operands.data[at + 1] = start
}

/** Names that looked like block arguments of a region that never came are uses: `^bb1(%a : type)` of a branch. */
export function usePending(s: Scan): void {
  const { data } = s.pending
  for (let i = s.pendingBase; i < s.pending.count; i++) {
    const row = i * Pending.stride
    const start = data[row + Pending.nameStart]!
    const end = data[row + Pending.nameEnd]!
    if (data[row + Pending.group]! >= 0) addOperand(s, start, end)
  }
}

/**
 * `(%a init: %x), (%b init: %y)` of a reduction names inputs and initial values by turns, where the operands are all
 * inputs and then all initial values: %a, %b, %x, %y.
 */
export function orderOperands(s: Scan): void {
  const first = s.operations.data[s.operation * Operation.stride + Operation.operandStart]!
  const count = s.operands.count - first
  if (count < 4 || count % 2 !== 0 || s.operations.count !== s.operation + 1) return
  const { data } = s.operands
  const after = skipName(s.bytes, data[first * 2 + 1]! + 1, s.end)
  if (!startsWith(s.bytes, s.bytes[after] === Char.hash ? skipName(s.bytes, after + 1, s.end) : after, s.end, ' init:'))
    return
  const turns = data.slice(first * 2, s.operands.count * 2)
  for (let i = 0; i < count; i++) {
    const to = first + (i >> 1) + (i % 2 === 0 ? 0 : count / 2)
    data[to * 2] = turns[i * 2]!
    data[to * 2 + 1] = turns[i * 2 + 1]!
  }
}
