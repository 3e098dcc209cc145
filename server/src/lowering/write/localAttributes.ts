// Attribute texts of an operation with its sizes set to those of one device.
import { readIntegers, readSliceBounds } from '../../model/attributes'
import type { TensorType } from '../../model/tensorTypes'
import { replaceInteger, replaceIntegers } from './attributeTexts'
import type { SourceTexts } from './sourceOperation'

/** Types of operands, then results, of the whole operation and on one device. */
export interface PortTypes {
  readonly operandCount: number
  readonly global: readonly TensorType[]
  readonly local: readonly TensorType[]
}

/** The texts with slice sizes, limits and group counts of the local types; the same object where nothing changes. */
export function localizeTexts(texts: SourceTexts, types: PortTypes): SourceTexts {
  const edit = edits[texts.kind]
  if (edit === undefined || types.global.every((type, port) => type === types.local[port])) return texts
  return { ...texts, attributes: edit(texts.attributes, types), moreAttributes: edit(texts.moreAttributes, types) }
}

type Edit = (text: string, types: PortTypes) => string

const resultDims = ({ local, operandCount }: PortTypes): readonly number[] => local[operandCount]?.dims ?? []

const edits: Partial<Record<SourceTexts['kind'], Edit>> = {
  slice: localizeSlice,
  dynamic_slice: (text, types) => {
    const sizes = resultDims(types)
    return replaceIntegers(replaceIntegers(text, 'slice_sizes', sizes), 'sizes', sizes)
  },
  gather: localizeGather,
  convolution: localizeConvolution,
  custom_call: localizeAttention,
  broadcast: (text, types) => {
    const added = resultDims(types).length - (types.local[0]?.dims.length ?? 0)
    const sizes = resultDims(types).slice(0, added)
    return replaceIntegers(replaceIntegers(text, 'broadcast_sizes', sizes), 'sizes', sizes)
  },
}

/** Dims that are kept whole end at their local size. */
function localizeSlice(text: string, { global, local }: PortTypes): string {
  const { start, limit, strides } = readSliceBounds(text)
  const localLimit = limit.map((end, dim) =>
    global[0]?.dims[dim] === local[0]?.dims[dim] ? end : (local[0]?.dims[dim] ?? end),
  )
  if (readIntegers(text, 'limit_indices') !== undefined) return replaceIntegers(text, 'limit_indices', localLimit)
  const ranges = start.map(
    (begin, dim) => `${begin}:${localLimit[dim]!}${strides[dim] === 1 ? '' : `:${strides[dim]!}`}`,
  )
  return text.replace(/\[[^\]]*\]/, `[${ranges.join(', ')}]`)
}

/** A window as large as its dim is as large as the local dim. */
function localizeGather(text: string, { global, local }: PortTypes): string {
  const sizes = readIntegers(text, 'slice_sizes') ?? []
  return replaceIntegers(
    text,
    'slice_sizes',
    sizes.map((size, dim) => (size > 1 && size === global[0]?.dims[dim] ? (local[0]?.dims[dim] ?? size) : size)),
  )
}

/** Groups are what the local sizes make: features by kernel inputs (convolution C11), batches by output batches (C10). */
function localizeConvolution(text: string, { local }: PortTypes): string {
  const dims = /\[([^\]]*)\]\s*x\s*\[([^\]]*)\]\s*->\s*\[([^\]]*)\]/.exec(text)
  const place = (list: string | undefined, letter: string): number =>
    (list ?? '').split(',').findIndex((part) => part.trim() === letter)
  const size = (port: number, dim: number): number => local[port]?.dims[dim] ?? 1
  const features = size(0, place(dims?.[1], 'f')) / size(1, place(dims?.[2], 'i'))
  const batches = size(0, place(dims?.[1], 'b')) / size(2, place(dims?.[3], 'b'))
  return replaceInteger(replaceInteger(text, 'feature_group_count', features), 'batch_group_count', batches)
}

/** The scores of a cuDNN attention, [batch, heads, ...], are in its configuration. */
function localizeAttention(text: string, types: PortTypes): string {
  const [batch, heads] = resultDims(types)
  if (!text.includes('intermediate_tensor_shape') || batch === undefined || heads === undefined) return text
  const list =
    /(intermediate_tensor_shape.*?dimensions(?:\\22|\\?")\s*:\s*\[(?:\\22|\\?"))\d+((?:\\22|\\?")\s*,\s*(?:\\22|\\?"))\d+/s
  return text.replace(list, (_, before: string, between: string) => `${before}${batch}${between}${heads}`)
}
