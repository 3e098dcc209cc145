// Operations whose shapes are operands, and sizes of dims as values.
import { fitsSize } from './checkedTypes'
import { classIs, elementIs, equalElements, found, inRange, isUnique, rankIs, shapeIs } from './findings'
import { firstOf } from './findings'
import { readNumber, readValues } from './lists'
import type { Check, CheckedType, Finding } from './question'
import { checkBroadcastDims } from './shapes'

/** A vector of sizes, one for each dim of the result. */
const checkSizes = (name: string, sizes: CheckedType, shaped: CheckedType, label: string): Finding =>
  classIs([name, sizes], ['signed', 'unsigned']) ??
  rankIs([name, sizes], 1) ??
  (shaped.isRanked ? shapeIs([name, sizes], [shaped.dims.length], label) : undefined)

export const checkDynamicBroadcastInDim: Check = ({ operands, results, attributes }) => {
  const [operand, sizes, result] = [operands[0]!, operands[1]!, results[0]!]
  const dims = readValues(attributes, 'dims', 'broadcast_dimensions')
  const expanding = readValues(attributes, 'known_expanding_dimensions') ?? []
  const fixed = readValues(attributes, 'known_nonexpanding_dimensions') ?? []
  const hints = [...expanding, ...fixed]
  return (
    equalElements(['operand', operand], ['result', result], 'C1') ??
    checkBroadcastDims(operand, result, dims) ??
    checkSizes('output_dimensions', sizes, result, 'C7') ??
    isUnique('known_expanding_dimensions and known_nonexpanding_dimensions', hints, 'C8') ??
    (operand.isRanked
      ? inRange('known_expanding_dimensions and known_nonexpanding_dimensions', hints, operand.dims.length, 'C9')
      : undefined)
  )
}

export const checkDynamicReshape: Check = ({ operands, results }) => {
  const [operand, sizes, result] = [operands[0]!, operands[1]!, results[0]!]
  const areCounted = operand.isRanked && result.isRanked && !operand.isDynamic && !result.isDynamic
  if (areCounted && operand.elements !== result.elements)
    return found(`operand has ${operand.elements} elements and result ${result.elements}; they must have as many`, 'C2')
  return (
    equalElements(['operand', operand], ['result', result], 'C1') ?? checkSizes('output_shape', sizes, result, 'C3')
  )
}

export const checkDynamicIota: Check = ({ operands, results, attributes, head }) => {
  const [sizes, result] = [operands[0]!, results[0]!]
  const dim = readNumber(`${head} ${attributes}`, 'dim', 'iota_dimension')
  return (
    checkSizes('output_shape', sizes, result, 'C2') ??
    (dim !== undefined && dim < 0 ? found(`iota_dimension is ${dim}; it must be at least 0`, 'C1') : undefined) ??
    (dim === undefined || !result.isRanked ? undefined : inRange('iota_dimension', [dim], result.dims.length, 'C1'))
  )
}

const oneEach = (names: readonly string[], lists: readonly CheckedType[], shaped: CheckedType): Finding =>
  firstOf(lists, (list, i) => checkSizes(names[i] ?? '', list, shaped, 'C2'))

export const checkDynamicPad: Check = ({ operands, results }) => {
  const [operand, value, result] = [operands[0]!, operands[1]!, results[0]!]
  return (
    equalElements(['operand', operand], ['padding_value', value], 'C1') ??
    equalElements(['operand', operand], ['result', result], 'C1') ??
    rankIs(['padding_value', value], 0) ??
    oneEach(['edge_padding_low', 'edge_padding_high', 'interior_padding'], operands.slice(2), operand) ??
    (operand.isRanked ? rankIs(['result', result], operand.dims.length) : undefined)
  )
}

export const checkRealDynamicSlice: Check = ({ operands, results }) => {
  const [operand, result] = [operands[0]!, results[0]!]
  return (
    equalElements(['operand', operand], ['result', result], 'C1') ??
    oneEach(['start_indices', 'limit_indices', 'strides'], operands.slice(1), operand) ??
    (operand.isRanked ? rankIs(['result', result], operand.dims.length) : undefined)
  )
}

const checkDim = (text: string, operand: CheckedType): Finding => {
  const dim = readNumber(text, 'dimension', 'dim')
  if (dim === undefined) return undefined
  if (dim < 0) return found(`dimension is ${dim}; it must be at least 0`, 'C1')
  return operand.isRanked ? inRange('dimension', [dim], operand.dims.length, 'C1') : undefined
}

export const checkGetDimensionSize: Check = ({ operands, results, attributes, head }) =>
  checkDim(`${head} ${attributes}`, operands[0]!) ??
  rankIs(['result', results[0]!], 0) ??
  elementIs(['result', results[0]!], ['i32'])

export const checkSetDimensionSize: Check = ({ operands, results, attributes, head }) => {
  const [operand, size, result] = [operands[0]!, operands[1]!, results[0]!]
  const text = `${head} ${attributes}`
  const dim = readNumber(text, 'dimension', 'dim')
  return (
    checkDim(text, operand) ??
    rankIs(['size', size], 0) ??
    elementIs(['size', size], ['i32']) ??
    equalElements(['operand', operand], ['result', result]) ??
    (operand.isRanked
      ? shapeIs(
          ['result', result],
          operand.dims.map((each, i) => (i === dim ? -1 : each)),
        )
      : undefined)
  )
}

/** `uniform_quantize` and `uniform_dequantize`: shapes only. */
export const checkQuantization: Check = ({ operands, results }) => {
  const [operand, result] = [operands[0]!, results[0]!]
  const isSame =
    !operand.isRanked ||
    !result.isRanked ||
    (operand.dims.length === result.dims.length && operand.dims.every((size, i) => fitsSize(size, result.dims[i])))
  return isSame ? undefined : found('operand and result have different shapes; they must be equal', 'C1')
}
