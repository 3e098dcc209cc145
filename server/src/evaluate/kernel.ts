// What one operation is evaluated from and to: operands with their elements in, results out.
import type { OperationKind } from '../model/operations'
import type { TensorType } from '../model/tensorTypes'
import type { Tensor } from './tensor'

export interface KernelCall {
  readonly kind: OperationKind
  /** Text before the first operand and all attribute texts of the operation, joined by spaces; read with model/attributes. */
  readonly attributes: string
  readonly operands: readonly Tensor[]
  readonly resultTypes: readonly TensorType[]
  /** Evaluates region `index` on scalars or tensors and returns what it yields (reducers, comparators, map bodies). */
  readonly runRegion: (index: number, inputs: readonly Tensor[]) => readonly Tensor[]
  /** Types of the arguments of region `index`. */
  readonly argumentTypes: (index: number) => readonly TensorType[]
  /** Kind of the one operation that region 0 applies to its two arguments in order (`applies stablehlo.add` too), or undefined. */
  readonly reducer: OperationKind | undefined
}

/** Evaluates one operation. Throws EvaluationError where it cannot be evaluated. */
export type Kernel = (call: KernelCall) => readonly Tensor[]

/** An operation that cannot be evaluated, with the reason; caught at the edge of the evaluator. */
export class EvaluationError extends Error {}
