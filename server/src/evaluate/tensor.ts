// A tensor with its elements: row-major, every number already rounded to the element type.
import type { TensorType } from '../model/tensorTypes'

/**
 * Elements of a tensor. 64-bit integers are BigInt64Array or BigUint64Array; everything else (floats of any width, narrower
 * integers, booleans as 0 and 1) is Float64Array; complex elements take two entries, real then imaginary.
 */
export type Elements = Float64Array | BigInt64Array | BigUint64Array

export interface Tensor {
  readonly type: TensorType
  readonly data: Elements
}
