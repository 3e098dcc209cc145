// Elementwise operations: classes of elements they are defined on, and types that must agree.
import type { ElementClass } from './checkedTypes'
import { areCompatible, printDims, realElementOf } from './checkedTypes'
import { classIs, elementIs, equalElements, equalShapes, equalTypes, firstOf, found } from './findings'
import { readNumber } from './lists'
import type { Check, CheckedType, Finding, Question } from './question'

const floats: readonly ElementClass[] = ['float']
const floatsOrComplex: readonly ElementClass[] = ['float', 'complex']
const integers: readonly ElementClass[] = ['signed', 'unsigned']
const integersOrBooleans: readonly ElementClass[] = ['boolean', 'signed', 'unsigned']
const numbers: readonly ElementClass[] = ['signed', 'unsigned', 'float', 'complex']
const signedNumbers: readonly ElementClass[] = ['signed', 'float', 'complex']
const all: readonly ElementClass[] = ['boolean', 'signed', 'unsigned', 'float', 'complex']

/** Element classes by name; the others take every element. */
export const elementClasses = { floats, floatsOrComplex, integers, integersOrBooleans, numbers, signedNumbers, all }

const nameOfOperand = ({ operands }: Question, i: number): string =>
  operands.length === 1 ? 'operand' : operands.length === 2 ? (i === 0 ? 'lhs' : 'rhs') : `operand ${i}`

/** `type(lhs) = type(rhs) = type(result)` (C1 of each). */
export const sameTypes =
  (classes: readonly ElementClass[] = all): Check =>
  (question) => {
    const { operands, results } = question
    const result = results[0]!
    const accuracy = checkAccuracy(question.attributes)
    if (accuracy !== undefined) return accuracy
    return firstOf(
      operands,
      (operand, i) =>
        classIs([nameOfOperand(question, i), operand], classes) ??
        equalTypes([nameOfOperand(question, i), operand], ['result', result], 'C1'),
    )
  }

