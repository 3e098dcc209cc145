// dot_general and convolution. Products and sums are rounded one by one, in row-major order.
import { readConvolutionDims, readDotDims, readInteger, readWindow } from '../../model/attributes'
import type { OperationKind } from '../../model/operations'
import { isBig, isComplex, isFloating, rounderOf } from '../elementTypes'
import type { Kernel, KernelCall } from '../kernel'
import { EvaluationError } from '../kernel'
import type { Tensor } from '../tensor'
import { copyElement, eachIndex, makeTensor, stridesOf } from '../tensor'
import { vectorOf } from './movement'

/** Elements in the order of `dims`, one after the other. */
function arrange({ type, data }: Tensor, dims: readonly number[]): Tensor {
  const strides = stridesOf(type.dims)
  const result = makeTensor(
    type.element,
    dims.map((dim) => type.dims[dim]!),
  )
  eachIndex(result.type.dims, (index, position) => {
    const source = index.reduce((sum, at, i) => sum + at * strides[dims[i]!]!, 0)
    copyElement({ type, data }, source, result, position)
  })
  return result
}

const sizeOf = (tensor: Tensor, dims: readonly number[]): number =>
  dims.reduce((product, dim) => product * tensor.type.dims[dim]!, 1)

const dotGeneral: Kernel = (call) => {
  const [x, y] = [call.operands[0]!, call.operands[1]!]
  const dims =
    call.kind === 'dot'
      ? { lhsBatching: [], rhsBatching: [], lhsContracting: [x.type.dims.length - 1], rhsContracting: [0] }
      : readDotDims(call.attributes)
  const free = (tensor: Tensor, taken: readonly number[]): number[] =>
    tensor.type.dims.flatMap((_, dim) => (taken.includes(dim) ? [] : [dim]))
  const lhsFree = free(x, [...dims.lhsBatching, ...dims.lhsContracting])
  const rhsFree = free(y, [...dims.rhsBatching, ...dims.rhsContracting])
  const left = arrange(x, [...dims.lhsBatching, ...lhsFree, ...dims.lhsContracting])
  const right = arrange(y, [...dims.rhsBatching, ...rhsFree, ...dims.rhsContracting])
  const shape = [...dims.lhsBatching, ...lhsFree].map((dim) => x.type.dims[dim]!)
  const result = makeTensor(call.resultTypes[0]!.element, [...shape, ...rhsFree.map((dim) => y.type.dims[dim]!)])
  multiplyMatrices(left, right, result, {
    batch: sizeOf(x, dims.lhsBatching),
    rows: sizeOf(x, lhsFree),
    columns: sizeOf(y, rhsFree),
    terms: sizeOf(x, dims.lhsContracting),
  })
  return [result]
}

interface MatrixSizes {
  readonly batch: number
  readonly rows: number
  readonly columns: number
  readonly terms: number
}

/** result[b, r, c] = sum over k of left[b, r, k] * right[b, c, k]. */
function multiplyMatrices(left: Tensor, right: Tensor, result: Tensor, sizes: MatrixSizes): void {
  const { element } = result.type
  if (isComplex(element)) return multiplyComplex(left, right, result, sizes)
  if (isBig(element)) return multiplyBig(left, right, result, sizes)
  const { batch, rows, columns, terms } = sizes
  const [a, b, to] = [left.data, right.data, result.data] as [Float64Array, Float64Array, Float64Array] // numbers
  const round = rounderOf(element)
  const isInteger = !isFloating(element)
  const sum = isInteger ? sumIntegers : element === 'f64' ? sumDoubles : sumSingles
  for (let at = 0, position = 0; at < batch; at++) {
    for (let row = 0; row < rows; row++) {
      const first = (at * rows + row) * terms
      for (let column = 0; column < columns; column++)
        to[position++] = round(sum(a, first, b, (at * columns + column) * terms, terms))
    }
  }
}

type Sum = (a: Float64Array, first: number, b: Float64Array, second: number, terms: number) => number

const sumIntegers: Sum = (a, first, b, second, terms) => {
  let sum = 0
  for (let k = 0; k < terms; k++) sum = (sum + Math.imul(a[first + k]!, b[second + k]!)) | 0
  return sum
}

const sumDoubles: Sum = (a, first, b, second, terms) => {
  let sum = 0
  for (let k = 0; k < terms; k++) sum += a[first + k]! * b[second + k]!
  return sum
}

/** Narrow floats are summed in f32 too, as hardware does, and rounded once. */
const sumSingles: Sum = (a, first, b, second, terms) => {
  let sum = 0
  for (let k = 0; k < terms; k++) sum = Math.fround(sum + Math.fround(a[first + k]! * b[second + k]!))
  return sum
}

function multiplyBig(left: Tensor, right: Tensor, result: Tensor, { batch, rows, columns, terms }: MatrixSizes): void {
  for (let at = 0, position = 0; at < batch; at++) {
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        let sum = 0n
        for (let k = 0; k < terms; k++)
          sum +=
            BigInt(left.data[(at * rows + row) * terms + k]!) * BigInt(right.data[(at * columns + column) * terms + k]!)
        result.data[position++] = sum
      }
    }
  }
}

