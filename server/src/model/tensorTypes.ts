// Type text -> element type and dimensions. Types are few and interned, so each is one small object.
import type { Bytes } from '../base/units'
import { bytes } from '../base/units'

/** Width of an element in bits, as it is stored; complex counts both parts. */
export const elementBits = {
  i1: 8, // XLA stores a predicate in one byte
  i2: 2,
  i4: 4,
  i8: 8,
  i16: 16,
  i32: 32,
  i64: 64,
  ui2: 2,
  ui4: 4,
  ui8: 8,
  ui16: 16,
  ui32: 32,
  ui64: 64,
  f4E2M1FN: 4,
  f6E2M3FN: 6,
  f6E3M2FN: 6,
  f8E3M4: 8,
  f8E4M3: 8,
  f8E4M3FN: 8,
  f8E4M3FNUZ: 8,
  f8E4M3B11FNUZ: 8,
  f8E5M2: 8,
  f8E5M2FNUZ: 8,
  f8E8M0FNU: 8,
  bf16: 16,
  f16: 16,
  f32: 32,
  tf32: 32,
  f64: 64,
  'complex<f32>': 64,
  'complex<f64>': 128,
  /** Tokens, tuples, quantized and unreadable types: no bytes, no dims. */
  opaque: 0,
} as const

export type ElementType = keyof typeof elementBits

/** A tensor type. */
export interface TensorType {
  readonly element: ElementType
  /** Sizes; -1 where the text says `?`. */
  readonly dims: readonly number[]
  /** Product of the sizes; 0 when one is unknown. */
  readonly elements: number
  readonly bytes: Bytes
  readonly isDynamic: boolean
  /** For quantized elements, which `element` stores: what they stand for. */
  readonly quantization?: Quantization
}

/** Uniform quantization: a stored number q stands for (q - zeroPoint) * scale. Source: StableHLO specification, Quantized types. */
export interface Quantization {
  /** The element type as written, `!quant.uniform<i8:f32, 0.1:-30>`. */
  readonly text: string
  readonly expressed: ElementType
  /** One for all elements, or one for each index of `dim`. */
  readonly scales: readonly number[]
  readonly zeroPoints: readonly number[]
  readonly dim: number
  /** Least and largest stored number. */
  readonly least: number
  readonly most: number
}

/** Builds a type; unknown sizes (-1) make it dynamic, with no elements and no bytes. */
export function makeTensorType(element: ElementType, dims: readonly number[]): TensorType {
  const isDynamic = dims.some((size) => size < 0)
  const elements = isDynamic ? 0 : dims.reduce((product, size) => product * size, 1)
  return { element, dims, elements, bytes: bytes(Math.ceil((elements * elementBits[element]) / 8)), isDynamic }
}

const isElementType = (text: string): text is ElementType => Object.hasOwn(elementBits, text)

/** Reads `tensor<48x2048xf32>`, with or without an encoding; anything else is `opaque`. */
export function parseTensorType(text: string): TensorType {
  const body = /^tensor<(.*)>$/s.exec(text.trim())?.[1]
  if (body === undefined) return makeTensorType('opaque', [])
  const match = /^((?:(?:\d+|\?)\s*x\s*)*)([A-Za-z][\w]*(?:<f\d+>)?|!quant\.uniform<.*>)\s*(?:,.*)?$/s.exec(body.trim())
  if (match === null) return makeTensorType('opaque', [])
  const element = match[2] ?? ''
  const dims = (match[1] ?? '')
    .split('x')
    .map((size) => size.trim())
    .filter((size) => size !== '')
    .map((size) => (size === '?' ? -1 : Number(size)))
  if (element.startsWith('!')) return readQuantized(element, dims)
  return makeTensorType(isElementType(element) ? element : 'opaque', dims)
}

/** `!quant.uniform<i8<-127:127>:f32:0, {0.1:-30, 0.5}>`; other quantized forms are opaque. */
function readQuantized(text: string, dims: readonly number[]): TensorType {
  const match = /^!quant\.uniform<([us]?i\d+)(?:<(-?\d+):(-?\d+)>)?:(\w+)(?::(\d+))?,\s*(\{[^{}]*\}|[^{}<>]*)>$/.exec(
    text,
  )
  // Stored numbers are signed unless they say `u`.
  const storage = (match?.[1] ?? '').replace(/^u/, 'ui').replace('uii', 'ui').replace(/^si/, 'i')
  const expressed = match?.[4] ?? ''
  if (match === null || !isElementType(storage) || !isElementType(expressed)) return makeTensorType('opaque', dims)
  const parameters = (match[6] ?? '').replace(/[{}]/g, '').split(',')
  const width = elementBits[storage]
  const isUnsigned = storage.startsWith('ui')
  const quantization = {
    text,
    expressed,
    scales: parameters.map((parameter) => Number(parameter.split(':')[0])),
    zeroPoints: parameters.map((parameter) => Number(parameter.split(':')[1] ?? 0)),
    dim: Number(match[5] ?? -1),
    least: match[2] === undefined ? (isUnsigned ? 0 : -(2 ** (width - 1))) : Number(match[2]),
    most: match[3] === undefined ? 2 ** (isUnsigned ? width : width - 1) - 1 : Number(match[3]),
  }
  return { ...makeTensorType(storage, dims), quantization }
}

/** `48x2048xf32`, and `f32` for a scalar: the form that reports use. */
export function printTensorType(type: TensorType): string {
  const element = type.quantization?.text ?? type.element
  return [...type.dims.map((size) => (size < 0 ? '?' : String(size))), element].join('x')
}
