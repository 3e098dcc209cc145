// slice, dynamic_slice, dynamic_update_slice, pad.
import { readSliceBounds } from '../attributes'
import { haveSameElement } from './checkedTypes'
import { atLeast, classIs, equalElements, equalTypes, firstOf, found, rankIs, shapeIs, sizeIs } from './findings'
import { readValues } from './lists'
import type { Check, CheckedType, Finding } from './question'

export const checkSlice: Check = ({ operands, results, attributes }) => {
  const [operand, result] = [operands[0]!, results[0]!]
  const elements = equalElements(['operand', operand], ['result', result], 'C1')
  if (!operand.isRanked || elements !== undefined) return elements
  const isGeneric = /start_indices"?\s*=/.test(attributes)
  const pretty = isGeneric ? undefined : readSliceBounds(attributes)
  const start = pretty?.start ?? readValues(attributes, 'start_indices')
  const limit = pretty?.limit ?? readValues(attributes, 'limit_indices')
  const strides = pretty?.strides ?? readValues(attributes, 'strides')
  if (start === undefined || limit === undefined || strides === undefined) return undefined
  const rank = operand.dims.length
  return (
    sizeIs('start_indices', start, rank, 'C2') ??
    sizeIs('limit_indices', limit, rank, 'C2') ??
    sizeIs('strides', strides, rank, 'C2') ??
    atLeast('start_indices', start, 0, 'C3') ??
    firstOf(operand.dims, (size, dim) => checkBounds(start[dim]!, limit[dim]!, size, dim)) ??
    atLeast('strides', strides, 1, 'C4') ??
    shapeIs(
      ['result', result],
      start.map((first, dim) => Math.ceil((limit[dim]! - first) / strides[dim]!)),
      'C5',
    )
  )
}

function checkBounds(start: number, limit: number, size: number, dim: number): Finding {
  if (size >= 0 && limit > size) return found(`limit ${limit} of dim ${dim} is over its size ${size}`, 'C3')
  return start > limit ? found(`start ${start} of dim ${dim} is over its limit ${limit}`, 'C3') : undefined
}

/** Scalars of integers, all of one type. */
export const checkStartIndices = (indices: readonly CheckedType[], label: string): Finding =>
  firstOf(
    indices,
    (index, i) =>
      classIs([`start index ${i}`, index], ['signed', 'unsigned']) ??
      rankIs([`start index ${i}`, index], 0) ??
      (haveSameElement(index, indices[0]!)
        ? undefined
        : equalElements([`start index ${i}`, index], ['start index 0', indices[0]!], label)),
  )

export const checkDynamicSlice: Check = ({ operands, results, attributes }) => {
  const [operand, result] = [operands[0]!, results[0]!]
  const sizes = readValues(attributes, 'sizes', 'slice_sizes')
  const indices = operands.slice(1)
  const elements = equalElements(['operand', operand], ['result', result], 'C1')
  if (elements !== undefined || sizes === undefined || !operand.isRanked) return elements
  const rank = operand.dims.length
  const indexCount = indices.length === rank ? undefined : countFinding(indices.length, rank, 'C2')
  return (
    indexCount ??
    sizeIs('slice_sizes', sizes, rank, 'C2') ??
    checkStartIndices(indices, 'C3') ??
    atLeast('slice_sizes', sizes, 0, 'C4') ??
    firstOf(sizes, (size, dim) => withinDim('slice_sizes', size, operand.dims[dim]!, dim, 'C4')) ??
    shapeIs(['result', result], sizes, 'C5')
  )
}

const countFinding = (count: number, rank: number, label: string): Finding =>
  found(`${count} start indices for an operand of rank ${rank}; there must be one a dim`, label)

const withinDim = (name: string, size: number, bound: number, dim: number, label: string): Finding =>
  bound < 0 || size <= bound
    ? undefined
    : found(`${name} has ${size} in dim ${dim}, where the operand has size ${bound}; it must not be larger`, label)

export const checkDynamicUpdateSlice: Check = ({ operands, results }) => {
  const [operand, update, result] = [operands[0]!, operands[1]!, results[0]!]
  const indices = operands.slice(2)
  const types =
    equalTypes(['operand', operand], ['result', result], 'C1') ??
    equalElements(['update', update], ['operand', operand], 'C2')
  if (types !== undefined || !operand.isRanked) return types
  const rank = operand.dims.length
  return (
    rankIs(['update', update], rank, 'C3') ??
    (indices.length === rank ? undefined : countFinding(indices.length, rank, 'C4')) ??
    checkStartIndices(indices, 'C5') ??
    firstOf(update.dims, (size, dim) => withinDim('update', size, operand.dims[dim]!, dim, 'C6'))
  )
}

export const checkPad: Check = ({ operands, results, attributes }) => {
  const [operand, value, result] = [operands[0]!, operands[1]!, results[0]!]
  const elements =
    rankIs(['padding_value', value], 0) ??
    equalElements(['operand', operand], ['padding_value', value], 'C1') ??
    equalElements(['operand', operand], ['result', result], 'C1')
  const low = readValues(attributes, 'low', 'edge_padding_low')
  const high = readValues(attributes, 'high', 'edge_padding_high')
  const interior = readValues(attributes, 'interior', 'interior_padding')
  if (elements !== undefined || !operand.isRanked) return elements
  if (low === undefined || high === undefined || interior === undefined) return undefined
  const rank = operand.dims.length
  return (
    sizeIs('edge_padding_low', low, rank, 'C2') ??
    sizeIs('edge_padding_high', high, rank, 'C2') ??
    sizeIs('interior_padding', interior, rank, 'C2') ??
    atLeast('interior_padding', interior, 0, 'C3') ??
    checkPadded(operand, result, [low, high, interior])
  )
}

function checkPadded(
  operand: CheckedType,
  result: CheckedType,
  [low, high, interior]: readonly [readonly number[], readonly number[], readonly number[]],
): Finding {
  const sizes = operand.dims.map((size, dim) =>
    size < 0 ? NaN : size + low[dim]! + Math.max(size - 1, 0) * interior[dim]! + high[dim]!,
  )
  const negative = sizes.findIndex((size) => size < 0)
  if (negative >= 0) return found(`dim ${negative} is padded to size ${sizes[negative]!}; it must be at least 0`, 'C4')
  return shapeIs(
    ['result', result],
    sizes.map((size) => (Number.isNaN(size) ? -1 : size)),
    'C4',
  )
}
