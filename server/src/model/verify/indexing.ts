// gather, scatter and their dynamic forms: dimension numbers against ranks, sizes of slices and batches.
import { fitsSize } from './checkedTypes'
import {
  classIs,
  equalElements,
  equalShapes,
  firstOf,
  found,
  inRange,
  isSorted,
  isUnique,
  shapeIs,
  sizeIs,
} from './findings'
import { readNumber, readValues } from './lists'
import type { Check, CheckedType, Finding } from './question'
import { checkReducer } from './reducers'

/** What gather and scatter have in common, by the names of the operation. */
interface Indexing {
  readonly operand: CheckedType
  readonly indices: CheckedType
  readonly indicesName: string
  /** Dims of the result or the updates that lie in the slice. */
  readonly windowDims: NamedList
  /** Dims of the operand that the slice has not. */
  readonly droppedDims: NamedList
  readonly operandBatching: NamedList
  readonly indicesBatching: NamedList
  readonly indexMap: NamedList
  readonly indexVectorDim: number
  readonly labels: IndexingLabels
}

interface NamedList {
  readonly name: string
  readonly values: readonly number[]
}

interface IndexingLabels {
  readonly rank: string
  readonly indexVector: string
  readonly mapSize: string
  readonly window: string
  readonly dropped: readonly [unique: string, sorted: string, range: string]
  readonly batching: readonly [sorted: string, range: string]
  readonly indicesBatching: readonly [unique: string, range: string, noVector: string]
  readonly pairs: readonly [count: string, sizes: string]
  readonly map: readonly [unique: string, range: string]
}

const gatherLabels: IndexingLabels = {
  rank: 'C1',
  indexVector: 'C2',
  mapSize: 'C3',
  window: 'C4',
  dropped: ['C6', 'C7', 'C8'],
  batching: ['C10', 'C11'],
  indicesBatching: ['C13', 'C14', 'C15'],
  pairs: ['C16', 'C17'],
  map: ['C18', 'C19'],
}

const scatterLabels: IndexingLabels = {
  rank: 'C2',
  indexVector: 'C22',
  mapSize: 'C19',
  window: 'C7',
  dropped: ['C9', 'C10', 'C11'],
  batching: ['C12', 'C13'],
  indicesBatching: ['C14', 'C15', 'C16'],
  pairs: ['C17', 'C18'],
  map: ['C20', 'C21'],
}

const listOf = (text: string, name: string): NamedList => ({ name, values: readValues(text, name) ?? [] })

function checkIndexing(indexing: Indexing): Finding {
  const { operand, indices, windowDims, droppedDims, operandBatching, indexMap, indexVectorDim, labels } = indexing
  const rank = operand.dims.length
  const counted = windowDims.values.length + droppedDims.values.length + operandBatching.values.length
  const indicesRank = indices.dims.length
  return (
    (operand.isRanked && counted !== rank
      ? found(
          `${windowDims.name}, ${droppedDims.name} and ${operandBatching.name} have ${counted} dims; the operand has rank ${rank}`,
          labels.rank,
        )
      : undefined) ??
    (indices.isRanked
      ? inRange('index_vector_dim', [indexVectorDim], indicesRank + 1, labels.indexVector)
      : undefined) ??
    checkIndexMap(indexing) ??
    isSorted(windowDims.name, windowDims.values, labels.window) ??
    isUnique(windowDims.name, windowDims.values, labels.window) ??
    isUnique(
      `${droppedDims.name} and ${operandBatching.name}`,
      [...droppedDims.values, ...operandBatching.values],
      labels.dropped[0],
    ) ??
    isSorted(droppedDims.name, droppedDims.values, labels.dropped[1]) ??
    isSorted(operandBatching.name, operandBatching.values, labels.batching[0]) ??
    isUnique(
      `${indexMap.name} and ${operandBatching.name}`,
      [...indexMap.values, ...operandBatching.values],
      labels.map[0],
    ) ??
    (operand.isRanked
      ? (inRange(droppedDims.name, droppedDims.values, rank, labels.dropped[2]) ??
        inRange(operandBatching.name, operandBatching.values, rank, labels.batching[1]) ??
        inRange(indexMap.name, indexMap.values, rank, labels.map[1]))
      : undefined) ??
    checkBatching(indexing)
  )
}

