// Random elementwise operations, converts, compares, selects, and generators.
import type { Draft, Element } from './draft'
import {
  anyValue,
  define,
  isExact,
  isFloat,
  isInteger,
  isTame,
  randomDims,
  randomNumber,
  sameType,
  typeOf,
} from './draft'

export type Maker = (draft: Draft) => void

const smoothUnary = ['tanh', 'logistic', 'sine', 'cosine'] as const

export const elementwiseMakers: Readonly<Record<string, Maker>> = {
  smooth: (draft) => {
    const x = anyValue(draft, (value) => isFloat(value.element) && isTame(value), 'f32')
    const text = `stablehlo.${draft.tape.pick(smoothUnary)} ${x.name} : ${typeOf(x)}`
    define(draft, text, { ...x, bound: 1, isRounded: true })
  },
  square: (draft) => {
    const x = anyValue(draft, (value) => isFloat(value.element) && isTame(value) && value.bound < 500, 'f32')
    const text = `chlo.square ${x.name} : ${typeOf(x)} -> ${typeOf(x)}`
    define(draft, text, { ...x, bound: x.bound ** 2, error: 2 * x.error * x.bound })
  },
  unary: (draft) => {
    const x = anyValue(
      draft,
      (value) => isFloat(value.element) || value.element === 'i32' || value.element === 'i64',
      'f32',
    )
    const names = isFloat(x.element) ? ['negate', 'abs'] : ['negate', 'abs', 'sign']
    define(draft, `stablehlo.${draft.tape.pick(names)} ${x.name} : ${typeOf(x)}`, { ...x, bound: Math.max(1, x.bound) })
  },
  roundings: (draft) => {
    const x = anyValue(draft, (value) => isFloat(value.element) && isExact(value), 'f32')
    const name = draft.tape.pick(['floor', 'ceil', 'round_nearest_afz', 'round_nearest_even', 'sign'])
    define(draft, `stablehlo.${name} ${x.name} : ${typeOf(x)}`, { ...x, bound: Math.max(1, x.bound) })
  },
  bits: (draft) => {
    const x = anyValue(draft, (value) => isInteger(value.element), 'i32')
    const name = draft.tape.pick(['not', 'popcnt', 'count_leading_zeros'])
    define(draft, `stablehlo.${name} ${x.name} : ${typeOf(x)}`, { ...x, bound: name === 'not' ? x.bound + 1 : 64 })
  },
  addition: (draft) => {
    const x = anyValue(draft, (value) => value.element !== 'i1' && isTame(value), randomNumber(draft.tape), 0)
    const y = sameType(draft, x, isTame)
    const name = draft.tape.pick(['add', 'add', 'subtract'])
    define(draft, `stablehlo.${name} ${x.name}, ${y.name} : ${typeOf(x)}`, {
      ...x,
      bound: x.bound + y.bound,
      error: x.error + y.error,
    })
  },
  extremes: (draft) => {
    const x = anyValue(draft, (value) => isFloat(value.element) || isInteger(value.element), 'f32')
    const y = sameType(draft, x)
    define(draft, `stablehlo.${draft.tape.pick(['maximum', 'minimum'])} ${x.name}, ${y.name} : ${typeOf(x)}`, {
      ...x,
      bound: Math.max(x.bound, y.bound),
      error: Math.max(x.error, y.error),
    })
  },
  product: (draft) => {
    const x = anyValue(
      draft,
      (value) => value.element !== 'i1' && isTame(value) && value.bound < 1000,
      randomNumber(draft.tape),
    )
    const y = sameType(draft, x, (value) => value.bound < 1000)
    define(draft, `stablehlo.multiply ${x.name}, ${y.name} : ${typeOf(x)}`, {
      ...x,
      bound: 2 * x.bound * y.bound,
      error: 2 * (x.error * y.bound + y.error * x.bound),
    })
  },
  logic: (draft) => {
    const x = anyValue(draft, (value) => value.element === 'i1' || isInteger(value.element), 'i1')
    const y = sameType(draft, x)
    define(draft, `stablehlo.${draft.tape.pick(['and', 'or', 'xor'])} ${x.name}, ${y.name} : ${typeOf(x)}`, {
      ...x,
      bound: 2 * (x.bound + y.bound) + 1,
    })
  },
  shift: (draft) => {
    const x = anyValue(draft, (value) => isInteger(value.element), 'i32')
    const y = sameType(draft, x)
    const name = draft.tape.pick(['shift_left', 'shift_right_logical', 'shift_right_arithmetic'])
    define(draft, `stablehlo.${name} ${x.name}, ${y.name} : ${typeOf(x)}`, { ...x, bound: 2 ** 31 })
  },
  compareSelect: (draft) => {
    const x = anyValue(draft, (value) => (isFloat(value.element) || isInteger(value.element)) && isExact(value), 'i32')
    const y = sameType(draft, x, isExact)
    const direction = draft.tape.pick(['LT', 'GE', 'EQ', 'NE', 'GT', 'LE'])
    const bits = { dims: x.dims, element: 'i1' as const, bound: 1 }
    const p = define(
      draft,
      `stablehlo.compare ${direction}, ${x.name}, ${y.name} : (${typeOf(x)}, ${typeOf(y)}) -> ${typeOf(bits)}`,
      bits,
    )
    const a = sameType(draft, { dims: x.dims, element: 'f32' }, isTame)
    const b = sameType(draft, a, isTame)
    define(draft, `stablehlo.select ${p.name}, ${a.name}, ${b.name} : ${typeOf(p)}, ${typeOf(a)}`, {
      ...a,
      bound: Math.max(a.bound, b.bound),
      error: Math.max(a.error, b.error),
    })
  },
  scalarSelect: (draft) => {
    const a = anyValue(draft, (value) => isFloat(value.element), 'f32')
    const b = sameType(draft, a)
    const p = sameType(draft, { dims: [], element: 'i1' })
    define(draft, `stablehlo.select ${p.name}, ${a.name}, ${b.name} : ${typeOf(p)}, ${typeOf(a)}`, {
      ...a,
      bound: Math.max(a.bound, b.bound),
      error: Math.max(a.error, b.error),
    })
  },
  clamp: (draft) => {
    const x = anyValue(draft, (value) => isFloat(value.element), 'f32')
    const isScalar = draft.tape.below(2) === 0
    const bounds = { dims: isScalar ? [] : x.dims, element: x.element }
    const low = sameType(draft, bounds)
    const high = sameType(draft, bounds)
    const types = `(${typeOf(low)}, ${typeOf(x)}, ${typeOf(high)}) -> ${typeOf(x)}`
    define(draft, `stablehlo.clamp ${low.name}, ${x.name}, ${high.name} : ${types}`, {
      ...x,
      bound: Math.max(low.bound, x.bound, high.bound),
      error: Math.max(low.error, x.error, high.error),
    })
  },
  convert: (draft) => {
    const x = anyValue(draft, (value) => value.element !== 'complex<f32>' && value.bound < 100, 'i32', 0)
    const targets: readonly Element[] = isExact(x) ? ['f32', 'i32', 'bf16', 'i64', 'ui32', 'i8'] : ['f32', 'bf16']
    const element = draft.tape.pick(targets)
    const bound = element === 'ui32' ? 2 ** 32 : x.bound
    define(draft, `stablehlo.convert ${x.name} : (${typeOf(x)}) -> ${typeOf({ ...x, element })}`, {
      ...x,
      element,
      bound,
    })
  },
  complexParts: (draft) => {
    const re = anyValue(draft, (value) => value.element === 'f32' && isTame(value), 'f32')
    const im = sameType(draft, re, isTame)
    const type = { dims: re.dims, element: 'complex<f32>' as const }
    const bound = re.bound + im.bound
    const error = re.error + im.error
    const z = define(draft, `stablehlo.complex ${re.name}, ${im.name} : ${typeOf(type)}`, { ...type, bound, error })
    const part = draft.tape.pick(['real', 'imag'])
    define(draft, `stablehlo.${part} ${z.name} : (${typeOf(z)}) -> ${typeOf(re)}`, { ...re, bound, error })
  },
  bitcast: (draft) => {
    const x = anyValue(draft, (value) => value.element === 'i32', 'i32')
    const to = { dims: [...x.dims, 4], element: 'i8' as const }
    define(draft, `stablehlo.bitcast_convert ${x.name} : (${typeOf(x)}) -> ${typeOf(to)}`, { ...to, bound: 128 })
  },
  barrier: (draft) => {
    const [x, y] = [anyValue(draft, () => true, 'f32'), anyValue(draft, () => true, 'i32')]
    const name = `%v${draft.next++}`
    draft.lines.push(`${name}:2 = stablehlo.optimization_barrier ${x.name}, ${y.name} : ${typeOf(x)}, ${typeOf(y)}`)
    draft.values.push({ ...x, name: `${name}#0` }, { ...y, name: `${name}#1` })
  },
  iota: (draft) => {
    const dims = randomDims(draft.tape, 1 + draft.tape.below(3))
    const type = { dims, element: randomNumber(draft.tape) }
    define(draft, `stablehlo.iota dim = ${draft.tape.below(dims.length)} : ${typeOf(type)}`, { ...type, bound: 12 })
  },
  constant: (draft) => {
    const dims = randomDims(draft.tape, 1 + draft.tape.below(2)).map((size) => Math.min(size, 6))
    const element = draft.tape.pick<Element>(['f32', 'i32'])
    const literal = (): string => `${draft.tape.below(5) - 2}${element === 'f32' ? '.0' : ''}`
    const nest = (rest: readonly number[]): string =>
      rest.length === 0 ? literal() : `[${Array.from({ length: rest[0]! }, () => nest(rest.slice(1))).join(', ')}]`
    const text = draft.tape.below(2) === 0 ? literal() : nest(dims)
    define(draft, `stablehlo.constant dense<${text}> : ${typeOf({ dims, element })}`, { dims, element, bound: 2 })
  },
  marker: (draft) => {
    const x = anyValue(draft, () => true, 'f32')
    define(draft, `stablehlo.custom_call @Sharding(${x.name}) : (${typeOf(x)}) -> ${typeOf(x)}`, x)
  },
}
