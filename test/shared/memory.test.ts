// Peak memory against XLA's for GPU, TPU and CPU, within the errors that docs/COSTS.md states; and that the parts of the
// peak add up on every program.
import { describe, expect, test } from 'vitest'
import { memoryKinds } from '../../server/src/cost/memoryKinds'
import type { MemoryKind } from '../../server/src/cost/memoryKinds'
import { memoryByScope } from '../../server/src/cost/memoryScopes'
import { prepare } from '../../server/src/cost/prepare'
import { findCase, lowerCase } from '../fidelity/cases'
import { memoryRows, summarizeMemory } from '../fidelity/memoryRows'
import { readKnownAnswers, nameOf } from '../support/knownAnswers'

/** Median of all, of programs over 50 MB, and the worst of these, in per cent. */
const bounds = {
  gpu: { median: 11.7, large: 7, worst: 30 },
  tpu: { median: 6.7, large: 7, worst: 30 },
  cpu: { median: 6, large: 12, worst: 30 },
} as const

describe.each(['gpu', 'tpu', 'cpu'] as const)('peak memory of %s', (backend) => {
  const { all, large, pairs } = summarizeMemory(memoryRows(backend))

  test('is near the compiler’s', () => {
    expect(all.count).toBe({ gpu: 62, tpu: 10, cpu: 109 }[backend])
    expect(all.median).toBeLessThanOrEqual(bounds[backend].median)
    expect(large.median).toBeLessThanOrEqual(bounds[backend].large)
    expect(large.worst).toBeLessThan(bounds[backend].worst)
  })

  test('orders schedules of one model rightly in 95 % of pairs', () => {
    expect(pairs.count).toBeGreaterThan(10)
    expect(pairs.inOrder / pairs.count, pairs.wrong.map((pair) => pair.join(' < ')).join('\n')).toBeGreaterThan(0.95)
  })
})

const cases = [
  ...new Set(
    readKnownAnswers()
      .map(nameOf)
      .concat(
        ['gns_small_train', 'unet_small_train', 'resnet50_train', 't2_scan_train'].map((name) => `${name} single`),
      ),
  ),
]

test.each(cases)('kinds and scopes of %s add up to the peak', (name) => {
  const found = findCase(name)
  if (found === undefined) throw new Error(`no case ${name}`)
  const local = lowerCase(found)
  const { memory } = prepare(local, 'gpu')
  expect(memory.byKind.reduce((sum, bytes) => sum + bytes)).toBe(memory.peakBytes)
  const scopes = memoryByScope(local, memory)
  expect(scopes.reduce((sum, { depth, bytes }) => sum + (depth === 1 ? bytes : 0), 0)).toBe(memory.peakBytes)
  expect(Math.min(...memory.timeline)).toBeGreaterThanOrEqual(0)
})

test('what the program computes again in its backward pass is not kept for it', () => {
  const bytesOf = (model: string, kind: MemoryKind): number => {
    const found = findCase(`${model} single`)
    return found === undefined ? Number.NaN : prepare(lowerCase(found), 'gpu').memory.byKind[memoryKinds.indexOf(kind)]!
  }
  // The same model with one checkpoint a layer keeps the two layers' inputs and what its loss needs; even at half the
  // width of its elements that is far less than half.
  expect(bytesOf('t2_bf16_remat_train', 'activation') * 2).toBeLessThan(bytesOf('t2_train', 'activation') / 4)
})
