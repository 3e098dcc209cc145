// Reshard plans: the steps for each kind of change, and that every plan ends where it should.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { DimAxes } from '../../../server/src/lowering/shardings'
import { planReshard } from '../../../server/src/lowering/reshard'

const print = (from: DimAxes, to: DimAxes): string =>
  planReshard(from, to)
    .map(({ kind, axes, dims }) => `${kind} ${axes.join('+')} @${dims.join('>')}`)
    .join('; ')

test.each<readonly [name: string, from: DimAxes, to: DimAxes, steps: string]>([
  ['nothing', [[0], []], [[0], []], ''],
  ['split', [[], []], [[0], [1]], 'all_slice 0 @0; all_slice 1 @1'],
  ['join two dims', [[0], [1]], [[], []], 'all_gather 0 @0; all_gather 1 @1'],
  ['join the minor run of one dim', [[0, 1, 2]], [[0]], 'all_gather 1+2 @0'],
  ['move an axis', [[0], []], [[], [0]], 'all_to_all 0 @1>0'],
  ['another device order', [[0, 1]], [[1, 0]], 'collective_permute 1+0 @0'],
  ['keep the minor axis', [[0, 1]], [[1]], 'collective_permute 1+0 @0; all_gather 0 @0'],
  ['slice what can be before gathering', [[0], []], [[], [1]], 'all_slice 1 @1; all_gather 0 @0'],
  ['swap', [[0], [1]], [[1], [0]], 'all_gather 0 @0; all_to_all 1 @0>1; all_slice 0 @1'],
])('%s', (_, from, to, steps) => {
  expect(print(from, to)).toBe(steps)
})

const sharding = fc.shuffledSubarray([0, 1, 2, 3]).chain((axes) =>
  fc.tuple(...axes.map(() => fc.nat(2))).map((dims) => {
    const result: number[][] = [[], [], []]
    axes.forEach((axis, i) => result[dims[i] ?? 0]?.push(axis))
    return result
  }),
)

test('every plan ends in its target, in a few steps', () => {
  fc.assert(
    fc.property(sharding, sharding, (from, to) => {
      const steps = planReshard(from, to)
      expect(steps.at(-1)?.result ?? from).toEqual(to)
      expect(steps.length).toBeLessThanOrEqual(12)
    }),
  )
})
