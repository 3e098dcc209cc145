// reduce, reduce_window, select_and_scatter, sort, top_k, map.
import {
  classIs,
  equalElements,
  equalShapes,
  equalTypes,
  firstOf,
  found,
  inRange,
  isUnique,
  rankAtLeast,
  rankIs,
  shapeIs,
} from './findings'
import { readNumber, readValues } from './lists'
import type { Check, CheckedType, Finding, Question } from './question'
import { checkComparator, checkReducer, returnsBoolean } from './reducers'
import { checkWindow, readWindow, windowPlaces } from './windows'

/** Inputs and their initial values, or why they are not pairs. */
function halves({ operands, results }: Question): readonly [readonly CheckedType[], readonly CheckedType[]] | string {
  if (operands.length % 2 === 1 || operands.length === 0)
    return `${operands.length} operands; there must be an initial value for each input`
  const count = operands.length / 2
  if (results.length !== count)
    return found(`${results.length} results for ${count} inputs; there must be as many`, 'C3')
  return [operands.slice(0, count), operands.slice(count)]
}

/** All of one shape (C1 of each). */
const equalInputs = (inputs: readonly CheckedType[], label: string): Finding =>
  firstOf(inputs, (input, i) =>
    firstOf(inputs.slice(0, i), (other, j) => equalShapes([`input ${j}`, other], [`input ${i}`, input], label)),
  )

const commutative: ReadonlySet<string> = new Set(['add', 'and', 'maximum', 'minimum', 'multiply', 'or', 'xor'])

export const checkReduce: Check = (question) => {
  const pair = halves(question)
  if (typeof pair === 'string') return pair
  const [inputs, initialValues] = pair
  const { results, regions, attributes } = question
  const dims = readValues(attributes, 'dimensions') ?? []
  const ranked = inputs.find(({ isRanked }) => isRanked)
  const applied = /applies\s+(?:\w+\.)*(\w+)/.exec(attributes)?.[1]
  if (applied !== undefined && !commutative.has(applied))
    return found(`it applies ${applied}; it must be a commutative operation of two values`, 'C6')
  return (
    equalInputs(inputs, 'C1') ??
    (ranked === undefined ? undefined : inRange('dimensions', dims, ranked.dims.length, 'C4')) ??
    isUnique('dimensions', dims, 'C5') ??
    checkReducer(regions[0], { inputs, initialValues, results, label: 'C6', pieces: kept(ranked, dims) }) ??
    (regions.length > 0
      ? undefined
      : firstOf(inputs, (input, i) => equalElements([`input ${i}`, input], [`result ${i}`, results[i]!], 'C8'))) ??
    firstOf(inputs, (input, i) =>
      input.isRanked ? shapeIs([`result ${i}`, results[i]!], kept(input, dims), 'C7') : undefined,
    )
  )
}

/** Sizes of the dims that are not reduced. */
const kept = (input: CheckedType | undefined, dims: readonly number[]): number[] =>
  (input?.dims ?? []).filter((_, dim) => !dims.includes(dim))

export const checkReduceWindow: Check = (question) => {
  const pair = halves(question)
  if (typeof pair === 'string') return pair
  const [inputs, initialValues] = pair
  const { results, regions, attributes } = question
  const window = readWindow(attributes)
  const rank = inputs.find(({ isRanked }) => isRanked)?.dims.length
  if (window === undefined || rank === undefined) return undefined
  return (
    equalInputs(inputs, 'C2') ??
    checkWindow(window, rank, {
      sizes: ['C4', 'C5'],
      strides: ['C6', 'C7'],
      baseDilations: ['C8', 'C9'],
      windowDilations: ['C10', 'C11'],
      padding: 'C12',
    }) ??
    checkReducer(regions[0], { inputs, initialValues, results, label: 'C13', pieces: window.sizes }) ??
    firstOf(inputs, (input, i) =>
      input.isRanked
        ? shapeIs(
            [`result ${i}`, results[i]!],
            input.dims.map((size, dim) => windowPlaces(size, window, dim)),
            'C15',
          )
        : undefined,
    )
  )
}

