// Random gathers and scatters: rows of a table, windows, windows that are whole, batching dims, several indexed dims; indices also out of bounds.
import type { Draft, Value } from './draft'
import { find, fits, isTame, keep, sameType, typeOf, anyValue } from './draft'
import type { Maker } from './elementwise'

const array = (items: readonly number[]): string => `array<i64: ${items.join(', ')}>`

const small = (value: Value): boolean => isTame(value) && value.bound < 1000

function indices(draft: Draft, dims: readonly number[], most: number): Value {
  const wanted = { dims, element: 'i32' as const }
  return find(
    draft,
    (value) => typeOf(value) === typeOf(wanted) && value.bound < 64,
    () => ({ ...wanted, low: -1, high: most }),
  )
}

interface Shape {
  readonly operand: readonly number[]
  readonly index: readonly number[]
  /** Coordinates behind those of the index that are always 0. */
  readonly zeros?: number
  readonly result: readonly number[]
  readonly sizes: readonly number[]
  /** Dimension numbers of a gather and of the scatter that reverses it. */
  readonly gather: string
  readonly scatter: string
}

/** Rows of a table by an index for each place. */
function rows(draft: Draft): Shape {
  const { tape } = draft
  const [table, width] = [tape.pick([6, 8, 12, 4]), tape.pick([4, 2, 6])]
  const places = [tape.pick([4, 2, 6]), ...(tape.below(2) === 0 ? [tape.pick([2, 4])] : [])]
  const rank = places.length
  return {
    operand: [table, width],
    index: [...places, 1],
    result: [...places, width],
    sizes: [1, width],
    gather: `offset_dims = [${rank}], collapsed_slice_dims = [0], start_index_map = [0], index_vector_dim = ${rank}`,
    scatter: `update_window_dims = [${rank}], inserted_window_dims = [0], scatter_dims_to_operand_dims = [0], index_vector_dim = ${rank}`,
  }
}

/** One element by two coordinates, the dims in either order. */
function elements(draft: Draft): Shape {
  const { tape } = draft
  const operand = [tape.pick([4, 6, 8]), tape.pick([4, 6])]
  const places = tape.pick([4, 6, 8])
  const order = tape.below(2) === 0 ? '0, 1' : '1, 0'
  return {
    operand,
    index: [places, 2],
    result: [places],
    sizes: [1, 1],
    gather: `collapsed_slice_dims = [0, 1], start_index_map = [${order}], index_vector_dim = 1`,
    scatter: `inserted_window_dims = [0, 1], scatter_dims_to_operand_dims = [${order}], index_vector_dim = 1`,
  }
}

/** One index for each row of a batch. */
function batched(draft: Draft): Shape {
  const { tape } = draft
  const [batch, table, width, places] = [tape.pick([4, 2, 6]), tape.pick([4, 6]), tape.pick([2, 4]), tape.pick([2, 4])]
  return {
    operand: [batch, table, width],
    index: [batch, places, 1],
    result: [batch, places, width],
    sizes: [1, 1, width],
    gather:
      'offset_dims = [2], collapsed_slice_dims = [1], operand_batching_dims = [0], start_indices_batching_dims = [0], start_index_map = [1], index_vector_dim = 2',
    scatter:
      'update_window_dims = [2], inserted_window_dims = [1], input_batching_dims = [0], scatter_indices_batching_dims = [0], scatter_dims_to_operand_dims = [1], index_vector_dim = 2',
  }
}

/** Windows of two rows that start anywhere. */
function windows(draft: Draft): Shape {
  const { tape } = draft
  const [table, width, places] = [tape.pick([6, 8]), tape.pick([4, 2]), tape.pick([4, 2, 3])]
  return {
    operand: [table, width],
    index: [places, 1],
    result: [places, 2, width],
    sizes: [2, width],
    gather: 'offset_dims = [1, 2], start_index_map = [0], index_vector_dim = 1',
    scatter: 'update_window_dims = [1, 2], scatter_dims_to_operand_dims = [0], index_vector_dim = 1',
  }
}

/** Indices without a dim of their own for the coordinates; the window keeps its dim of size 1. */
function implicit(draft: Draft): Shape {
  const { tape } = draft
  const [table, width, places] = [tape.pick([6, 8]), tape.pick([4, 2]), tape.pick([4, 2, 6])]
  return {
    operand: [table, width],
    index: [places],
    result: [places, 1, width],
    sizes: [1, width],
    gather: 'offset_dims = [1, 2], start_index_map = [0], index_vector_dim = 1',
    scatter: 'update_window_dims = [1, 2], scatter_dims_to_operand_dims = [0], index_vector_dim = 1',
  }
}

