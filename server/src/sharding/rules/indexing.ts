// gather and scatter: parallel over batch and window dims. An operand dim of which one element is indexed may be tiled too:
// each device looks up, or writes, what falls into its part (lowering/write shifts the indices and masks the result).
import { readInteger, readIntegers } from '../../model/attributes'
import type { RuleQuestion } from './question'
import type { PortDim, RuleDraft } from './draft'
import type { Combiner } from './rule'
import { addFactor, addWhole, sizeOf } from './draft'

const indexed = 'a window of it starts at any index'
const notIndexed = 'its first element alone is used'

/** Ports: operand, start indices, result. */
export function gatherRule(draft: RuleDraft, question: RuleQuestion): void {
  const text = question.attributes
  const offsetDims = readIntegers(text, 'offset_dims') ?? []
  const collapsed = readIntegers(text, 'collapsed_slice_dims') ?? []
  const operandBatching = readIntegers(text, 'operand_batching_dims') ?? []
  const indexBatching = readIntegers(text, 'start_indices_batching_dims') ?? []
  const vectorDim = readInteger(text, 'index_vector_dim') ?? 0
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
  const isIndexed = indexedDims(text, 'start_index_map')
  const addLookUp = (dim: number): void => {
    // Devices that do not hold the element give zero, so that the results add up to it.
    if (isIndexed(dim)) addFactor(draft, sizeOf(draft, [0, dim]), [[0, dim]], lookUpCombiner(draft))
    else addWhole(draft, sizeOf(draft, [0, dim]), [[0, dim]], notIndexed)
  }
  dimsExcept(draft, 0, [...collapsed, ...operandBatching]).forEach((operandDim, i) => {
    const offset: PortDim = [2, offsetDims[i] ?? 0]
    if (takesOneOf(draft, [0, operandDim], offset)) addLookUp(operandDim)
    else addWindow(draft, [0, operandDim], [offset])
  })
  for (const dim of collapsed) addLookUp(dim)
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
  const vectorDim = readInteger(text, 'index_vector_dim') ?? 0
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
  const isIndexed = indexedDims(text, 'scatter_dims_to_operand_dims')
  const addWritten = (dim: number): void => {
    // Updates outside of a device's part are out of its bounds, so they are skipped there (scatter, specification).
    if (isIndexed(dim)) addFactor(draft, sizeOf(draft, [0, dim]), both(dim))
    else addWhole(draft, sizeOf(draft, [0, dim]), both(dim), notIndexed)
  }
  dimsExcept(draft, 0, [...inserted, ...batching]).forEach((dim, i) => {
    const window = each(updates, windowDims[i] ?? 0)
    if (window[0] !== undefined && takesOneOf(draft, [0, dim], window[0])) addWritten(dim)
    else addWindow(draft, [0, dim], window, both(dim))
  })
  for (const dim of inserted) addWritten(dim)
  addWhole(draft, sizeOf(draft, [count, vectorDim]), [[count, vectorDim]], 'it holds the coordinates')
}

function indexedDims(text: string, key: string): (dim: number) => boolean {
  const dims = readIntegers(text, key) ?? []
  return (dim) => dims.includes(dim)
}

/** A look-up of opaque elements (quantized, say) has no zero to add. */
export function lookUpCombiner(draft: RuleDraft): Combiner | 'whole' {
  const element = draft.types[0]?.element
  if (element === 'opaque') return 'whole'
  return element === 'i1' ? 'or' : 'add'
}

/** One element of a larger dim. */
const takesOneOf = (draft: RuleDraft, operand: PortDim, window: PortDim): boolean =>
  sizeOf(draft, operand) > 1 && sizeOf(draft, window) === 1

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
