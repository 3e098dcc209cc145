// cholesky, triangular_solve and fft, in double precision.
import { readIntegers } from '../../model/attributes'
import type { OperationKind } from '../../model/operations'
import { isComplex, rounderOf } from '../elementTypes'
import type { Kernel } from '../kernel'
import { EvaluationError } from '../kernel'
import type { Tensor } from '../tensor'
import { makeTensor } from '../tensor'

/** One complex number at a time, so that real and complex matrices are one algorithm. */
class Matrix {
  readonly re: Float64Array
  readonly im: Float64Array
  constructor(
    readonly rows: number,
    readonly columns: number,
  ) {
    this.re = new Float64Array(rows * columns)
    this.im = new Float64Array(rows * columns)
  }
}

function readMatrix(tensor: Tensor, batch: number, rows: number, columns: number): Matrix {
  const matrix = new Matrix(rows, columns)
  const size = rows * columns
  const isPair = isComplex(tensor.type.element)
  for (let i = 0; i < size; i++) {
    matrix.re[i] = Number(tensor.data[isPair ? 2 * (batch * size + i) : batch * size + i]!)
    if (isPair) matrix.im[i] = Number(tensor.data[2 * (batch * size + i) + 1]!)
  }
  return matrix
}

function writeMatrix(matrix: Matrix, tensor: Tensor, batch: number): void {
  const size = matrix.rows * matrix.columns
  const isPair = isComplex(tensor.type.element)
  const round = rounderOf(tensor.type.element)
  for (let i = 0; i < size; i++) {
    tensor.data[isPair ? 2 * (batch * size + i) : batch * size + i] = round(matrix.re[i]!)
    if (isPair) tensor.data[2 * (batch * size + i) + 1] = round(matrix.im[i]!)
  }
}

const flag = (text: string, key: string, otherwise: boolean): boolean => {
  const match = new RegExp(`\\b${key}\\s*=\\s*(true|false)`).exec(text)
  return match === null ? otherwise : match[1] === 'true'
}

/** Lower factor L with a = L L^H; the other triangle is zero. With `lower = false` the upper factor. */
const cholesky: Kernel = ({ operands, attributes }) => {
  const a = operands[0]!
  const n = a.type.dims.at(-1) ?? 1
  const isLower = flag(attributes, 'lower', false)
  const result = makeTensor(a.type.element, a.type.dims)
  for (let batch = 0; batch * n * n < a.type.elements; batch++) {
    const matrix = readMatrix(a, batch, n, n)
    const factor = new Matrix(n, n)
    for (let i = 0; i < n; i++) {
      for (let j = 0; j <= i; j++) {
        const source = isLower ? i * n + j : j * n + i
        let re = matrix.re[source]!
        let im = (isLower ? 1 : -1) * matrix.im[source]!
        for (let k = 0; k < j; k++) {
          const [p, q] = [i * n + k, j * n + k]
          re -= factor.re[p]! * factor.re[q]! + factor.im[p]! * factor.im[q]!
          im -= factor.im[p]! * factor.re[q]! - factor.re[p]! * factor.im[q]!
        }
        const diagonal = factor.re[j * n + j]!
        factor.re[i * n + j] = i === j ? Math.sqrt(re) : re / diagonal
        factor.im[i * n + j] = i === j ? 0 : im / diagonal
      }
    }
    writeMatrix(isLower ? factor : adjoint(factor), result, batch)
  }
  return [result]
}

function adjoint(matrix: Matrix): Matrix {
  const result = new Matrix(matrix.columns, matrix.rows)
  for (let i = 0; i < matrix.rows; i++) {
    for (let j = 0; j < matrix.columns; j++) {
      result.re[j * matrix.rows + i] = matrix.re[i * matrix.columns + j]!
      result.im[j * matrix.rows + i] = -matrix.im[i * matrix.columns + j]!
    }
  }
  return result
}

