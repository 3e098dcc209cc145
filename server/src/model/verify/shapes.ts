// Operations that arrange elements anew: broadcast, reshape, transpose, reverse, concatenate, iota, bitcast_convert.
import { elementBits } from '../tensorTypes'
import { classOf, fitsDims, fitsSize, printDims } from './checkedTypes'
import {
  classIs,
  equalElements,
  equalShapes,
  equalTypes,
  firstOf,
  found,
  inRange,
  isUnique,
  printType,
  shapeIs,
  sizeIs,
} from './findings'
import { readNumber, readValues } from './lists'
import type { Check, CheckedType, Finding, Question } from './question'

const only = ({ operands, results }: Question): [CheckedType, CheckedType] => [operands[0]!, results[0]!]

export const checkBroadcastInDim: Check = (question) => {
  const [operand, result] = only(question)
  const dims = readValues(question.attributes, 'dims', 'broadcast_dimensions')
  return equalElements(['operand', operand], ['result', result], 'C1') ?? checkBroadcastDims(operand, result, dims)
}

/** Constraints that broadcast_in_dim and dynamic_broadcast_in_dim share by their labels. */
export function checkBroadcastDims(
  operand: CheckedType,
  result: CheckedType,
  dims: readonly number[] | undefined,
): Finding {
  if (dims === undefined || !operand.isRanked || !result.isRanked) return undefined
  return (
    sizeIs('broadcast_dimensions', dims, operand.dims.length, 'C2') ??
    inRange('broadcast_dimensions', dims, result.dims.length, 'C3') ??
    isUnique('broadcast_dimensions', dims, 'C4') ??
    firstOf(operand.dims, (size, dim) => {
      const target = dims[dim]!
      const wanted = result.dims[target]!
      return size === 1 || fitsSize(size, wanted)
        ? undefined
        : found(`operand dim ${dim} has size ${size} and result dim ${target} ${wanted}; it must be 1 or equal`, 'C5')
    })
  )
}

export const checkBroadcast: Check = (question) => {
  const [operand, result] = only(question)
  const sizes = readValues(question.attributes, 'sizes', 'broadcast_sizes')
  if (sizes === undefined || !operand.isRanked) return equalElements(['operand', operand], ['result', result])
  return (
    firstOf(sizes, (size) => (size < 0 ? `broadcast_sizes has ${size}; it must be at least 0` : undefined)) ??
    shapeIs(['result', result], [...sizes, ...operand.dims]) ??
    equalElements(['operand', operand], ['result', result])
  )
}

export const checkReshape: Check = (question) => {
  const [operand, result] = only(question)
  const areCounted = operand.isRanked && result.isRanked && !operand.isDynamic && !result.isDynamic
  if (areCounted && operand.elements !== result.elements)
    return found(
      `operand ${printType(operand)} has ${operand.elements} elements and result ${printType(result)} ${result.elements}; they must have as many`,
      'C2',
    )
  return equalElements(['operand', operand], ['result', result], 'C1')
}

export const checkTranspose: Check = (question) => {
  const [operand, result] = only(question)
  const permutation = readValues(question.attributes, 'dims', 'permutation')
  if (permutation === undefined && !/permutation|dims/.test(question.attributes)) return 'it has no permutation'
  if (permutation === undefined || !operand.isRanked)
    return equalElements(['operand', operand], ['result', result], 'C1')
  return (
    sizeIs('permutation', permutation, operand.dims.length, 'C2') ??
    inRange('permutation', permutation, operand.dims.length, 'C2') ??
    isUnique('permutation', permutation, 'C2') ??
    shapeIs(
      ['result', result],
      permutation.map((dim) => operand.dims[dim]!),
      'C3',
    ) ??
    equalElements(['operand', operand], ['result', result], 'C1')
  )
}

export const checkReverse: Check = (question) => {
  const [operand, result] = only(question)
  const dims = readValues(question.attributes, 'dims', 'dimensions') ?? []
  return (
    equalTypes(['operand', operand], ['result', result], 'C1') ??
    isUnique('dimensions', dims, 'C2') ??
    (operand.isRanked ? inRange('dimensions', dims, operand.dims.length, 'C3') : undefined)
  )
}

