// Dense literals -> tensors: `dense<[[1, 2], [3, 4]]>`, splats, raw hexadecimal, complex pairs, booleans.
import type { ElementType, TensorType } from '../model/tensorTypes'
import { allocate, bitWidth, fromBits, isBig, isComplex, isFloating, partOf, rounderOf } from './elementTypes'
import { EvaluationError } from './kernel'
import type { Elements, Tensor } from './tensor'

/** Reads the first `dense<…>` (or `array<i64: …>`) of a text as a tensor of a type. Throws EvaluationError. */
export function readDense(text: string, type: TensorType): Tensor {
  const start = text.indexOf('dense<')
  if (start < 0) throw new EvaluationError(`a constant without dense elements: ${text.slice(0, 60)}`)
  const body = text.slice(start + 6, denseEnd(text, start + 6)).trim()
  if (body.startsWith('"')) return { type, data: readRaw(body, type) }
  const items = body.match(/0x[0-9A-Fa-f]+|true|false|-?(?:\d+\.?\d*(?:[eE][+-]?\d+)?|inf|nan)/g) ?? []
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
  if (isBig(part)) return fromBits(BigInt.asUintN(64, BigInt(text)), part)
  // For a float hexadecimal digits are its bits.
  if (text.startsWith('0x')) return fromBits(BigInt(text), part)
  const number = text.endsWith('inf') ? (text.startsWith('-') ? -Infinity : Infinity) : Number(text)
  return rounderOf(part)(number)
}

/** Raw elements, little-endian; one element is a splat. Booleans take a bit each. */
function readRaw(body: string, type: TensorType): Elements {
  const digits = body.replace(/^"0x|"$/g, '')
  const bytes = new Uint8Array(digits.length / 2)
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16)
  const { element, elements } = type
  const data = allocate(element, elements)
  if (element === 'i1') return unpackBooleans(bytes, data)
  const part = partOf(element)
  const width = Math.ceil(bitWidth(part) / 8)
  const parts = isComplex(element) ? 2 : 1
  const isSplat = bytes.length === width * parts && elements !== 1
  if (!isSplat && bytes.length !== width * data.length)
    throw new EvaluationError(`a constant has ${bytes.length} bytes where its type has ${width * data.length}`)
  for (let i = 0; i < data.length; i++) data[i] = readBytes(bytes, (isSplat ? i % parts : i) * width, width, part)
  return data
}

function unpackBooleans(bytes: Uint8Array, data: Elements): Elements {
  const isSplat = bytes.length === 1 && data.length !== 1 && (bytes[0] === 0 || bytes[0] === 255)
  for (let i = 0; i < data.length; i++) {
    data[i] = isSplat ? (bytes[0]! === 0 ? 0 : 1) : (bytes[i >> 3]! >> (i & 7)) & 1
  }
  return data
}

function readBytes(bytes: Uint8Array, start: number, width: number, element: ElementType): number | bigint {
  if (width <= 4 && !isFloating(element)) {
    let number = 0
    for (let i = width - 1; i >= 0; i--) number = number * 256 + bytes[start + i]!
    return rounderOf(element)(number)
  }
  let bits = 0n
  for (let i = width - 1; i >= 0; i--) bits = bits * 256n + BigInt(bytes[start + i]!)
  return fromBits(bits, element)
}