function transposed(matrix: Matrix): Matrix {
  const result = adjoint(matrix)
  for (let i = 0; i < result.im.length; i++) result.im[i] = -result.im[i]!
  return result
}

/** Solves op(a) x = b, or x op(a) = b, by substitution. */
const triangularSolve: Kernel = ({ operands, attributes }) => {
  const [a, b] = [operands[0]!, operands[1]!]
  const n = a.type.dims.at(-1) ?? 1
  const [rows, columns] = [b.type.dims.at(-2) ?? 1, b.type.dims.at(-1) ?? 1]
  const isLeft = flag(attributes, 'left_side', true)
  const isUnit = flag(attributes, 'unit_diagonal', false)
  const turn = /\b(NO_TRANSPOSE|TRANSPOSE|ADJOINT)\b/.exec(attributes)?.[1] ?? 'NO_TRANSPOSE'
  const result = makeTensor(b.type.element, b.type.dims)
  for (let batch = 0; batch * n * n < a.type.elements; batch++) {
    const read = readMatrix(a, batch, n, n)
    let matrix = turn === 'TRANSPOSE' ? transposed(read) : turn === 'ADJOINT' ? adjoint(read) : read
    let isLower = flag(attributes, 'lower', true) === (turn === 'NO_TRANSPOSE')
    let right = readMatrix(b, batch, rows, columns)
    if (!isLeft) {
      // x a = b is a^T x^T = b^T.
      matrix = transposed(matrix)
      right = transposed(right)
      isLower = !isLower
    }
    substitute(matrix, right, isLower, isUnit)
    writeMatrix(isLeft ? right : transposed(right), result, batch)
  }
  return [result]
}

/** Overwrites `right` with the solution. */
function substitute(matrix: Matrix, right: Matrix, isLower: boolean, isUnit: boolean): void {
  const n = matrix.rows
  for (let column = 0; column < right.columns; column++) {
    for (let step = 0; step < n; step++) {
      const i = isLower ? step : n - 1 - step
      const at = i * right.columns + column
      let [re, im] = [right.re[at]!, right.im[at]!]
      for (let k = isLower ? 0 : i + 1; k < (isLower ? i : n); k++) {
        const [p, q] = [i * n + k, k * right.columns + column]
        re -= matrix.re[p]! * right.re[q]! - matrix.im[p]! * right.im[q]!
        im -= matrix.re[p]! * right.im[q]! + matrix.im[p]! * right.re[q]!
      }
      if (!isUnit) {
        const [c, d] = [matrix.re[i * n + i]!, matrix.im[i * n + i]!]
        const size = c * c + d * d
        const quotient = d === 0 ? re / c : (re * c + im * d) / size
        im = d === 0 ? im / c : (im * c - re * d) / size
        re = quotient
      }
      right.re[at] = re
      right.im[at] = im
    }
  }
}

/** Transforms the last dims; IFFT is scaled by 1/n; RFFT keeps n/2 + 1 numbers, IRFFT makes n real ones of them. */
const fft: Kernel = ({ operands, resultTypes, attributes }) => {
  const kind = /\b(IRFFT|RFFT|IFFT|FFT)\b/.exec(attributes)?.[1]
  const lengths = readIntegers(attributes, 'length') ?? readIntegers(attributes, 'fft_length')
  if (kind === undefined || lengths === undefined) throw new EvaluationError('fft without its type or lengths')
  const x = operands[0]!
  const result = makeTensor(resultTypes[0]!.element, resultTypes[0]!.dims)
  const from = x.type.dims.slice(-lengths.length)
  const to = result.type.dims.slice(-lengths.length)
  const size = (dims: readonly number[]): number => dims.reduce((product, one) => product * one, 1)
  const batches = size(x.type.dims) / Math.max(size(from), 1)
  const round = rounderOf(result.type.element)
  for (let batch = 0; batch < batches; batch++) {
    const box = readBox(x, batch, from, lengths, kind === 'IRFFT')
    lengths.forEach((_, dim) => {
      transformDim(box, lengths, dim, kind === 'FFT' || kind === 'RFFT' ? -1 : 1)
    })
    const scale = kind === 'FFT' || kind === 'RFFT' ? 1 : 1 / size(lengths)
    const strides = isComplex(result.type.element) ? 2 : 1
    for (let i = 0; i < size(to); i++) {
      const source = boxPosition(i, to, lengths)
      const at = (batch * size(to) + i) * strides
      result.data[at] = round(box.re[source]! * scale)
      if (strides === 2) result.data[at + 1] = round(box.im[source]! * scale)
    }
  }
  return [result]
}

