// reduce, reduce_window, select_and_scatter, sort and top_k.
import { readInteger, readWindow } from '../../model/attributes'
import type { OperationKind } from '../../model/operations'
import type { Kernel, KernelCall } from '../kernel'
import type { Tensor } from '../tensor'
import { copyElement, eachIndex, makeTensor, stridesOf } from '../tensor'
import { integersOf } from './movement'
import { fillWith, makeAccumulator } from './reducers'
import { compareNumbers } from './totalOrder'

const elementsOf = (tensors: readonly Tensor[]): Tensor['type']['element'][] => tensors.map(({ type }) => type.element)

const reduce: Kernel = (call) => {
  const count = call.operands.length / 2
  const [inputs, initial] = [call.operands.slice(0, count), call.operands.slice(count)]
  const reduced = integersOf(call, 'dimensions')
  const { dims } = inputs[0]!.type
  const kept = dims.flatMap((_, dim) => (reduced.includes(dim) ? [] : [dim]))
  const elements = elementsOf(inputs)
  const sums = fillWith(
    initial,
    kept.map((dim) => dims[dim]!),
    elements,
  )
  const accumulate = makeAccumulator(call, elements)
  const target = new Array<number>(dims.length).fill(0)
  stridesOf(sums[0]!.type.dims).forEach((stride, i) => (target[kept[i]!] = stride))
  eachIndex(dims, (index, position) => {
    let to = 0
    for (let dim = 0; dim < dims.length; dim++) to += index[dim]! * target[dim]!
    accumulate(sums, to, inputs, position)
  })
  return sums
}

interface Windows {
  readonly extents: readonly number[]
  readonly strides: readonly number[]
  readonly padding: readonly number[]
  readonly baseDilations: readonly number[]
  readonly windowDilations: readonly number[]
}

function windowsOf(call: KernelCall): Windows {
  const extents = integersOf(call, 'window_dimensions')
  return { extents, ...readWindow(call.attributes, extents.length) }
}

function windowCounts(windows: Windows, dims: readonly number[]): number[] {
  return dims.map((size, dim) => {
    const dilated = size === 0 ? 0 : (size - 1) * windows.baseDilations[dim]! + 1
    const padded = windows.padding[2 * dim]! + dilated + windows.padding[2 * dim + 1]!
    const extent = (windows.extents[dim]! - 1) * windows.windowDilations[dim]! + 1
    return padded < extent ? 0 : Math.floor((padded - extent) / windows.strides[dim]!) + 1
  })
}

/** Position in the operand of element `at` of the window at `index`, or -1 in the padding and between dilated elements. */
function windowPosition(
  windows: Windows,
  dims: readonly number[],
  index: readonly number[],
  at: readonly number[],
): number {
  let position = 0
  for (let dim = 0; dim < dims.length; dim++) {
    const padded = index[dim]! * windows.strides[dim]! + at[dim]! * windows.windowDilations[dim]!
    const place = (padded - windows.padding[2 * dim]!) / windows.baseDilations[dim]!
    if (!Number.isInteger(place) || place < 0 || place >= dims[dim]!) return -1
    position = position * dims[dim]! + place
  }
  return position
}

const reduceWindow: Kernel = (call) => {
  const count = call.operands.length / 2
  const [inputs, initial] = [call.operands.slice(0, count), call.operands.slice(count)]
  const windows = windowsOf(call)
  const { dims } = inputs[0]!.type
  const elements = elementsOf(inputs)
  const sums = fillWith(initial, windowCounts(windows, dims), elements)
  const accumulate = makeAccumulator(call, elements)
  eachIndex(sums[0]!.type.dims, (index, to) => {
    eachIndex(windows.extents, (at) => {
      const from = windowPosition(windows, dims, index, at)
      // What lies in the padding is the initial value, which is there already.
      if (from >= 0) accumulate(sums, to, inputs, from)
      else accumulate(sums, to, initial, 0)
    })
  })
  return sums
}

