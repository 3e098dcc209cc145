// What goes in and out: tuples, tokens, infeed, outfeed, send, recv, custom_call, constants.
import { areCompatible, fitsDims, printDims, readCheckedType, tupleElements } from './checkedTypes'
import { equalTypes, firstOf, found, isTensor, printType } from './findings'
import { readNumber } from './lists'
import type { Check, CheckedType, Finding, Question } from './question'

const isToken = (name: string, type: CheckedType | undefined): Finding =>
  type === undefined
    ? `it has no ${name}`
    : type.category === 'token' || type.category === 'unknown'
      ? undefined
      : `${name} is ${printType(type)}; it must be a token`

export const checkAfterAll: Check = ({ operands, results }) =>
  firstOf(operands, (operand, i) => isToken(`operand ${i}`, operand)) ?? isToken('result', results[0])

export const checkTuple: Check = ({ operands, results }) => {
  const result = results[0]!
  if (result.category === 'unknown') return undefined
  const elements = tupleElements(result)
  const isSame =
    result.category === 'tuple' &&
    elements.length === operands.length &&
    elements.every((each, i) => areCompatible(each, operands[i]!))
  return isSame
    ? undefined
    : found(`the result is ${printType(result)}; it must be the tuple of the operands' types`, 'C1')
}

export const checkGetTupleElement: Check = ({ operands, results, attributes, head }) => {
  const operand = operands[0]!
  if (operand.category === 'unknown') return undefined
  if (operand.category !== 'tuple') return `operand is ${printType(operand)}; it must be a tuple`
  const index = readNumber(`${head} ${attributes}`, 'index') ?? readPretty(attributes)
  if (index === undefined) return undefined
  const elements = tupleElements(operand)
  const element = elements[index]
  if (element === undefined) return found(`index is ${index}; it must be in [0, ${elements.length})`, 'C1')
  return equalTypes(['result', results[0]!], [`element ${index}`, element], 'C2')
}

/** `%0[1]`. */
const readPretty = (text: string): number | undefined => {
  const match = /^\[(\d+)\]/.exec(text)
  return match?.[1] === undefined ? undefined : Number(match[1])
}

/** Tensors, then a token. */
const checkReceived = (results: readonly CheckedType[], labels: readonly [string, string]): Finding => {
  const last = results.at(-1)
  if (last === undefined) return found('it has no result; there must be a token', labels[0])
  const token = isToken('the last result', last)
  if (token !== undefined) return found(token, labels[1])
  return firstOf(results.slice(0, -1), (result, i) =>
    result.category === 'tuple' ? undefined : isTensor([`result ${i}`, result]),
  )
}

export const checkInfeed: Check = (question) => {
  const { operands, results, attributes } = question
  return (
    isToken('operand', operands[0]) ??
    checkReceived(results, ['C1', 'C3']) ??
    checkLayoutCount(attributes, results.length - 1)
  )
}

function checkLayoutCount(text: string, wanted: number): Finding {
  const list = /(?:^|[^\w])layout\s*=\s*(\[.*)/s.exec(text)?.[1]
  if (list === undefined) return undefined
  let [depth, count] = [0, 0]
  for (const letter of list) {
    if (letter === '[' && ++depth === 2) count++
    else if (letter === ']' && --depth === 0) break
    else if (depth === 1 && /\d/.test(letter)) return 'layout has a number; each of its entries must be a list'
    else if (depth > 2) return 'layout has lists of lists of lists; its entries must be lists of numbers'
  }
  return count === wanted ? undefined : `layout has ${count} entries; it must have ${wanted}`
}

const isToHost = (text: string): boolean => /is_host_transfer\s*=\s*true/.test(text)
const channelType = (text: string): number | undefined => {
  const inner =
    /channel_handle\s*=\s*#?\w*\.?channel_handle<([^>]*)/s.exec(text)?.[1] ?? /channel_type\s*=\s*\d+/.exec(text)?.[0]
  return inner === undefined ? undefined : readNumber(inner, 'type', 'channel_type')
}

/** DEVICE_TO_DEVICE is 1, DEVICE_TO_HOST 2, HOST_TO_DEVICE 3. */
const checkChannelType = (text: string, host: number, name: string, label: string): Finding => {
  const type = channelType(text)
  const wanted = isToHost(text) ? host : 1
  return type === undefined || type === wanted
    ? undefined
    : found(`channel type is ${type}; it must be ${wanted} (${wanted === 1 ? 'DEVICE_TO_DEVICE' : name})`, label)
}

export const checkRecv: Check = ({ operands, results, attributes }) =>
  isToken('operand', operands[0]) ??
  checkChannelType(attributes, 3, 'HOST_TO_DEVICE', 'C1') ??
  checkReceived(results, ['C2', 'C4'])

export const checkSend: Check = ({ operands, results, attributes }) =>
  isToken('the last operand', operands.at(-1)) ??
  checkChannelType(attributes, 2, 'DEVICE_TO_HOST', 'C1') ??
  isToken('result', results[0])

/** The value has the elements that the type says; `dense` texts end with their type. */
export const checkConstant: Check = ({ results, attributes }: Question) => {
  const result = results[0]!
  const text = /(?:>|"|\])\s*:\s*(tensor<[^{}]*>)\s*\}?>?\s*$/s.exec(attributes)?.[1]
  if (text === undefined) return undefined
  const balanced = balance(text)
  const value = readCheckedType(balanced)
  if (!value.isRanked || !result.isRanked) return undefined
  if (value.isDynamic) return `its value is ${printType(value)}; its sizes must be known`
  if (result.isDynamic && !/bounds/.test(result.text))
    return `the result is ${printType(result)}; its sizes must be known`
  if (!fitsDims(value.dims, result.dims))
    return found(
      `its value has shape ${printDims(value.dims)} and the result ${printDims(result.dims)}; they must be equal`,
      'C1',
    )
  const [left, right] = [value.comparedElement, result.comparedElement]
  return left === undefined || right === undefined || left === right
    ? undefined
    : found(`its value has element type ${left} and the result ${right}; they must be equal`, 'C1')
}

/** Up to the bracket that closes the first one. */
function balance(text: string): string {
  let depth = 0
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '<') depth++
    else if (text[i] === '>' && --depth === 0) return text.slice(0, i + 1)
  }
  return text
}
