// convolution and dynamic_conv: batch and features, grouped or not, and spatial dims whose windows do not overlap.
import type { ConvolutionDims } from '../../model/attributes'
import { readConvolutionDims, readInteger, readWindow } from '../../model/attributes'
import type { RuleQuestion } from './question'
import type { PortDim, RuleDraft } from './draft'
import { addEachWhole, addFactor, addWhole, sizeOf } from './draft'
import type { WindowDim } from './windows'
import { patternOf, windowDimOf } from './windows'

/** Ports: input, kernel, (padding of a dynamic_conv,) output. Grouped dims are group (major), then rest. */
export function convolutionRule(draft: RuleDraft, question: RuleQuestion): void {
  const dims = readConvolutionDims(question.attributes)
  if (dims === undefined) return
  const output = question.operands.length
  const groups = readInteger(question.attributes, 'feature_group_count') ?? 1
  const batchGroups = readInteger(question.attributes, 'batch_group_count') ?? 1
  const isDynamic = question.kind === 'dynamic_conv'
  // Its text cannot be given other groups or padding, which are operands.
  if (isDynamic && groups * batchGroups > 1) return
  const place = (port: number, letters: readonly string[], letter: string): PortDim => [port, letters.indexOf(letter)]
  const [inputBatch, inputFeature] = [place(0, dims.input, 'b'), place(0, dims.input, 'f')]
  const [kernelInput, kernelOutput] = [place(1, dims.kernel, 'i'), place(1, dims.kernel, 'o')]
  const [outputBatch, outputFeature] = [place(output, dims.output, 'b'), place(output, dims.output, 'f')]
  addFactor(draft, groups, [inputFeature, kernelOutput, outputFeature])
  addFactor(draft, batchGroups, [inputBatch, kernelOutput, outputFeature])
  addFactor(draft, sizeOf(draft, outputBatch), [inputBatch, outputBatch])
  addFactor(draft, sizeOf(draft, kernelInput), [inputFeature, kernelInput], 'add')
  addFactor(draft, sizeOf(draft, kernelOutput) / groups / batchGroups, [kernelOutput, outputFeature])
  if (!isDynamic) addSpatialFactors(draft, question.attributes, dims)
}

function addSpatialFactors(draft: RuleDraft, attributes: string, dims: ConvolutionDims): void {
  const window = readWindow(attributes, dims.input.length - 2)
  const reversed = readReversal(attributes)
  for (let spatial = 0; spatial < dims.input.length - 2; spatial++) {
    const letter = String(spatial)
    const input: PortDim = [0, dims.input.indexOf(letter)]
    const kernel: PortDim = [1, dims.kernel.indexOf(letter)]
    const output: PortDim = [2, dims.output.indexOf(letter)]
    const sizes = { input: sizeOf(draft, input), output: sizeOf(draft, output), extent: sizeOf(draft, kernel) }
    const dim = windowDimOf(window, spatial, { ...sizes, isReversed: reversed[spatial] === true })
    addSpatialFactor(draft, dim, [input, kernel, output])
  }
}

type SpatialPlaces = readonly [input: PortDim, kernel: PortDim, output: PortDim]

function addSpatialFactor(draft: RuleDraft, dim: WindowDim, [input, kernel, output]: SpatialPlaces): void {
  const pattern = patternOf(dim)
  switch (pattern.kind) {
    case 'patches':
      addFactor(draft, dim.output, [input, output])
      if (pattern.fills) return addFactor(draft, pattern.rest, [input, kernel], 'add')
      addWhole(draft, pattern.rest, [input], 'a window lies in it')
      return addEachWhole(draft, [kernel], 'it is a window')
    case 'strands':
      addFactor(draft, dim.extent, [input, kernel], 'add')
      if (pattern.fills) return addFactor(draft, pattern.rest, [input, output])
      addWhole(draft, pattern.rest, [input], 'part of it is read')
      return addEachWhole(draft, [output], 'it is part of what is read')
    case 'spread':
      addFactor(draft, dim.input, [input, output])
      addWhole(draft, pattern.rest, [output], 'a window lies in it')
      return addEachWhole(draft, [kernel], 'it is a window')
    case 'sliding':
      addEachWhole(draft, [input, output], 'a window slides over it')
      addEachWhole(draft, [kernel], 'it is a window')
  }
}

/** `reverse = [true, false]` or `window_reversal = ...`; nothing is reversed without it. */
function readReversal(text: string): boolean[] {
  const list = /(?:\breverse|\bwindow_reversal)"?\s*=\s*(?:array<i1:?|dense<\[?|\[)([^\]>]*)/.exec(text)?.[1] ?? ''
  const values = list.split(',').map((value) => /true|1/.test(value))
  // A splat, `dense<true>`, is for all dims.
  return values.length === 1 && values[0] === true ? [true, true, true, true] : values
}
