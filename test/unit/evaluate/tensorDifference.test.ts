import { describe, expect, it } from 'vitest'
import { largestDifference } from '../../../server/src/engine/tensorDifference'
import type { Tensor } from '../../../server/src/evaluate/tensor'
import { makeTensor } from '../../../server/src/evaluate/tensor'
import type { ElementType } from '../../../server/src/model/tensorTypes'

function tensor(elements: readonly number[], element: ElementType = 'f32', dims = [elements.length]): Tensor {
  const made = makeTensor(element, dims)
  elements.forEach((x, i) => (made.data[i] = x))
  return made
}

describe('largestDifference', () => {
  it.each<[string, readonly number[], readonly number[], number]>([
    ['equal', [1, 2], [1, 2], 0],
    ['other elements', [1, 5], [2, 2], 3],
    ['NaN on both sides', [NaN, 2], [NaN, 2], 0],
    ['NaN on one side', [NaN, 2], [1, 2], Infinity],
    ['NaN on the other side', [1, 2], [NaN, 2], Infinity],
    ['NaN after a difference', [5, NaN], [1, 1], Infinity],
    ['equal infinities', [Infinity], [Infinity], 0],
    ['opposite infinities', [Infinity], [-Infinity], Infinity],
    ['an infinity and a number', [Infinity], [1], Infinity],
  ])('of tensors with %s', (_, actual, expected, difference) => {
    expect(largestDifference(tensor(actual), tensor(expected))).toBe(difference)
  })

  it('is infinite where shapes, element types or numbers of elements differ', () => {
    const one = tensor([1, 2])
    expect(largestDifference(one, tensor([1, 2, 3]))).toBe(Infinity)
    expect(largestDifference(tensor([1, 2, 3]), one)).toBe(Infinity)
    expect(largestDifference(one, tensor([1, 2], 'f32', [2, 1]))).toBe(Infinity)
    expect(largestDifference(one, tensor([1, 2], 'bf16'))).toBe(Infinity)
    expect(largestDifference({ ...one, data: new Float64Array([1, 2, 3]) }, one)).toBe(Infinity)
    expect(largestDifference({ ...one, data: new Float64Array([1]) }, one)).toBe(Infinity)
  })

  it('tells large 64-bit integers apart', () => {
    const of = (x: bigint): Tensor => ({ ...makeTensor('i64', [1]), data: new BigInt64Array([x]) })
    expect(largestDifference(of(2n ** 60n), of(2n ** 60n + 1n))).toBe(1)
    expect(largestDifference(of(2n ** 60n + 1n), of(2n ** 60n))).toBe(1)
    expect(largestDifference(of(-5n), of(-5n))).toBe(0)
  })
})
