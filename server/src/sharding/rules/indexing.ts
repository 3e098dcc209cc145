// gather and scatter: parallel over batch and window dims; a dim that is indexed is whole.
import { readInteger, readIntegers } from '../../model/attributes'
import type { RuleQuestion } from './question'
import type { PortDim, RuleDraft } from './draft'
import { addFactor, addWhole, sizeOf } from './draft'

const indexed = 'it is indexed'

/** Ports: operand, start indices, result. */
export function gatherRule(draft: RuleDraft, question: RuleQuestion): void {
  const text = question.attributes
  const offsetDims = readIntegers(text, 'offset_dims') ?? []
  const collapsed = readIntegers(text, 'collapsed_slice_dims') ?? []
  const operandBatching = readIntegers(text, 'operand_batching_dims') ?? []
  const indexBatching = readIntegers(text, 'start_indices_batching_dims') ?? []
  const vectorDim = readInteger(text, 'index_vector_dim') ?? question.operands[1]?.dims.length ?? 0
  const batchDims = dimsExcept(draft, 2, offsetDims)
  dimsExcept(draft, 1, [vectorDim]).forEach((indexDim, i) => {
    const batching = indexBatching.indexOf(indexDim)
    const holders: PortDim[] = [
      [1, indexDim],
      [2, batchDims[i] ?? 0],
    ]
    if (batching >= 0) holders.unshift([0, operandBatching[batching] ?? 0])
    addFactor(draft, sizeOf(draft, [1, indexDim]), holders)
  })
  dimsExcept(draft, 0, [...collapsed, ...operandBatching]).forEach((operandDim, i) => {
    addWindow(draft, [0, operandDim], [[2, offsetDims[i] ?? 0]])
  })
  for (const dim of collapsed) addWhole(draft, sizeOf(draft, [0, dim]), [[0, dim]], indexed)
  addWhole(draft, sizeOf(draft, [1, vectorDim]), [[1, vectorDim]], 'it holds the coordinates')
}

/** Ports: n operands, indices, n updates, n results. Updates are a reduction where their combiner is known. */
export function scatterRule(draft: RuleDraft, question: RuleQuestion): void {
  const text = question.attributes
  const count = (question.operands.length - 1) / 2
  const updates = count + 1
  const windowDims = readIntegers(text, 'update_window_dims') ?? []
  const inserted = readIntegers(text, 'inserted_window_dims') ?? []
  const batching = readIntegers(text, 'input_batching_dims') ?? []
  const indexBatching = readIntegers(text, 'scatter_indices_batching_dims') ?? []
  const vectorDim = readInteger(text, 'index_vector_dim') ?? question.operands[count]?.dims.length ?? 0
  const each = (port: number, dim: number): PortDim[] =>
    Array.from({ length: count }, (_, k) => [port + k, dim] as const)
  const both = (dim: number): PortDim[] => [...each(0, dim), ...each(2 * count + 1, dim)]
  const scatterDims = dimsExcept(draft, updates, windowDims)
  dimsExcept(draft, count, [vectorDim]).forEach((indexDim, i) => {
    const position = indexBatching.indexOf(indexDim)
    const holders: PortDim[] = [[count, indexDim], ...each(updates, scatterDims[i] ?? 0)]
    const size = sizeOf(draft, [count, indexDim])
    if (position >= 0) addFactor(draft, size, [...both(batching[position] ?? 0), ...holders])
    else if (question.combiner !== undefined && count === 1) addFactor(draft, size, holders, question.combiner)
    else for (const holder of holders) addWhole(draft, size, [holder], 'updates apply in order')
  })
  dimsExcept(draft, 0, [...inserted, ...batching]).forEach((dim, i) => {
    addWindow(draft, [0, dim], each(updates, windowDims[i] ?? 0), both(dim))
  })
  for (const dim of inserted) addWhole(draft, sizeOf(draft, [0, dim]), both(dim), indexed)
  addWhole(draft, sizeOf(draft, [count, vectorDim]), [[count, vectorDim]], 'it holds the coordinates')
}

/** A window as large as its dim is parallel; a part of it starts anywhere, so both sides are whole. */
function addWindow(
  draft: RuleDraft,
  operand: PortDim,
  window: readonly PortDim[],
  holders: readonly PortDim[] = [operand],
): void {
  const size = sizeOf(draft, operand)
  const extent = window[0] === undefined ? size : sizeOf(draft, window[0])
  if (size === extent) return addFactor(draft, size, [...holders, ...window])
  addWhole(draft, size, holders, indexed)
  addWhole(draft, extent, window, 'it is a window of an indexed dim')
}

const dimsExcept = (draft: RuleDraft, port: number, except: readonly number[]): number[] =>
  (draft.types[port]?.dims ?? []).flatMap((_, dim) => (except.includes(dim) ? [] : [dim]))
