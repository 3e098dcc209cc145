// How far two tensors are from each other, element by element.
import type { Tensor } from '../evaluate/tensor'

/**
 * The largest difference of elements. NaN equals NaN alone; Infinity where one is NaN or infinite and the other is not, and
 * where element type, sizes or numbers of elements differ.
 */
export function largestDifference(actual: Tensor, expected: Tensor): number {
  const [a, b] = [actual.type, expected.type]
  if (a.element !== b.element || a.dims.join() !== b.dims.join()) return Infinity
  if (actual.data.length !== expected.data.length) return Infinity
  let largest = 0
  for (let i = 0; i < expected.data.length; i++) {
    largest = Math.max(largest, differenceOf(actual.data[i]!, expected.data[i]!))
  }
  return largest
}

function differenceOf(actual: number | bigint, expected: number | bigint): number {
  if (actual === expected || (Number.isNaN(actual) && Number.isNaN(expected))) return 0
  // Large 64-bit integers next to each other are one number as doubles.
  if (typeof actual === 'bigint' && typeof expected === 'bigint') {
    const difference = actual - expected
    return Number(difference < 0n ? -difference : difference)
  }
  const difference = Math.abs(Number(actual) - Number(expected))
  return Number.isNaN(difference) ? Infinity : difference
}
