// Element types as the evaluator sees them: rounding to each, bits to values and back, arrays that hold them.
import type { ElementType } from '../model/tensorTypes'
import { EvaluationError } from './kernel'
import { decodeFloat, encodeFloat, floatFormats, makeRounder } from './floatFormats'
import type { Elements } from './tensor'

export const isComplex = (element: ElementType): boolean => element.startsWith('complex')
export const isBig = (element: ElementType): element is 'i64' | 'ui64' => element === 'i64' || element === 'ui64'
export const isUnsigned = (element: ElementType): boolean => element.startsWith('ui')
export const isIntegral = (element: ElementType): boolean =>
  element.startsWith('ui') || (element.startsWith('i') && element !== 'i1')
export const isFloating = (element: ElementType): boolean =>
  element.startsWith('f') || element === 'bf16' || element === 'tf32'

/** Width in bits as the specification counts it: a boolean is one bit. */
export function bitWidth(element: ElementType): number {
  if (element === 'bf16') return 16
  if (element === 'tf32') return 32
  if (element === 'complex<f32>') return 64
  if (element === 'complex<f64>') return 128
  const match = /^(?:ui|i|f)(\d+)/.exec(element)
  if (match === null) throw new EvaluationError(`elements of type ${element} are not evaluated`)
  return Number(match[1])
}

/** Type of the parts of a complex element, or the element itself. */
export const partOf = (element: ElementType): ElementType =>
  element === 'complex<f32>' ? 'f32' : element === 'complex<f64>' ? 'f64' : element

/** Zeros for `count` elements. */
export function allocate(element: ElementType, count: number): Elements {
  if (element === 'i64') return new BigInt64Array(count)
  if (element === 'ui64') return new BigUint64Array(count)
  return new Float64Array(isComplex(element) ? 2 * count : count)
}

type Round = (x: number) => number

const rounders = new Map<ElementType, Round>()

/** Rounds (floats) or wraps around (integers) a number to an element type that is held as numbers; complex: its parts. */
export function rounderOf(element: ElementType): Round {
  const known = rounders.get(element)
  if (known !== undefined) return known
  const made = makeRounderOf(partOf(element))
  rounders.set(element, made)
  return made
}

function makeRounderOf(element: ElementType): Round {
  if (element === 'f64') return (x) => x
  if (element === 'f32') return Math.fround
  if (element === 'f8E8M0FNU') return roundPowerOfTwo
  const float = formatOf(element)
  if (float !== undefined) return makeRounder(float)
  if (element === 'i1') return (x) => (x === 0 ? 0 : 1)
  return wrapAround(bitWidth(element), isUnsigned(element))
}

const formatOf = (element: ElementType): (typeof floatFormats)[keyof typeof floatFormats] | undefined =>
  Object.hasOwn(floatFormats, element) ? floatFormats[element as keyof typeof floatFormats] : undefined // its own key

function wrapAround(bits: number, unsigned: boolean): Round {
  if (bits === 32) return unsigned ? (x) => x >>> 0 : (x) => x | 0
  const shift = 32 - bits
  return unsigned ? (x) => (x << shift) >>> shift : (x) => (x << shift) >> shift
}

/** f8E8M0FNU holds powers of two alone, from 2^-127 to 2^127. */
function roundPowerOfTwo(x: number): number {
  if (!(x > 0)) return Number.NaN
  const exponent = Math.floor(Math.log2(x))
  const [low, high] = [2 ** exponent, 2 ** (exponent + 1)]
  const rounded = x - low < high - x || (x - low === high - x && exponent % 2 === 0) ? low : high
  if (rounded > 2 ** 127) return Number.NaN
  return Math.max(rounded, 2 ** -127)
}

const words = new DataView(new ArrayBuffer(8))

/** Bits of an element of at most 32 bits, or of a double (BigInt). */
export function toBits(x: number | bigint, element: ElementType): bigint {
  if (typeof x === 'bigint') return BigInt.asUintN(64, x)
  if (element === 'f64') {
    words.setFloat64(0, x)
    return words.getBigUint64(0)
  }
  if (element === 'f32') {
    words.setFloat32(0, x)
    return BigInt(words.getUint32(0))
  }
  if (element === 'f8E8M0FNU') return Number.isNaN(x) ? 255n : BigInt(Math.log2(x) + 127)
  const float = formatOf(element)
  if (float !== undefined) return BigInt(encodeFloat(x, float))
  return BigInt.asUintN(bitWidth(element), BigInt(x))
}

/** Element of some bits. */
export function fromBits(bits: bigint, element: ElementType): number | bigint {
  if (element === 'i64') return BigInt.asIntN(64, bits)
  if (element === 'ui64') return BigInt.asUintN(64, bits)
  if (element === 'f64') {
    words.setBigUint64(0, bits)
    return words.getFloat64(0)
  }
  if (element === 'f32') {
    words.setUint32(0, Number(BigInt.asUintN(32, bits)))
    return words.getFloat32(0)
  }
  if (element === 'f8E8M0FNU') return bits === 255n ? Number.NaN : 2 ** (Number(bits) - 127)
  const float = formatOf(element)
  if (float !== undefined) return decodeFloat(Number(bits), float)
  if (element === 'i1') return bits === 0n ? 0 : 1
  const width = bitWidth(element)
  return Number(isUnsigned(element) ? BigInt.asUintN(width, bits) : BigInt.asIntN(width, bits))
}
