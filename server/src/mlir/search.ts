// Binary search in sorted columns.

/** Index of the last of the first `count` entries of a sorted column that is at most `limit`, or -1. */
export function findLast(column: Int32Array, count: number, limit: number): number {
  let low = 0
  let high = count
  while (low < high) {
    const middle = (low + high) >> 1
    if (column[middle]! <= limit) low = middle + 1
    else high = middle
  }
  return low - 1
}
