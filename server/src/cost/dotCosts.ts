// Flops of dot_general, dot, ragged_dot and einsum: two for each element of the result and each contracted index.
import { readDotDims, readEinsum, readIntegers } from '../model/attributes'
import type { TensorType } from '../model/tensorTypes'
import type { CostQuestion } from './operationCost'

const product = (sizes: readonly number[]): number => sizes.reduce((total, size) => total * size, 1)

/** A complex multiply-add is four real ones. */
export const complexFactor = ({ element }: TensorType): number => (element.startsWith('complex') ? 4 : 1)

/** 2 · batch · m · n · k. */
export function dotFlops({ kind, attributes, operands: [left], results: [result] }: CostQuestion): number {
  if (left === undefined || result === undefined) return 0
  const contracting = kind === 'dot' ? [left.dims.length - 1] : readDotDims(attributes).lhsContracting
  return 2 * result.elements * product(contracting.map((dim) => left.dims[dim] ?? 1)) * complexFactor(result)
}

/**
 * Each row meets the right-hand side of its own group alone: as one dot of the same sizes. With groups of a contracted dim the
 * result has a part for each group, which together contract the dim once.
 */
export function raggedDotFlops(question: CostQuestion): number {
  const { attributes, operands } = question
  const ragged = readIntegers(attributes, 'lhs_ragged_dimensions')?.[0] ?? -1
  const groups = readDotDims(attributes).lhsContracting.includes(ragged) ? (operands[2]?.dims.at(-1) ?? 1) : 1
  return dotFlops(question) / Math.max(1, groups)
}

/** Two for each combination of the indices of both operands; of one operand, an addition for each element that is summed away. */
export function einsumFlops({ attributes, operands, results: [result] }: CostQuestion): number {
  if (result === undefined) return 0
  if (operands.length < 2) return Math.max(0, (operands[0]?.elements ?? 0) - result.elements)
  const sizes = readEinsum(attributes)?.operands.flatMap((letters, port) =>
    letters.map((letter, dim) => [letter, operands[port]?.dims[dim] ?? 1] as const),
  )
  return sizes === undefined ? 0 : 2 * product([...new Map(sizes).values()]) * complexFactor(result)
}
