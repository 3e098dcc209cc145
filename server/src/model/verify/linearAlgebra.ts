// fft, cholesky, triangular_solve, batch norms, random numbers.
import { fitsDims, fitsSize, realElementOf } from './checkedTypes'
import {
  classIs,
  elementIs,
  equalElements,
  equalShapes,
  equalTypes,
  firstOf,
  found,
  inRange,
  printType,
  rankAtLeast,
  rankIs,
  shapeIs,
} from './findings'
import { readNumber, readValues } from './lists'
import type { Check, CheckedType, Finding, Question } from './question'

export const checkFft: Check = ({ operands, results, attributes, head }) => {
  const [operand, result] = [operands[0]!, results[0]!]
  const text = `${head} ${attributes}`
  const kind = /\b(IRFFT|RFFT|IFFT|FFT)\b/.exec(text)?.[1]
  const lengths = readValues(text, 'fft_length', 'length')
  if (kind === undefined || lengths === undefined) return undefined
  if (lengths.length < 1 || lengths.length > 3)
    return found(`fft_length has ${lengths.length} elements; it must have 1 to 3`, 'C3')
  return (
    rankAtLeast(['operand', operand], lengths.length, 'C1') ??
    checkFftElements(kind, operand, result) ??
    checkFftShapes(kind, lengths, operand, result)
  )
}

/** Real numbers on the side that the kind says, complex ones on the other (C2). */
function checkFftElements(kind: string, operand: CheckedType, result: CheckedType): Finding {
  const [from, to] = [operand.comparedElement, result.comparedElement]
  const wanted = kind === 'RFFT' ? ['f32', 'f64'] : ['complex<f32>', 'complex<f64>']
  const side = elementIs(['operand', operand], wanted, 'C2')
  if (side !== undefined || from === undefined || to === undefined) return side
  const target = kind === 'RFFT' ? `complex<${from}>` : kind === 'IRFFT' ? realElementOf(from) : from
  return elementIs(['result', result], [target], 'C2')
}

function checkFftShapes(kind: string, lengths: readonly number[], operand: CheckedType, result: CheckedType): Finding {
  if (!operand.isRanked) return undefined
  const count = lengths.length
  const halved = Math.floor(lengths.at(-1)! / 2) + 1 // not empty: 1 to 3
  const last = operand.dims.slice(-count)
  const wanted = kind === 'IRFFT' ? [...lengths.slice(0, -1), lengths.at(-1) === 0 ? 0 : halved] : lengths
  if (!fitsDims(last, wanted) && !(kind !== 'FFT' && kind !== 'IFFT' && last.includes(0)))
    return found(
      `the last dims of operand are [${last.join(', ')}]; they must be [${wanted.join(', ')}]`,
      kind === 'IRFFT' ? 'C5' : 'C4',
    )
  const dims = [...operand.dims]
  if (kind === 'RFFT' && dims.at(-1) !== 0) dims[dims.length - 1] = halved
  if (kind === 'IRFFT' && dims.at(-1) !== 0) dims[dims.length - 1] = lengths.at(-1)!
  return shapeIs(['result', result], dims, 'C6')
}

const isSquare = ([name, type]: readonly [string, CheckedType], label: string): Finding => {
  const [rows, columns] = type.isRanked ? type.dims.slice(-2) : []
  return fitsSize(rows, columns)
    ? undefined
    : found(`${name} is ${printType(type)}; its last two dims must be equal`, label)
}

export const checkCholesky: Check = ({ operands, results }) => {
  const [a, result] = [operands[0]!, results[0]!]
  return (
    rankAtLeast(['a', a], 2, 'C2') ??
    isSquare(['a', a], 'C3') ??
    classIs(['a', a], ['float', 'complex']) ??
    equalTypes(['a', a], ['result', result], 'C1')
  )
}

