// Kernels of operations that move elements: each result element is read from one place.
import { readInteger, readIntegers, readSliceBounds } from '../../model/attributes'
import type { OperationKind } from '../../model/operations'
import { isBig, rounderOf } from '../elementTypes'
import type { Kernel, KernelCall } from '../kernel'
import { EvaluationError } from '../kernel'
import type { Tensor } from '../tensor'
import { copyElement, eachIndex, makeTensor, numberAt, stridesOf, withType } from '../tensor'

/** Integers of an attribute under any of its names. */
export function integersOf(call: KernelCall, ...keys: readonly string[]): number[] {
  for (const key of keys) {
    const found = readIntegers(call.attributes, key)
    if (found !== undefined) return found
  }
  return []
}

/** Values of a vector operand. */
export const vectorOf = (tensor: Tensor): number[] => Array.from(tensor.data, Number)

/**
 * A result of shape `dims` whose element at index i is operand element offset + sum of i[d] * strides[d]. Strides of 0 repeat.
 */
function gatherStrided(x: Tensor, dims: readonly number[], strides: readonly number[], offset: number): Tensor {
  const result = makeTensor(x.type.element, dims)
  const total = result.type.elements
  const index = new Array<number>(dims.length).fill(0)
  let source = offset
  for (let position = 0; position < total; position++) {
    copyElement(x, source, result, position)
    for (let dim = dims.length - 1; dim >= 0; dim--) {
      source += strides[dim]!
      if (++index[dim]! < dims[dim]!) break
      source -= dims[dim]! * strides[dim]!
      index[dim] = 0
    }
  }
  return result
}

const transpose: Kernel = (call) => {
  const x = call.operands[0]!
  const permutation = integersOf(call, 'dims', 'permutation')
  const strides = stridesOf(x.type.dims)
  const dims = permutation.map((dim) => x.type.dims[dim]!)
  return [
    gatherStrided(
      x,
      dims,
      permutation.map((dim) => strides[dim]!),
      0,
    ),
  ]
}

/** Operand dim i is result dim map[i]; all other strides are 0. */
function broadcastTo(x: Tensor, dims: readonly number[], map: readonly number[]): Tensor {
  const from = stridesOf(x.type.dims)
  const strides = dims.map((_, dim) => {
    const source = map.indexOf(dim)
    return source < 0 || x.type.dims[source] === 1 ? 0 : from[source]!
  })
  return gatherStrided(x, dims, strides, 0)
}

const broadcastInDim: Kernel = (call) => [
  broadcastTo(call.operands[0]!, call.resultTypes[0]!.dims, integersOf(call, 'dims', 'broadcast_dimensions')),
]

const broadcast: Kernel = (call) => {
  const x = call.operands[0]!
  const added = integersOf(call, 'sizes', 'broadcast_sizes')
  return [
    broadcastTo(
      x,
      [...added, ...x.type.dims],
      x.type.dims.map((_, dim) => dim + added.length),
    ),
  ]
}

const reshape: Kernel = ({ operands, resultTypes }) => [
  withType(operands[0]!, operands[0]!.type.element, resultTypes[0]!.dims),
]

const dynamicReshape: Kernel = ({ operands }) => [
  withType(operands[0]!, operands[0]!.type.element, vectorOf(operands[1]!)),
]

const dynamicBroadcast: Kernel = (call) => [
  broadcastTo(call.operands[0]!, vectorOf(call.operands[1]!), integersOf(call, 'dims', 'broadcast_dimensions')),
]

function sliceBy(x: Tensor, start: readonly number[], limit: readonly number[], step: readonly number[]): Tensor {
  const strides = stridesOf(x.type.dims)
  const dims = start.map((begin, dim) => Math.max(0, Math.ceil((limit[dim]! - begin) / step[dim]!)))
  return gatherStrided(
    x,
    dims,
    strides.map((stride, dim) => stride * step[dim]!),
    start.reduce((sum, begin, dim) => sum + begin * strides[dim]!, 0),
  )
}

const slice: Kernel = (call) => {
  const { start, limit, strides } = readSliceBounds(call.attributes)
  return [sliceBy(call.operands[0]!, start, limit, strides)]
}

const realDynamicSlice: Kernel = ({ operands }) => [
  sliceBy(operands[0]!, vectorOf(operands[1]!), vectorOf(operands[2]!), vectorOf(operands[3]!)),
]

/** Start indices are clamped so that the slice lies inside. */
function clampedStarts(call: KernelCall, first: number, dims: readonly number[], sizes: readonly number[]): number[] {
  return dims.map((size, dim) => {
    const start = numberAt(call.operands[first + dim]!, 0)
    return Math.min(Math.max(start, 0), size - sizes[dim]!)
  })
}

const dynamicSlice: Kernel = (call) => {
  const x = call.operands[0]!
  const sizes = integersOf(call, 'slice_sizes', 'sizes')
  const start = clampedStarts(call, 1, x.type.dims, sizes)
  return [
    sliceBy(
      x,
      start,
      start.map((begin, dim) => begin + sizes[dim]!),
      start.map(() => 1),
    ),
  ]
}

