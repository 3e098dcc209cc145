// dot and dot_general. Products and sums are rounded one by one, in row-major order.
import type { DotDims } from '../../model/attributes'
import { readDotDims } from '../../model/attributes'
import type { OperationKind } from '../../model/operations'
import type { ElementType } from '../../model/tensorTypes'
import { isBig, isComplex, isFloating, rounderOf } from '../elementTypes'
import type { Kernel } from '../kernel'
import type { Tensor } from '../tensor'
import { copyElement, eachIndex, makeTensor, stridesOf } from '../tensor'

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
  return [multiply(x, y, dims, call.resultTypes[0]!.element)]
}

/** The product of two tensors: its dims are the batching ones, then the free ones of the left, then those of the right. */
export function multiply(x: Tensor, y: Tensor, dims: DotDims, element: ElementType): Tensor {
  const free = (tensor: Tensor, taken: readonly number[]): number[] =>
    tensor.type.dims.flatMap((_, dim) => (taken.includes(dim) ? [] : [dim]))
  const lhsFree = free(x, [...dims.lhsBatching, ...dims.lhsContracting])
  const rhsFree = free(y, [...dims.rhsBatching, ...dims.rhsContracting])
  const left = arrange(x, [...dims.lhsBatching, ...lhsFree, ...dims.lhsContracting])
  const right = arrange(y, [...dims.rhsBatching, ...rhsFree, ...dims.rhsContracting])
  const shape = [...dims.lhsBatching, ...lhsFree].map((dim) => x.type.dims[dim]!)
  const result = makeTensor(element, [...shape, ...rhsFree.map((dim) => y.type.dims[dim]!)])
  multiplyMatrices(left, right, result, {
    batch: sizeOf(x, dims.lhsBatching),
    rows: sizeOf(x, lhsFree),
    columns: sizeOf(y, rhsFree),
    terms: sizeOf(x, dims.lhsContracting),
  })
  return result
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

export const contractionKernels: Partial<Record<OperationKind, Kernel>> = {
  dot: dotGeneral,
  dot_general: dotGeneral,
}
