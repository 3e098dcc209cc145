import { describe, expect, test } from 'vitest'
import type { CostCollective, CostsReport, CostTensor, CostTimeline } from '../../../server/src/protocol/costs'
import { bucketOf, findAlive, moveCursor } from '../../../webview/src/views/costs/alive'
import { compareReports } from '../../../server/src/protocol/compareReports'
import { countDevices, readDraft } from '../../../webview/src/views/costs/draft'
import { emptyDraft, readSaved, toSaved } from '../../../webview/src/views/costs/saved'
import { readType } from '../../../webview/src/views/costs/tensorRows'

const place = {}
const buffer = (name: string, since: number, until: number, more: object = {}): CostTimeline['buffers'][number] => ({
  name,
  group: 0,
  family: 3,
  bytes: 10,
  sharding: [[0]],
  since,
  until,
  place,
  ...more,
})

const timeline: CostTimeline = {
  steps: 100,
  buckets: 4,
  byFamily: [],
  before: [],
  peakStep: 30,
  phases: [
    { phase: 'forward', from: 0 },
    { phase: 'backward', from: 50 },
  ],
  at: [3, 30, 55, 99],
  groups: ['layer_*/w'],
  buffers: [
    buffer('layer_0/w', 0, 60),
    buffer('layer_1/w', 10, 30),
    buffer('other', 0, 99, { group: 1, bytes: 15 }),
    buffer('layer_2/w', 0, 99, { sharding: [[1]], bytes: 4 }),
  ],
  operations: [0, 1, 2, 2],
  labels: [{ text: 'layer_0/dot' }, { text: 'layer_0/add' }, { text: 'layer_1/dot', line: 7 }],
}

describe('what is alive', () => {
  test('is largest first, equal layers of one sharding together', () => {
    const rows = findAlive(timeline, 1, 9).map(({ name, members, bytes }) => [name, members, bytes])
    expect(rows).toEqual([
      ['layer_*/w', 2, 20],
      ['other', 1, 15],
      ['layer_2/w', 1, 4],
    ])
    expect(findAlive(timeline, 2, 1).map(({ name }) => name)).toEqual(['other'])
    expect(findAlive(timeline, 3, 9).map(({ name }) => name)).toEqual(['other', 'layer_2/w'])
  })
})

describe('the cursor of the timeline', () => {
  const press = (key: string, from: number, shiftKey = false): number | undefined =>
    moveCursor(timeline, from, { key, shiftKey })

  test('goes op by op, by layers, to both ends and to the peak', () => {
    expect(press('ArrowRight', 0)).toBe(1)
    expect(press('ArrowLeft', 0)).toBe(0)
    expect(press('ArrowRight', 0, true)).toBe(2)
    expect(press('End', 0)).toBe(3)
    expect(press('Home', 3)).toBe(0)
    expect(press('p', 3)).toBe(1)
    expect(press('x', 3)).toBeUndefined()
  })

  test('finds the bucket of a step', () => {
    expect([0, 3, 4, 30, 31, 1000].map((step) => bucketOf(timeline, step))).toEqual([0, 0, 1, 1, 2, 3])
    expect(bucketOf({ ...timeline, at: [] }, 5)).toBe(0)
  })
})

const tensor = (path: string, sharding: number[][], localBytes: number): CostTensor => ({
  kind: 'argument',
  path,
  members: 2,
  type: 'f32[4]',
  localType: 'f32[2]',
  sharding,
  bytes: 16,
  localBytes,
  whole: [],
  isLarge: false,
  decidedBy: '',
  place,
})

const collective = (kind: CostCollective['kind'], count: number): CostCollective => ({
  kind,
  axes: [0],
  members: 1,
  count,
  bytes: 1,
  seconds: count,
  exposed: 0,
  isCritical: false,
  phase: 'none',
  reason: '',
  value: '',
  type: '',
  scope: '',
  explanation: 0,
  place,
})

/** As much of a report as is compared. */
const report = (tensors: CostTensor[], collectives: CostCollective[]): CostsReport =>
  ({
    schedule: 'default',
    tensors,
    collectives,
    mesh: [
      { name: 'batch', size: 16 },
      { name: 'model', size: 2 },
    ],
  }) as unknown as CostsReport // nothing else is read

test('two reports differ in tensors that are split otherwise, and in collectives of which there are more or fewer', () => {
  const from = report(
    [tensor('a', [[]], 16), tensor('b', [[0]], 8)],
    [collective('all_reduce', 3), collective('all_reduce', 1), collective('all_to_all', 2)],
  )
  const to = report(
    [tensor('a', [[0]], 8), tensor('b', [[0]], 8), tensor('new', [[]], 4)],
    [collective('all_reduce', 6), collective('all_to_all', 2), collective('all_gather', 1)],
  )
  const difference = compareReports(from, to)
  expect(difference.tensors).toEqual([{ path: 'a', from: [[]], to: [[0]], fromBytes: 32, toBytes: 16, place }])
  expect(difference.collectives).toEqual([
    { kind: 'all_reduce', axes: [0], from: 2, to: 1, fromSeconds: 4, toSeconds: 6 },
    { kind: 'all_gather', axes: [0], from: 0, to: 1, fromSeconds: 0, toSeconds: 1 },
  ])
})

describe('what-if fields', () => {
  const shown = report([], [])
  test('ask only for what was typed', () => {
    expect(readDraft(emptyDraft, shown)).toEqual({ changes: {}, isEmpty: true, problems: {} })
    const draft = { mesh: { batch: ' 8 ', model: '' }, device: 'h100', topology: ' torus 4×4 ' }
    expect(readDraft(draft, shown).changes).toEqual({ mesh: { batch: 8 }, device: 'h100', topology: 'torus 4×4' })
    expect(countDevices(draft, shown)).toBe(16)
  })

  test('say what is no size of an axis', () => {
    for (const text of ['0', '-1', '1.5', 'many', '1e3', '9999999999']) {
      const draft = { ...emptyDraft, mesh: { batch: text } }
      expect(Object.keys(readDraft(draft, shown).problems)).toEqual(['batch'])
      expect(countDevices(draft, shown)).toBeUndefined()
    }
  })
})

describe('what outlives a reload', () => {
  test('comes back as it was', () => {
    const saved = readSaved(undefined)
    const changed = {
      ...saved,
      folded: ['sweep'],
      cursor: 7,
      baseline: 'zero2',
      draft: { ...emptyDraft, device: 'h100' },
    }
    expect(readSaved(JSON.parse(JSON.stringify(toSaved(changed))))).toEqual(changed)
  })

  test('is passed over where it is not well formed', () => {
    const saved = readSaved(undefined)
    for (const broken of [
      null,
      3,
      'x',
      [],
      { tables: null },
      { folded: 'x', tables: { tensors: { first: -1 } }, cursor: 'x' },
    ]) {
      expect(readSaved(broken)).toEqual(saved)
    }
    expect(readSaved({ folded: ['memory'], tables: 7 }).folded).toEqual(['memory'])
  })
})

test('types are read as models and as reports write them', () => {
  expect(readType('tensor<48x2048xbf16>')).toEqual({ dims: [48, 2048], element: 'bf16' })
  expect(readType('48x2048xbf16')).toEqual({ dims: [48, 2048], element: 'bf16' })
  expect(readType('tensor<f32>')).toEqual({ dims: [], element: 'f32' })
  expect(readType('f32[4,8]')).toEqual({ dims: [4, 8], element: 'f32' })
  expect(readType('!stablehlo.token').element).toBe('')
})