export const checkSelectAndScatter: Check = ({ operands, results, regions, attributes }) => {
  const [operand, source, initialValue, result] = [operands[0]!, operands[1]!, operands[2]!, results[0]!]
  const [select, scatter] = [regions[0]!, regions[1]!]
  const window = readWindow(attributes)
  const slides =
    window === undefined || !operand.isRanked
      ? undefined
      : (checkWindow(window, operand.dims.length, {
          sizes: ['C4', 'C5'],
          strides: ['C6', 'C7'],
          baseDilations: ['', ''],
          windowDilations: ['', ''],
          padding: 'C8',
        }) ??
        shapeIs(
          ['source', source],
          operand.dims.map((size, dim) => windowPlaces(size, window, dim)),
          'C2',
        ))
  return (
    equalElements(['operand', operand], ['source', source], 'C1') ??
    rankIs(['init_value', initialValue], 0, 'C3') ??
    slides ??
    checkSelect(select.arguments, operand, select.blocks) ??
    (select.blocks === 0 ? undefined : returnsBoolean(select, 'C9')) ??
    checkReducer(scatter, { inputs: [operand], initialValues: [initialValue], results: [result], label: 'C10' }) ??
    equalShapes(['operand', operand], ['result', result], 'C11')
  )
}

function checkSelect(args: readonly CheckedType[], operand: CheckedType, blocks: number): Finding {
  if (blocks === 0) return found('its region select is empty', 'C9')
  if (args.length !== 2) return found(`its region select takes ${args.length} values; it must take 2`, 'C9')
  return firstOf(args, (argument, i) => {
    const name = `argument ${i} of select`
    return rankIs([name, argument], 0, 'C9') ?? equalElements([name, argument], ['operand', operand], 'C9')
  })
}

export const checkSort: Check = ({ operands, results, regions, attributes }) => {
  if (operands.length !== results.length)
    return found(`${operands.length} inputs and ${results.length} results; there must be as many of each`, 'C2')
  const dimension = readNumber(attributes, 'dimension')
  return (
    equalInputs(operands, 'C3') ??
    firstOf(operands, (input, i) => equalTypes([`input ${i}`, input], [`result ${i}`, results[i]!], 'C2')) ??
    firstOf(operands, ({ isRanked, dims }) =>
      dimension === undefined || !isRanked || dims.length === 0
        ? undefined
        : inRange('dimension', [dimension], dims.length, 'C4', -dims.length),
    ) ??
    checkComparator(regions[0], operands, 'C5')
  )
}

export const checkTopK: Check = ({ operands, results, attributes, head }) => {
  const [operand, values, indices] = [operands[0]!, results[0]!, results[1]!]
  const k = readNumber(`${head} ${attributes}`, 'k')
  const rank = rankAtLeast(['operand', operand], 1)
  if (rank !== undefined || k === undefined || !operand.isRanked) return rank
  const last = operand.dims.at(-1)!
  const dims = [...operand.dims.slice(0, -1), k]
  return (
    (k < 0 ? `k is ${k}; it must be at least 0` : undefined) ??
    (last >= 0 && last < k ? `k is ${k}, and the last dim has size ${last}; it must not be smaller` : undefined) ??
    shapeIs(['values', values], dims) ??
    shapeIs(['indices', indices], dims) ??
    equalElements(['operand', operand], ['values', values]) ??
    classIs(['indices', indices], ['signed', 'unsigned'])
  )
}

export const checkMap: Check = ({ operands, results, regions, attributes }) => {
  const [result, region] = [results[0]!, regions[0]!]
  const dims = readValues(attributes, 'dimensions')
  const rank = operands.find(({ isRanked }) => isRanked)?.dims.length
  const isInOrder =
    dims === undefined || rank === undefined || (dims.length === rank && dims.every((dim, i) => dim === i))
  if (region.blocks === 0) return found('its region is empty', 'C4')
  if (region.arguments.length !== operands.length)
    return found(`its region takes ${region.arguments.length} values; it must take ${operands.length}`, 'C4')
  if (region.results.length !== 1)
    return found(`its region returns ${region.results.length} values; it must return 1`, 'C4')
  return (
    equalInputs([...operands, result], 'C1') ??
    (isInOrder
      ? undefined
      : found(`dimensions is [${dims.join(', ')}]; it must name all ${rank} dims in order`, 'C3')) ??
    firstOf(region.arguments, (argument, i) => {
      const name = `region argument ${i}`
      return rankIs([name, argument], 0, 'C4') ?? equalElements([name, argument], [`input ${i}`, operands[i]!], 'C4')
    }) ??
    rankIs(['what its region returns', region.results[0]!], 0, 'C4') ??
    equalElements(['what its region returns', region.results[0]!], ['result', result], 'C4')
  )
}
