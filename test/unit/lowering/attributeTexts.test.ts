// Edits of attribute texts: only what is named changes.
import { expect, test } from 'vitest'
import {
  isShardingEntry,
  removeEntries,
  replaceInteger,
  replaceIntegers,
} from '../../../server/src/lowering/write/attributeTexts'

test.each([
  ['slice_sizes = array<i64: 1, 4>, x = 3', 'slice_sizes = array<i64: 1, 2>, x = 3'],
  ['<{slice_sizes = dense<[1, 4]> : tensor<2xi64>}>', '<{slice_sizes = dense<[1, 2]> : tensor<2xi64>}>'],
  ['slice_sizes = [1, 4]', 'slice_sizes = [1, 2]'],
  ['other_slice_sizes = [1, 4]', 'other_slice_sizes = [1, 4]'],
])('lists of integers: %s', (text, expected) => {
  expect(replaceIntegers(text, 'slice_sizes', [1, 2])).toBe(expected)
})

test('an integer', () => {
  expect(replaceInteger('feature_group_count = 8 : i64, batch_group_count = 1 : i64', 'feature_group_count', 4)).toBe(
    'feature_group_count = 4 : i64, batch_group_count = 1 : i64',
  )
})

test.each([
  ['{sdy.sharding = #sdy.sharding<@m, [{"a"}, {}]>, tf.aliasing_output = 0 : i32}', '{tf.aliasing_output = 0 : i32}'],
  ['{jax.x = "a, }", mhlo.sharding = "{devices=[2,1]<=[2]}"}', '{jax.x = "a, }"}'],
  ['{mhlo.sharding = "{replicated}"}', ''],
  ['<{a = 1 : i64}> {sdy.sharding = #sdy.sharding_per_value<[<@m, [{}]>]>}', '<{a = 1 : i64}>'],
  ['', ''],
])('shardings are taken out of %s', (text, expected) => {
  expect(removeEntries(text, isShardingEntry)).toBe(expected)
})
