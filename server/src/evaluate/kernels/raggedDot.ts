// chlo.ragged_dot: a product in groups of consecutive indices of one dim of the left operand, whose sizes are the third operand.
// Source: the description of `ragged_dot` in CHLO, and `ragged_dot_general` of JAX for dims that are batched.
import type { DotDims } from '../../model/attributes'
import { readDotDims, readIntegers } from '../../model/attributes'
import type { ElementType } from '../../model/tensorTypes'
import type { Kernel } from '../kernel'
import { EvaluationError } from '../kernel'
import type { Tensor } from '../tensor'
import { copyElement, eachIndex, makeTensor, numberAt, stridesOf } from '../tensor'
import { multiply } from './contraction'
import { sliceAt, stack } from './slices'

export const raggedDot: Kernel = (call) => {
  const [lhs, rhs, sizes] = [call.operands[0]!, call.operands[1]!, call.operands[2]!]
  const dims = readDotDims(call.attributes)
  const ragged = readIntegers(call.attributes, 'lhs_ragged_dimensions') ?? []
  const groupDims = readIntegers(call.attributes, 'rhs_group_dimensions') ?? []
  const { element } = call.resultTypes[0]!
  if (ragged.length !== 1) throw new EvaluationError('ragged_dot has one ragged dim')
  const along = ragged[0]!
  if (dims.lhsBatching.includes(along)) return [multiply(lhs, rhs, dims, element)]
  const groups = makeGroups(lhs, sizes, dims, along)
  if (dims.lhsContracting.includes(along)) return [multiplyParts(lhs, rhs, dims, { along, ...groups }, element)]
  if (groupDims.length !== 1) throw new EvaluationError('ragged_dot with a free ragged dim has one group dim')
  return [multiplyRows(lhs, rhs, dims, { along, groupDim: groupDims[0]!, ...groups }, element)]
}

interface Groups {
  readonly count: number
  /** Dims of the left operand that have groups of their own, in the order of the group sizes' dims. */
  readonly before: readonly number[]
  /** Group of an index of the ragged dim, -1 in none; `at` are the indices of `before`. */
  readonly groupOf: (at: readonly number[], index: number) => number
}

/** Group sizes are one list for all, or one by batching dim and by each dim of the ragged one's kind that comes before it. */
function makeGroups(lhs: Tensor, sizes: Tensor, dims: DotDims, along: number): Groups {
  const { lhsBatching, lhsContracting } = dims
  const isContracting = lhsContracting.includes(along)
  const own = isContracting ? lhsContracting : freeDims(lhs, dims)
  const before = sizes.type.dims.length === 1 ? [] : [...lhsBatching, ...own.slice(0, own.indexOf(along))]
  if (before.length !== sizes.type.dims.length - 1)
    throw new EvaluationError('ragged_dot has group sizes of another rank')
  const strides = stridesOf(sizes.type.dims)
  const count = sizes.type.dims.at(-1) ?? 0
  const groupOf = (at: readonly number[], index: number): number => {
    const first = at.reduce((sum, i, dim) => sum + i * strides[dim]!, 0)
    let end = 0
    for (let group = 0; group < count; group++) {
      end += numberAt(sizes, first + group)
      if (index < end) return group
    }
    return -1
  }
  return { count, before, groupOf }
}

/** One product a group, of the terms that are in it. */
function multiplyParts(
  lhs: Tensor,
  rhs: Tensor,
  dims: DotDims,
  { along, count, before, groupOf }: Groups & { readonly along: number },
  element: ElementType,
): Tensor {
  const [lhsDims, rhsDims] = [
    [...dims.lhsBatching, ...dims.lhsContracting],
    [...dims.rhsBatching, ...dims.rhsContracting],
  ]
  const inRhs = (dim: number): number => rhsDims[lhsDims.indexOf(dim)]!
  const products = Array.from({ length: count }, (_, group) => {
    const part = (tensor: Tensor, dimOf: (dim: number) => number): Tensor =>
      keepWhere(tensor, (index) => {
        const at = before.map((dim) => index[dimOf(dim)]!)
        return groupOf(at, index[dimOf(along)]!) === group
      })
    // Both sides: zero times infinity is not zero.
    return multiply(
      part(lhs, (dim) => dim),
      part(rhs, inRhs),
      dims,
      element,
    )
  })
  return stack(products)
}

/** Each row by the matrix of its group; rows of no group are zero. */
function multiplyRows(
  lhs: Tensor,
  rhs: Tensor,
  dims: DotDims,
  { along, groupDim, before, groupOf }: Groups & { readonly along: number; readonly groupDim: number },
  element: ElementType,
): Tensor {
  const shifted = (dim: number): number => (dim > groupDim ? dim - 1 : dim)
  const own = {
    ...dims,
    rhsBatching: dims.rhsBatching.map(shifted),
    rhsContracting: dims.rhsContracting.map(shifted),
  }
  const products = Array.from({ length: rhs.type.dims[groupDim]! }, (_, group) =>
    multiply(lhs, sliceAt(rhs, groupDim, group), own, element),
  )
  // Dims of the left operand in the order of the result.
  const order = [...dims.lhsBatching, ...freeDims(lhs, dims)]
  const [place, places] = [order.indexOf(along), before.map((dim) => order.indexOf(dim))]
  const result = makeTensor(element, products[0]?.type.dims ?? [])
  products.forEach((product, group) => {
    eachIndex(result.type.dims, (index, position) => {
      const at = places.map((dim) => index[dim]!)
      if (groupOf(at, index[place]!) === group) copyElement(product, position, result, position)
    })
  })
  return result
}

const freeDims = ({ type }: Tensor, { lhsBatching, lhsContracting }: DotDims): number[] =>
  type.dims.flatMap((_, dim) => (lhsBatching.includes(dim) || lhsContracting.includes(dim) ? [] : [dim]))

/** The elements where `holds`; zeros elsewhere. */
function keepWhere(tensor: Tensor, holds: (index: readonly number[]) => boolean): Tensor {
  const result = makeTensor(tensor.type.element, tensor.type.dims)
  eachIndex(tensor.type.dims, (index, position) => {
    if (holds(index)) copyElement(tensor, position, result, position)
  })
  return result
}