export const checkTriangularSolve: Check = ({ operands, results, attributes }) => {
  const [a, b, result] = [operands[0]!, operands[1]!, results[0]!]
  const types =
    classIs(['a', a], ['float', 'complex']) ??
    equalElements(['a', a], ['b', b], 'C1') ??
    rankAtLeast(['a', a], 2, 'C2') ??
    (a.isRanked ? rankIs(['b', b], a.dims.length, 'C2') : undefined) ??
    isSquare(['a', a], 'C3')
  if (types !== undefined) return types
  if (/TRANSPOSE_INVALID/.test(attributes))
    return 'transpose_a is TRANSPOSE_INVALID; it must be NO_TRANSPOSE, TRANSPOSE or ADJOINT'
  if (a.isRanked && b.isRanked) {
    const isLeft = /left_side\s*=\s*true/.test(attributes)
    const [size, other] = [a.dims.at(-1), b.dims.at(isLeft ? -2 : -1)]
    if (!fitsDims(a.dims.slice(0, -2), b.dims.slice(0, -2)) || !fitsSize(size, other))
      return found(
        `a is ${printType(a)} and b ${printType(b)}; their batch dims and the dim solved for must be equal`,
        'C3',
      )
  }
  return equalTypes(['b', b], ['result', result], 'C4')
}

/** Statistics of features: 1-dimensional, of the size of the feature dim. */
function checkFeatures({ attributes }: Question, operand: CheckedType, features: readonly CheckedType[]): Finding {
  const dim = readNumber(attributes, 'feature_index')
  if (dim !== undefined && dim < 0) return found(`feature_index is ${dim}; it must be at least 0`, 'C1')
  const range =
    dim === undefined || !operand.isRanked ? undefined : inRange('feature_index', [dim], operand.dims.length, 'C1')
  const size = dim === undefined || !operand.isRanked ? -1 : (operand.dims[dim] ?? -1)
  return (
    classIs(['operand', operand], ['float']) ??
    rankAtLeast(['operand', operand], 1) ??
    range ??
    firstOf(features, (feature, i) => {
      const name = `statistic ${i}`
      return (
        equalElements([name, feature], ['operand', operand], 'C2') ??
        rankIs([name, feature], 1) ??
        shapeIs([name, feature], [size], 'C3')
      )
    })
  )
}

export const checkBatchNormTraining: Check = (question) => {
  const { operands, results } = question
  return (
    checkFeatures(question, operands[0]!, [...operands.slice(1), ...results.slice(1)]) ??
    equalTypes(['operand', operands[0]!], ['output', results[0]!], 'C7')
  )
}

export const checkBatchNormInference: Check = (question) => {
  const { operands, results } = question
  return (
    checkFeatures(question, operands[0]!, operands.slice(1)) ??
    equalTypes(['operand', operands[0]!], ['result', results[0]!], 'C7')
  )
}

export const checkBatchNormGrad: Check = (question) => {
  const { operands, results } = question
  const [operand, gradOutput] = [operands[0]!, operands[4]!]
  return (
    checkFeatures(question, operand, [...operands.slice(1, 4), ...results.slice(1)]) ??
    equalTypes(['operand', operand], ['grad_output', gradOutput], 'C2') ??
    equalTypes(['operand', operand], ['grad_operand', results[0]!], 'C2')
  )
}

export const checkRng: Check = ({ operands, results, attributes, head }) => {
  const [a, b, shape, result] = [operands[0]!, operands[1]!, operands[2]!, results[0]!]
  const isNormal = /\bNORMAL\b/.test(`${head} ${attributes}`)
  return (
    rankIs(['a', a], 0) ??
    rankIs(['b', b], 0) ??
    rankIs(['shape', shape], 1) ??
    (isNormal ? classIs(['a', a], ['float']) : classIs(['a', a], ['boolean', 'signed', 'unsigned', 'float'])) ??
    equalElements(['a', a], ['b', b], 'C1') ??
    equalElements(['a', a], ['result', result], 'C1') ??
    (result.isRanked ? shapeIs(['shape', shape], [result.dims.length], 'C3') : undefined)
  )
}

export const checkRngBitGenerator: Check = ({ operands, results }) =>
  equalElements(['initial_state', operands[0]!], ['output_state', results[0]!], 'C1') ??
  equalShapes(['initial_state', operands[0]!], ['output_state', results[0]!], 'C1')