interface Box {
  readonly re: Float64Array
  readonly im: Float64Array
}

/** Position of element i of `dims` in a box of `lengths`. */
function boxPosition(i: number, dims: readonly number[], lengths: readonly number[]): number {
  let [rest, position, stride] = [i, 0, 1]
  for (let dim = dims.length - 1; dim >= 0; dim--) {
    position += (rest % dims[dim]!) * stride
    rest = Math.floor(rest / dims[dim]!)
    stride *= lengths[dim]!
  }
  return position
}

/** The half that IRFFT is given stands for the conjugate-symmetric whole. */
function readBox(x: Tensor, batch: number, from: readonly number[], lengths: readonly number[], isHalf: boolean): Box {
  const total = lengths.reduce((product, one) => product * one, 1)
  const count = from.reduce((product, one) => product * one, 1)
  const box = { re: new Float64Array(total), im: new Float64Array(total) }
  const strides = isComplex(x.type.element) ? 2 : 1
  const last = lengths.at(-1)!
  for (let i = 0; i < count; i++) {
    const at = (batch * count + i) * strides
    const re = Number(x.data[at]!)
    const im = strides === 2 ? Number(x.data[at + 1]!) : 0
    const position = boxPosition(i, from, lengths)
    const column = position % last
    box.re[position] = re
    // The first and the middle number of a real transform are real.
    box.im[position] = isHalf && lengths.length === 1 && (column === 0 || 2 * column === last) ? 0 : im
    if (isHalf && column > 0 && 2 * column !== last) {
      const mirror = mirrored(position, lengths)
      box.re[mirror] = re
      box.im[mirror] = -im
    }
  }
  return box
}

/** The place of index (-i mod n) in every dim. */
function mirrored(position: number, lengths: readonly number[]): number {
  let [rest, result, stride] = [position, 0, 1]
  for (let dim = lengths.length - 1; dim >= 0; dim--) {
    const n = lengths[dim]!
    result += ((n - (rest % n)) % n) * stride
    rest = Math.floor(rest / n)
    stride *= n
  }
  return result
}

/** The transform by its definition along one dim: n^2 steps a line, but short and plain. */
function transformDim({ re, im }: Box, lengths: readonly number[], dim: number, sign: number): void {
  const n = lengths[dim]!
  const stride = lengths.slice(dim + 1).reduce((product, one) => product * one, 1)
  const [sumRe, sumIm] = [new Float64Array(n), new Float64Array(n)]
  for (let first = 0; first < re.length; first++) {
    if (Math.floor(first / stride) % n !== 0) continue
    for (let k = 0; k < n; k++) {
      let [a, b] = [0, 0]
      for (let j = 0; j < n; j++) {
        const angle = (sign * 2 * Math.PI * ((j * k) % n)) / n
        const [c, s] = [Math.cos(angle), Math.sin(angle)]
        const at = first + j * stride
        a += re[at]! * c - im[at]! * s
        b += re[at]! * s + im[at]! * c
      }
      sumRe[k] = a
      sumIm[k] = b
    }
    for (let k = 0; k < n; k++) {
      re[first + k * stride] = sumRe[k]!
      im[first + k * stride] = sumIm[k]!
    }
  }
}

export const linearAlgebraKernels: Partial<Record<OperationKind, Kernel>> = {
  cholesky,
  triangular_solve: triangularSolve,
  fft,
}
