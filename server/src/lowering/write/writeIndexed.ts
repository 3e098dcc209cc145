// gather and scatter whose operand is tiled on an indexed dim: indices become local, look-ups outside of the part give zero.
import { readInteger, readIntegers } from '../../model/attributes'
import type { ElementType } from '../../model/tensorTypes'
import type { DimAxes } from '../shardings'
import type { Writer } from './writer'
import { define, defineSplat, shardOffset, tensorText } from './writer'

export interface IndexedOperand {
  /** Operand dims that the entries of an index vector refer to. */
  readonly dims: readonly number[]
  readonly globalSizes: readonly number[]
  readonly localSizes: readonly number[]
  /** Size of the window by operand dim: slice sizes of a gather; one where a scatter inserts the dim. */
  readonly windowSizes: readonly number[]
  readonly sharding: DimAxes
}

export interface Indices {
  readonly name: string
  readonly dims: readonly number[]
  readonly element: ElementType
  readonly vectorDim: number
}

/**
 * Entries of the index vector whose operand dim is tiled. A window that is as large as its dim begins at 0 on every device
 * (elsewhere a gather is clamped to 0 and a scatter skips it), so its index stays as it is.
 */
export const tiledEntries = (operand: IndexedOperand): number[] =>
  operand.dims.flatMap((dim, entry) => {
    const whole = operand.windowSizes[dim] === operand.globalSizes[dim]
    return whole || operand.localSizes[dim] === operand.globalSizes[dim] ? [] : [entry]
  })

/** Names the indices as signed integers wide enough to be shifted: out of bounds they are negative or too large. */
export function widenIndices(writer: Writer, indices: Indices): Indices {
  if (indices.element === 'i32' || indices.element === 'i64') return indices
  const types = `(${tensorText(indices.dims, indices.element)}) -> ${tensorText(indices.dims, 'i64')}`
  return { ...indices, element: 'i64', name: define(writer, `stablehlo.convert ${indices.name} : ${types}`) }
}

/** As a gather does (specification of gather), but by the whole sizes: out of bounds means the nearest slice. */
export function clampIndices(writer: Writer, indices: Indices, operand: IndexedOperand): Indices {
  const most = operand.dims.map((dim) => operand.globalSizes[dim]! - operand.windowSizes[dim]!)
  const low = defineSplat(writer, 0, indices.dims, indices.element)
  const high = spreadEntries(writer, indices, most)
  const type = tensorText(indices.dims, indices.element)
  return { ...indices, name: define(writer, `stablehlo.clamp ${low}, ${indices.name}, ${high} : ${type}`) }
}

/** Indices less the offset of this device's part in each tiled dim. */
export function shiftIndices(writer: Writer, indices: Indices, operand: IndexedOperand): Indices {
  const { element } = indices
  const tiled = new Set(tiledEntries(operand))
  const one = tensorText([1], element)
  const parts = operand.dims.map((dim, entry) => {
    if (!tiled.has(entry)) return defineSplat(writer, 0, [1], element)
    const offset = shardOffset(writer, operand.sharding[dim]!, operand.localSizes[dim]!)
    const converted = define(writer, `stablehlo.convert ${offset} : (tensor<ui32>) -> ${tensorText([], element)}`)
    return define(writer, `stablehlo.reshape ${converted} : (${tensorText([], element)}) -> ${one}`)
  })
  const vector = joinEntries(writer, parts, element)
  const offsets = spreadVector(writer, vector, indices, parts.length)
  const type = tensorText(indices.dims, element)
  return { ...indices, name: define(writer, `stablehlo.subtract ${indices.name}, ${offsets} : ${type}`) }
}

function joinEntries(writer: Writer, parts: readonly string[], element: ElementType): string {
  if (parts.length === 1) return parts[0]!
  const types = `(${parts.map(() => tensorText([1], element)).join(', ')}) -> ${tensorText([parts.length], element)}`
  return define(writer, `stablehlo.concatenate ${parts.join(', ')}, dim = 0 : ${types}`)
}

