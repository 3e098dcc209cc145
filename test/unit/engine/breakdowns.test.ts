// Breakdowns for people: layers rolled up into one row, sums of parents, names of rows without a key.
import { expect, test } from 'vitest'
import { bytes, flops, seconds } from '../../../server/src/base/units'
import type { BreakdownRow } from '../../../server/src/cost/breakdown'
import { rollUpScopes, rowName } from '../../../server/src/engine/breakdowns'

const row = (key: string, share: number): BreakdownRow => ({
  key,
  compute: seconds(share),
  communication: seconds(0),
  exposed: seconds(0),
  flops: flops(10 * share),
  bytes: bytes(0),
  communicationBytes: bytes(0),
  share,
})

const outline = (rows: readonly BreakdownRow[]): string[] =>
  rollUpScopes(rows).map(
    ({ key, depth, share, flops: operations }) => `${'. '.repeat(depth)}${key} ${share} ${operations}`,
  )

test('layers that differ by a number alone stand together, parents hold what is below them', () => {
  const layers = Array.from({ length: 8 }, (_, layer) => [row(`layer_${layer}/attn`, 2), row(`layer_${layer}/mlp`, 4)])
  expect(outline([row('head', 3), ...layers.flat(), row('layer_0', 1), row('', 5)])).toEqual([
    'layer_* 49 490',
    '. mlp 32 320',
    '. attn 16 160',
    ' 5 50',
    'head 3 30',
  ])
})

test('a few numbered scopes keep their numbers', () => {
  expect(outline([row('conv1', 1), row('conv2', 3), row('conv2/norm', 1)])).toEqual([
    'conv2 4 40',
    '. norm 1 10',
    'conv1 1 10',
  ])
})

test('what has no key is named by what is missing', () => {
  expect(rowName('scope', '')).toBe('(outside scopes)')
  expect(rowName('phase', 'none')).toBe('(no phase)')
  expect(rowName('bound', 'memory')).toBe('memory traffic')
  expect(rowName('axis', 'model')).toBe('model')
})
