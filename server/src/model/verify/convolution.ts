// convolution and dynamic_conv: dimension numbers in their three written forms, windows, groups, the shape of the result.
import { fitsSize } from './checkedTypes'
import { checkPrecision } from './dot'
import { equalElements, firstOf, found, inRange, isUnique, rankAtLeast, rankIs, shapeIs, sizeIs } from './findings'
import { readList, readNumber, readValues } from './lists'
import type { Check, CheckedType, Finding, Question } from './question'
import type { Window } from './windows'
import { checkWindow, windowPlaces } from './windows'

/** Dims of one side: the two named ones and the spatial ones. */
interface Side {
  readonly first: number
  readonly second: number
  readonly spatial: readonly number[]
}

interface Dims {
  readonly input: Side
  readonly kernel: Side
  readonly output: Side
}

export const checkConvolution: Check = (question) => {
  const { operands, results, attributes } = question
  const [lhs, rhs, result] = [operands[0]!, operands[1]!, results[0]!]
  const dims = readDims(attributes)
  const elements = equalElements(['lhs', lhs], ['rhs', rhs], 'C27')
  if (elements !== undefined) return elements
  if (typeof dims === 'string') return dims
  const groups = checkGroups(attributes)
  if (dims === undefined || !lhs.isRanked || !rhs.isRanked) return groups ?? checkPrecision(attributes, 'C24')
  return (
    rankAtLeast(['lhs', lhs], 2, 'C1') ??
    rankIs(['rhs', rhs], lhs.dims.length, 'C1') ??
    groups ??
    checkDims(dims, lhs.dims.length) ??
    checkPrecision(attributes, 'C24') ??
    checkShapes(question, dims) ??
    rankIs(['result', result], lhs.dims.length, 'C26')
  )
}

const groupsOf = (text: string): readonly [feature: number, batch: number] => [
  readNumber(text, 'feature_group_count') ?? 1,
  readNumber(text, 'batch_group_count') ?? 1,
]

function checkGroups(text: string): Finding {
  const [feature, batch] = groupsOf(text)
  if (feature < 1) return found(`feature_group_count is ${feature}; it must be at least 1`, 'C21')
  if (batch < 1) return found(`batch_group_count is ${batch}; it must be at least 1`, 'C22')
  return feature > 1 && batch > 1
    ? found(`feature_group_count is ${feature} and batch_group_count ${batch}; one of them must be 1`, 'C23')
    : undefined
}

function checkDims({ input, kernel, output }: Dims, rank: number): Finding {
  const sides = [
    ['input', input, 'C12', 'C13'],
    ['kernel', kernel, 'C17', 'C18'],
    ['output', output, 'C19', 'C20'],
  ] as const
  return firstOf(sides, ([name, { first, second, spatial }, countLabel, label]) => {
    const all = [first, second, ...spatial]
    return (
      sizeIs(`${name}_spatial_dimensions`, spatial, rank - 2, countLabel) ??
      isUnique(`dims of the ${name}`, all, label) ??
      inRange(`dims of the ${name}`, all, rank, label)
    )
  })
}

function checkShapes({ kind, operands, results, attributes }: Question, dims: Dims): Finding {
  const [lhs, rhs, result] = [operands[0]!, operands[1]!, results[0]!]
  const window = readWindow(attributes, dims, [lhs, rhs], kind === 'dynamic_conv')
  const reversal = readValues(attributes, 'window_reversal', 'reverse')
  const spatial = dims.input.spatial.length
  const padding =
    kind === 'dynamic_conv' && operands[2] !== undefined
      ? shapeIs(['padding', operands[2]], [spatial, 2], 'C4')
      : undefined
  return (
    checkWindow(window, spatial, {
      sizes: ['', ''],
      strides: ['C2', 'C3'],
      baseDilations: ['C5', 'C6'],
      windowDilations: ['C7', 'C8'],
      padding: 'C4',
    }) ??
    padding ??
    (reversal === undefined || reversal.length === 0
      ? undefined
      : sizeIs('window_reversal', reversal, spatial, 'C9')) ??
    checkFeatures(attributes, dims, lhs, rhs) ??
    shapeIs(['result', result], resultDims(attributes, dims, [lhs, rhs], window, kind === 'dynamic_conv'), 'C25')
  )
}

function readWindow(
  text: string,
  { kernel }: Dims,
  [lhs, rhs]: readonly [CheckedType, CheckedType],
  isDynamic: boolean,
): Window {
  const padding = isDynamic ? undefined : readList(text, 'padding', 'pad')
  const strides = readValues(text, 'window_strides', 'stride')
  return {
    sizes: kernel.spatial.map((dim) => (rhs.dims[dim]! < 0 ? 1 : rhs.dims[dim]!)),
    // Strides of dims whose size is not known are not counted.
    strides: isDynamic && lhs.isDynamic ? undefined : strides,
    baseDilations: readValues(text, 'lhs_dilation', 'lhs_dilate'),
    windowDilations: readValues(text, 'rhs_dilation', 'rhs_dilate'),
    padding: padding?.values,
    paddingDims: padding?.dims,
  }
}

