// ragged_dot: a dot whose groups of rows have sizes of their own.
import { fitsDims, fitsSize, printDims } from './checkedTypes'
import { checkDims, checkSizes, readDims } from './dot'
import { classIs, found, inRange, isUnique, rankIs, sizeIs } from './findings'
import { readValues } from './lists'
import type { Check, CheckedType, Finding } from './question'
import type { DotDims } from '../attributes'

export const checkRaggedDot: Check = ({ operands, attributes }) => {
  const [lhs, rhs, groupSizes] = [operands[0]!, operands[1]!, operands[2]!]
  const dims = readDims(attributes)
  const ragged = readValues(attributes, 'lhs_ragged_dimensions') ?? []
  const groups = readValues(attributes, 'rhs_group_dimensions') ?? []
  if (ragged.length !== 1) return `lhs_ragged_dimensions has ${ragged.length} elements; it must have 1`
  if (!lhs.isRanked || !rhs.isRanked) return undefined
  const dim = ragged[0]!
  return (
    checkDims(dims, lhs, rhs) ??
    inRange('lhs_ragged_dimensions', ragged, lhs.dims.length) ??
    checkSizes(dims, lhs, rhs) ??
    checkGroups(dims, groups, isFree(dims, dim), rhs) ??
    classIs(['group_sizes', groupSizes], ['signed', 'unsigned']) ??
    checkGroupSizes(outerSizes(dims, lhs, dim), groupSizes) ??
    checkGroupDim(groups, rhs, groupSizes)
  )
}

const isFree = ({ lhsBatching, lhsContracting }: DotDims, dim: number): boolean =>
  !lhsBatching.includes(dim) && !lhsContracting.includes(dim)

/** Only rows that are kept have a group of their own on the right. */
function checkGroups(dims: DotDims, groups: readonly number[], isKept: boolean, rhs: CheckedType): Finding {
  const count = isKept ? 1 : 0
  return (
    sizeIs('rhs_group_dimensions', groups, count) ??
    inRange('rhs_group_dimensions', groups, rhs.dims.length) ??
    isUnique('rhs_batching_dimensions and rhs_group_dimensions', [...dims.rhsBatching, ...groups]) ??
    isUnique('rhs_contracting_dimensions and rhs_group_dimensions', [...dims.rhsContracting, ...groups])
  )
}

/** Sizes of the dims of lhs that stand before the ragged one: there are groups for each of their indices. */
function outerSizes(dims: DotDims, lhs: CheckedType, ragged: number): number[] {
  const { lhsBatching, lhsContracting } = dims
  const free = lhs.dims.map((_, dim) => dim).filter((dim) => isFree(dims, dim))
  const list = lhsBatching.includes(ragged) ? [] : lhsContracting.includes(ragged) ? lhsContracting : free
  const outer = lhsBatching.includes(ragged)
    ? lhsBatching.slice(0, lhsBatching.indexOf(ragged))
    : [...lhsBatching, ...list.slice(0, list.indexOf(ragged))]
  return outer.map((dim) => lhs.dims[dim]!)
}

/** One list of groups for all, or one for each index of the outer dims. */
function checkGroupSizes(outer: readonly number[], groupSizes: CheckedType): Finding {
  if (!groupSizes.isRanked || groupSizes.dims.length === 1) return undefined
  return (
    rankIs(['group_sizes', groupSizes], outer.length === 0 ? 1 : outer.length + 1) ??
    (fitsDims(groupSizes.dims.slice(0, -1), outer)
      ? undefined
      : found(`group_sizes has shape ${printDims(groupSizes.dims)}; its first dims must be ${printDims(outer)}`))
  )
}

function checkGroupDim([group]: readonly number[], rhs: CheckedType, groupSizes: CheckedType): Finding {
  if (group === undefined || !groupSizes.isRanked) return undefined
  const [size, count] = [rhs.dims[group]!, groupSizes.dims.at(-1)]
  return fitsSize(size, count) ? undefined : `the group dim of rhs has size ${size}; it must be ${count ?? ''}`
}