/** A row of a table by two coordinates, the second that of a window as large as its dim, as caches are written. */
function wholeWindows(draft: Draft): Shape {
  const { tape } = draft
  const [table, width, places] = [tape.pick([6, 8]), tape.pick([4, 2, 6]), tape.pick([4, 2, 6])]
  return {
    operand: [table, width],
    index: [places, 1],
    zeros: 1,
    result: [places, 1, width],
    sizes: [1, width],
    gather: 'offset_dims = [1, 2], start_index_map = [0, 1], index_vector_dim = 1',
    scatter: 'update_window_dims = [1, 2], scatter_dims_to_operand_dims = [0, 1], index_vector_dim = 1',
  }
}

const shapes = [rows, elements, batched, windows, implicit, wholeWindows]

function withZeros(draft: Draft, index: Value, zeros: number): Value {
  if (zeros === 0) return index
  const dims = [...index.dims.slice(0, -1), zeros]
  const to = { ...index, dims: [...index.dims.slice(0, -1), index.dims.at(-1)! + zeros] }
  const name = `%v${draft.next++}`
  const constant = { ...index, dims }
  draft.lines.push(
    `${name}z = stablehlo.constant dense<0> : ${typeOf(constant)}`,
    `${name} = stablehlo.concatenate ${index.name}, ${name}z, dim = ${dims.length - 1} : (${typeOf(index)}, ${typeOf(constant)}) -> ${typeOf(to)}`,
  )
  return { ...to, name }
}

function gather(draft: Draft): void {
  const shape = draft.tape.pick(shapes)(draft)
  if (!fits(shape.result)) return
  const operand = sameType(
    draft,
    { dims: shape.operand, element: draft.tape.pick(['f32', 'f32', 'i32', 'i1']) },
    isTame,
  )
  const index = withZeros(draft, indices(draft, shape.index, 9), shape.zeros ?? 0)
  const to = { ...operand, dims: shape.result }
  const name = `%v${draft.next++}`
  draft.lines.push(
    `${name} = "stablehlo.gather"(${operand.name}, ${index.name}) <{dimension_numbers = #stablehlo.gather<${shape.gather}>, slice_sizes = ${array(shape.sizes)}, indices_are_sorted = false}> : (${typeOf(operand)}, ${typeOf(index)}) -> ${typeOf(to)}`,
  )
  keep(draft, name, to)
}

function scatter(draft: Draft): void {
  const shape = draft.tape.pick(shapes)(draft)
  const operand = sameType(draft, { dims: shape.operand, element: 'f32' }, small)
  const updates = sameType(draft, { dims: shape.result, element: 'f32' }, small)
  const index = withZeros(draft, indices(draft, shape.index, 9), shape.zeros ?? 0)
  const kind = draft.tape.pick(['add', 'add', 'maximum', 'set'])
  const name = `%v${draft.next++}`
  const body =
    kind === 'set'
      ? [`  stablehlo.return ${name}r : tensor<f32>`]
      : [`  ${name}o = stablehlo.${kind} ${name}l, ${name}r : tensor<f32>`, `  stablehlo.return ${name}o : tensor<f32>`]
  draft.lines.push(
    `${name} = "stablehlo.scatter"(${operand.name}, ${index.name}, ${updates.name}) <{scatter_dimension_numbers = #stablehlo.scatter<${shape.scatter}>, indices_are_sorted = false, unique_indices = false}> ({`,
    `^bb0(${name}l: tensor<f32>, ${name}r: tensor<f32>):`,
    ...body,
    `}) : (${typeOf(operand)}, ${typeOf(index)}, ${typeOf(updates)}) -> ${typeOf(operand)}`,
  )
  const places = shape.result.reduce((product, size) => product * size, 1)
  keep(draft, name, {
    ...operand,
    bound: operand.bound + places * updates.bound,
    error: operand.error + places * updates.error,
  })
}

/** A look-up of the tokens of an embedding, in which large tables are split by rows. */
function embedding(draft: Draft): void {
  const table = anyValue(
    draft,
    (value) => value.dims.length === 2 && value.element === 'f32' && isTame(value),
    'f32',
    2,
  )
  if (table.dims.length !== 2) return
  const index = indices(draft, [4, 2, 1], table.dims[0]! - 1)
  const to = { ...table, dims: [4, 2, table.dims[1]!] }
  const name = `%v${draft.next++}`
  draft.lines.push(
    `${name} = "stablehlo.gather"(${table.name}, ${index.name}) <{dimension_numbers = #stablehlo.gather<offset_dims = [2], collapsed_slice_dims = [0], start_index_map = [0], index_vector_dim = 2>, slice_sizes = ${array([1, table.dims[1]!])}, indices_are_sorted = false}> : (${typeOf(table)}, ${typeOf(index)}) -> ${typeOf(to)}`,
  )
  keep(draft, name, to)
}

export const indexedMakers: Readonly<Record<string, Maker>> = { gather, scatter, embedding, scatterAgain: scatter }
