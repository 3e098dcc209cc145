// Reshards that move less than gathers and exchanges along the way.
import { describe, expect, test } from 'vitest'
import { planReshard } from '../../../server/src/lowering/reshard'
import { findReshard, movedElements } from '../../../server/src/lowering/searchReshard'

const mesh = { axes: [2, 2, 2, 4, 4].map((size, i) => ({ name: 'xyzvw'[i] ?? '', size })) }
const [x, y, z, v, w] = [0, 1, 2, 3, 4]

const kinds = (from: number[][], to: number[][], sizes: number[]): string =>
  findReshard(from, to, sizes, mesh)
    .map(({ kind }) => kind)
    .join(' ')

describe('a reshard', () => {
  test.each([
    ['one step stays as it is', [[x], []], [[], [x]], 'all_to_all'],
    ['an axis for another of its size', [[v], []], [[w], []], 'collective_permute'],
    ['of two elements as many are moved either way', [[x], []], [[y], []], 'all_gather all_slice'],
    ['two dims swap their axes', [[x], [y]], [[y], [x]], 'collective_permute'],
    ['several axes move together', [[x, y, z], []], [[], [x, y, z]], 'all_to_all'],
  ])('%s', (_, from, to, expected) => {
    expect(kinds(from, to, [64, 64])).toBe(expected)
  })

  test('moves no more than the plain plan, and ends where it should', () => {
    for (const [from, to] of [
      [
        [[x, y], [z]],
        [[z], [y, x]],
      ],
      [
        [[], [3, x]],
        [[x], [y]],
      ],
      [
        [[z, y], []],
        [[x], [y]],
      ],
    ] as const) {
      const plan = findReshard(from, to, [64, 64], mesh)
      const plain = planReshard(from, to)
      expect(plan.at(-1)?.result).toEqual(to)
      expect(movedElements(plan, from, [64, 64], mesh)).toBeLessThanOrEqual(movedElements(plain, from, [64, 64], mesh))
    }
  })

  test('splits no dim that does not divide', () => {
    for (const { result } of findReshard([[x], [y]], [[], [z]], [2, 2], mesh))
      expect(result.every((axes) => axes.length <= 1)).toBe(true)
  })
})