/** Tolerances are given where the mode is TOLERANCE, and only there. */
function checkAccuracy(text: string): Finding {
  const accuracy = /result_accuracy\s*=\s*#?[\w.]*<(.*?)mode\s*=/s.exec(text)?.[1]
  if (accuracy === undefined || !/mode\s*=\s*(?:#?\w*\.?\w*<)?\s*(?:DEFAULT|HIGHEST)/.test(text)) return undefined
  const given = /\b(atol|rtol|ulps)\s*=\s*-?[\d.]*[1-9]/.exec(accuracy)?.[1]
  return given === undefined ? undefined : `${given} of result_accuracy is not 0; it must be in this mode`
}

/** Same shape; the result has other elements. */
export const withResult =
  (classes: readonly ElementClass[], resultElement: (operand: CheckedType) => string | undefined): Check =>
  (question) => {
    const [operand, result] = [question.operands[0]!, question.results[0]!]
    const others = firstOf(question.operands, (other, i) => {
      const name = nameOfOperand(question, i)
      return classIs([name, other], classes) ?? equalShapes([name, other], ['result', result], 'C1')
    })
    const element = resultElement(operand)
    return others ?? (element === undefined ? undefined : elementIs(['result', result], [element], 'C2'))
  }

/** `abs`, `real`, `imag`: of complex numbers a real one. */
export const realPart = (operand: CheckedType): string | undefined =>
  operand.comparedElement === undefined ? undefined : realElementOf(operand.comparedElement)

export const toBoolean = (): string => 'i1'

export const checkComplex: Check = ({ operands, results }) => {
  const [lhs, rhs, result] = [operands[0]!, operands[1]!, results[0]!]
  const wanted = lhs.comparedElement === undefined ? undefined : `complex<${lhs.comparedElement}>`
  return (
    elementIs(['lhs', lhs], ['f32', 'f64']) ??
    equalTypes(['lhs', lhs], ['rhs', rhs], 'C1') ??
    equalShapes(['result', result], ['lhs', lhs], 'C2') ??
    (wanted === undefined ? undefined : elementIs(['result', result], [wanted], 'C3'))
  )
}

export const checkCompare: Check = ({ operands, results }) => {
  const [lhs, rhs, result] = [operands[0]!, operands[1]!, results[0]!]
  return (
    equalElements(['lhs', lhs], ['rhs', rhs], 'C1') ??
    equalShapes(['lhs', lhs], ['rhs', rhs], 'C2') ??
    equalShapes(['result', result], ['lhs', lhs], 'C2') ??
    elementIs(['result', result], ['i1'])
  )
}

export const checkSelect: Check = ({ operands, results }) => {
  const [pred, onTrue, onFalse, result] = [operands[0]!, operands[1]!, operands[2]!, results[0]!]
  return (
    elementIs(['pred', pred], ['i1']) ??
    scalarOrShapeOf('pred', pred, 'on_true', onTrue, 'C1') ??
    equalTypes(['on_true', onTrue], ['on_false', onFalse], 'C2') ??
    equalTypes(['result', result], ['on_true', onTrue], 'C2')
  )
}

export const checkClamp: Check = ({ operands, results }) => {
  const [min, operand, max, result] = [operands[0]!, operands[1]!, operands[2]!, results[0]!]
  return (
    scalarOrShapeOf('min', min, 'operand', operand, 'C1') ??
    scalarOrShapeOf('max', max, 'operand', operand, 'C2') ??
    equalElements(['min', min], ['operand', operand], 'C3') ??
    equalElements(['max', max], ['operand', operand], 'C3') ??
    equalTypes(['result', result], ['operand', operand], 'C4')
  )
}

function scalarOrShapeOf(name: string, type: CheckedType, other: string, shape: CheckedType, label: string): Finding {
  if (!type.isRanked || type.dims.length === 0 || equalShapes([name, type], [other, shape]) === undefined)
    return undefined
  return found(
    `${name} has shape ${printDims(type.dims)} and ${other} ${printDims(shape.dims)}; ${name} must be a scalar or of the same shape`,
    label,
  )
}

export const checkReducePrecision: Check = (question) => {
  const { attributes } = question
  const bits = /e(-?\d+)m(-?\d+)/.exec(attributes)
  const exponent = bits?.[1] === undefined ? readNumber(attributes, 'exponent_bits') : Number(bits[1])
  const mantissa = bits?.[2] === undefined ? readNumber(attributes, 'mantissa_bits') : Number(bits[2])
  if (exponent !== undefined && exponent < 1) return found(`exponent_bits is ${exponent}; it must be at least 1`, 'C2')
  if (mantissa !== undefined && mantissa < 0) return found(`mantissa_bits is ${mantissa}; it must be at least 0`, 'C3')
  return sameTypes(floats)(question)
}

/** Operands are broadcast against each other: only elements must agree. */
export const checkBroadcasting =
  (resultElement: (operand: CheckedType) => string | undefined): Check =>
  ({ operands, results }) => {
    const [lhs, rhs, result] = [operands[0]!, operands[1]!, results[0]!]
    const wanted = resultElement(lhs)
    return (
      equalElements(['lhs', lhs], ['rhs', rhs]) ??
      (wanted === undefined ? undefined : elementIs(['result', result], [wanted]))
    )
  }

export const ownElement = ({ comparedElement }: CheckedType): string | undefined => comparedElement

export const complexOf = ({ comparedElement }: CheckedType): string | undefined =>
  comparedElement === undefined ? undefined : `complex<${comparedElement}>`

export const checkConstantLike: Check = ({ operands, results, attributes }) => {
  const [operand, result] = [operands[0]!, results[0]!]
  const value = /value\s*=\s*[^:,}]*:\s*([\w<>]+)/.exec(attributes)?.[1]
  return (
    equalShapes(['operand', operand], ['result', result]) ??
    (value === undefined || result.comparedElement === undefined || result.comparedElement === value
      ? undefined
      : `value is of type ${value} and the result has element type ${result.comparedElement}; they must be equal`)
  )
}

/** Values that pass through in pairs. */
export const checkPairs: Check = ({ operands, results }) =>
  operands.length === results.length
    ? firstOf(operands, (operand, i) =>
        areCompatible(operand, results[i]!)
          ? undefined
          : equalTypes([`operand ${i}`, operand], [`result ${i}`, results[i]!], 'C1'),
      )
    : `${operands.length} operands and ${results.length} results; there must be as many of each (C1)`