function checkIndexMap({ indices, indexMap, indexVectorDim, labels, indicesName }: Indexing): Finding {
  if (!indices.isRanked) return undefined
  const size = indexVectorDim < indices.dims.length ? indices.dims[indexVectorDim]! : 1
  return fitsSize(size, indexMap.values.length)
    ? undefined
    : found(
        `${indexMap.name} has ${indexMap.values.length} dims and an index of ${indicesName} ${size}; there must be as many`,
        labels.mapSize,
      )
}

function checkBatching(indexing: Indexing): Finding {
  const { operand, indices, indicesName, operandBatching, indicesBatching, indexVectorDim, labels } = indexing
  const { name, values } = indicesBatching
  return (
    isUnique(name, values, labels.indicesBatching[0]) ??
    (indices.isRanked ? inRange(name, values, indices.dims.length, labels.indicesBatching[1]) : undefined) ??
    (values.includes(indexVectorDim)
      ? found(`${name} has index_vector_dim ${indexVectorDim}; it must not`, labels.indicesBatching[2])
      : undefined) ??
    (values.length === operandBatching.values.length
      ? undefined
      : found(
          `${operandBatching.name} has ${operandBatching.values.length} dims and ${name} ${values.length}; there must be as many`,
          labels.pairs[0],
        )) ??
    (operand.isRanked && indices.isRanked
      ? firstOf(values, (dim, i) => {
          const other = operandBatching.values[i]!
          const [size, wanted] = [indices.dims[dim]!, operand.dims[other]!]
          return fitsSize(size, wanted)
            ? undefined
            : found(
                `dim ${dim} of ${indicesName} has size ${size} and dim ${other} of the operand ${wanted}; they must be equal`,
                labels.pairs[1],
              )
        })
      : undefined)
  )
}

/** Sizes of the result of a gather, or those that updates have at least: batch dims from the indices, the others from the slice. */
function combined(indexing: Indexing, slice: readonly number[]): number[] {
  const { indices, windowDims, indexVectorDim } = indexing
  const batch = indices.dims.filter((_, dim) => dim !== indexVectorDim)
  const rank = batch.length + windowDims.values.length
  let [nextBatch, nextSlice] = [0, 0]
  return Array.from({ length: rank }, (_, dim) =>
    windowDims.values.includes(dim) ? (slice[nextSlice++] ?? -1) : (batch[nextBatch++] ?? -1),
  )
}

const isDropped = ({ droppedDims, operandBatching }: Indexing, dim: number): boolean =>
  droppedDims.values.includes(dim) || operandBatching.values.includes(dim)

export const checkGather: Check = ({ kind, operands, results, attributes }) => {
  const [operand, indices, result] = [operands[0]!, operands[1]!, results[0]!]
  const indexing: Indexing = {
    operand,
    indices,
    indicesName: 'start_indices',
    windowDims: listOf(attributes, 'offset_dims'),
    droppedDims: listOf(attributes, 'collapsed_slice_dims'),
    operandBatching: listOf(attributes, 'operand_batching_dims'),
    indicesBatching: listOf(attributes, 'start_indices_batching_dims'),
    indexMap: listOf(attributes, 'start_index_map'),
    indexVectorDim: readNumber(attributes, 'index_vector_dim') ?? 0,
    labels: gatherLabels,
  }
  const sizes = kind === 'gather' ? readValues(attributes, 'slice_sizes') : undefined
  return (
    classIs(['start_indices', indices], ['signed', 'unsigned']) ??
    checkIndexing(indexing) ??
    (kind === 'gather' ? undefined : checkDynamicSizes(operands[2], operand)) ??
    (sizes === undefined ? undefined : checkSliceSizes(indexing, sizes)) ??
    (indices.isRanked && (sizes !== undefined || kind !== 'gather')
      ? shapeIs(
          ['result', result],
          combined(indexing, sizes?.filter((_, dim) => !isDropped(indexing, dim)) ?? []),
          'C22',
        )
      : undefined) ??
    (result.isRanked ? inRange('offset_dims', indexing.windowDims.values, result.dims.length, 'C5') : undefined) ??
    equalElements(['operand', operand], ['result', result], 'C23')
  )
}

