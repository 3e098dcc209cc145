// Device ids are row-major over the mesh: groups along axes, and who gives its shard to whom.
import { expect, test } from 'vitest'
import { replicaGroups, sourceTargetPairs } from '../../../server/src/lowering/deviceGroups'

const mesh = { axes: [2, 3].map((size, i) => ({ name: i === 0 ? 'a' : 'b', size })) }

test('groups differ along their axes alone', () => {
  expect(replicaGroups(mesh, [0])).toEqual([
    [0, 3],
    [1, 4],
    [2, 5],
  ])
  expect(replicaGroups(mesh, [1])).toEqual([
    [0, 1, 2],
    [3, 4, 5],
  ])
})

test('the first axis of a group is the most major', () => {
  expect(replicaGroups(mesh, [0, 1])).toEqual([[0, 1, 2, 3, 4, 5]])
  expect(replicaGroups(mesh, [1, 0])).toEqual([[0, 3, 1, 4, 2, 5]])
})

test('a permute gives each device the shard it wants, and leaves those that have theirs', () => {
  const pairs = sourceTargetPairs(mesh, [[0, 1]], [[1, 0]])
  // Device (a, b) holds shard 3a + b and wants shard 2b + a.
  expect(pairs).toEqual([
    [0, 0],
    [2, 1],
    [4, 2],
    [1, 3],
    [3, 4],
    [5, 5],
  ])
})

test('an axis for another of its size: sources are used once', () => {
  const square = { axes: [2, 2].map((size, i) => ({ name: i === 0 ? 'a' : 'b', size })) }
  const pairs = sourceTargetPairs(square, [[0]], [[1]])
  expect(pairs.map(([source]) => source).sort()).toEqual([0, 1, 2, 3])
  for (const [source, target] of pairs) expect(source >> 1).toBe(target & 1)
})
