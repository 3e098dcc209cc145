// Which tensors are worth splitting one by one, as ZeRO does: what is small costs more to move than it saves.
import type { TensorType } from '../model/tensorTypes'

/** `bytes`: those of a MiB and more; `rank`: matrices, in a model where nothing is large; `all`: there is nothing small. */
export type LargeRule = 'bytes' | 'rank' | 'all'

const mebibyte = 2 ** 20

/** Leaves small tensors whole where large ones hold most of the bytes; in a model of small ones, vectors. */
export function findLargeRule(types: readonly TensorType[]): LargeRule {
  const large = types.filter(({ bytes }) => bytes >= mebibyte)
  const sum = (some: typeof types): number => some.reduce((total, { bytes }) => total + bytes, 0)
  if (sum(large) > sum(types) / 2) return large.length === types.length ? 'all' : 'bytes'
  return types.some(({ dims }) => dims.length > 1) && types.some(({ dims }) => dims.length < 2) ? 'rank' : 'all'
}

export function isLarge({ bytes, dims }: TensorType, rule: LargeRule): boolean {
  return rule === 'all' || (rule === 'bytes' ? bytes >= mebibyte : dims.length > 1)
}
