// Work of custom calls that are known by their target; what is not known costs its traffic alone.
import type { TensorType } from '../model/tensorTypes'
import { readString, readSymbol } from '../model/attributes'
import { complexFactor } from './dotCosts'
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

/** Whether the work of custom calls to a target is known. */
export const isKnownTarget = (target: string): boolean => formulas.some(([pattern]) => pattern.test(target))

/** Work by target; free where nothing is known of it. */
export function customCallCost(question: CostQuestion): OperationCost {
  const target = readString(question.attributes, 'call_target_name') ?? readSymbol(question.attributes) ?? ''
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
