// A tensor with its elements: row-major, every number already rounded to the element type.
import type { ElementType, TensorType } from '../model/tensorTypes'
import { makeTensorType } from '../model/tensorTypes'
import { allocate, isComplex } from './elementTypes'

/**
 * Elements of a tensor. 64-bit integers are BigInt64Array or BigUint64Array; everything else (floats of any width, narrower
 * integers, booleans as 0 and 1) is Float64Array; complex elements take two entries, real then imaginary.
 */
export type Elements = Float64Array | BigInt64Array | BigUint64Array

export interface Tensor {
  readonly type: TensorType
  readonly data: Elements
}

/** Zeros of a shape. */
export function makeTensor(element: ElementType, dims: readonly number[]): Tensor {
  const type = makeTensorType(element, dims)
  return { type, data: allocate(element, type.elements) }
}

/** The same elements in another shape or element type of the same storage. */
export const withType = ({ data }: Tensor, element: ElementType, dims: readonly number[]): Tensor => ({
  type: makeTensorType(element, dims),
  data,
})

/** Entries of `data` that one element takes. */
export const entriesOf = ({ type }: Tensor): number => (isComplex(type.element) ? 2 : 1)

/** Elements between neighbours along each dim. */
export function stridesOf(dims: readonly number[]): number[] {
  const strides = new Array<number>(dims.length)
  let stride = 1
  for (let dim = dims.length - 1; dim >= 0; dim--) {
    strides[dim] = stride
    stride *= dims[dim]!
  }
  return strides
}

/** Copies element `from` of `source` to element `to` of `target`; both have one storage. */
export function copyElement(source: Tensor, from: number, target: Tensor, to: number): void {
  const entries = entriesOf(source)
  if (entries === 1) target.data[to] = source.data[from]!
  else {
    target.data[2 * to] = source.data[2 * from]!
    target.data[2 * to + 1] = source.data[2 * from + 1]!
  }
}

/** Element as a number; BigInt elements must be small enough. */
export const numberAt = ({ data }: Tensor, index: number): number => Number(data[index]!)

/** A tensor of one element. */
export function scalarTensor(tensor: Tensor, index: number): Tensor {
  const scalar = makeTensor(tensor.type.element, [])
  copyElement(tensor, index, scalar, 0)
  return scalar
}

/** Calls `visit` with the coordinates of each element in row-major order; the array is reused. */
export function eachIndex(dims: readonly number[], visit: (index: readonly number[], position: number) => void): void {
  const total = dims.reduce((product, size) => product * size, 1)
  const index = new Array<number>(dims.length).fill(0)
  for (let position = 0; position < total; position++) {
    visit(index, position)
    for (let dim = dims.length - 1; dim >= 0; dim--) {
      index[dim]!++
      if (index[dim]! < dims[dim]!) break
      index[dim] = 0
    }
  }
}