function multiplyComplex(
  left: Tensor,
  right: Tensor,
  result: Tensor,
  { batch, rows, columns, terms }: MatrixSizes,
): void {
  const [a, b] = [left.data, right.data] as [Float64Array, Float64Array] // complex elements are pairs of numbers
  const round = rounderOf(result.type.element)
  for (let at = 0, position = 0; at < batch; at++) {
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        let [re, im] = [0, 0]
        for (let k = 0; k < terms; k++) {
          const i = 2 * ((at * rows + row) * terms + k)
          const j = 2 * ((at * columns + column) * terms + k)
          re = round(re + round(round(a[i]! * b[j]!) - round(a[i + 1]! * b[j + 1]!)))
          im = round(im + round(round(a[i]! * b[j + 1]!) + round(a[i + 1]! * b[j]!)))
        }
        result.data[position++] = round(re)
        result.data[position++] = round(im)
      }
    }
  }
}

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

function convolve(call: KernelCall, padding: readonly number[]): Tensor {
  const [x, kernel] = [call.operands[0]!, call.operands[1]!]
  const dims = readConvolutionDims(call.attributes)
  if (dims === undefined) throw new EvaluationError('a convolution without dimension numbers')
  const rank = x.type.dims.length - 2
  const window = readWindow(call.attributes, rank)
  const reversal = /(?:reverse|window_reversal)"?\s*=\s*(?:array<i1:?|dense<\[?|\[)([^\]>]*)/.exec(call.attributes)?.[1]
  const isReversed = (reversal ?? '').split(',').map((text) => text.trim() === 'true')
  const spatial: Spatial[] = Array.from({ length: rank }, (_, i) => ({
    input: dims.input.indexOf(String(i)),
    kernel: dims.kernel.indexOf(String(i)),
    output: dims.output.indexOf(String(i)),
    stride: window.strides[i]!,
    low: padding[2 * i]!,
    baseDilation: window.baseDilations[i]!,
    windowDilation: window.windowDilations[i]!,
    isReversed: isReversed.length === 1 ? isReversed[0]! : (isReversed[i] ?? false),
  }))
  const shape = outputShape(call, spatial, padding, dims)
  const result = makeTensor(call.resultTypes[0]!.element, shape)
  const places = {
    b: dims.input.indexOf('b'),
    f: dims.input.indexOf('f'),
    i: dims.kernel.indexOf('i'),
    o: dims.kernel.indexOf('o'),
  }
  const sizes = {
    groups: readInteger(call.attributes, 'feature_group_count') ?? 1,
    batchGroups: readInteger(call.attributes, 'batch_group_count') ?? 1,
    inputs: kernel.type.dims[places.i]!,
    outputs: kernel.type.dims[places.o]!,
    batch: shape[dims.output.indexOf('b')]!,
  }
  const [xs, ks] = [stridesOf(x.type.dims), stridesOf(kernel.type.dims)]
  const window_ = spatial.map((one) => kernel.type.dims[one.kernel]!)
  const round = isBig(result.type.element) ? undefined : rounderOf(result.type.element)
  const add = (sum: number, product: number): number =>
    round === undefined ? sum + product : round(sum + round(product))
  eachIndex(shape, (index, position) => {
    const feature = index[dims.output.indexOf('f')]!
    const group = Math.floor((feature * sizes.groups) / sizes.outputs)
    const batchGroup = Math.floor((feature * sizes.batchGroups) / sizes.outputs)
    const batch = index[dims.output.indexOf('b')]! + batchGroup * sizes.batch
    let sum = 0
    eachIndex(window_, (at) => {
      let from = batch * xs[places.b]! + group * sizes.inputs * xs[places.f]!
      let weight = feature * ks[places.o]!
      for (let i = 0; i < rank; i++) {
        const one = spatial[i]!
        const tap = one.isReversed ? window_[i]! - 1 - at[i]! : at[i]!
        const dilated = index[one.output]! * one.stride + at[i]! * one.windowDilation - one.low
        const place = dilated / one.baseDilation
        if (!Number.isInteger(place) || place < 0 || place >= x.type.dims[one.input]!) return
        from += place * xs[one.input]!
        weight += tap * ks[one.kernel]!
      }
      for (let i = 0; i < sizes.inputs; i++)
        sum = add(sum, Number(x.data[from + i * xs[places.f]!]!) * Number(kernel.data[weight + i * ks[places.i]!]!))
    })
    result.data[position] = round === undefined ? BigInt(sum) : round(sum)
  })
  return result
}

/** The type of the result says it, but for dynamic forms. */
function outputShape(
  call: KernelCall,
  spatial: readonly Spatial[],
  padding: readonly number[],
  dims: { readonly output: readonly string[] },
): readonly number[] {
  const type = call.resultTypes[0]!
  if (!type.isDynamic) return type.dims
  const [x, kernel] = [call.operands[0]!, call.operands[1]!]
  return type.dims.map((size, dim) => {
    const i = spatial.findIndex((one) => one.output === dim)
    const one = spatial[i]
    if (one === undefined) {
      if (size >= 0) return size
      return dims.output[dim] === 'b' ? x.type.dims[0]! : kernel.type.dims.at(-1)!
    }
    const dilated = Math.max(0, (x.type.dims[one.input]! - 1) * one.baseDilation + 1)
    const window = (kernel.type.dims[one.kernel]! - 1) * one.windowDilation + 1
    return Math.floor((dilated + padding[2 * i]! + padding[2 * i + 1]! - window) / one.stride) + 1
  })
}

export const contractionKernels: Partial<Record<OperationKind, Kernel>> = {
  dot: dotGeneral,
  dot_general: dotGeneral,
  convolution,
  dynamic_conv: dynamicConvolution,
}
