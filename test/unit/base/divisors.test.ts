import { expect, test } from 'vitest'
import { largestDivisor } from '../../../server/src/base/divisors'

test.each([
  [12, 12, 12],
  [12, 11, 6],
  [12, 5, 4],
  [12, 1, 1],
  [7, 6, 1],
  [49, 7, 7],
  [35, 6, 5],
  [1000, 30, 25],
])('of %i, at most %i, is %i', (size, limit, divisor) => {
  expect(largestDivisor(size, limit)).toBe(divisor)
})

test('of small numbers, is what trying all finds', () => {
  for (let size = 1; size <= 60; size++)
    for (let limit = 1; limit <= 60; limit++) {
      const all = Array.from({ length: Math.min(size, limit) }, (_, i) => i + 1).filter((one) => size % one === 0)
      expect(largestDivisor(size, limit), `${size} at most ${limit}`).toBe(all.at(-1))
    }
})
