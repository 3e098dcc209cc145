// dynamic_slice and dynamic_update_slice whose operand is tiled on a dim of which a part is taken or written: each device takes,
// or writes, what falls into its part. Where nothing does, a slice is zero and a part stays as it is.
import type { ElementType } from '../../model/tensorTypes'
import type { DimAxes } from '../shardings'
import type { Writer } from './writer'
import { define, defineSplat, shardOffset, tensorText } from './writer'

/** One operand with the slice that is taken of it or written into it. */
export interface SlicedOperand {
  readonly name: string
  readonly element: ElementType
  readonly sharding: DimAxes
  readonly globalSizes: readonly number[]
  readonly localSizes: readonly number[]
  /** Sizes of the slice on one device; in the dims that are cut they are those of the whole slice. */
  readonly sliceSizes: readonly number[]
  /** Names of the start indices, scalars of one type. */
  readonly starts: readonly string[]
  readonly indexElement: ElementType
}

/** Dims that are tiled, and of which a part is taken or written. */
export const cutDims = ({ globalSizes, localSizes }: SlicedOperand, wholeSlice: readonly number[]): number[] =>
  localSizes.flatMap((size, dim) => (size !== globalSizes[dim] && wholeSlice[dim] !== globalSizes[dim] ? [dim] : []))

/** In each dim the window of this device's part that holds all of the slice that lies there. */
interface Window {
  readonly starts: readonly string[]
  readonly sizes: readonly number[]
  /** By dim that is cut: the window's start less the slice's, where both meet; else at least the size of one. */
  readonly shifts: ReadonlyMap<number, string>
}

/** Returns the name of the slice, zero where it lies outside of this device's part: they add up to the slice. */
export function writeSlice(writer: Writer, given: SlicedOperand, cut: readonly number[]): string {
  const operand = widenStarts(writer, given)
  const window = findWindow(writer, operand, cut)
  const part = takeSlice(writer, operand, operand.name, operand.localSizes, window)
  const zero = defineSplat(writer, 0, [], operand.element)
  const sizes = operand.sliceSizes
  // Around the window's elements lie zeros as many as the slice has, so that it may begin anywhere.
  const margins = window.sizes.map((_, dim) => (cut.includes(dim) ? sizes[dim]! : 0))
  const padded = pad(writer, { ...operand, name: part, sizes: window.sizes }, zero, margins)
  const starts = margins.map((margin, dim) => {
    const shift = window.shifts.get(dim)
    if (shift === undefined) return scalar(writer, operand, 0)
    return arithmetic(writer, operand, 'subtract', scalar(writer, operand, margin), shift)
  })
  return takeSlice(writer, operand, padded.name, padded.sizes, { starts, sizes })
}

/** Returns the name of the part with what of `update` falls into it. */
export function writeUpdate(writer: Writer, given: SlicedOperand, update: string, cut: readonly number[]): string {
  const operand = widenStarts(writer, given)
  const window = findWindow(writer, operand, cut)
  const shifted = shiftUpdate(writer, operand, update, window, cut)
  const before = takeSlice(writer, operand, operand.name, operand.localSizes, window)
  const type = tensorText(window.sizes, operand.element)
  const bits = tensorText(window.sizes, 'i1')
  const isWritten = findWritten(writer, operand, window)
  const merged = define(writer, `stablehlo.select ${isWritten}, ${shifted}, ${before} : ${bits}, ${type}`)
  const part = tensorText(operand.localSizes, operand.element)
  const index = tensorText([], operand.indexElement)
  const types = [part, type, ...window.starts.map(() => index)].join(', ')
  const list = [operand.name, merged, ...window.starts].join(', ')
  return define(writer, `stablehlo.dynamic_update_slice ${list} : (${types}) -> ${part}`)
}

/** Signed start indices, wide enough to be shifted. */
function widenStarts(writer: Writer, operand: SlicedOperand): SlicedOperand {
  const { indexElement, starts } = operand
  if (indexElement === 'i32' || indexElement === 'i64') return operand
  const types = `(${tensorText([], indexElement)}) -> tensor<i64>`
  return {
    ...operand,
    indexElement: 'i64',
    starts: starts.map((start) => define(writer, `stablehlo.convert ${start} : ${types}`)),
  }
}

function findWindow(writer: Writer, operand: SlicedOperand, cut: readonly number[]): Window {
  const { localSizes, sliceSizes, globalSizes, sharding, indexElement } = operand
  const index = tensorText([], indexElement)
  const sizes = sliceSizes.map((size, dim) => (cut.includes(dim) ? Math.min(size, localSizes[dim]!) : size))
  const shifts = new Map<number, string>()
  const starts = operand.starts.map((start, dim) => {
    if (!cut.includes(dim)) return start
    const [size, local] = [sizes[dim]!, localSizes[dim]!]
    // As the operation does (specification), but by the whole size: the start that is the nearest within bounds.
    const bounded = clamp(writer, operand, start, [0, globalSizes[dim]! - sliceSizes[dim]!])
    const offset = shardOffset(writer, sharding[dim]!, local)
    const converted = define(writer, `stablehlo.convert ${offset} : (tensor<ui32>) -> ${index}`)
    const inPart = arithmetic(writer, operand, 'subtract', bounded, converted)
    const nearest = clamp(writer, operand, inPart, [0, local - size])
    const shift = arithmetic(writer, operand, 'subtract', nearest, inPart)
    shifts.set(dim, clamp(writer, operand, shift, [-size, sliceSizes[dim]!]))
    return nearest
  })
  return { starts, sizes, shifts }
}

