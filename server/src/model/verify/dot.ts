// dot_general, and the older dot.
import type { DotDims } from '../attributes'
import { fitsSize } from './checkedTypes'
import { equalElements, firstOf, found, inRange, isUnique, rankIs, shapeIs } from './findings'
import { readList, readNumber } from './lists'
import type { Check, CheckedType, Finding } from './question'

export const checkDotGeneral: Check = ({ operands, results, attributes }) => {
  const [lhs, rhs, result] = [operands[0]!, operands[1]!, results[0]!]
  const dims = readDims(attributes)
  return (
    checkDims(dims, lhs, rhs) ??
    checkSizes(dims, lhs, rhs) ??
    checkPrecision(attributes, 'C11') ??
    checkAlgorithm(attributes) ??
    (lhs.isRanked && rhs.isRanked ? shapeIs(['result', result], resultDims(dims, lhs, rhs), 'C12') : undefined) ??
    equalElements(['lhs', lhs], ['rhs', rhs], 'C13')
  )
}

export function readDims(text: string): DotDims {
  const pairs = (key: string): [readonly number[], readonly number[]] => {
    const match = new RegExp(`(?:^|[^\\w])${key}\\s*=\\s*\\[([^\\]]*)\\]\\s*x\\s*\\[([^\\]]*)\\]`).exec(text)
    const read = (list: string | undefined): number[] => (list?.match(/-?\d+/g) ?? []).map(Number)
    return [read(match?.[1]), read(match?.[2])]
  }
  const values = (key: string): readonly number[] => readList(text, key)?.values ?? []
  if (/contracting_dims\s*=|batching_dims\s*=/.test(text)) {
    const [lhsBatching, rhsBatching] = pairs('batching_dims')
    const [lhsContracting, rhsContracting] = pairs('contracting_dims')
    return { lhsBatching, rhsBatching, lhsContracting, rhsContracting }
  }
  return {
    lhsBatching: values('lhs_batching_dimensions'),
    rhsBatching: values('rhs_batching_dimensions'),
    lhsContracting: values('lhs_contracting_dimensions'),
    rhsContracting: values('rhs_contracting_dimensions'),
  }
}

const sameCount = (what: string, lhs: readonly number[], rhs: readonly number[], label: string): Finding =>
  lhs.length === rhs.length
    ? undefined
    : found(`lhs has ${lhs.length} ${what} dims and rhs ${rhs.length}; they must have as many`, label)

export function checkDims(dims: DotDims, lhs: CheckedType, rhs: CheckedType): Finding {
  const { lhsBatching, rhsBatching, lhsContracting, rhsContracting } = dims
  const within = (name: string, values: readonly number[], type: CheckedType, label: string): Finding =>
    type.isRanked ? inRange(name, values, type.dims.length, label) : undefined
  return (
    sameCount('batching', lhsBatching, rhsBatching, 'C1') ??
    sameCount('contracting', lhsContracting, rhsContracting, 'C2') ??
    isUnique('lhs_batching_dimensions and lhs_contracting_dimensions', [...lhsBatching, ...lhsContracting], 'C3') ??
    isUnique('rhs_batching_dimensions and rhs_contracting_dimensions', [...rhsBatching, ...rhsContracting], 'C4') ??
    within('lhs_batching_dimensions', lhsBatching, lhs, 'C5') ??
    within('lhs_contracting_dimensions', lhsContracting, lhs, 'C6') ??
    within('rhs_batching_dimensions', rhsBatching, rhs, 'C7') ??
    within('rhs_contracting_dimensions', rhsContracting, rhs, 'C8')
  )
}

export function checkSizes(dims: DotDims, lhs: CheckedType, rhs: CheckedType): Finding {
  if (!lhs.isRanked || !rhs.isRanked) return undefined
  const pair = (what: string, left: readonly number[], right: readonly number[], label: string): Finding =>
    firstOf(left, (dim, i) => {
      const other = right[i]!
      const [size, otherSize] = [lhs.dims[dim]!, rhs.dims[other]!]
      if (fitsSize(size, otherSize)) return undefined
      return found(`${what} dims ${dim} and ${other} have sizes ${size} and ${otherSize}; they must be equal`, label)
    })
  return (
    pair('batching', dims.lhsBatching, dims.rhsBatching, 'C9') ??
    pair('contracting', dims.lhsContracting, dims.rhsContracting, 'C10')
  )
}

/** A batching dim has the size of either side, should one be unknown. */
function resultDims(dims: DotDims, lhs: CheckedType, rhs: CheckedType): number[] {
  const batching = dims.lhsBatching.map((dim, i) => Math.max(lhs.dims[dim]!, rhs.dims[dims.rhsBatching[i]!]!))
  const free = (type: CheckedType, taken: readonly number[]): number[] =>
    type.dims.filter((_, dim) => !taken.includes(dim))
  return [
    ...batching,
    ...free(lhs, [...dims.lhsBatching, ...dims.lhsContracting]),
    ...free(rhs, [...dims.rhsBatching, ...dims.rhsContracting]),
  ]
}

/** `precision = [DEFAULT, HIGH]`, also of convolutions. */
export function checkPrecision(text: string, label: string): Finding {
  const list = /precision(?:_config)?\s*=\s*\[([^\]]*)\]/.exec(text)?.[1]
  if (list === undefined) return undefined
  const count = (list.match(/\b(?:DEFAULT|HIGH|HIGHEST)\b/g) ?? []).length
  return count <= 2 ? undefined : found(`precision_config has ${count} entries; it must have 2`, label)
}

function checkAlgorithm(text: string): Finding {
  const start = text.search(/algorithm\s*=\s*(?:<|#stablehlo\.dot_algorithm)/)
  if (start < 0) return undefined
  const precision = /precision(?:_config)?\s*=\s*\[([^\]]*)\]/.exec(text)?.[1]
  // dot_general C21
  if (precision !== undefined && /\bHIGH(?:EST)?\b/.test(precision))
    return found('precision_config must be DEFAULT where an algorithm is given', 'C21')
  const algorithm = text.slice(start)
  const counts: readonly (readonly [key: string, label: string])[] = [
    ['lhs_component_count', 'C22'],
    ['rhs_component_count', 'C23'],
    ['num_primitive_operations', 'C24'],
  ]
  return firstOf(counts, ([key, label]) => {
    const count = readNumber(algorithm, key)
    return count === undefined || count > 0 ? undefined : found(`${key} is ${count}; it must be at least 1`, label)
  })
}

/** Vectors and matrices: the last dim of the left operand with the first of the right. */
export const checkDot: Check = ({ operands, results }) => {
  const [lhs, rhs, result] = [operands[0]!, operands[1]!, results[0]!]
  if (!lhs.isRanked || !rhs.isRanked) return undefined
  const ranks = firstOf([lhs, rhs], (type, i) =>
    type.dims.length > 2
      ? rankIs([i === 0 ? 'lhs' : 'rhs', type], 2)
      : type.dims.length < 1
        ? rankIs([i === 0 ? 'lhs' : 'rhs', type], 1)
        : undefined,
  )
  if (ranks !== undefined) return ranks
  const [left, right] = [lhs.dims.at(-1)!, rhs.dims[0]!] // non-empty: ranks are 1 or 2
  if (!fitsSize(left, right))
    return `the last dim of lhs has size ${left} and the first of rhs ${right}; they must be equal`
  return (
    shapeIs(['result', result], [...lhs.dims.slice(0, -1), ...rhs.dims.slice(1)]) ??
    equalElements(['lhs', lhs], ['rhs', rhs])
  )
}
