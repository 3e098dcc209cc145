// gather and scatter, by the index spaces of the specification.
import { readInteger, readIntegers } from '../../model/attributes'
import type { OperationKind } from '../../model/operations'
import type { Kernel, KernelCall } from '../kernel'
import type { Tensor } from '../tensor'
import { copyElement, eachIndex, makeTensor, numberAt, stridesOf } from '../tensor'
import { vectorOf } from './movement'
import { makeAccumulator } from './reducers'

const listOf = (call: KernelCall, key: string): number[] => readIntegers(call.attributes, key) ?? []

const except = (rank: number, taken: readonly number[]): number[] =>
  Array.from({ length: rank }, (_, dim) => dim).filter((dim) => !taken.includes(dim))

/** Dimension numbers that gather and scatter share, under one name. */
interface Numbers {
  /** Dims of the result (updates) that are window dims, and those that are not. */
  readonly windowDims: readonly number[]
  readonly batchDims: readonly number[]
  /** Operand dims that the window dims stand for, in order. */
  readonly windowOperandDims: readonly number[]
  readonly operandBatching: readonly number[]
  readonly indexBatching: readonly number[]
  /** Operand dim of each entry of an index vector. */
  readonly indexMap: readonly number[]
  readonly vectorDim: number
}

interface Keys {
  readonly window: string
  readonly collapsed: string
  readonly operandBatching: string
  readonly indexBatching: string
  readonly map: string
}

function readNumbers(call: KernelCall, keys: Keys, operandRank: number, resultRank: number): Numbers {
  const windowDims = listOf(call, keys.window)
  const operandBatching = listOf(call, keys.operandBatching)
  return {
    windowDims,
    batchDims: except(resultRank, windowDims),
    windowOperandDims: except(operandRank, [...listOf(call, keys.collapsed), ...operandBatching]),
    operandBatching,
    indexBatching: listOf(call, keys.indexBatching),
    indexMap: listOf(call, keys.map),
    vectorDim: readInteger(call.attributes, 'index_vector_dim') ?? 0,
  }
}

/** Reads the operand index at which the window of one batch index starts, without clamping. */
function startReader(numbers: Numbers, indices: Tensor, operandRank: number): (batch: readonly number[]) => number[] {
  const strides = stridesOf(indices.type.dims)
  const scatterDims = except(indices.type.dims.length, [numbers.vectorDim])
  const vectorStride = strides[numbers.vectorDim] ?? 0
  return (batch) => {
    const base = scatterDims.reduce((sum, dim, i) => sum + batch[i]! * strides[dim]!, 0)
    const start = new Array<number>(operandRank).fill(0)
    numbers.indexMap.forEach((dim, entry) => (start[dim] = numberAt(indices, base + entry * vectorStride)))
    // An index batching dim counts among the batch dims by its place, without the vector dim.
    numbers.operandBatching.forEach((dim, i) => {
      start[dim] = batch[scatterDims.indexOf(numbers.indexBatching[i]!)]!
    })
    return start
  }
}

const gatherKeys: Keys = {
  window: 'offset_dims',
  collapsed: 'collapsed_slice_dims',
  operandBatching: 'operand_batching_dims',
  indexBatching: 'start_indices_batching_dims',
  map: 'start_index_map',
}

function gatherBy(call: KernelCall, sizes: readonly number[]): Tensor {
  const [operand, indices] = [call.operands[0]!, call.operands[1]!]
  const operandDims = operand.type.dims
  const shape = gatherShape(call, sizes, indices.type.dims)
  const numbers = readNumbers(call, gatherKeys, operandDims.length, shape.length)
  const readStart = startReader(numbers, indices, operandDims.length)
  const result = makeTensor(operand.type.element, shape)
  const strides = stridesOf(operandDims)
  const batch = new Array<number>(numbers.batchDims.length)
  eachIndex(shape, (index, position) => {
    numbers.batchDims.forEach((dim, i) => (batch[i] = index[dim]!))
    const start = readStart(batch)
    let from = 0
    // Starts are clamped so that the slice lies inside (gather, specification).
    for (const dim of numbers.indexMap) start[dim] = Math.min(Math.max(start[dim]!, 0), operandDims[dim]! - sizes[dim]!)
    numbers.windowOperandDims.forEach((dim, i) => (start[dim]! += index[numbers.windowDims[i]!]!))
    for (let dim = 0; dim < start.length; dim++) from += start[dim]! * strides[dim]!
    copyElement(operand, from, result, position)
  })
  return result
}

/** Batch dims have the sizes of the indices, window dims those of the slice. */
function gatherShape(call: KernelCall, sizes: readonly number[], indexDims: readonly number[]): number[] {
  const offsetDims = listOf(call, 'offset_dims')
  const taken = [...listOf(call, 'collapsed_slice_dims'), ...listOf(call, 'operand_batching_dims')]
  const vectorDim = readInteger(call.attributes, 'index_vector_dim') ?? 0
  const batch = indexDims.filter((_, dim) => dim !== vectorDim)
  const window = sizes.filter((_, dim) => !taken.includes(dim))
  const rank = batch.length + window.length
  return Array.from({ length: rank }, (_, dim) =>
    offsetDims.includes(dim)
      ? window[offsetDims.indexOf(dim)]!
      : batch[dim - offsetDims.filter((one) => one < dim).length]!,
  )
}

const gather: Kernel = (call) => [gatherBy(call, listOf(call, 'slice_sizes'))]
const dynamicGather: Kernel = (call) => [gatherBy(call, vectorOf(call.operands[2]!))]

const scatterKeys: Keys = {
  window: 'update_window_dims',
  collapsed: 'inserted_window_dims',
  operandBatching: 'input_batching_dims',
  indexBatching: 'scatter_indices_batching_dims',
  map: 'scatter_dims_to_operand_dims',
}

const scatter: Kernel = (call) => {
  const count = (call.operands.length - 1) / 2
  const [operands, indices, updates] = [
    call.operands.slice(0, count),
    call.operands[count]!,
    call.operands.slice(count + 1),
  ]
  const { dims } = operands[0]!.type
  const shape = updates[0]!.type.dims
  const numbers = readNumbers(call, scatterKeys, dims.length, shape.length)
  const readStart = startReader(numbers, indices, dims.length)
  const results = operands.map(({ type, data }) => ({ type, data: data.slice() }))
  const accumulate = makeAccumulator(
    call,
    operands.map(({ type }) => type.element),
  )
  const batch = new Array<number>(numbers.batchDims.length)
  eachIndex(shape, (index, position) => {
    numbers.batchDims.forEach((dim, i) => (batch[i] = index[dim]!))
    const target = readStart(batch)
    numbers.windowOperandDims.forEach((dim, i) => (target[dim]! += index[numbers.windowDims[i]!]!))
    let to = 0
    for (let dim = 0; dim < dims.length; dim++) {
      // Updates out of bounds are skipped.
      if (target[dim]! < 0 || target[dim]! >= dims[dim]!) return
      to = to * dims[dim]! + target[dim]!
    }
    accumulate(results, to, updates, position)
  })
  return results
}

export const indexingKernels: Partial<Record<OperationKind, Kernel>> = {
  gather,
  dynamic_gather: dynamicGather,
  scatter,
}
