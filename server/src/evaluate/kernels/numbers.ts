// What elementwise operations do to numbers (floats and integers of at most 32 bits) and to 64-bit integers.
import type { OperationKind } from '../../model/operations'
import { roundHalfEven } from '../floatFormats'

export type Unary = (x: number) => number
export type Binary = (x: number, y: number) => number
export type BigUnary = (x: bigint) => bigint
export type BigBinary = (x: bigint, y: bigint) => bigint
type Table<T> = Partial<Record<OperationKind, T>>

const signOf: Unary = (x) => (x === 0 || Number.isNaN(x) ? x : x > 0 ? 1 : -1)
const logistic: Unary = (x) => 1 / (1 + Math.exp(-x))
const awayFromZero: Unary = (x) => {
  const size = Math.abs(x)
  // Adding a half rounds on its own where the half is the last bit.
  const floor = Math.floor(size)
  return Math.sign(x) * (size - floor >= 0.5 ? floor + 1 : floor) || x * 0
}

/** Functions of one float; results are rounded to the element type afterwards. */
export const floatUnary: Table<Unary> = {
  abs: Math.abs,
  cbrt: Math.cbrt,
  ceil: Math.ceil,
  cosine: Math.cos,
  exponential: Math.exp,
  exponential_minus_one: Math.expm1,
  floor: Math.floor,
  log: Math.log,
  log_plus_one: Math.log1p,
  logistic,
  negate: (x) => -x,
  round_nearest_afz: awayFromZero,
  round_nearest_even: roundHalfEven,
  rsqrt: (x) => 1 / Math.sqrt(x),
  sign: signOf,
  sine: Math.sin,
  sqrt: Math.sqrt,
  tan: Math.tan,
  tanh: Math.tanh,
  square: (x) => x * x,
  asin: Math.asin,
  acos: Math.acos,
  atan: Math.atan,
  sinh: Math.sinh,
  cosh: Math.cosh,
  asinh: Math.asinh,
  acosh: Math.acosh,
  atanh: Math.atanh,
}

/** Math.max and Math.min give NaN when an operand is NaN, and know that -0 < 0, as the specification asks (IEEE-754 maximum). */
export const floatBinary: Table<Binary> = {
  add: (x, y) => x + y,
  subtract: (x, y) => x - y,
  multiply: (x, y) => x * y,
  divide: (x, y) => x / y,
  remainder: (x, y) => x % y,
  maximum: Math.max,
  minimum: Math.min,
  power: floatPower,
  atan2: Math.atan2,
}

/** IEEE-754 pow: one to any power, and -1 to an infinite one, are 1; JavaScript says NaN. */
function floatPower(x: number, y: number): number {
  if (x === 1 || (x === -1 && Math.abs(y) === Infinity)) return 1
  return x ** y
}

/** Integers of at most 32 bits, held as numbers; results wrap around afterwards. `width` in bits. */
export const integerUnary = (width: number): Table<Unary> => ({
  abs: Math.abs,
  negate: (x) => -x,
  sign: Math.sign,
  not: (x) => ~x,
  square: (x) => Math.imul(x, x),
  popcnt: (x) => {
    let bits = width === 32 ? x >>> 0 : x & (2 ** width - 1)
    let set = 0
    for (; bits !== 0; bits = (bits & (bits - 1)) >>> 0) set++
    return set
  },
  count_leading_zeros: (x) => Math.clz32(width === 32 ? x : x & (2 ** width - 1)) - (32 - width),
})

export const integerBinary = (width: number, isUnsigned: boolean): Table<Binary> => ({
  add: (x, y) => x + y,
  subtract: (x, y) => x - y,
  multiply: Math.imul,
  // Division by zero gives all ones, as XLA has it; the smallest number by -1 wraps around.
  divide: (x, y) => (y === 0 ? -1 : Math.trunc(x / y)),
  remainder: (x, y) => (y === 0 ? x : x % y),
  maximum: Math.max,
  minimum: Math.min,
  and: (x, y) => x & y,
  or: (x, y) => x | y,
  xor: (x, y) => x ^ y,
  power: (x, y) => integerPower(x, y),
  shift_left: (x, y) => (isOver(y, width) ? 0 : x << y),
  shift_right_logical: (x, y) => {
    if (isOver(y, width)) return 0
    return (width === 32 ? x >>> 0 : x & (2 ** width - 1)) >>> y
  },
  shift_right_arithmetic: (x, y) => {
    const signed = isUnsigned ? (x << (32 - width)) >> (32 - width) : x
    return signed >> (isOver(y, width) ? 31 : y)
  },
  mulhi: (x, y) => Number((BigInt(x) * BigInt(y)) >> BigInt(width)),
})

const isOver = (shift: number, width: number): boolean => shift < 0 || shift >= width

function integerPower(x: number, y: number): number {
  if (y < 0) return x === 1 ? 1 : x === -1 ? (y % 2 === 0 ? 1 : -1) : 0
  let result = 1
  for (let i = 0; i < y && result !== 0; i++) result = Math.imul(result, x)
  return result
}

/** Booleans: add is or, multiply is and. */
export const booleanBinary: Table<Binary> = {
  add: (x, y) => x | y,
  multiply: (x, y) => x & y,
  and: (x, y) => x & y,
  or: (x, y) => x | y,
  xor: (x, y) => x ^ y,
  maximum: (x, y) => x | y,
  minimum: (x, y) => x & y,
}

export const bigUnary: Table<BigUnary> = {
  abs: (x) => (x < 0n ? -x : x),
  negate: (x) => -x,
  sign: (x) => (x === 0n ? 0n : x > 0n ? 1n : -1n),
  not: (x) => ~x,
  square: (x) => x * x,
  popcnt: (x) => BigInt(BigInt.asUintN(64, x).toString(2).replaceAll('0', '').length),
  count_leading_zeros: (x) => {
    const bits = BigInt.asUintN(64, x)
    return bits === 0n ? 64n : BigInt(64 - bits.toString(2).length)
  },
}

export const bigBinary: Table<BigBinary> = {
  add: (x, y) => x + y,
  subtract: (x, y) => x - y,
  multiply: (x, y) => x * y,
  divide: (x, y) => (y === 0n ? -1n : x / y),
  remainder: (x, y) => (y === 0n ? x : x % y),
  maximum: (x, y) => (x > y ? x : y),
  minimum: (x, y) => (x < y ? x : y),
  and: (x, y) => x & y,
  or: (x, y) => x | y,
  xor: (x, y) => x ^ y,
  power: (x, y) => (y < 0n ? (x === 1n ? 1n : x === -1n ? (y % 2n === 0n ? 1n : -1n) : 0n) : x ** y),
  shift_left: (x, y) => (y < 0n || y >= 64n ? 0n : x << y),
  shift_right_logical: (x, y) => (y < 0n || y >= 64n ? 0n : BigInt.asUintN(64, x) >> y),
  shift_right_arithmetic: (x, y) => BigInt.asIntN(64, x) >> (y < 0n || y >= 64n ? 63n : y),
  mulhi: (x, y) => (x * y) >> 64n,
}
