// Work of custom calls: what they state themselves, as Pallas kernels do, or what is known of their target; others cost their
// traffic alone.
import type { TensorType } from '../model/tensorTypes'
import { readCallTarget } from '../model/attributes'
import { complexFactor } from './dotCosts'
import type { MatrixRate } from './matrixRates'
import { rateOfElement } from './matrixRates'
import type { CostQuestion, OperationCost } from './operationCost'
import { freeCost, vectorOperations } from './operationCost'
import { sortCost } from './vectorCosts'

type Formula = (question: CostQuestion) => OperationCost

/** Flops of a factorisation of batched m x n matrices. */
const factorization =
  (flops: (m: number, n: number) => number): Formula =>
  ({ operands: [matrix] }) => {
    if (matrix === undefined || matrix.dims.length < 2) return freeCost
    const [m, n] = [matrix.dims.at(-2) ?? 1, matrix.dims.at(-1) ?? 1]
    const batches = matrix.elements / Math.max(1, m * n)
    return vectorOperations(batches * flops(Math.max(m, n), Math.min(m, n)) * complexFactor(matrix))
  }

/**
 * Targets and formulas. Factorisations (m at least n): Golub and Van Loan, Matrix Computations, and LAPACK working note 41:
 * LU n²(m - n/3), QR 2n²(m - n/3), symmetric eigenvalues with vectors 9n³, singular values with vectors 4m²n + 8mn² + 9n³.
 */
const formulas: readonly (readonly [RegExp, Formula])[] = [
  [/potrf|^Cholesky$/, factorization((_, n) => n ** 3 / 3)],
  [/getrf|^LuDecomposition$/, factorization((m, n) => n * n * (m - n / 3))],
  [/geqrf|^Qr$|^QrDecomposition$/, factorization((m, n) => 2 * n * n * (m - n / 3))],
  [/orgqr|ungqr|^ProductOfElementaryHouseholderReflectors$/, factorization((m, n) => 2 * n * n * (m - n / 3))],
  [/syev|heev|^Eigh$/, factorization((_, n) => 9 * n ** 3)],
  [/gesdd|gesvd/, factorization((m, n) => 4 * m * m * n + 8 * m * n * n + 9 * n ** 3)],
  [/trsm/, triangularSolve],
  [/^mhlo\.topk$|TopK$/, sortCost],
  [/^mhlo\.(a?(sin|cos|tan)h?|erf|erf_inv)$/, transcendental],
  [/threefry2x32/, threefry],
  [/^__cudnn\$fmha.*Backward/, (question) => attention(question, 10)],
  [/^__cudnn\$fmha/, (question) => attention(question, 4)],
]

/** Whether the work of a custom call is known. */
export const isKnownCall = (target: string, attributes: string): boolean =>
  formulas.some(([pattern]) => pattern.test(target)) || hasStatedCost(attributes)

/** Work as stated, else by target; free where nothing is known. */
export function customCallCost(question: CostQuestion): OperationCost {
  if (hasStatedCost(question.attributes)) return statedCost(question)
  const target = readCallTarget(question.attributes)
  return formulas.find(([pattern]) => pattern.test(target))?.[1](question) ?? freeCost
}

function triangularSolve({ operands: [matrix], results: [result] }: CostQuestion): OperationCost {
  if (matrix === undefined || result === undefined) return freeCost
  return vectorOperations(result.elements * (matrix.dims.at(-1) ?? 1) * complexFactor(result))
}

function transcendental({ results: [result] }: CostQuestion): OperationCost {
  const elements = result?.elements ?? 0
  return { ...freeCost, transcendentals: elements, vectorWork: 15 * elements }
}

/** 20 rounds of an addition, a rotation (three) and an exclusive or, and five key injections, on pairs of words. */
function threefry({ results }: CostQuestion): OperationCost {
  return vectorOperations(55 * results.reduce((sum, result) => sum + result.elements, 0))
}

/**
 * Fused attention on query, key and value of [batch, length, heads, width]: scores and weighted sum are 2 · q · k · width each;
 * backward computes the scores again and four more products.
 */
function attention({ operands: [query, key] }: CostQuestion, products: number): OperationCost {
  if (query?.dims.length !== 4 || key?.dims.length !== 4) return freeCost
  const flops = products * query.elements * lengthOf(key)
  return { ...freeCost, flops, rate: rateOfElement(query.element), passes: 1 }
}

const lengthOf = ({ dims }: TensorType): number => dims[1] ?? 1

const hasStatedCost = (attributes: string): boolean => attributes.includes('cost_estimate')

/**
 * Of a kernel with `"cost_estimate": {"flops": …, "transcendentals": …, "bytes_accessed": …}` in its configuration (JAX,
 * pl.CostEstimate). It is of the whole call, so a part of the call is taken to do that part of it.
 */
function statedCost({ attributes, operands, results, whole }: CostQuestion): OperationCost {
  const stated = attributes.slice(attributes.indexOf('cost_estimate'))
  const parts = [...operands, ...results].map(({ elements }, i) => (whole[i]?.elements ?? elements) / (elements || 1))
  const parted = Math.max(1, ...parts)
  const read = (name: string): number =>
    Number(new RegExp(`\\b(?:22)?${name}(?:\\\\22|\\\\?")\\s*:\\s*(\\d+)`).exec(stated)?.[1] ?? 0) / parted
  const [flops, transcendentals] = [read('flops'), read('transcendentals')]
  const rate = rateOfLargest(operands)
  const vectorWork = costOfTranscendental * transcendentals + (rate === 'none' ? flops : 0)
  return {
    flops,
    transcendentals,
    vectorWork,
    rate: flops > 0 ? rate : 'none',
    passes: 1,
    bytes: read('bytes_accessed'),
  }
}

/** As of exp, which attention computes. */
const costOfTranscendental = 10

/** Of the operand with most elements that the matrix units know: what else a kernel takes are indices, masks and scales. */
function rateOfLargest(operands: readonly TensorType[]): MatrixRate {
  const factors = operands.filter(({ element }) => element !== 'i1' && rateOfElement(element) !== 'none')
  const largest = factors.reduce<TensorType | undefined>(
    (best, type) => (best === undefined || type.elements > best.elements ? type : best),
    undefined,
  )
  return largest === undefined ? 'none' : rateOfElement(largest.element)
}
