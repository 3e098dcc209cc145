// Our figures beside XLA's, on every case that it was asked about: the bounds of docs/FIDELITY.md, and its tables.
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { CollectiveComparison } from '../fidelity/collectiveRows'
import { totalRingBytes } from '../fidelity/collectives'
import { propagatesFurther } from '../fidelity/exactCases'
import { documents, markdownParts, renewParts } from '../fidelity/markdown'
import { readPartitions } from '../fidelity/partitions'
import { makeReport } from '../fidelity/report'
import { familyOf } from '../fidelity/rows'
import type { TruthCounts } from '../fidelity/truth'
import { caseOf, readXlaTruth, xlaKinds } from '../fidelity/truth'

/** Made once: it lowers some 250 programs. */
const report = makeReport(/./)

describe.each(['argument bytes', 'output bytes', 'aliased bytes'] as const)('%s', (figure) => {
  const own = report.rows.filter((row) => row.figure === figure)

  test('are known for 75 schedules and 109 programs', () => {
    expect(own).toHaveLength(75 + 109)
  })

  test('equal those of XLA', () => {
    const different = own.filter(({ ours, theirs, note }) => ours !== theirs && note === undefined)
    expect(different).toEqual([])
  })

  test('differ where a note says why', () => {
    const noted = own.filter(({ note }) => note !== undefined)
    expect(noted.map(({ case: name, theirs, ours }) => [name, theirs - ours])).toEqual(
      figure === 'output bytes' ? [['it2_decode BP+MP+MQ 4x2', 64]] : [],
    )
  })
})

test('cases of every kind of model are among them', () => {
  expect(new Set(report.rows.map((row) => familyOf(row.case))).size).toBe(6)
})

/** Data parallelism, Megatron, both; on the transformers. */
const isBasic = ({ case: name }: CollectiveComparison): boolean => /^t\d+_\w+ (BP|MP|BP\+MP) /.test(name)

describe('bytes moved under BP, Megatron and both, on transformers', () => {
  const basic = report.collectives.filter(isBasic)

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

  test.each(
    records.filter((record) => !propagatesFurther(caseOf(record))).map((record) => [caseOf(record), record] as const),
  )('agrees with the shared truth: %s', (name, record) => {
    const { partitioned } = record.pinned
    const counts = countByKind(partitions.get(name)!)
    expect(counts).toEqual(expectedCounts(partitioned))
  })
})

/** Executions by kind; what only slices read is a reduce_scatter, though XLA for CPU has none. */
function expectedCounts(partitioned: TruthCounts): Record<string, number> {
  const counts = Object.fromEntries(xlaKinds.map((kind) => [kind, partitioned[kind]?.runs ?? 0]))
  const scattered = partitioned['all-reduce-then-slice-runs'] ?? 0
  return { ...counts, 'all-reduce': counts['all-reduce']! - scattered, 'reduce-scatter': scattered }
}

/** The same of what is recorded, under XLA's names. */
function countByKind(groups: CollectiveComparison['theirs']): Record<string, number> {
  const counts: Record<string, number> = Object.fromEntries(xlaKinds.map((kind) => [kind, 0]))
  for (const { kind, executed } of groups) {
    const name = kind.replaceAll('_', '-')
    counts[name] = (counts[name] ?? 0) + executed
  }
  return counts
}

const parts = markdownParts(report)

test.each(documents)('%s is up to date', (path) => {
  const text = readFileSync(path, 'utf8')
  expect(renewParts(text, parts)).toBe(text)
})

test('every table stands in a document', () => {
  const text = documents.map((path) => readFileSync(path, 'utf8')).join('\n')
  expect(Object.keys(parts).filter((name) => !text.includes(`<!-- fidelity ${name}: begin -->`))).toEqual([])
})
