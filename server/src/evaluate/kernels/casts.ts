// Kernels that compare, select, convert, and put numbers together from parts or bits.
import { readInteger } from '../../model/attributes'
import type { OperationKind } from '../../model/operations'
import type { ElementType } from '../../model/tensorTypes'
import {
  bitWidth,
  fromBits,
  isBig,
  isComplex,
  isFloating,
  isUnsigned,
  partOf,
  rounderOf,
  toBits,
} from '../elementTypes'
import { makeRounder } from '../floatFormats'
import type { Kernel } from '../kernel'
import { EvaluationError } from '../kernel'
import type { Tensor } from '../tensor'
import { copyElement, entriesOf, makeTensor } from '../tensor'
import { compareNumbers } from './totalOrder'

type Comparison = (order: number) => boolean

const comparisons: Readonly<Record<string, Comparison>> = {
  EQ: (order) => order === 0,
  NE: (order) => order !== 0,
  LT: (order) => order < 0,
  LE: (order) => order <= 0,
  GT: (order) => order > 0,
  GE: (order) => order >= 0,
}

const compare: Kernel = (call) => {
  const [x, y] = [call.operands[0]!, call.operands[1]!]
  const direction = /\b(EQ|NE|LT|LE|GT|GE)\b/.exec(call.attributes)?.[1] ?? ''
  const holds = comparisons[direction]
  if (holds === undefined) throw new EvaluationError('a compare without a direction')
  const result = makeTensor('i1', x.type.dims)
  if (isComplex(x.type.element)) return [compareComplex(x, y, result, direction === 'EQ')]
  const isTotal = /\bTOTALORDER\b/.test(call.attributes)
  for (let i = 0; i < result.data.length; i++) {
    const [a, b] = [x.data[i]!, y.data[i]!]
    const isUnordered = Number.isNaN(a) || Number.isNaN(b)
    if (isTotal) result.data[i] = Number(holds(compareNumbers(a, b)))
    else if (isUnordered) result.data[i] = Number(direction === 'NE')
    else result.data[i] = Number(holds(a < b ? -1 : a > b ? 1 : 0))
  }
  return [result]
}

function compareComplex(x: Tensor, y: Tensor, result: Tensor, isEqual: boolean): Tensor {
  for (let i = 0; i < result.data.length; i++) {
    const same = x.data[2 * i] === y.data[2 * i] && x.data[2 * i + 1] === y.data[2 * i + 1]
    result.data[i] = Number(same === isEqual)
  }
  return result
}

const select: Kernel = ({ operands }) => {
  const [predicate, onTrue, onFalse] = [operands[0]!, operands[1]!, operands[2]!]
  if (predicate.type.dims.length === 0) return [predicate.data[0] === 0 ? onFalse : onTrue]
  const result = makeTensor(onTrue.type.element, onTrue.type.dims)
  for (let i = 0; i < result.type.elements; i++) copyElement(predicate.data[i] === 0 ? onFalse : onTrue, i, result, i)
  return [result]
}

const clamp: Kernel = ({ operands }) => {
  const [low, x, high] = [operands[0]!, operands[1]!, operands[2]!]
  const result = makeTensor(x.type.element, x.type.dims)
  for (let i = 0; i < result.data.length; i++) {
    const [least, most] = [
      low.data[low.type.dims.length === 0 ? 0 : i]!,
      high.data[high.type.dims.length === 0 ? 0 : i]!,
    ]
    const value = x.data[i]!
    const isUnordered = [least, value, most].some(Number.isNaN)
    const raised = value < least ? least : value
    result.data[i] = isUnordered ? Number.NaN : raised > most ? most : raised
  }
  return [result]
}

/** Numbers of one element type as those of another; floats to integers stop at the ends of the range. */
export function convertTensor(x: Tensor, to: ElementType): Tensor {
  const from = x.type.element
  const result = makeTensor(to, x.type.dims)
  const [step, parts] = [entriesOf(x), entriesOf(result)]
  const convert = converterOf(partOf(from), partOf(to))
  for (let i = 0; i < x.type.elements; i++) {
    result.data[i * parts] = convert(x.data[i * step]!)
    if (parts === 2 && step === 2) result.data[i * 2 + 1] = convert(x.data[i * 2 + 1]!)
  }
  return result
}

function converterOf(from: ElementType, to: ElementType): (x: number | bigint) => number | bigint {
  if (to === 'i1') return (x) => (x === 0 || x === 0n ? 0 : 1)
  if (isFloating(to)) {
    const round = rounderOf(to)
    return (x) => round(Number(x))
  }
  if (isFloating(from)) return saturate(to)
  const width = bitWidth(to)
  const isWithoutSign = isUnsigned(to)
  const wrap = (bits: number, x: bigint): bigint => (isWithoutSign ? BigInt.asUintN(bits, x) : BigInt.asIntN(bits, x))
  if (isBig(to)) return (x) => wrap(64, BigInt(x))
  const round = rounderOf(to)
  return (x) => (typeof x === 'bigint' ? Number(wrap(width, x)) : round(x))
}

function saturate(to: ElementType): (x: number | bigint) => number | bigint {
  const width = bitWidth(to)
  const least = isUnsigned(to) ? 0 : -(2 ** (width - 1))
  const most = isUnsigned(to) ? 2 ** width - 1 : 2 ** (width - 1) - 1
  if (!isBig(to)) return (x) => Math.trunc(Math.min(Math.max(Number(x) || 0, least), most))
  const largest = isUnsigned(to) ? 2n ** 64n - 1n : 2n ** 63n - 1n
  return (x) => {
    const number = Number(x) || 0
    if (number >= 2 ** (isUnsigned(to) ? 64 : 63)) return largest
    return BigInt(Math.trunc(Math.max(number, least)))
  }
}

