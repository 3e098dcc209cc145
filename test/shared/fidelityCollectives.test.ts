// Collectives of our lowered programs beside those that XLA's partitioner makes of the same shardings.
import { describe, expect, test } from 'vitest'
import type { CollectiveComparison } from '../fidelity/collectiveRows'
import { compareCollectives } from '../fidelity/collectiveRows'
import { totalRingBytes } from '../fidelity/collectives'
import { readPartitions } from '../fidelity/partitions'
import type { TruthCounts } from '../fidelity/truth'
import { caseOf, readXlaTruth, xlaKinds } from '../fidelity/truth'

const comparisons = compareCollectives(/./)

/** Data parallelism, Megatron, both; on the transformers. */
const isBasic = ({ case: name }: CollectiveComparison): boolean => /^t\d+_\w+ (BP|MP|BP\+MP) /.test(name)

describe('bytes moved under BP, Megatron and both, on transformers', () => {
  const basic = comparisons.filter(isBasic)

  test.each(basic.map((comparison) => [comparison.case, comparison] as const))('%s', (_, comparison) => {
    const { ours, oursPlain, theirs, unmatched } = comparison
    expect(Math.abs(totalRingBytes(oursPlain) / totalRingBytes(theirs) - 1)).toBeLessThan(0.1)
    // What is deferred, and met by another partial sum, is the only difference; it never adds bytes.
    expect(unmatched).toEqual([])
    expect(totalRingBytes(ours)).toBeLessThanOrEqual(totalRingBytes(theirs))
  })
})

describe('what is recorded of the partitioner', () => {
  const partitions = readPartitions()
  const records = readXlaTruth().filter((record) => partitions.has(caseOf(record)))

  test('covers every schedule but the one with constraints inside of the model', () => {
    const missing = readXlaTruth()
      .map(caseOf)
      .filter((name) => !partitions.has(name))
    expect(missing).toEqual(['moe2_train BP+EP-on-batch+constraint 4'])
  })

  /** Propagation splits arguments that these strategies do not name, so what XLA was asked differs from the shared truth. */
  const asksMore = /ES-columns|^t2_flat_rope_train (BP\+)?MP |^moe2_train (BP\+)?EP |MQ/

  test.each(
    records.filter((record) => !asksMore.test(caseOf(record))).map((record) => [caseOf(record), record] as const),
  )('agrees with the shared truth: %s', (name, record) => {
    const { partitioned } = record.pinned
    const counts = countByKind(partitions.get(name)!)
    expect(counts).toEqual(expectedCounts(partitioned))
  })
})

function expectedCounts(partitioned: TruthCounts): Record<string, number> {
  const counts = Object.fromEntries(xlaKinds.map((kind) => [kind, partitioned[kind]?.runs ?? 0]))
  return counts
}

/** Executed, under XLA's names; a scattered reduction is an all-reduce there. */
function countByKind(groups: CollectiveComparison['theirs']): Record<string, number> {
  const counts: Record<string, number> = Object.fromEntries(xlaKinds.map((kind) => [kind, 0]))
  for (const { kind, executed } of groups) {
    const name = kind === 'reduce_scatter' ? 'all-reduce' : kind.replaceAll('_', '-')
    counts[name] = (counts[name] ?? 0) + executed
  }
  return counts
}
