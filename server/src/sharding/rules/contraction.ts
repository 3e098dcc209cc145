// dot_general and convolution.
import type { ConvolutionDims, Window } from '../../model/attributes'
import { readConvolutionDims, readDotDims, readInteger, readWindow } from '../../model/attributes'
import type { RuleQuestion } from './question'
import type { RuleDraft } from './draft'
import { addFactor, addWhole, sizeOf } from './draft'

/** Result dims are batching, then free dims of the left, then of the right operand (dot_general C12). */
export function dotRule(draft: RuleDraft, question: RuleQuestion): void {
  const dims = question.kind === 'dot' ? vectorDotDims(question) : readDotDims(question.attributes)
  let result = 0
  dims.lhsBatching.forEach((lhs, i) => {
    addFactor(draft, sizeOf(draft, [0, lhs]), [
      [0, lhs],
      [1, dims.rhsBatching[i] ?? 0],
      [2, result++],
    ])
  })
  const addFree = (port: number, taken: readonly number[]): void => {
    draft.types[port]?.dims.forEach((size, dim) => {
      if (!taken.includes(dim))
        addFactor(draft, size, [
          [port, dim],
          [2, result++],
        ])
    })
  }
  addFree(0, [...dims.lhsBatching, ...dims.lhsContracting])
  addFree(1, [...dims.rhsBatching, ...dims.rhsContracting])
  dims.lhsContracting.forEach((lhs, i) => {
    addFactor(
      draft,
      sizeOf(draft, [0, lhs]),
      [
        [0, lhs],
        [1, dims.rhsContracting[i] ?? 0],
      ],
      'add',
    )
  })
}

/** The older `dot`: the last dim of the left operand with the first of the right. */
function vectorDotDims(question: RuleQuestion): ReturnType<typeof readDotDims> {
  const rank = question.operands[0]?.dims.length ?? 1
  return { lhsBatching: [], rhsBatching: [], lhsContracting: [rank - 1], rhsContracting: [0] }
}

/** Ports: input, kernel, output. Grouped forms split their dims into group (major) and rest. */
export function convolutionRule(draft: RuleDraft, question: RuleQuestion): void {
  const dims = readConvolutionDims(question.attributes)
  if (dims === undefined) return
  const at = {
    b: dims.input.indexOf('b'),
    f: dims.input.indexOf('f'),
    i: dims.kernel.indexOf('i'),
    o: dims.kernel.indexOf('o'),
  }
  const out = { b: dims.output.indexOf('b'), f: dims.output.indexOf('f') }
  const groups = readInteger(question.attributes, 'feature_group_count') ?? 1
  const batchGroups = readInteger(question.attributes, 'batch_group_count') ?? 1
  addFactor(draft, groups, [
    [0, at.f],
    [1, at.o],
    [2, out.f],
  ])
  addFactor(draft, batchGroups, [
    [0, at.b],
    [1, at.o],
    [2, out.f],
  ])
  addFactor(draft, sizeOf(draft, [2, out.b]), [
    [0, at.b],
    [2, out.b],
  ])
  addFactor(
    draft,
    sizeOf(draft, [1, at.i]),
    [
      [0, at.f],
      [1, at.i],
    ],
    'add',
  )
  addFactor(draft, sizeOf(draft, [1, at.o]) / groups / batchGroups, [
    [1, at.o],
    [2, out.f],
  ])
  addSpatialFactors(draft, dims, readWindow(question.attributes, dims.input.length - 2))
}

/** A spatial dim whose window is one element without stride, padding or dilation is parallel. */
function addSpatialFactors(draft: RuleDraft, dims: ConvolutionDims, window: Window): void {
  for (let spatial = 0; spatial < dims.input.length - 2; spatial++) {
    const places = [dims.input, dims.kernel, dims.output].map((letters) => letters.indexOf(String(spatial)))
    const [input = 0, kernel = 0, output = 0] = places
    const isPointwise = sizeOf(draft, [1, kernel]) === 1 && isTrivialWindow(window, spatial)
    if (isPointwise)
      addFactor(draft, sizeOf(draft, [0, input]), [
        [0, input],
        [2, output],
      ])
    else {
      addWhole(draft, sizeOf(draft, [0, input]), [[0, input]], 'a window slides over it')
      addWhole(draft, sizeOf(draft, [1, kernel]), [[1, kernel]], 'it is a window')
      addWhole(draft, sizeOf(draft, [2, output]), [[2, output]], 'a window slides over it')
    }
  }
}

/** No stride, padding or dilation along one window dim. */
export function isTrivialWindow(window: Window, dim: number): boolean {
  return (
    (window.strides[dim] ?? 1) === 1 &&
    (window.padding[2 * dim] ?? 0) === 0 &&
    (window.padding[2 * dim + 1] ?? 0) === 0 &&
    (window.baseDilations[dim] ?? 1) === 1 &&
    (window.windowDilations[dim] ?? 1) === 1
  )
}
