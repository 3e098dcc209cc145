// Iterations of a counted loop: start, bound and step are read off its condition and body when they are constants.
import { operationTable } from '../model/operations'
import type { OperationKind } from '../model/operations'
import type { ProgramBuilder } from './programBuilder'
import type { ProgramRegion } from './program'
import { attributesOf, constantNumber } from './reducers'

/** Trip count, or undefined. Understands `compare LT|LE|GT|GE|NE counter, bound` with `counter = add|subtract counter, step`. */
export function findTripCount(
  builder: ProgramBuilder,
  condition: ProgramRegion,
  body: ProgramRegion,
  inits: Int32Array,
): number | undefined {
  const predicate = condition.yields[0]
  const node = predicate === undefined ? -1 : builder.valueNode[predicate]!
  if (node < 0 || kindOf(builder, node) !== 'compare') return undefined
  const [left, right] = operandsOf(builder, node)
  const direction = /\b(LT|LE|GT|GE|NE)\b/.exec(attributesOf(builder.module, builder.operation[node]!))?.[1]
  if (left === undefined || right === undefined || direction === undefined) return undefined
  const carried = condition.arguments.indexOf(left)
  const bound = constantIn(builder, right, condition, body, inits)
  const start = carried < 0 ? undefined : constantOf(builder, inits[carried])
  const step = carried < 0 ? undefined : findStep(builder, body, carried)
  if (bound === undefined || start === undefined || step === undefined || step === 0) return undefined
  return iterations(start, bound, step, direction)
}

function iterations(start: number, bound: number, step: number, direction: string): number | undefined {
  const span = (bound - start) / step
  if (direction === 'NE') return Number.isInteger(span) && span >= 0 ? span : undefined
  const isUpwards = direction === 'LT' || direction === 'LE'
  if (isUpwards !== step > 0) return undefined
  const isClosed = direction === 'LE' || direction === 'GE'
  return Math.max(0, isClosed ? Math.floor(span) + 1 : Math.ceil(span))
}

/** A constant, or a carried value that the body yields unchanged and that starts as one. */
function constantIn(
  builder: ProgramBuilder,
  value: number,
  condition: ProgramRegion,
  body: ProgramRegion,
  inits: Int32Array,
): number | undefined {
  const carried = condition.arguments.indexOf(value)
  if (carried < 0) return constantOf(builder, value)
  return body.yields[carried] === body.arguments[carried] ? constantOf(builder, inits[carried]) : undefined
}

function findStep(builder: ProgramBuilder, body: ProgramRegion, carried: number): number | undefined {
  const next = body.yields[carried]
  const node = next === undefined ? -1 : builder.valueNode[next]!
  if (node < 0) return undefined
  const kind = kindOf(builder, node)
  const [left, right] = operandsOf(builder, node)
  const counter = body.arguments[carried]
  if (kind === 'add' && left === counter) return constantOf(builder, right)
  if (kind === 'add' && right === counter) return constantOf(builder, left)
  const step = kind === 'subtract' && left === counter ? constantOf(builder, right) : undefined
  return step === undefined ? undefined : -step
}

/** The number of a constant, seen through convert, reshape and broadcast. */
function constantOf(builder: ProgramBuilder, value: number | undefined): number | undefined {
  if (value === undefined) return undefined
  const node = builder.valueNode[value]!
  const source = builder.valueSource[value]!
  if (node < 0) return undefined
  const kind = kindOf(builder, node)
  const passesOn = kind === 'convert' || kind === 'reshape' || operationTable[kind].family === 'broadcast'
  return passesOn ? constantOf(builder, operandsOf(builder, node)[0]) : constantNumber(builder.module, source)
}

const kindOf = (builder: ProgramBuilder, node: number): OperationKind =>
  builder.module.kinds[builder.module.columns.operations.name[builder.operation[node]!]!] ?? 'unknown'

const operandsOf = (builder: ProgramBuilder, node: number): number[] => {
  const first = builder.portStart[node]!
  return builder.ports.slice(first, first + builder.operandCount[node]!)
}
