// Scalars of a loop that can be computed while reading the model: constants, and arithmetic on them and on the loop's counters.
import { operationTable } from '../model/operations'
import type { OperationKind } from '../model/operations'
import type { ProgramBuilder } from './programBuilder'
import { attributesOf, constantNumber } from './reducers'

type Arithmetic = (a: number, b: number) => number | undefined

const truth = (value: boolean): number => (value ? 1 : 0)

/** Of whole numbers below 2^53; where a wider result would wrap around, nothing is known. */
const arithmetic: Readonly<Partial<Record<OperationKind, Arithmetic>>> = {
  add: (a, b) => a + b,
  subtract: (a, b) => a - b,
  multiply: (a, b) => a * b,
  divide: (a, b) => (b === 0 ? undefined : Math.trunc(a / b)),
  remainder: (a, b) => (b === 0 ? undefined : a % b),
  minimum: Math.min,
  maximum: Math.max,
}

const comparisons: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  LT: (a, b) => a < b,
  LE: (a, b) => a <= b,
  GT: (a, b) => a > b,
  GE: (a, b) => a >= b,
  EQ: (a, b) => a === b,
  NE: (a, b) => a !== b,
}

/** Reads scalars of one program under construction; `fuel` operations at most, so that no model makes reading slow. */
export interface ScalarReader {
  readonly builder: ProgramBuilder
  fuel: number
}

/** The number of a value where `known` holds the loop's counters, or undefined when it depends on anything else. */
export function readScalar(
  reader: ScalarReader,
  value: number,
  known: ReadonlyMap<number, number>,
): number | undefined {
  const given = known.get(value)
  if (given !== undefined) return given
  const { builder } = reader
  const node = builder.valueNode[value]!
  if (node < 0 || reader.fuel-- <= 0) return undefined
  const kind = kindOf(builder, node)
  const operands = operandsOf(builder, node)
  const read = (i: number): number | undefined =>
    operands[i] === undefined ? undefined : readScalar(reader, operands[i], known)
  if (kind === 'constant') return constantNumber(builder.module, builder.valueSource[value]!)
  if (kind === 'convert' || kind === 'reshape' || operationTable[kind].family === 'broadcast') return read(0)
  if (kind === 'and' || kind === 'or') return isTruth(builder, value) ? combine(kind, read(0), read(1)) : undefined
  if (kind === 'not') return isTruth(builder, value) ? flip(read(0)) : undefined
  if (kind === 'negate') return exact(flipSign(read(0)))
  if (kind === 'select') return choose(read(0), read)
  const [a, b] = [read(0), read(1)]
  if (a === undefined || b === undefined) return undefined
  if (kind === 'compare') {
    const direction = /\b(LT|LE|GT|GE|EQ|NE)\b/.exec(attributesOf(builder.module, builder.operation[node]!))?.[1] ?? ''
    const compare = comparisons[direction]
    return compare === undefined ? undefined : truth(compare(a, b))
  }
  return exact(arithmetic[kind]?.(a, b))
}

/** One side alone decides where it is false for `and`, true for `or`. */
function combine(kind: 'and' | 'or', a: number | undefined, b: number | undefined): number | undefined {
  const deciding = kind === 'and' ? 0 : 1
  if (a === deciding || b === deciding) return deciding
  return a === undefined || b === undefined ? undefined : 1 - deciding
}

const flip = (value: number | undefined): number | undefined => (value === undefined ? undefined : 1 - value)
const flipSign = (value: number | undefined): number | undefined => (value === undefined ? undefined : -value)
const exact = (value: number | undefined): number | undefined => (Number.isSafeInteger(value) ? value : undefined)

function choose(condition: number | undefined, read: (i: number) => number | undefined): number | undefined {
  return condition === undefined ? undefined : read(condition === 0 ? 2 : 1)
}

const isTruth = ({ module, valueType }: ProgramBuilder, value: number): boolean =>
  module.types[valueType[value]!]?.element === 'i1'

export const kindOf = (builder: ProgramBuilder, node: number): OperationKind =>
  builder.module.kinds[builder.module.columns.operations.name[builder.operation[node]!]!] ?? 'unknown'

export const operandsOf = (builder: ProgramBuilder, node: number): number[] => {
  const first = builder.portStart[node]!
  return builder.ports.slice(first, first + builder.operandCount[node]!)
}
