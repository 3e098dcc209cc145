// Work of operations on the vector units, by family; formulas and their sources in docs/COSTS.md, Compute.
import { readIntegers } from '../model/attributes'
import type { OperationKind } from '../model/operations'
import { operationTable } from '../model/operations'
import { complexFactor } from './dotCosts'
import type { CostQuestion, OperationCost } from './operationCost'
import { freeCost, vectorOperations } from './operationCost'

/** Real operations of one complex one, where that is not two. */
const complexOperations: Partial<Record<OperationKind, number>> = { multiply: 6, divide: 11, abs: 4, square: 6 }

/** The table's work for each element of the result; `map` applies its region. */
export function elementwiseCost({ kind, results: [result], body }: CostQuestion): OperationCost {
  if (result === undefined) return freeCost
  if (kind === 'map') return times(body, result.elements)
  const { flopsPerElement = 1, vectorWork = flopsPerElement, isTranscendental } = operationTable[kind]
  const parts = result.element.startsWith('complex') ? (complexOperations[kind] ?? 2) : 1
  return {
    ...freeCost,
    flops: result.elements * flopsPerElement * parts,
    transcendentals: isTranscendental === true ? result.elements : 0,
    vectorWork: result.elements * Math.max(vectorWork, flopsPerElement) * parts,
  }
}

/** Reductions: the reducer once for each element that is folded into another. */
export function reduceCost({ operands, results: [result], body }: CostQuestion): OperationCost {
  return times(body, Math.max(0, (operands[0]?.elements ?? 0) - (result?.elements ?? 0)))
}

/** A window of w positions takes w - 1 applications of the reducer. */
export function reduceWindowCost({ attributes, results: [result], body }: CostQuestion): OperationCost {
  return times(body, (result?.elements ?? 0) * (windowPositions(attributes) - 1))
}

/** For each source element w - 1 selections and one addition. */
export function selectAndScatterCost({ attributes, operands }: CostQuestion): OperationCost {
  return vectorOperations((operands[1]?.elements ?? 0) * windowPositions(attributes))
}

/** The reducer once for each element of the updates (those of one of the arrays). */
export const scatterCost = ({ operands, body }: CostQuestion): OperationCost =>
  times(body, operands.at(-1)?.elements ?? 0)

/** n · log2 n comparisons a sorted line; for the k largest n · log2 k. */
export function sortCost({
  kind,
  attributes,
  operands: [input],
  results: [result],
  body,
}: CostQuestion): OperationCost {
  if (input === undefined || result === undefined) return freeCost
  const isTopK = kind !== 'sort'
  const dim = isTopK
    ? input.dims.length - 1
    : Number(/\bdimension\s*=\s*(\d+)/.exec(attributes)?.[1] ?? input.dims.length - 1)
  const line = (isTopK ? result.dims[dim] : input.dims[dim]) ?? 1
  const comparisons = input.elements * Math.log2(Math.max(2, line))
  return isTopK ? vectorOperations(comparisons) : times(body, comparisons)
}

/**
 * 5 · N · log2 N a complex transform of N elements in all its dims together, half of that for a real one.
 * Source: FFTW, benchmark methodology (benchFFT).
 */
export function fftCost({ attributes, operands: [input], results: [result] }: CostQuestion): OperationCost {
  const type = /\b(IRFFT|RFFT|IFFT|FFT)\b/.exec(attributes)?.[1]
  const lengths = readIntegers(attributes, 'length') ?? readIntegers(attributes, 'fft_length') ?? []
  const size = lengths.reduce((product, length) => product * length, 1)
  const [whole, factor] = type === 'RFFT' ? [input, 2.5] : [result, type === 'IRFFT' ? 2.5 : 5]
  return vectorOperations(factor * (whole?.elements ?? 0) * Math.log2(Math.max(1, size)))
}

/** Mean 1, variance 3, normalised, scaled and shifted 4; backward: two sums 5, the gradient 6. */
export function batchNormCost({ kind, operands: [input] }: CostQuestion): OperationCost {
  const work = kind === 'batch_norm_inference' ? 4 : kind === 'batch_norm_training' ? 8 : 11
  return vectorOperations(work * (input?.elements ?? 0))
}

/** cholesky: n³ / 3 a matrix; triangular_solve: n² a right-hand side. Source: Golub and Van Loan, Matrix Computations. */
export function linearAlgebraCost({ kind, operands: [matrix], results: [result] }: CostQuestion): OperationCost {
  if (matrix === undefined || result === undefined) return freeCost
  const rows = matrix.dims.at(-1) ?? 1
  const flops = kind === 'cholesky' ? (matrix.elements * rows) / 3 : result.elements * rows
  return vectorOperations(flops * complexFactor(result))
}

/** Vector operations for one random number of 32 bits: the rounds of threefry2x32 or philox4x32, about. */
const randomWork = 50

/** Counted as one transcendental an element, as XLA does. */
export function randomCost({ results }: CostQuestion): OperationCost {
  const elements = results.reduce((sum, result) => sum + result.elements, 0)
  return { ...freeCost, transcendentals: elements, vectorWork: randomWork * elements }
}

const times = (body: OperationCost, count: number): OperationCost => ({
  ...body,
  flops: body.flops * count,
  transcendentals: body.transcendentals * count,
  vectorWork: body.vectorWork * count,
})

const windowPositions = (attributes: string): number =>
  (readIntegers(attributes, 'window_dimensions') ?? [1]).reduce((product, size) => product * size, 1)
