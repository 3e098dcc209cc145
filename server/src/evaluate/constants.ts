// Dense literals -> tensors: `dense<[[1, 2], [3, 4]]>`, splats, raw hexadecimal, complex pairs, booleans.
import type { ElementType, TensorType } from '../model/tensorTypes'
import { allocate, bitWidth, fromBits, isBig, isComplex, isFloating, partOf, rounderOf } from './elementTypes'
import { EvaluationError } from './kernel'
import type { Elements, Tensor } from './tensor'

/** Reads the first `dense<…>` of a text as a tensor of a type. Throws EvaluationError. */
export function readDense(text: string, type: TensorType): Tensor {
  const start = text.indexOf('dense<')
  if (start < 0) throw new EvaluationError(`a constant without dense elements: ${text.slice(0, 60)}`)
  const body = text.slice(start + 6, denseEnd(text, start + 6)).trim()
  if (body.startsWith('"')) return { type, data: readRaw(body, type) }
  const items = body.match(/-?0x[0-9A-Fa-f]+|true|false|-?(?:\d+\.?\d*(?:[eE][+-]?\d+)?|inf|nan)/g) ?? []
  return { type, data: readItems(items, type) }
}

/** Offset of the `>` that closes; strings hold no `>`. */
function denseEnd(text: string, start: number): number {
  const end = text.indexOf('>', start)
  return end < 0 ? text.length : end
}

function readItems(items: readonly string[], type: TensorType): Elements {
  const { element, elements } = type
  const data = allocate(element, elements)
  const parts = isComplex(element) ? 2 : 1
  if (items.length === parts) {
    for (let i = 0; i < data.length; i++) data[i] = readNumber(items[i % parts]!, element)
  } else if (items.length === data.length) {
    for (let i = 0; i < data.length; i++) data[i] = readNumber(items[i]!, element)
  } else throw new EvaluationError(`a constant has ${items.length} elements where its type has ${elements}`)
  return data
}

function readNumber(text: string, element: ElementType): number | bigint {
  if (text === 'true' || text === 'false') return text === 'true' ? 1 : 0
  const part = partOf(element)
  // For a float hexadecimal digits are its bits.
  if (text.startsWith('0x') && !isBig(part)) return fromBits(BigInt(text), part)
  if (isBig(part) || text.startsWith('-0x')) return fromBits(BigInt.asUintN(64, readWhole(text)), part)
  const number = text.endsWith('inf') ? (text.startsWith('-') ? -Infinity : Infinity) : Number(text)
  return rounderOf(part)(number)
}

function readWhole(text: string): bigint {
  const digits = /^(-?)(0x[0-9A-Fa-f]+|\d+)$/.exec(text)
  if (digits === null) throw new EvaluationError(`${text} is not an integer`)
  const size = BigInt(digits[2]!)
  return digits[1] === '-' ? -size : size
}

/** Raw elements, little-endian, in whole bytes each, narrow ones too; one element is a splat. */
function readRaw(body: string, type: TensorType): Elements {
  const { element, elements } = type
  const bytes = readHexadecimal(body.replace(/^"0x|"$/g, ''))
  const data = allocate(element, elements)
  const part = partOf(element)
  const width = Math.ceil(bitWidth(part) / 8)
  const entries = isComplex(element) ? 2 : 1
  const isSplat = bytes.byteLength === width * entries
  if (element === 'i1' && !isSplat && bytes.byteLength !== elements && bytes.byteLength === Math.ceil(elements / 8))
    return unpackBooleans(bytes, data)
  if (!isSplat && bytes.byteLength !== width * data.length)
    throw new EvaluationError(`a constant has ${bytes.byteLength} bytes where its type has ${width * data.length}`)
  const read = readerOf(bytes, width, part)
  for (let i = 0; i < data.length; i++) data[i] = read((isSplat ? i % entries : i) * width)
  return data
}

function readHexadecimal(digits: string): DataView {
  const bytes = new DataView(new ArrayBuffer(digits.length >> 1))
  for (let i = 0; i < bytes.byteLength; i++) {
    const byte = Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16)
    if (Number.isNaN(byte)) throw new EvaluationError('a constant has digits that are not hexadecimal')
    bytes.setUint8(i, byte)
  }
  return bytes
}

/** Booleans a bit each, as MLIR wrote them before it gave them a byte each. */
function unpackBooleans(bytes: DataView, data: Elements): Elements {
  for (let i = 0; i < data.length; i++) data[i] = (bytes.getUint8(i >> 3) >> (i & 7)) & 1
  return data
}

/** Reads the element at a byte. */
function readerOf(bytes: DataView, width: number, element: ElementType): (start: number) => number | bigint {
  if (element === 'f32') return (start) => bytes.getFloat32(start, true)
  if (element === 'f64') return (start) => bytes.getFloat64(start, true)
  if (element === 'i64') return (start) => bytes.getBigInt64(start, true)
  if (element === 'ui64') return (start) => bytes.getBigUint64(start, true)
  const word = (start: number): number =>
    width === 1 ? bytes.getUint8(start) : width === 2 ? bytes.getUint16(start, true) : bytes.getUint32(start, true)
  if (isFloating(element)) return (start) => fromBits(BigInt(word(start)), element)
  const round = rounderOf(element)
  return (start) => round(word(start))
}
