// Errors, pairs in order, and what one side alone has.
import { expect, test } from 'vitest'
import type { CollectiveGroup } from '../../fidelity/collectives'
import { findUnmatched } from '../../fidelity/collectives'
import { renewParts } from '../../fidelity/markdown'
import type { Row } from '../../fidelity/rows'
import { comparePairs, familyOf, summarize } from '../../fidelity/rows'

const row = (name: string, ours: number, theirs: number, note?: string): Row => ({
  case: name,
  backend: 'cpu',
  figure: 'peak memory',
  ours,
  theirs,
  ...(note === undefined ? {} : { note }),
})

test('errors are of ours over theirs, noted rows left out', () => {
  const rows = [row('a x', 110, 100), row('a y', 95, 100), row('b z', 0, 0), row('c', 9, 1, 'known')]
  const { count, median, worst, ratios } = summarize(rows)
  expect([count, median.toFixed(1), worst.toFixed(1), ratios]).toEqual([3, '5.0', '10.0', [0.95, 1.1]])
})

test('pairs are schedules of one model that differ by more than a tenth', () => {
  const rows = [row('a x', 10, 100), row('a y', 5, 120), row('a z', 20, 105), row('b x', 1, 1000)]
  expect(comparePairs(rows)).toEqual({
    count: 2,
    inOrder: 0,
    wrong: [
      ['a x', 'a y'],
      ['a z', 'a y'],
    ],
  })
})

test('collectives pair by kind, axes and bytes, whatever the order of dims', () => {
  const group = (type: string, executed: number): CollectiveGroup => ({
    kind: 'all_gather',
    axes: 'batch',
    type,
    count: executed,
    executed,
    ringBytes: 100 * executed,
  })
  expect(findUnmatched([group('f32[2,3]', 2)], [group('f32[3,2]', 2)])).toEqual([])
  expect(findUnmatched([group('f32[2,3]', 3)], [group('f32[3,2]', 1)])).toEqual([
    { side: 'ours', kind: 'all_gather', axes: 'batch', type: 'f32[2,3]', executed: 2, ringBytes: 200 },
  ])
})

test('marked parts of a document are renewed, and again without a change', () => {
  const text = 'a\n\n<!-- fidelity x: begin -->\n\nold\n\n<!-- fidelity x: end -->\n\nb\n'
  const once = renewParts(text, { x: 'new', y: 'nowhere' })
  expect(once).toBe('a\n\n<!-- fidelity x: begin -->\n\nnew\n\n<!-- fidelity x: end -->\n\nb\n')
  expect(renewParts(once, { x: 'new' })).toBe(once)
})

test('families are told by the name of the model', () => {
  expect(['t32_train BP 8', 'it2_decode single', 'gns_small_train x', 'unet_small_train x'].map(familyOf)).toEqual([
    'transformer',
    'decode',
    'graph',
    'convolution',
  ])
})