const dynamicUpdateSlice: Kernel = (call) => {
  const [x, update] = [call.operands[0]!, call.operands[1]!]
  const start = clampedStarts(call, 2, x.type.dims, update.type.dims)
  const result = { type: x.type, data: x.data.slice() }
  const strides = stridesOf(x.type.dims)
  eachIndex(update.type.dims, (index, position) => {
    const target = index.reduce((sum, at, dim) => sum + (at + start[dim]!) * strides[dim]!, 0)
    copyElement(update, position, result, target)
  })
  return [result]
}

function padWith(
  x: Tensor,
  value: Tensor,
  low: readonly number[],
  high: readonly number[],
  interior: readonly number[],
): Tensor {
  const dims = x.type.dims.map((size, dim) => low[dim]! + size + high[dim]! + Math.max(size - 1, 0) * interior[dim]!)
  const result = gatherStrided(
    value,
    dims,
    dims.map(() => 0),
    0,
  )
  const strides = stridesOf(dims)
  eachIndex(x.type.dims, (index, position) => {
    let target = 0
    for (let dim = 0; dim < dims.length; dim++) {
      const at = low[dim]! + index[dim]! * (interior[dim]! + 1)
      if (at < 0 || at >= dims[dim]!) return
      target += at * strides[dim]!
    }
    copyElement(x, position, result, target)
  })
  return result
}

const pad: Kernel = (call) => {
  const [x, value] = [call.operands[0]!, call.operands[1]!]
  return [
    padWith(
      x,
      value,
      integersOf(call, 'edge_padding_low', 'low'),
      integersOf(call, 'edge_padding_high', 'high'),
      integersOf(call, 'interior_padding', 'interior'),
    ),
  ]
}

const dynamicPad: Kernel = ({ operands }) => [
  padWith(operands[0]!, operands[1]!, vectorOf(operands[2]!), vectorOf(operands[3]!), vectorOf(operands[4]!)),
]

const concatenate: Kernel = (call) => {
  const along = readInteger(call.attributes, 'dim') ?? readInteger(call.attributes, 'dimension') ?? 0
  const first = call.operands[0]!
  const size = call.operands.reduce((sum, { type }) => sum + type.dims[along]!, 0)
  const dims = first.type.dims.map((own, dim) => (dim === along ? size : own))
  const result = makeTensor(first.type.element, dims)
  const strides = stridesOf(dims)
  let offset = 0
  for (const part of call.operands) {
    eachIndex(part.type.dims, (index, position) => {
      copyElement(
        part,
        position,
        result,
        index.reduce((sum, at, dim) => sum + at * strides[dim]!, offset * strides[along]!),
      )
    })
    offset += part.type.dims[along]!
  }
  return [result]
}

const reverse: Kernel = (call) => {
  const x = call.operands[0]!
  const reversed = integersOf(call, 'dims', 'dimensions')
  const strides = stridesOf(x.type.dims)
  const offset = reversed.reduce((sum, dim) => sum + (x.type.dims[dim]! - 1) * strides[dim]!, 0)
  return [
    gatherStrided(
      x,
      x.type.dims,
      strides.map((stride, dim) => (reversed.includes(dim) ? -stride : stride)),
      offset,
    ),
  ]
}

function countAlong(element: Tensor['type']['element'], dims: readonly number[], along: number): Tensor {
  const result = makeTensor(element, dims)
  const entries = result.data.length / Math.max(result.type.elements, 1)
  const round = isBig(element) ? undefined : rounderOf(element)
  eachIndex(dims, (index, position) => {
    const at = index[along] ?? 0
    result.data[position * entries] = round === undefined ? BigInt(at) : round(at)
  })
  return result
}

const iotaDim = (call: KernelCall): number =>
  readInteger(call.attributes, 'dim') ?? readInteger(call.attributes, 'iota_dimension') ?? 0

const iota: Kernel = (call) => [countAlong(call.resultTypes[0]!.element, call.resultTypes[0]!.dims, iotaDim(call))]

const dynamicIota: Kernel = (call) => [
  countAlong(call.resultTypes[0]!.element, vectorOf(call.operands[0]!), iotaDim(call)),
]

const getDimensionSize: Kernel = (call) => {
  const dim = readInteger(call.attributes, 'dim') ?? readInteger(call.attributes, 'dimension') ?? 0
  const result = makeTensor('i32', [])
  const size = call.operands[0]!.type.dims[dim]
  if (size === undefined) throw new EvaluationError(`get_dimension_size of dim ${dim}, which does not exist`)
  result.data[0] = size
  return [result]
}

export const movementKernels: Partial<Record<OperationKind, Kernel>> = {
  transpose,
  broadcast_in_dim: broadcastInDim,
  broadcast,
  reshape,
  dynamic_reshape: dynamicReshape,
  dynamic_broadcast_in_dim: dynamicBroadcast,
  slice,
  real_dynamic_slice: realDynamicSlice,
  dynamic_slice: dynamicSlice,
  dynamic_update_slice: dynamicUpdateSlice,
  pad,
  dynamic_pad: dynamicPad,
  concatenate,
  reverse,
  iota,
  dynamic_iota: dynamicIota,
  get_dimension_size: getDimensionSize,
}
