// Divisors of whole numbers, in the square root of their size or less.

/** Largest divisor of `size` that is at most `limit`; 1 when there is no other. */
export function largestDivisor(size: number, limit: number): number {
  if (size <= limit) return size
  if (limit * limit < size) {
    // A mesh may have 2^50 devices where a domain has a few thousand.
    for (let divisor = limit; divisor > 1; divisor--) if (size % divisor === 0) return divisor
    return 1
  }
  let largest = 1
  for (let low = 1; low * low <= size; low++) {
    if (size % low !== 0) continue
    const high = size / low
    if (high <= limit) return high
    if (low <= limit) largest = low
  }
  return largest
}

export function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b)
}