/** Each source element goes to the element of its window that region 0 selects; region 1 adds it there. */
const selectAndScatter: Kernel = (call) => {
  const [operand, source, initial] = [call.operands[0]!, call.operands[1]!, call.operands[2]!]
  const windows = windowsOf(call)
  const { dims } = operand.type
  const result = fillWith([initial], dims, [operand.type.element])
  const add = makeAccumulator(call, [operand.type.element], 1)
  const [left, right] = [makeTensor(operand.type.element, []), makeTensor(operand.type.element, [])]
  eachIndex(source.type.dims, (index, from) => {
    let selected = -1
    eachIndex(windows.extents, (at) => {
      const place = windowPosition(windows, dims, index, at)
      if (place < 0) return
      if (selected < 0) return void (selected = place)
      copyElement(operand, selected, left, 0)
      copyElement(operand, place, right, 0)
      if (call.runRegion(0, [left, right])[0]!.data[0] === 0) selected = place
    })
    if (selected >= 0) add(result, selected, [source], from)
  })
  return result
}

/** Calls `visit` with the position of the first element of each line along a dim. */
function eachLine(dims: readonly number[], along: number, visit: (first: number) => void): void {
  const strides = stridesOf(dims)
  const others = dims.map((size, dim) => (dim === along ? Math.min(size, 1) : size))
  eachIndex(others, (index) => {
    visit(index.reduce((sum, at, dim) => sum + at * strides[dim]!, 0))
  })
}

const sort: Kernel = (call) => {
  const { dims } = call.operands[0]!.type
  const given = readInteger(call.attributes, 'dimension') ?? -1
  const along = given < 0 ? given + dims.length : given
  const results = call.operands.map(({ type }) => makeTensor(type.element, type.dims))
  const stride = stridesOf(dims)[along] ?? 1
  const scalars = call.operands.flatMap(({ type }) => [makeTensor(type.element, []), makeTensor(type.element, [])])
  const comesBefore = (a: number, b: number): boolean => {
    call.operands.forEach((operand, i) => {
      copyElement(operand, a, scalars[2 * i]!, 0)
      copyElement(operand, b, scalars[2 * i + 1]!, 0)
    })
    return call.runRegion(0, scalars)[0]!.data[0] !== 0
  }
  eachLine(dims, along, (first) => {
    const order = Array.from({ length: dims[along] ?? 1 }, (_, i) => first + i * stride)
    // JavaScript's sort is stable, which `is_stable` asks for and all may have.
    order.sort((a, b) => (comesBefore(a, b) ? -1 : comesBefore(b, a) ? 1 : 0))
    order.forEach((from, i) => {
      results.forEach((result, k) => copyElement(call.operands[k]!, from, result, first + i * stride))
    })
  })
  return results
}

/** The k largest along the last dim and their indices; NaN counts as the largest, the first of equals comes first. */
const topK: Kernel = (call) => {
  const x = call.operands[0]!
  const { dims, element } = x.type
  const k = readInteger(call.attributes, 'k') ?? 0
  const size = dims.at(-1) ?? 1
  const shape = [...dims.slice(0, -1), k]
  const [values, indices] = [makeTensor(element, shape), makeTensor('i32', shape)]
  for (let line = 0; line * size < x.type.elements; line++) {
    const order = Array.from({ length: size }, (_, i) => i)
    order.sort((a, b) => compareNumbers(x.data[line * size + b]!, x.data[line * size + a]!) || a - b)
    for (let i = 0; i < k; i++) {
      copyElement(x, line * size + order[i]!, values, line * k + i)
      indices.data[line * k + i] = order[i]!
    }
  }
  return [values, indices]
}

export const reductionKernels: Partial<Record<OperationKind, Kernel>> = {
  reduce,
  reduce_window: reduceWindow,
  select_and_scatter: selectAndScatter,
  sort,
  top_k: topK,
  topk: topK,
}