const checkDynamicSizes = (sizes: CheckedType | undefined, operand: CheckedType): Finding =>
  sizes === undefined
    ? undefined
    : (classIs(['slice_sizes', sizes], ['signed', 'unsigned']) ??
      (operand.isRanked ? shapeIs(['slice_sizes', sizes], [operand.dims.length], 'C20') : undefined))

function checkSliceSizes(indexing: Indexing, sizes: readonly number[]): Finding {
  const { operand, droppedDims, operandBatching } = indexing
  const atMostOne = ({ name, values }: NamedList, label: string): Finding =>
    firstOf(values, (dim) =>
      (sizes[dim] ?? 0) > 1
        ? found(`slice_sizes has ${sizes[dim]!} in dim ${dim} of ${name}; it must be at most 1`, label)
        : undefined,
    )
  return (
    (operand.isRanked ? sizeIs('slice_sizes', sizes, operand.dims.length, 'C20') : undefined) ??
    firstOf(sizes, (size, dim) => {
      const bound = operand.isRanked ? operand.dims[dim]! : -1
      return size >= 0 && (bound < 0 || size <= bound)
        ? undefined
        : found(
            `slice_sizes has ${size} in dim ${dim}; it must be in [0, ${bound < 0 ? 'size of the operand' : bound}]`,
            'C21',
          )
    }) ??
    atMostOne(droppedDims, 'C9') ??
    atMostOne(operandBatching, 'C12')
  )
}

export const checkScatter: Check = ({ operands, results, regions, attributes }) => {
  const count = (operands.length - 1) / 2
  if (!Number.isInteger(count))
    return `${operands.length} operands; there must be as many updates as inputs, and indices`
  const inputs = operands.slice(0, count)
  const updates = operands.slice(count + 1)
  const indices = operands[count]!
  if (results.length !== count)
    return found(`${results.length} results for ${count} inputs; there must be as many`, 'C24')
  const indexing: Indexing = {
    operand: inputs.find(({ isRanked }) => isRanked) ?? inputs[0]!,
    indices,
    indicesName: 'scatter_indices',
    windowDims: listOf(attributes, 'update_window_dims'),
    droppedDims: listOf(attributes, 'inserted_window_dims'),
    operandBatching: listOf(attributes, 'input_batching_dims'),
    indicesBatching: listOf(attributes, 'scatter_indices_batching_dims'),
    indexMap: listOf(attributes, 'scatter_dims_to_operand_dims'),
    indexVectorDim: readNumber(attributes, 'index_vector_dim') ?? 0,
    labels: scatterLabels,
  }
  return (
    classIs(['scatter_indices', indices], ['signed', 'unsigned']) ??
    firstOf(inputs, (input, i) => equalShapes(['input 0', inputs[0]!], [`input ${i}`, input], 'C1')) ??
    firstOf(updates, (update, i) => equalShapes(['update 0', updates[0]!], [`update ${i}`, update], 'C3')) ??
    checkIndexing(indexing) ??
    checkUpdates(indexing, updates[0]!) ??
    checkReducer(regions[0], { inputs, initialValues: updates, results, label: 'C23' }) ??
    firstOf(inputs, (input, i) => equalShapes([`input ${i}`, input], [`result ${i}`, results[i]!], 'C24'))
  )
}

/** Batch dims as the indices have them, window dims not larger than the operand. */
function checkUpdates(indexing: Indexing, updates: CheckedType): Finding {
  const { operand, indices, windowDims } = indexing
  if (!updates.isRanked) return undefined
  const range = inRange('update_window_dims', windowDims.values, updates.dims.length, 'C8')
  if (range !== undefined || !indices.isRanked) return range
  const shape = shapeIs(['updates', updates], combined(indexing, []), 'C4')
  if (shape !== undefined || !operand.isRanked) return shape
  const bounds = operand.dims.filter((_, dim) => !isDropped(indexing, dim))
  return firstOf(windowDims.values, (dim, i) => {
    const [size, bound] = [updates.dims[dim]!, bounds[i] ?? -1]
    return size < 0 || bound < 0 || size <= bound
      ? undefined
      : found(`dim ${dim} of updates has size ${size} and the operand ${bound} there; it must not be larger`, 'C4')
  })
}