/** What the window gets of the update; in a dim where that is one element, any will do outside of the slice. */
function shiftUpdate(
  writer: Writer,
  operand: SlicedOperand,
  update: string,
  window: Window,
  cut: readonly number[],
): string {
  const sizes = operand.sliceSizes
  const margins = sizes.map((size, dim) => (cut.includes(dim) && size > 1 ? window.sizes[dim]! : 0))
  if (margins.every((margin) => margin === 0)) return update
  const zero = defineSplat(writer, 0, [], operand.element)
  const padded = pad(writer, { ...operand, name: update, sizes }, zero, margins)
  const starts = margins.map((margin, dim) => {
    const start = scalar(writer, operand, margin)
    return margin === 0 ? start : arithmetic(writer, operand, 'add', start, window.shifts.get(dim)!)
  })
  return takeSlice(writer, operand, padded.name, padded.sizes, { starts, sizes: window.sizes })
}

/** For each element of the window whether the slice holds it. */
function findWritten(writer: Writer, operand: SlicedOperand, { sizes, shifts }: Window): string {
  const { indexElement, sliceSizes } = operand
  const type = tensorText(sizes, indexElement)
  const bits = tensorText(sizes, 'i1')
  const conditions = [...shifts].map(([dim, shift]) => {
    const counted = define(writer, `stablehlo.iota dim = ${dim} : ${type}`)
    const spread = define(
      writer,
      `stablehlo.broadcast_in_dim ${shift}, dims = [] : (${tensorText([], indexElement)}) -> ${type}`,
    )
    const place = define(writer, `stablehlo.add ${counted}, ${spread} : ${type}`)
    const compare = (direction: string, bound: number): string => {
      const limit = defineSplat(writer, bound, sizes, indexElement)
      return define(
        writer,
        `stablehlo.compare ${direction}, ${place}, ${limit}, SIGNED : (${type}, ${type}) -> ${bits}`,
      )
    }
    return define(writer, `stablehlo.and ${compare('GE', 0)}, ${compare('LT', sliceSizes[dim]!)} : ${bits}`)
  })
  return conditions.reduce((all, one) => define(writer, `stablehlo.and ${all}, ${one} : ${bits}`))
}

const scalar = (writer: Writer, { indexElement }: SlicedOperand, number: number): string =>
  defineSplat(writer, number, [], indexElement)

function arithmetic(
  writer: Writer,
  { indexElement }: SlicedOperand,
  operation: 'add' | 'subtract',
  ...[left, right]: [string, string]
): string {
  return define(writer, `stablehlo.${operation} ${left}, ${right} : ${tensorText([], indexElement)}`)
}

function clamp(writer: Writer, operand: SlicedOperand, name: string, [low, high]: readonly [number, number]): string {
  const [least, most] = [scalar(writer, operand, low), scalar(writer, operand, high)]
  return define(writer, `stablehlo.clamp ${least}, ${name}, ${most} : ${tensorText([], operand.indexElement)}`)
}

function takeSlice(
  writer: Writer,
  { element, indexElement }: SlicedOperand,
  name: string,
  from: readonly number[],
  { starts, sizes }: Pick<Window, 'starts' | 'sizes'>,
): string {
  const index = tensorText([], indexElement)
  const types = [tensorText(from, element), ...starts.map(() => index)].join(', ')
  const list = [name, ...starts].join(', ')
  const result = tensorText(sizes, element)
  return define(writer, `stablehlo.dynamic_slice ${list}, sizes = [${sizes.join(', ')}] : (${types}) -> ${result}`)
}

function pad(
  writer: Writer,
  { name, sizes, element }: { readonly name: string; readonly sizes: readonly number[]; readonly element: ElementType },
  zero: string,
  margins: readonly number[],
): { readonly name: string; readonly sizes: readonly number[] } {
  const padded = sizes.map((size, dim) => size + 2 * margins[dim]!)
  const [edges, inner] = [margins.join(', '), margins.map(() => 0).join(', ')]
  const types = `(${tensorText(sizes, element)}, ${tensorText([], element)}) -> ${tensorText(padded, element)}`
  const text = `stablehlo.pad ${name}, ${zero}, low = [${edges}], high = [${edges}], interior = [${inner}] : ${types}`
  return { name: define(writer, text), sizes: padded }
}
