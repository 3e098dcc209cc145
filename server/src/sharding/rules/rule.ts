// An operation's factors: which index of the einsum-like operation each dim of each operand and result is made of.

/** How partial results of a reduction are combined. */
export type Combiner = 'add' | 'mul' | 'max' | 'min' | 'and' | 'or'

export type FactorKind = 'parallel' | 'reduction' | 'whole'

export interface Factor {
  readonly kind: FactorKind
  readonly size: number
  /** Only for reductions. */
  readonly combiner?: Combiner
  /** Only for whole factors: why the full extent is needed. */
  readonly reason?: string
}

/** One rule, shared by all operations with equal name, attributes and types. */
export interface OperationRule {
  readonly id: number
  readonly factors: readonly Factor[]
  /** For each operand, then each result: for each dim its factors, major to minor; a dim of size 1 has none. */
  readonly ports: readonly (readonly (readonly number[])[])[]
  readonly operandCount: number
}
