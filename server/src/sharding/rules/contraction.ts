// dot_general, dot, einsum and ragged_dot.
import { readDotDims, readEinsum, readIntegers } from '../../model/attributes'
import type { RuleQuestion } from './question'
import type { PortDim, RuleDraft } from './draft'
import { addEachWhole, addFactor, sizeOf } from './draft'

/** Result dims are batching, then free dims of the left, then of the right operand (dot_general C12). */
export function dotRule(draft: RuleDraft, question: RuleQuestion): void {
  const dims = question.kind === 'dot' ? vectorDotDims(question) : readDotDims(question.attributes)
  let result = 0
  dims.lhsBatching.forEach((lhs, i) => {
    addFactor(draft, sizeOf(draft, [0, lhs]), [
      [0, lhs],
      [1, dims.rhsBatching[i] ?? 0],
      [2, result++],
    ])
  })
  const addFree = (port: number, taken: readonly number[]): void => {
    draft.types[port]?.dims.forEach((size, dim) => {
      if (!taken.includes(dim))
        addFactor(draft, size, [
          [port, dim],
          [2, result++],
        ])
    })
  }
  addFree(0, [...dims.lhsBatching, ...dims.lhsContracting])
  addFree(1, [...dims.rhsBatching, ...dims.rhsContracting])
  dims.lhsContracting.forEach((lhs, i) => {
    addFactor(
      draft,
      sizeOf(draft, [0, lhs]),
      [
        [0, lhs],
        [1, dims.rhsContracting[i] ?? 0],
      ],
      'add',
    )
  })
}

/** The older `dot`: the last dim of the left operand with the first of the right. */
function vectorDotDims(question: RuleQuestion): ReturnType<typeof readDotDims> {
  const rank = question.operands[0]?.dims.length ?? 1
  return { lhsBatching: [], rhsBatching: [], lhsContracting: [rank - 1], rhsContracting: [0] }
}

/** Indices of the result are parallel, the others are summed; an index twice in one operand is a diagonal, which stays whole. */
export function einsumRule(draft: RuleDraft, question: RuleQuestion): void {
  const indices = readEinsum(question.attributes)
  if (indices?.operands.length !== question.operands.length) return
  const ports = [...indices.operands, indices.result]
  const summed = indices.operands.flat().filter((letter) => !indices.result.includes(letter))
  for (const letter of new Set([...indices.result, ...summed])) {
    const holders = ports.flatMap((letters, port) =>
      letters.flatMap((own, dim): PortDim[] => (own === letter ? [[port, dim]] : [])),
    )
    const isDiagonal = new Set(holders.map(([port]) => port)).size < holders.length
    const size = sizeOf(draft, holders[0] ?? [0, 0])
    if (isDiagonal) addEachWhole(draft, holders, 'a diagonal of it is taken')
    else addFactor(draft, size, holders, indices.result.includes(letter) ? 'parallel' : 'add')
  }
}

/**
 * Ports: left, right, group sizes, result. The dim that comes in groups (rows, contracted or batch) is whole: where a group begins
 * depends on all the sizes before it. The result is groups of a contracted dim, batching, free dims left, then right.
 */
export function raggedDotRule(draft: RuleDraft, question: RuleQuestion): void {
  const dims = readDotDims(question.attributes)
  const ragged = readIntegers(question.attributes, 'lhs_ragged_dimensions')?.[0] ?? -1
  const groups = readIntegers(question.attributes, 'rhs_group_dimensions') ?? []
  const sizesRank = draft.types[2]?.dims.length ?? 0
  // Group sizes of their own for each index of more dims than the batch are kept whole altogether.
  if (sizesRank !== 1 && sizesRank !== dims.lhsBatching.length + 1) return
  const addPlace = (isRagged: boolean, holders: readonly PortDim[], kind: 'parallel' | 'add' = 'parallel'): void => {
    if (isRagged) addEachWhole(draft, holders, 'it comes in groups of any size')
    else addFactor(draft, sizeOf(draft, holders[0] ?? [0, 0]), holders, kind)
  }
  let result = dims.lhsContracting.includes(ragged) ? 1 : 0
  dims.lhsBatching.forEach((lhs, i) => {
    const sizes: PortDim[] = sizesRank === 1 ? [] : [[2, i]]
    addPlace(lhs === ragged, [[0, lhs], [1, dims.rhsBatching[i] ?? 0], ...sizes, [3, result++]])
  })
  const addFree = (port: number, taken: readonly number[]): void => {
    draft.types[port]?.dims.forEach((_, dim) => {
      if (!taken.includes(dim))
        addPlace(port === 0 && dim === ragged, [
          [port, dim],
          [3, result++],
        ])
    })
  }
  addFree(0, [...dims.lhsBatching, ...dims.lhsContracting])
  addFree(1, [...dims.rhsBatching, ...dims.rhsContracting, ...groups])
  dims.lhsContracting.forEach((lhs, i) => {
    addPlace(
      lhs === ragged,
      [
        [0, lhs],
        [1, dims.rhsContracting[i] ?? 0],
      ],
      'add',
    )
  })
}
