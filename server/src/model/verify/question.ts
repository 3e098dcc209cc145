// What a check is asked: one operation's name, texts and types. Types keep their text, since tuples and tokens are told apart by it.
import type { OperationKind } from '../operations'
import type { ElementType, TensorType } from '../tensorTypes'

/** What a type's text says it is; `unknown` (aliases, other dialects, undefined values) is compatible with everything. */
export type Category = 'tensor' | 'tuple' | 'token' | 'future' | 'memref' | 'scalar' | 'unknown'

export interface CheckedType extends TensorType {
  readonly text: string
  readonly category: Category
  /** Whether its sizes are known to be sizes: not so for `tensor<*xf32>` and what is no tensor. */
  readonly isRanked: boolean
  /** The element type where it is compared: undefined for quantized and unreadable ones, which are not. */
  readonly comparedElement: ElementType | undefined
}

/** Types a region takes and gives, and what it holds. */
export interface CheckedRegion {
  readonly blocks: number
  readonly arguments: readonly CheckedType[]
  /** Operands of its last operation. */
  readonly results: readonly CheckedType[]
  /** Operations directly in its first block, with the last one. */
  readonly operations: readonly OperationKind[]
}

export interface Signature {
  readonly arguments: readonly CheckedType[] | undefined
  readonly results: readonly CheckedType[]
}

export interface Question {
  readonly kind: OperationKind
  /** Text before the first operand. */
  readonly head: string
  /** Texts after the last operand, also those after regions. */
  readonly attributes: string
  readonly operands: readonly CheckedType[]
  readonly results: readonly CheckedType[]
  readonly regions: readonly CheckedRegion[]
  /** Of the function called, or, for a return, of the function around it. */
  readonly signature: Signature | undefined
}

/** What is wrong, in the specification's terms and without the operation's name; undefined when nothing is. */
export type Finding = string | undefined

/** Called once the numbers of operands, results and regions are those of its entry. */
export type Check = (question: Question) => Finding