/** A vector with an entry for each indexed dim, spread over the shape of the indices. */
function spreadVector(writer: Writer, vector: string, indices: Indices, length: number): string {
  const { dims, element, vectorDim } = indices
  const hasVectorDim = vectorDim < dims.length
  const source = hasVectorDim
    ? vector
    : define(writer, `stablehlo.reshape ${vector} : (${tensorText([1], element)}) -> ${tensorText([], element)}`)
  const from = hasVectorDim ? tensorText([length], element) : tensorText([], element)
  const map = hasVectorDim ? `[${vectorDim}]` : '[]'
  return define(
    writer,
    `stablehlo.broadcast_in_dim ${source}, dims = ${map} : (${from}) -> ${tensorText(dims, element)}`,
  )
}

function spreadEntries(writer: Writer, indices: Indices, entries: readonly number[]): string {
  const dense = `dense<[${entries.join(', ')}]> : ${tensorText([entries.length], indices.element)}`
  return spreadVector(writer, define(writer, `stablehlo.constant ${dense}`), indices, entries.length)
}

/** A gather's result with zero where the element is not in this device's part. */
export function maskLookUp(
  writer: Writer,
  gathered: { readonly name: string; readonly dims: readonly number[]; readonly element: ElementType },
  indices: Indices,
  operand: IndexedOperand,
  attributes: string,
): string {
  const held = heldElements(writer, indices, operand)
  const offsetDims = readIntegers(attributes, 'offset_dims') ?? []
  const batchDims = gathered.dims.flatMap((_, dim) => (offsetDims.includes(dim) ? [] : [dim]))
  const predicate = define(
    writer,
    `stablehlo.broadcast_in_dim ${held.name}, dims = [${batchDims.join(', ')}] : (${tensorText(held.dims, 'i1')}) -> ${tensorText(gathered.dims, 'i1')}`,
  )
  const zeros = defineSplat(writer, 0, gathered.dims, gathered.element)
  const type = tensorText(gathered.dims, gathered.element)
  const types = `${tensorText(gathered.dims, 'i1')}, ${type}`
  return define(writer, `stablehlo.select ${predicate}, ${gathered.name}, ${zeros} : ${types}`)
}

/** For each index vector whether all its entries lie in this device's part. */
function heldElements(writer: Writer, indices: Indices, operand: IndexedOperand): { name: string; dims: number[] } {
  const { dims, element, vectorDim } = indices
  const type = tensorText(dims, element)
  const bits = tensorText(dims, 'i1')
  const low = defineSplat(writer, 0, dims, element)
  const sizes = spreadEntries(
    writer,
    indices,
    operand.dims.map((dim) => operand.localSizes[dim]!),
  )
  const compare = (direction: string, bound: string): string =>
    define(writer, `stablehlo.compare ${direction}, ${indices.name}, ${bound}, SIGNED : (${type}, ${type}) -> ${bits}`)
  const inside = define(writer, `stablehlo.and ${compare('GE', low)}, ${compare('LT', sizes)} : ${bits}`)
  if (vectorDim >= dims.length) return { name: inside, dims: [...dims] }
  const rest = dims.filter((_, dim) => dim !== vectorDim)
  const truth = defineSplat(writer, 1, [], 'i1')
  const types = `(${bits}, tensor<i1>) -> ${tensorText(rest, 'i1')}`
  const name = define(
    writer,
    `stablehlo.reduce(${inside} init: ${truth}) applies stablehlo.and across dimensions = [${vectorDim}] : ${types}`,
  )
  return { name, dims: rest }
}

/** The dims that an index vector refers to, and where it stands in the indices. */
export function readIndexing(attributes: string, mapKey: string): { dims: number[]; vectorDim: number } {
  return {
    dims: readIntegers(attributes, mapKey) ?? [],
    vectorDim: readInteger(attributes, 'index_vector_dim') ?? 0,
  }
}

/** Size of a gather's window in an operand dim. */
export function sliceSizes(attributes: string): (size: number, dim: number) => number {
  const sizes = readIntegers(attributes, 'slice_sizes')
  return (_, dim) => sizes?.[dim] ?? 1
}

/** Size of a scatter's window in an operand dim: that of its updates; one where the window has no such dim. */
export function updateSizes(attributes: string, updates: readonly number[]): (size: number, dim: number) => number {
  const windowDims = readIntegers(attributes, 'update_window_dims') ?? []
  const absent = ['inserted_window_dims', 'input_batching_dims'].flatMap((key) => readIntegers(attributes, key) ?? [])
  return (_, dim) => {
    if (absent.includes(dim)) return 1
    const before = absent.filter((other) => other < dim).length
    return updates[windowDims[dim - before] ?? 0] ?? 1
  }
}
