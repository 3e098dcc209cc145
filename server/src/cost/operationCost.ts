// What one operation costs, and what is asked to compute it.
import type { OperationKind } from '../model/operations'
import type { TensorType } from '../model/tensorTypes'
import type { MatrixRate } from './matrixRates'

/** Work of one operation on one device. */
export interface OperationCost {
  /** Arithmetic operations, a multiply-add counting two. Transcendentals are not among them. */
  readonly flops: number
  readonly transcendentals: number
  /** Operations that the vector units spend: at least the flops, more for transcendentals; 0 on the matrix units. */
  readonly vectorWork: number
  /** Rate of the matrix units; `none` on the vector units. */
  readonly rate: MatrixRate
  /** How often a product is done at that rate. */
  readonly passes: number
  /** Bytes that the operation says it moves; 0: its operands and results, once. */
  readonly bytes: number
}

export const freeCost: OperationCost = {
  flops: 0,
  transcendentals: 0,
  vectorWork: 0,
  rate: 'none',
  passes: 1,
  bytes: 0,
}

/** Arithmetic on the vector units. */
export const vectorOperations = (flops: number): OperationCost => ({ ...freeCost, flops, vectorWork: flops })

/** An operation in local (or global) types. */
export interface CostQuestion {
  readonly kind: OperationKind
  /** Head and attributes, as written. */
  readonly attributes: string
  readonly operands: readonly TensorType[]
  readonly results: readonly TensorType[]
  /** Types of the whole program: operands, then results. */
  readonly whole: readonly TensorType[]
  /** One application of the regions: of the reducer, comparator or mapped function. */
  readonly body: OperationCost
}
