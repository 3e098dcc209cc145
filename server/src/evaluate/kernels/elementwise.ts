// Kernels of elementwise operations: the number functions applied over whole tensors, rounded to the element type.
import type { ElementType } from '../../model/tensorTypes'
import type { OperationKind } from '../../model/operations'
import { bitWidth, isBig, isComplex, isFloating, isUnsigned, rounderOf } from '../elementTypes'
import type { Kernel, KernelCall } from '../kernel'
import { EvaluationError } from '../kernel'
import type { Tensor } from '../tensor'
import { makeTensor } from '../tensor'
import type { Pair } from './complexNumbers'
import { complexBinary, complexUnary } from './complexNumbers'
import type { BigBinary, BigUnary, Binary, Unary } from './numbers'
import { bigBinary, bigUnary, booleanBinary, floatBinary, floatUnary, integerBinary, integerUnary } from './numbers'
import { specialUnary, specialBinary } from './specialFunctions'

const refuse = (kind: OperationKind, element: ElementType): never => {
  throw new EvaluationError(`${kind} of ${element} elements is not evaluated`)
}

/** Function of one number of an element type, without rounding. */
export function unaryOf(kind: OperationKind, element: ElementType): Unary {
  const found = isFloating(element)
    ? (floatUnary[kind] ?? specialUnary[kind])
    : element === 'i1'
      ? kind === 'not'
        ? (x: number) => 1 - x
        : undefined
      : integerUnary(bitWidth(element))[kind]
  return found ?? refuse(kind, element)
}

/** Function of two numbers of an element type, without rounding. */
export function binaryOf(kind: OperationKind, element: ElementType): Binary {
  const found = isFloating(element)
    ? (floatBinary[kind] ?? specialBinary(element)[kind])
    : element === 'i1'
      ? booleanBinary[kind]
      : integerBinary(bitWidth(element), isUnsigned(element))[kind]
  return found ?? refuse(kind, element)
}

export const bigBinaryOf = (kind: OperationKind, element: ElementType): BigBinary =>
  bigBinary[kind] ?? refuse(kind, element)

/** One operand: the same shape; the element type of the result may differ (abs and real of complex numbers). */
export const unary: Kernel = ({ kind, operands }) => {
  const x = operands[0]!
  const { element, dims } = x.type
  if (isComplex(element)) return [complexUnaryKernel(kind, x)]
  const result = makeTensor(element, dims)
  if (isBig(element)) {
    const f: BigUnary = bigUnary[kind] ?? refuse(kind, element)
    for (let i = 0; i < x.data.length; i++) result.data[i] = f(x.data[i] as bigint) // 64-bit elements are BigInts
    return [result]
  }
  const f = unaryOf(kind, element)
  const round = rounderOf(element)
  const [from, to] = [x.data as Float64Array, result.data as Float64Array] // all others are numbers
  for (let i = 0; i < from.length; i++) to[i] = round(f(from[i]!))
  return [result]
}

function complexUnaryKernel(kind: OperationKind, x: Tensor): Tensor {
  const { element, dims } = x.type
  const data = x.data as Float64Array // complex elements are pairs of numbers
  const round = rounderOf(element)
  if (kind === 'abs') {
    const result = makeTensor(element === 'complex<f32>' ? 'f32' : 'f64', dims)
    for (let i = 0; i < result.data.length; i++) result.data[i] = round(Math.hypot(data[2 * i]!, data[2 * i + 1]!))
    return result
  }
  const f = complexUnary[kind] ?? refuse(kind, element)
  const result = makeTensor(element, dims)
  for (let i = 0; i < data.length; i += 2) {
    const [re, im] = f([data[i]!, data[i + 1]!])
    result.data[i] = round(re)
    result.data[i + 1] = round(im)
  }
  return result
}

/** Two operands of one type. */
export const binary: Kernel = ({ kind, operands }) => [applyBinary(kind, operands[0]!, operands[1]!)]

export function applyBinary(kind: OperationKind, x: Tensor, y: Tensor): Tensor {
  const { element, dims } = x.type
  if (isComplex(element)) return complexBinaryKernel(kind, x, y)
  const result = makeTensor(element, dims)
  if (isBig(element)) {
    const f = bigBinaryOf(kind, element)
    for (let i = 0; i < result.data.length; i++) result.data[i] = f(x.data[i] as bigint, y.data[i] as bigint) // 64-bit elements are BigInts
    return result
  }
  const f = binaryOf(kind, element)
  const round = rounderOf(element)
  const [left, right, to] = [x.data, y.data, result.data] as [Float64Array, Float64Array, Float64Array] // numbers
  for (let i = 0; i < to.length; i++) to[i] = round(f(left[i]!, right[i]!))
  return result
}

function complexBinaryKernel(kind: OperationKind, x: Tensor, y: Tensor): Tensor {
  const f: ((a: Pair, b: Pair) => Pair) | undefined = complexBinary[kind]
  if (f === undefined) return refuse(kind, x.type.element)
  const result = makeTensor(x.type.element, x.type.dims)
  const round = rounderOf(x.type.element)
  for (let i = 0; i < result.data.length; i += 2) {
    const at = ({ data }: Tensor): Pair => [Number(data[i]!), Number(data[i + 1]!)]
    const [re, im] = f(at(x), at(y))
    result.data[i] = round(re)
    result.data[i + 1] = round(im)
  }
  return result
}

/** chlo's broadcasting forms: shapes are aligned at their last dims. */
export const broadcastBinary: Kernel = (call) => {
  const name = call.kind.replace(/^broadcast_/, '') as OperationKind // each has its plain form in the table
  const [x, y] = alignShapes(call)
  return [applyBinary(name, x, y)]
}

function alignShapes({ operands }: KernelCall): [Tensor, Tensor] {
  const [x, y] = [operands[0]!, operands[1]!]
  const rank = Math.max(x.type.dims.length, y.type.dims.length)
  const padded = ({ type }: Tensor): number[] => [
    ...Array.from({ length: rank - type.dims.length }, () => 1),
    ...type.dims,
  ]
  const [left, right] = [padded(x), padded(y)]
  const dims = left.map((size, dim) => Math.max(size, right[dim]!))
  return [spread(x, left, dims), spread(y, right, dims)]
}

function spread(x: Tensor, from: readonly number[], to: readonly number[]): Tensor {
  const result = makeTensor(x.type.element, to)
  const entries = isComplex(x.type.element) ? 2 : 1
  for (let i = 0; i < result.type.elements; i++) {
    let rest = i
    let source = 0
    let stride = 1
    for (let dim = to.length - 1; dim >= 0; dim--) {
      const index = rest % to[dim]!
      rest = Math.floor(rest / to[dim]!)
      if (from[dim] !== 1) source += index * stride
      stride *= from[dim]!
    }
    for (let part = 0; part < entries; part++) result.data[i * entries + part] = x.data[source * entries + part]!
  }
  return result
}