function checkFeatures(text: string, { input, kernel }: Dims, lhs: CheckedType, rhs: CheckedType): Finding {
  const [feature, batch] = groupsOf(text)
  const [inputBatch, inputFeature] = [lhs.dims[input.first]!, lhs.dims[input.second]!]
  const [kernelInput, kernelOutput] = [rhs.dims[kernel.first]!, rhs.dims[kernel.second]!]
  const divisible = (name: string, size: number, by: string, count: number, label: string): Finding =>
    size < 0 || size % count === 0 ? undefined : found(`${name} has size ${size}; ${by} ${count} must divide it`, label)
  return (
    divisible('the batch dim of lhs', inputBatch, 'batch_group_count', batch, 'C10') ??
    divisible('the feature dim of lhs', inputFeature, 'feature_group_count', feature, 'C11') ??
    (inputFeature < 0 || fitsSize(kernelInput, inputFeature / feature)
      ? undefined
      : found(`the input feature dim of rhs has size ${kernelInput}; it must be ${inputFeature / feature}`, 'C14')) ??
    divisible('the output feature dim of rhs', kernelOutput, 'batch_group_count', batch, 'C15') ??
    divisible('the output feature dim of rhs', kernelOutput, 'feature_group_count', feature, 'C16')
  )
}

function resultDims(
  text: string,
  { input, kernel, output }: Dims,
  [lhs, rhs]: readonly [CheckedType, CheckedType],
  window: Window,
  isDynamic: boolean,
): number[] {
  const dims = lhs.dims.map(() => -1)
  const [, batch] = groupsOf(text)
  dims[output.first] = lhs.dims[input.first]! < 0 ? -1 : lhs.dims[input.first]! / batch
  dims[output.second] = rhs.dims[kernel.second]!
  output.spatial.forEach((dim, i) => {
    const isKnown = !isDynamic && rhs.dims[kernel.spatial[i]!]! >= 0
    dims[dim] = isKnown ? windowPlaces(lhs.dims[input.spatial[i]!]!, window, i) : -1
  })
  return dims
}

/** `[b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f]`, or `#stablehlo.conv<raw ...>`; a text where the first form is wrong. */
function readDims(text: string): Dims | string | undefined {
  const pretty = /\[([^[\]]*)\]\s*x\s*\[([^[\]]*)\]\s*->\s*\[([^[\]]*)\]/.exec(text)
  if (pretty !== null) {
    const [input, kernel, output] = [
      readSide(pretty[1]!, 'b', 'f'), // groups of a match: all three are there
      readSide(pretty[2]!, 'i', 'o'),
      readSide(pretty[3]!, 'b', 'f'),
    ]
    const wrong = [input, kernel, output].find((side) => typeof side === 'string')
    if (typeof input === 'string' || typeof kernel === 'string' || typeof output === 'string') return wrong
    return { input, kernel, output }
  }
  if (!/conv<raw|input_batch_dimension/.test(text)) return undefined
  const side = (name: string, first: string, second: string): Side => ({
    first: readNumber(text, `${name}_${first}_dimension`) ?? 0,
    second: readNumber(text, `${name}_${second}_dimension`) ?? 0,
    spatial: readValues(text, `${name}_spatial_dimensions`) ?? [],
  })
  return {
    input: side('input', 'batch', 'feature'),
    kernel: side('kernel', 'input_feature', 'output_feature'),
    output: side('output', 'batch', 'feature'),
  }
}

/** `?` stands for dims of older texts that take no part. */
function readSide(text: string, first: string, second: string): Side | string {
  const words = text.split(',').map((word) => word.trim())
  const unexpected = words.find((word) => word !== first && word !== second && !/^(?:\d+|\?)$/.test(word))
  if (unexpected !== undefined)
    return `its dimension numbers have ${unexpected}; they must be ${first}, ${second} or spatial dims`
  const missing = [first, second].find((word) => !words.includes(word))
  if (missing !== undefined) return `its dimension numbers [${text.trim()}] have no ${missing}`
  const count = words.filter((word) => /^\d+$/.test(word)).length
  const spatial = Array.from({ length: count }, (_, i) => words.indexOf(String(i)))
  if (spatial.includes(-1)) return `its dimension numbers [${text.trim()}] have no ${spatial.indexOf(-1)}`
  return { first: words.indexOf(first), second: words.indexOf(second), spatial }
}
