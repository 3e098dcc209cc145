// Ordered factorisations against counting by hand, and how they are cut.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findFactorizations } from '../../../server/src/engine/factorizations'

/** Every tuple, by trying all divisors. */
function allTuples(product: number, length: number): number[][] {
  if (length === 0) return product === 1 ? [[]] : []
  return Array.from({ length: product }, (_, i) => product - i)
    .filter((size) => product % size === 0)
    .flatMap((size) => allTuples(product / size, length - 1).map((others) => [size, ...others]))
}

test('of 12 over two axes, the first axis largest first', () => {
  expect(findFactorizations(12, 2, 100)).toEqual({
    count: 6n,
    tuples: [
      [12, 1],
      [6, 2],
      [4, 3],
      [3, 4],
      [2, 6],
      [1, 12],
    ],
  })
})

test.each<readonly [product: number, length: number, count: bigint]>([
  [256, 2, 9n],
  [1, 3, 1n],
  [251, 2, 2n],
  [251, 1, 1n],
  [100_000, 4, 3136n],
  [5, 0, 0n],
  [1, 0, 1n],
  // 6361 · 69431 · 20394401
  [Number.MAX_SAFE_INTEGER, 2, 8n],
])('%d over %d axes has %d', (product, length, count) => {
  expect(findFactorizations(product, length, 1).count).toBe(count)
})

test('are those that trying finds', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 0, max: 3 }), (product, length) => {
      const { count, tuples } = findFactorizations(product, length, 1e6)
      expect(tuples).toEqual(allTuples(product, length))
      expect(count).toBe(BigInt(tuples.length))
    }),
  )
})

test('are cut evenly, with the first and the last', () => {
  const { count, tuples } = findFactorizations(100_000, 4, 50)
  expect(count).toBe(3136n)
  expect(new Set(tuples.map(String)).size).toBe(50)
  expect(tuples.every((sizes) => sizes.reduce((product, size) => product * size, 1) === 100_000)).toBe(true)
  expect(tuples[0]).toEqual([100_000, 1, 1, 1])
  expect(tuples.at(-1)).toEqual([1, 1, 1, 100_000])
})

test('thirty axes are no trouble', () => {
  expect(findFactorizations(2 ** 40, 30, 20).tuples).toHaveLength(20)
})