const convert: Kernel = ({ operands, resultTypes }) => [convertTensor(operands[0]!, resultTypes[0]!.element)]

/** To a narrower type a last dim is added, to a wider one it is taken; the first element holds the lowest bits. */
const bitcastConvert: Kernel = ({ operands, resultTypes }) => {
  const x = operands[0]!
  const to = resultTypes[0]!
  const [from, into] = [bitWidth(x.type.element), bitWidth(to.element)]
  const plain = makeTensor(to.element, to.isDynamic ? x.type.dims : to.dims)
  const result = to.quantization === undefined ? plain : { type: to, data: plain.data }
  if (from === into && !isComplex(to.element)) {
    for (let i = 0; i < result.data.length; i++)
      result.data[i] = fromBits(toBits(x.data[i]!, x.type.element), to.element)
    return [result]
  }
  const bits = elementBits(x)
  for (let i = 0; i < result.type.elements; i++) {
    const low = (i * into) % from
    let word = 0n
    if (into <= from) word = BigInt.asUintN(into, bits[Math.floor((i * into) / from)]! >> BigInt(low))
    else for (let k = into / from - 1; k >= 0; k--) word = (word << BigInt(from)) | bits[i * (into / from) + k]!
    writeBits(result, i, word)
  }
  return [result]
}

function elementBits(x: Tensor): bigint[] {
  const part = partOf(x.type.element)
  if (!isComplex(x.type.element)) return Array.from(x.data, (value: number | bigint) => toBits(value, part))
  const width = BigInt(bitWidth(part))
  return Array.from(
    { length: x.type.elements },
    (_, i) => toBits(x.data[2 * i]!, part) | (toBits(x.data[2 * i + 1]!, part) << width),
  )
}

function writeBits(result: Tensor, index: number, word: bigint): void {
  const part = partOf(result.type.element)
  if (!isComplex(result.type.element)) {
    result.data[index] = fromBits(word, part)
    return
  }
  const width = bitWidth(part)
  result.data[2 * index] = fromBits(BigInt.asUintN(width, word), part)
  result.data[2 * index + 1] = fromBits(word >> BigInt(width), part)
}

const complex: Kernel = ({ operands }) => {
  const [re, im] = [operands[0]!, operands[1]!]
  const result = makeTensor(re.type.element === 'f64' ? 'complex<f64>' : 'complex<f32>', re.type.dims)
  for (let i = 0; i < re.data.length; i++) {
    result.data[2 * i] = re.data[i]!
    result.data[2 * i + 1] = im.data[i]!
  }
  return [result]
}

const part =
  (offset: 0 | 1): Kernel =>
  ({ operands }) => {
    const x = operands[0]!
    if (!isComplex(x.type.element)) return [offset === 0 ? x : makeTensor(x.type.element, x.type.dims)]
    const result = makeTensor(partOf(x.type.element), x.type.dims)
    for (let i = 0; i < result.data.length; i++) result.data[i] = x.data[2 * i + offset]!
    return [result]
  }

const test =
  (holds: (x: number) => boolean): Kernel =>
  ({ operands }) => {
    const x = operands[0]!
    const result = makeTensor('i1', x.type.dims)
    for (let i = 0; i < result.data.length; i++) result.data[i] = Number(holds(Number(x.data[i]!)))
    return [result]
  }

/** Rounds to a format of fewer bits and keeps the element type. */
const reducePrecision: Kernel = (call) => {
  const x = call.operands[0]!
  const pretty = /format\s*=\s*e(\d+)m(\d+)/.exec(call.attributes)
  const exponentBits = pretty === null ? readInteger(call.attributes, 'exponent_bits') : Number(pretty[1])
  const mantissaBits = pretty === null ? readInteger(call.attributes, 'mantissa_bits') : Number(pretty[2])
  if (exponentBits === undefined || mantissaBits === undefined)
    throw new EvaluationError('reduce_precision without a format')
  const bias = 2 ** (exponentBits - 1) - 1
  const reduce = makeRounder({ exponentBits, mantissaBits, bias, special: 'ieee' })
  const least = 2 ** (1 - bias)
  const result = makeTensor(x.type.element, x.type.dims)
  const round = rounderOf(x.type.element)
  for (let i = 0; i < result.data.length; i++) {
    const value = reduce(Number(x.data[i]!))
    // XLA flushes what the format would hold as subnormal.
    result.data[i] = Math.abs(value) < least ? Math.sign(value) * 0 : round(value)
  }
  return [result]
}

const map: Kernel = (call) => {
  const { dims } = call.operands[0]!.type
  const result = makeTensor(call.resultTypes[0]!.element, dims)
  const scalars = call.operands.map(({ type }) => makeTensor(type.element, []))
  for (let i = 0; i < result.type.elements; i++) {
    call.operands.forEach((operand, k) => copyElement(operand, i, scalars[k]!, 0))
    copyElement(call.runRegion(0, scalars)[0]!, 0, result, i)
  }
  return [result]
}

const pass: Kernel = ({ operands }) => [...operands]

export const castKernels: Partial<Record<OperationKind, Kernel>> = {
  compare,
  select,
  clamp,
  convert,
  bitcast_convert: bitcastConvert,
  complex,
  real: part(0),
  imag: part(1),
  is_finite: test(Number.isFinite),
  is_inf: test((x) => Math.abs(x) === Infinity),
  is_pos_inf: test((x) => x === Infinity),
  is_neg_inf: test((x) => x === -Infinity),
  reduce_precision: reducePrecision,
  map,
  optimization_barrier: pass,
  sharding_constraint: pass,
  copy: pass,
  propagation_barrier: pass,
}
