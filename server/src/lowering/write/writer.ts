// The text of a local module while it grows: lines, fresh names, and which device along which axes this one is.
import type { ElementType, TensorType } from '../../model/tensorTypes'
import { elementBits, printTensorType } from '../../model/tensorTypes'
import { textOf } from '../../mlir/text'
import type { LocalProgram } from '../localProgram'
import { axisStride } from '../deviceGroups'

export interface Writer {
  readonly local: LocalProgram
  /** Comment for a collective, or an empty string. */
  readonly noteOf: (collective: number) => string
  readonly lines: string[]
  /** Name of each local value, with its `%`. */
  readonly names: string[]
  /** Lines that find out which device this is, put first. */
  readonly preamble: string[]
  readonly coordinates: Map<string, string>
  /** Functions that the text refers to, by symbol. */
  readonly mentioned: Set<string>
  depth: number
  nextName: number
  nextChannel: number
}

export function createWriter(local: LocalProgram, noteOf: Writer['noteOf']): Writer {
  const names: string[] = []
  const state = { depth: 2, nextName: 0, nextChannel: 1 }
  return {
    ...state,
    local,
    noteOf,
    lines: [],
    names,
    preamble: [],
    coordinates: new Map(),
    mentioned: new Set(),
  }
}

export function pushLine(writer: Writer, text: string): void {
  writer.lines.push('  '.repeat(writer.depth) + text)
}

export const freshName = (writer: Writer): string => `%${writer.nextName++}`

/** Writes `%n = text` and returns the name. */
export function define(writer: Writer, text: string): string {
  const name = freshName(writer)
  pushLine(writer, `${name} = ${text}`)
  return name
}

/** `tensor<2x3xf32>`. */
export function tensorText(dims: readonly number[], element: ElementType): string {
  return `tensor<${[...dims.map((size) => (size < 0 ? '?' : size)), element].join('x')}>`
}

export const typeText = (type: TensorType): string => `tensor<${printTensorType(type)}>`

/** Type of a local value; what has no known element keeps its own text. */
export function localTypeText(writer: Writer, value: number): string {
  const { local } = writer
  const type = local.types[local.values.type[value]!]!
  if (type.element !== 'opaque' && !type.isDynamic) return typeText(type)
  const { columns } = local.program.module
  const own = textOf(columns, columns.types, local.program.values.type[local.values.source[value]!]!)
  if (type.element === 'opaque') return own
  // Bounds are of the dims of unknown size, which are whole.
  return typeText(type).replace(/>$/, `${/,[^,]*bounds<.*(?=>$)/s.exec(own)?.[0] ?? ''}>`)
}

export const localTypeOf = (writer: Writer, value: number): TensorType =>
  writer.local.types[writer.local.values.type[value]!]!

/** A scalar or splat constant. */
export function defineSplat(writer: Writer, number: number, dims: readonly number[], element: ElementType): string {
  return define(writer, `stablehlo.constant dense<${numberText(number, element)}> : ${tensorText(dims, element)}`)
}

/** A number as a literal of an element type. */
export function numberText(number: number, element: ElementType): string {
  if (element === 'i1') return number === 0 ? 'false' : 'true'
  if (element.startsWith('complex')) return `(${floatText(number)}, ${floatText(0)})`
  const isInteger = element.startsWith('i') || element.startsWith('ui')
  if (isInteger || elementBits[element] === 0) return String(number)
  return floatText(number)
}

const floatText = (number: number): string => {
  const [mantissa = '0', exponent = '+0'] = number.toExponential(6).split('e')
  const digits = exponent.slice(1).padStart(2, '0')
  return `${mantissa}e${exponent.slice(0, 1)}${digits}`
}

/**
 * Name of a `tensor<ui32>`: where this device stands along some axes taken together, the first the most major. Computed once,
 * before everything else.
 */
export function coordinate(writer: Writer, axes: readonly number[]): string {
  const key = axes.join(' ')
  const known = writer.coordinates.get(key)
  if (known !== undefined) return known
  const name = axes.length === 1 ? axisCoordinate(writer, axes[0]!) : jointCoordinate(writer, axes)
  writer.coordinates.set(key, name)
  return name
}

function preambleLine(writer: Writer, name: string, text: string): string {
  writer.preamble.push(`    ${name} = ${text}`)
  return name
}

const scalar = 'tensor<ui32>'

const preambleConstant = (writer: Writer, number: number): string =>
  preambleLine(writer, freshName(writer), `stablehlo.constant dense<${number}> : ${scalar}`)

function axisCoordinate(writer: Writer, axis: number): string {
  const { mesh } = writer.local
  if (writer.coordinates.size === 0) preambleLine(writer, '%device', `stablehlo.partition_id : ${scalar}`)
  const stride = preambleConstant(writer, axisStride(mesh, axis))
  const size = preambleConstant(writer, mesh.axes[axis]!.size)
  const block = preambleLine(writer, freshName(writer), `stablehlo.divide %device, ${stride} : ${scalar}`)
  return preambleLine(writer, `%on_${mesh.axes[axis]!.name}`, `stablehlo.remainder ${block}, ${size} : ${scalar}`)
}

function jointCoordinate(writer: Writer, axes: readonly number[]): string {
  const parts = axes.map((axis) => coordinate(writer, [axis]))
  return parts.slice(1).reduce((major, minor, i) => {
    const size = preambleConstant(writer, writer.local.mesh.axes[axes[i + 1]!]!.size)
    const scaled = preambleLine(writer, freshName(writer), `stablehlo.multiply ${major}, ${size} : ${scalar}`)
    return preambleLine(writer, freshName(writer), `stablehlo.add ${scaled}, ${minor} : ${scalar}`)
  }, parts[0]!)
}

/** Name of a `tensor<ui32>`: where this device's part of a dim begins, in elements. */
export function shardOffset(writer: Writer, axes: readonly number[], localSize: number): string {
  const key = `${axes.join(' ')} * ${localSize}`
  const known = writer.coordinates.get(key)
  if (known !== undefined) return known
  const position = coordinate(writer, axes)
  const size = preambleConstant(writer, localSize)
  const name = preambleLine(writer, freshName(writer), `stablehlo.multiply ${position}, ${size} : ${scalar}`)
  writer.coordinates.set(key, name)
  return name
}
