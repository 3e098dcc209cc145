// convolution and dynamic_conv: grouped, batch-grouped, padded, strided, dilated and reversed, in any layout.
import { readConvolutionDims, readInteger, readWindow } from '../../model/attributes'
import type { OperationKind } from '../../model/operations'
import { isBig, rounderOf } from '../elementTypes'
import type { Kernel, KernelCall } from '../kernel'
import { EvaluationError } from '../kernel'
import type { Tensor } from '../tensor'
import { eachIndex, makeTensor, stridesOf } from '../tensor'
import { vectorOf } from './movement'

/** What a convolution is along each spatial dim. */
interface Spatial {
  readonly input: number
  readonly kernel: number
  readonly output: number
  readonly stride: number
  readonly low: number
  readonly baseDilation: number
  readonly windowDilation: number
  readonly isReversed: boolean
}

const convolution: Kernel = (call) => {
  const rank = call.operands[0]!.type.dims.length - 2
  const padding = readWindow(call.attributes, rank).padding
  return [convolve(call, padding)]
}

const dynamicConvolution: Kernel = (call) => [convolve(call, vectorOf(call.operands[2]!))]

/** Dim numbers of a convolution, and where batch and feature dims stand. */
interface Layout {
  readonly spatial: readonly Spatial[]
  readonly inputBatch: number
  readonly inputFeature: number
  readonly kernelInput: number
  readonly kernelOutput: number
  readonly outputBatch: number
  readonly outputFeature: number
}

function readLayout(call: KernelCall, padding: readonly number[]): Layout {
  const dims = readConvolutionDims(call.attributes)
  if (dims === undefined) throw new EvaluationError('a convolution without dimension numbers')
  const rank = call.operands[0]!.type.dims.length - 2
  const window = readWindow(call.attributes, rank)
  const reversal = /(?:reverse|window_reversal)"?\s*=\s*(?:array<i1:?|dense<\[?|\[)([^\]>]*)/.exec(call.attributes)?.[1]
  const isReversed = (reversal ?? '').split(',').map((text) => text.trim() === 'true')
  const spatial = Array.from({ length: rank }, (_, i) => ({
    input: dims.input.indexOf(String(i)),
    kernel: dims.kernel.indexOf(String(i)),
    output: dims.output.indexOf(String(i)),
    stride: window.strides[i]!,
    low: padding[2 * i]!,
    baseDilation: window.baseDilations[i]!,
    windowDilation: window.windowDilations[i]!,
    isReversed: isReversed.length === 1 ? isReversed[0]! : (isReversed[i] ?? false),
  }))
  return {
    spatial,
    inputBatch: dims.input.indexOf('b'),
    inputFeature: dims.input.indexOf('f'),
    kernelInput: dims.kernel.indexOf('i'),
    kernelOutput: dims.kernel.indexOf('o'),
    outputBatch: dims.output.indexOf('b'),
    outputFeature: dims.output.indexOf('f'),
  }
}

function convolve(call: KernelCall, padding: readonly number[]): Tensor {
  const [x, kernel] = [call.operands[0]!, call.operands[1]!]
  const layout = readLayout(call, padding)
  const result = makeTensor(call.resultTypes[0]!.element, outputShape(call, layout, padding))
  const { dims, element } = result.type
  const groups = readInteger(call.attributes, 'feature_group_count') ?? 1
  const batchGroups = readInteger(call.attributes, 'batch_group_count') ?? 1
  const inputs = kernel.type.dims[layout.kernelInput]!
  const outputs = kernel.type.dims[layout.kernelOutput]!
  const [xs, ks] = [stridesOf(x.type.dims), stridesOf(kernel.type.dims)]
  const window = layout.spatial.map((one) => kernel.type.dims[one.kernel]!)
  const round = isBig(element) ? undefined : rounderOf(element)
  const add = (sum: number, product: number): number =>
    round === undefined ? sum + product : round(sum + round(product))
  eachIndex(dims, (index, position) => {
    const feature = index[layout.outputFeature]!
    const group = Math.floor((feature * groups) / outputs)
    const batchGroup = Math.floor((feature * batchGroups) / outputs)
    const batch = index[layout.outputBatch]! + batchGroup * dims[layout.outputBatch]!
    const first = batch * xs[layout.inputBatch]! + group * inputs * xs[layout.inputFeature]!
    let sum = 0
    eachIndex(window, (at) => {
      let from = first
      let weight = feature * ks[layout.kernelOutput]!
      for (let i = 0; i < layout.spatial.length; i++) {
        const one = layout.spatial[i]!
        const dilated = index[one.output]! * one.stride + at[i]! * one.windowDilation - one.low
        const place = dilated / one.baseDilation
        if (!Number.isInteger(place) || place < 0 || place >= x.type.dims[one.input]!) return
        from += place * xs[one.input]!
        weight += (one.isReversed ? window[i]! - 1 - at[i]! : at[i]!) * ks[one.kernel]!
      }
      for (let i = 0; i < inputs; i++) {
        const [left, right] = [
          x.data[from + i * xs[layout.inputFeature]!]!,
          kernel.data[weight + i * ks[layout.kernelInput]!]!,
        ]
        sum = add(sum, Number(left) * Number(right))
      }
    })
    result.data[position] = round === undefined ? BigInt(sum) : round(sum)
  })
  return result
}

/** The type of the result says it, but for dynamic forms. */
function outputShape(
  call: KernelCall,
  { spatial, outputBatch, inputBatch, kernelOutput }: Layout,
  padding: readonly number[],
): readonly number[] {
  const type = call.resultTypes[0]!
  if (!type.isDynamic) return type.dims
  const [x, kernel] = [call.operands[0]!, call.operands[1]!]
  return type.dims.map((size, dim) => {
    const i = spatial.findIndex((one) => one.output === dim)
    const one = spatial[i]
    if (one === undefined) {
      if (size >= 0) return size
      return dim === outputBatch ? x.type.dims[inputBatch]! : kernel.type.dims[kernelOutput]!
    }
    const dilated = Math.max(0, (x.type.dims[one.input]! - 1) * one.baseDilation + 1)
    const window = (kernel.type.dims[one.kernel]! - 1) * one.windowDilation + 1
    return Math.floor((dilated + padding[2 * i]! + padding[2 * i + 1]! - window) / one.stride) + 1
  })
}

export const convolutionKernels: Partial<Record<OperationKind, Kernel>> = {
  convolution,
  dynamic_conv: dynamicConvolution,
}
