// A random program while it grows: lines of StableHLO, arguments, and values with how large and how exact their elements are.
import type { Tape } from './tape'

export type Element = 'f32' | 'bf16' | 'i32' | 'i64' | 'ui32' | 'i8' | 'i1' | 'complex<f32>'

/** One value. Elements are at most `bound` in size; sums in another order differ by at most `error`. */
export interface Value {
  readonly name: string
  readonly dims: readonly number[]
  readonly element: Element
  readonly bound: number
  /** 0: every order of evaluation gives the same bits. */
  readonly error: number
}

export interface Argument {
  readonly type: { readonly dims: readonly number[]; readonly element: Element }
  /** Elements are integers from `low` to `high`, both inclusive. */
  readonly low: number
  readonly high: number
}

export interface Draft {
  readonly tape: Tape
  readonly lines: string[]
  readonly arguments: Argument[]
  readonly values: Value[]
  readonly functions: string[]
  next: number
  /** How many loops and branches this is inside of. */
  readonly depth: number
}

export const startDraft = (tape: Tape): Draft => ({
  tape,
  lines: [],
  arguments: [],
  values: [],
  functions: [],
  next: 0,
  depth: 0,
})

/** Sizes divide by many mesh axes, and some do not. */
export const sizes: readonly number[] = [4, 2, 6, 8, 12, 1, 3, 5]
const mostElements = 1536

export const typeOf = ({ dims, element }: Pick<Value, 'dims' | 'element'>): string =>
  `tensor<${[...dims, element].join('x')}>`

export const count = (dims: readonly number[]): number => dims.reduce((product, size) => product * size, 1)

export const fits = (dims: readonly number[]): boolean => count(dims) <= mostElements

export const isFloat = (element: Element): boolean => element === 'f32' || element === 'bf16'
export const isInteger = (element: Element): boolean =>
  !isFloat(element) && element !== 'i1' && element !== 'complex<f32>'

/** Above this size f32 does not hold every integer; smaller types wrap or round earlier, the same way everywhere. */
const exactBelow: Readonly<Record<Element, number>> = {
  f32: 2 ** 24,
  bf16: 2 ** 8,
  'complex<f32>': 2 ** 22,
  i32: Infinity,
  i64: Infinity,
  ui32: Infinity,
  i8: Infinity,
  i1: Infinity,
}

const unitRoundoff: Readonly<Record<Element, number>> = {
  f32: 2 ** -24,
  bf16: 2 ** -8,
  'complex<f32>': 2 ** -22,
  i32: 0,
  i64: 0,
  ui32: 0,
  i8: 0,
  i1: 0,
}

/** Adds a line that defines one value. `isRounded`: results are no integers, so that their sums depend on the order. */
export function define(
  draft: Draft,
  text: string,
  value: Omit<Value, 'name' | 'error'> & { readonly error?: number; readonly isRounded?: boolean },
): Value {
  const name = `%v${draft.next++}`
  draft.lines.push(`${name} = ${text}`)
  return keep(draft, name, value)
}

/** Registers a value under a name that a line has defined. */
export function keep(
  draft: Draft,
  name: string,
  value: Omit<Value, 'name' | 'error'> & { readonly error?: number; readonly isRounded?: boolean },
): Value {
  const { dims, element, bound } = value
  const isExact = value.isRounded !== true && bound < exactBelow[element] && (value.error ?? 0) === 0
  const error = isExact ? 0 : (value.error ?? 0) + bound * unitRoundoff[element]
  const kept = { name, dims, element, bound, error }
  draft.values.push(kept)
  return kept
}

export function addArgument(draft: Draft, dims: readonly number[], element: Element, low = -2, high = 2): Value {
  const name = `%a${draft.arguments.length}`
  const least = element === 'i1' || element === 'ui32' ? 0 : low
  const most = element === 'i1' ? 1 : high
  draft.arguments.push({ type: { dims, element }, low: Math.max(least, low), high: most })
  const value = { name, dims, element, bound: Math.max(Math.abs(low), Math.abs(high)), error: 0 }
  draft.values.push(value)
  return value
}

/** A value that was made before and fits, or a new argument. */
export function find(
  draft: Draft,
  fitting: (value: Value) => boolean,
  make: () => {
    readonly dims: readonly number[]
    readonly element: Element
    readonly low?: number
    readonly high?: number
  },
): Value {
  const known = draft.values.filter(fitting)
  if (known.length > 0 && !draft.tape.oneIn(5)) return known[known.length - 1 - draft.tape.below(known.length)]!
  const { dims, element, low, high } = make()
  return addArgument(draft, dims, element, low, high)
}

export function randomDims(tape: Tape, rank: number): number[] {
  const dims = Array.from({ length: rank }, () => tape.pick(sizes))
  while (!fits(dims)) dims[dims.indexOf(Math.max(...dims))] = 2
  return dims
}

const floats: readonly Element[] = ['f32', 'f32', 'f32', 'bf16']
const numbers: readonly Element[] = ['f32', 'i32', 'f32', 'i64', 'ui32', 'bf16', 'i8']

export const randomFloat = (tape: Tape): Element => tape.pick(floats)
export const randomNumber = (tape: Tape): Element => tape.pick(numbers)

/** Any value of a kind, of rank at least `rank`. */
export function anyValue(draft: Draft, fitting: (value: Value) => boolean, element: Element, rank = 1): Value {
  return find(
    draft,
    (value) => value.dims.length >= rank && fitting(value),
    () => ({ dims: randomDims(draft.tape, Math.max(rank, 1 + draft.tape.below(3))), element }),
  )
}

/** A value of exactly this type. */
export const sameType = (
  draft: Draft,
  like: Pick<Value, 'dims' | 'element'>,
  fitting?: (value: Value) => boolean,
): Value =>
  find(
    draft,
    (value) => typeOf(value) === typeOf(like) && (fitting?.(value) ?? true),
    () => ({ dims: like.dims, element: like.element }),
  )

/** Results stay small enough for f32 to hold them, and for wrong ones to show. */
export const isTame = ({ bound, error }: Value): boolean => bound < 2 ** 20 && error < 1e-2

export const isExact = ({ error }: Value): boolean => error === 0
