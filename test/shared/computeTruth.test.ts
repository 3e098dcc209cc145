// Flops and times beside the TPU compiler's, for its 68 schedules; and 6 · N · D.
import { describe, expect, test } from 'vitest'
import { findModelFlops } from '../../server/src/cost/modelFlops'
import { computeRows, spreads } from '../fidelity/computeRows'
import { comparePairs, familyOf, ratioOf } from '../fidelity/rows'
import { sharedModel } from '../support/knownAnswers'

const rows = computeRows(/./)
const flops = rows.filter(({ figure }) => figure === 'flops')
const times = rows.filter(({ figure }) => figure === 'step time')

test('68 schedules are compared', () => {
  expect([flops.length, times.length]).toEqual([68, 68])
})

describe('flops', () => {
  const own = flops.filter(({ case: name, note }) => familyOf(name) === 'transformer' && note === undefined)

  test('of transformers are within 2 % of the compiler', () => {
    const off = own.map((row) => [row.case, ratioOf(row)] as const).filter(([, ratio]) => Math.abs(ratio - 1) > 0.02)
    expect(off).toEqual([])
    expect(own.length).toBeGreaterThanOrEqual(30)
  })

  test('where the compiler computes products again are fewer than its', () => {
    const large = flops.filter(({ case: name, note }) => name.startsWith('t32') && note !== undefined)
    expect(large).toHaveLength(5)
    for (const row of large) expect(ratioOf(row), row.case).toBeGreaterThan(0.85)
    for (const row of large) expect(ratioOf(row), row.case).toBeLessThan(1)
  })
})

describe('step time', () => {
  const large = times.filter(({ note }) => note === undefined)

  test('of large models is within 10 % of the compiler', () => {
    expect(large).toHaveLength(8)
    for (const row of large) expect(Math.abs(ratioOf(row) - 1), `${row.case} ${ratioOf(row)}`).toBeLessThan(0.1)
  })

  test.each([...spreads(large)])('of schedules of %s differs as the compiler says', (_, spread) => {
    expect(spread).toBeLessThan(1.2)
  })

  test('puts small schedules in the right order too, though copies into on-chip memory are left out', () => {
    const small = times.filter(({ case: name }) => name.startsWith('t4_train'))
    const pairs = comparePairs(small.map(({ note: _, ...row }) => row))
    expect(pairs.inOrder / pairs.count).toBeGreaterThan(0.9)
  })
})

describe('model flops', () => {
  test.each([
    ['t2_train', 1.05],
    ['t4_train', 1.06],
    ['t32_train', 1.12],
    ['t32_fused_train', 1.16],
  ])('of %s are %f of 6 · N · D', (model, expected) => {
    const { module, program } = sharedModel(model)
    const parameters = module.arguments.filter(({ path }) => path.startsWith('params'))
    const size = parameters.reduce((total, { type }) => total + type.elements, 0)
    const tokens = module.arguments.find(({ path }) => path === 'tokens')!.type.elements
    const ratio = findModelFlops(program).model / (6 * size * tokens)
    // Attention adds 12 · length · width a token and layer; N has the embedding, which only the head multiplies.
    expect(ratio).toBeCloseTo(expected, 2)
  })
})