export const checkConcatenate: Check = ({ operands, results, attributes }) => {
  const [first, result] = [operands[0]!, results[0]!]
  const dimension = readNumber(attributes, 'dim', 'dimension')
  const elements = firstOf(operands, (operand, i) => equalElements([`input ${i}`, operand], ['input 0', first], 'C1'))
  if (elements !== undefined || dimension === undefined) return elements
  const ranked = operands.filter(({ isRanked }) => isRanked)
  if (dimension < 0) return found(`dimension is ${dimension}; it must be at least 0`, 'C4')
  return (
    firstOf(ranked, ({ dims }) => inRange('dimension', [dimension], dims.length, 'C4')) ??
    checkJoined(ranked, dimension) ??
    (ranked.length === operands.length ? checkJoin(ranked, result, dimension) : undefined) ??
    equalElements(['result', result], ['input 0', first], 'C5')
  )
}

/** Each to the first of which a size is known, as unknown sizes hide differences: programs join thousands of arrays. */
function checkJoined(inputs: readonly CheckedType[], dimension: number): Finding {
  const differ = (other: number, input: number): Finding =>
    found(
      `inputs ${other} and ${input} have shapes ${printDims(inputs[other]!.dims)} and ${printDims(inputs[input]!.dims)}; they must be equal but for dim ${dimension}`,
      'C2',
    )
  const firstKnown: number[] = []
  for (const [input, { dims }] of inputs.entries()) {
    if (dims.length !== inputs[0]!.dims.length) return differ(0, input)
    for (const [dim, size] of dims.entries()) {
      if (dim === dimension || size < 0) continue
      const other = (firstKnown[dim] ??= input)
      if (inputs[other]!.dims[dim] !== size) return differ(other, input)
    }
  }
  return undefined
}

function checkJoin(inputs: readonly CheckedType[], result: CheckedType, dimension: number): Finding {
  const sizes = inputs.map(({ dims }) => dims[dimension]!)
  const joined = sizes.some((size) => size < 0) ? -1 : sizes.reduce((sum, size) => sum + size, 0)
  const dims = inputs[0]!.dims.map((_, dim) =>
    dim === dimension ? joined : inputs.reduce((most, input) => Math.max(most, input.dims[dim]!), -1),
  )
  return shapeIs(['result', result], dims, 'C6')
}

export const checkIota: Check = ({ results, attributes }) => {
  const output = results[0]!
  const dimension = readNumber(attributes, 'dim', 'iota_dimension')
  return (
    classIs(['output', output], ['signed', 'unsigned', 'float', 'complex']) ??
    (dimension === undefined || !output.isRanked
      ? undefined
      : output.dims.length === 0
        ? found('output is a scalar; its rank must be at least 1', 'C1')
        : inRange('iota_dimension', [dimension], output.dims.length, 'C1'))
  )
}

export const checkBitcastConvert: Check = (question) => {
  const [operand, result] = only(question)
  const [from, to] = [operand.comparedElement, result.comparedElement]
  if (from === undefined || to === undefined || !operand.isRanked || !result.isRanked) return undefined
  // bitcast_convert C2
  if ((classOf(operand) === 'complex') !== (classOf(result) === 'complex'))
    return found(`operand has element type ${from} and result ${to}; both or neither must be complex`, 'C2')
  const bitsOf = (element: keyof typeof elementBits): number => (element === 'i1' ? 1 : elementBits[element])
  const [fromBits, toBits] = [bitsOf(from), bitsOf(to)]
  if (fromBits === toBits) return equalShapes(['operand', operand], ['result', result], 'C1')
  const [larger, smaller] = fromBits > toBits ? [operand, result] : [result, operand]
  const [largeBits, smallBits] = [Math.max(fromBits, toBits), Math.min(fromBits, toBits)]
  const last = smaller.dims.at(-1) ?? 0
  const fits =
    smaller.dims.length === larger.dims.length + 1 &&
    fitsDims(smaller.dims.slice(0, -1), larger.dims) &&
    (last < 0 || last * smallBits === largeBits)
  if (fits) return undefined
  const wanted = `${printDims([...larger.dims, largeBits / smallBits])} of ${smaller.comparedElement ?? ''}`
  return found(`${printType(larger)} has the bits of ${wanted}, not of ${printType(smaller)}`, 'C1')
}
