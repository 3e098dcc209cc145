// Iterations of a loop, read off its condition and body: in closed form for a counter, else by running what counts.
import type { ProgramBuilder } from './programBuilder'
import type { ProgramRegion } from './program'
import { attributesOf } from './reducers'
import type { ScalarReader } from './scalarValues'
import { kindOf, operandsOf, readScalar } from './scalarValues'

/** How often a loop runs; `atMost` where something else may end it before. */
export interface TripCount {
  readonly count: number
  readonly isBound: boolean
}

interface Loop {
  readonly reader: ScalarReader
  readonly condition: ProgramRegion
  readonly body: ProgramRegion
  readonly inits: Int32Array
}

/** Operations that are read for a closed form, and for one loop's counters; the program has a budget for the latter too. */
const mostRead = 200
const mostRun = 20_000

/**
 * Trip count, or undefined. Understands counters that step by a constant towards a constant bound, and whatever scalars
 * depend on constants and each other alone (doubling, several counters, `i < n and not done`), as long as they end soon.
 */
export function findTripCount(
  builder: ProgramBuilder,
  condition: ProgramRegion,
  body: ProgramRegion,
  inits: Int32Array,
): TripCount | undefined {
  const loop = { reader: { builder, fuel: mostRead }, condition, body, inits }
  const count = countSteps(loop)
  if (count !== undefined) return { count, isBound: false }
  const fuel = Math.min(mostRun, builder.scalars.fuel)
  const reader = { builder, fuel }
  const found = runCounters({ ...loop, reader })
  builder.scalars.fuel -= fuel - Math.max(0, reader.fuel)
  return found
}

const nothing: ReadonlyMap<number, number> = new Map()

const constantOf = ({ reader }: Loop, value: number | undefined): number | undefined =>
  value === undefined ? undefined : readScalar(reader, value, nothing)

/** `compare counter, bound` with `counter = counter ± step`. */
function countSteps(loop: Loop): number | undefined {
  const { condition, body, inits, reader } = loop
  const { builder } = reader
  const predicate = condition.yields[0]
  const node = predicate === undefined ? -1 : builder.valueNode[predicate]!
  if (node < 0 || kindOf(builder, node) !== 'compare') return undefined
  const [left, right] = operandsOf(builder, node)
  const direction = /\b(LT|LE|GT|GE|NE)\b/.exec(attributesOf(builder.module, builder.operation[node]!))?.[1]
  if (left === undefined || right === undefined || direction === undefined) return undefined
  const carried = condition.arguments.indexOf(throughConverts(builder, left))
  const bound = boundOf(loop, throughConverts(builder, right))
  const start = carried < 0 ? undefined : constantOf(loop, inits[carried])
  const step = carried < 0 ? undefined : stepOf(loop, body, carried)
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

function throughConverts(builder: ProgramBuilder, value: number): number {
  let at = value
  for (let node = builder.valueNode[at]!; node >= 0 && kindOf(builder, node) === 'convert';) {
    at = operandsOf(builder, node)[0] ?? -1
    if (at < 0) return value
    node = builder.valueNode[at]!
  }
  return at
}

/** A constant, or a carried value that the body yields unchanged and that starts as one. */
function boundOf(loop: Loop, value: number): number | undefined {
  const { condition, body, inits } = loop
  const carried = condition.arguments.indexOf(value)
  if (carried < 0) return constantOf(loop, value)
  return body.yields[carried] === body.arguments[carried] ? constantOf(loop, inits[carried]) : undefined
}

function stepOf(loop: Loop, body: ProgramRegion, carried: number): number | undefined {
  const { builder } = loop.reader
  const next = body.yields[carried]
  const node = next === undefined ? -1 : builder.valueNode[next]!
  if (node < 0) return undefined
  const kind = kindOf(builder, node)
  const [left, right] = operandsOf(builder, node)
  const counter = body.arguments[carried]
  if (kind === 'add' && left === counter) return constantOf(loop, right)
  if (kind === 'add' && right === counter) return constantOf(loop, left)
  const step = kind === 'subtract' && left === counter ? constantOf(loop, right) : undefined
  return step === undefined ? undefined : -step
}

/** Runs the carried scalars that can be computed until the condition is false; where it is unknown, the loop goes on. */
function runCounters(loop: Loop): TripCount | undefined {
  const { reader, condition, body, inits } = loop
  const predicate = condition.yields[0]
  if (predicate === undefined) return undefined
  let values = new Map<number, number>()
  inits.forEach((value, carried) => {
    const start = isScalar(reader.builder, value) ? constantOf(loop, value) : undefined
    if (start !== undefined) values.set(carried, start)
  })
  let isBound = false
  for (let count = 0; values.size > 0 && reader.fuel-- > 0; count++) {
    const goesOn = readScalar(reader, predicate, byArgument(condition, values))
    if (reader.fuel <= 0) return undefined
    if (goesOn === 0) return { count, isBound }
    isBound ||= goesOn === undefined
    const known = byArgument(body, values)
    const next = new Map<number, number>()
    for (const carried of values.keys()) {
      const yielded = body.yields[carried]
      const value = yielded === undefined ? undefined : readScalar(reader, yielded, known)
      if (value !== undefined) next.set(carried, value)
    }
    values = next
  }
  return undefined
}

function byArgument(region: ProgramRegion, values: ReadonlyMap<number, number>): Map<number, number> {
  const known = new Map<number, number>()
  for (const [carried, value] of values) {
    const argument = region.arguments[carried]
    if (argument !== undefined) known.set(argument, value)
  }
  return known
}

const isScalar = ({ module, valueType }: ProgramBuilder, value: number): boolean =>
  module.types[valueType[value]!]?.dims.length === 0
