// What a rule is made from: one operation's name, texts and types, and its reducer where it has one.
import type { OperationKind } from '../../model/operations'
import type { TensorType } from '../../model/tensorTypes'
import type { Combiner } from './rule'

export interface RuleQuestion {
  readonly kind: OperationKind
  /** Text before the first operand (`GE,`, `@Sharding(`). */
  readonly head: string
  /** Text after the last operand. */
  readonly attributes: string
  readonly operands: readonly TensorType[]
  readonly results: readonly TensorType[]
  /** Set when the reducer is one known operation and the initial value is its identity. */
  readonly combiner: Combiner | undefined
  /** Inside of a region partitioned by hand, where collectives act along its axes alone. */
  readonly isManual?: boolean
  /** Dims of a dynamic slice's operand, by mask, that a loop steps through, one element a turn. */
  readonly steppedDims?: number
}
