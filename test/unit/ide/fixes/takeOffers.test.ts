// Fixes of a small model: all that is offered does what its title says, and each problem has the offers that it should.
import { describe, expect, test } from 'vitest'
import type { DiagnosticCode } from '../../../../server/src/base/diagnostics'
import { bytes } from '../../../../server/src/base/units'
import type { Figures } from '../../../../server/src/cost/figures'
import { createAnalyzer } from '../../../../server/src/engine/analyze'
import { loadModel } from '../../../../server/src/engine/loadModel'
import { shardLargeReplicated } from '../../../../server/src/ide/fixes/largeReplicatedFix'
import type { Draft } from '../../../../server/src/ide/fixes/offer'
import { draftModelFixes, finishOffers } from '../../../../server/src/ide/fixes/offer'
import { encodeText } from '../../../../server/src/mlir/text'
import { parseTactics } from '../../../../server/src/tactics/parseTactics'
import { takeEveryOffer } from '../../../support/checkOffers'
import { mlpTrain } from '../../../support/models'
import { analyseAfter, analyseText, offersAt, parser } from '../../../support/offers'

const model = loadModel(encodeText(mlpTrain))
const head = 'model "mlp.mlir"\nmesh { batch: 4, model: 2 }\n'

/** Texts of offers for the first problem of a code. */
function offersFor(text: string, code: string): { titles: string[]; texts: string[]; preferred: number } {
  const analysed = analyseText(text, model)
  const problem = analysed.problems.find((one) => one.code === code)
  if (problem === undefined) throw new Error(analysed.problems.map((one) => one.code).join(', '))
  const { offers } = offersAt(analysed, problem.span)
  const own = offers.filter(({ problems }) => problems.some((one) => one.code === code))
  return {
    titles: own.map(({ title }) => title),
    texts: own.map(({ candidate }) => analyseAfter(analysed, candidate).text),
    preferred: own.findIndex(({ candidate }) => candidate.isPreferred),
  }
}

const bp = 'tactic BP on batch {\n  {x, y}: 0\n}\n'

describe('offers', () => {
  test.each([
    `${head}device tpu_v4 { memory: 2 KiB }\n${bp}tactic Z3 on batch {\n  params.**: first_divisible\n}\nschedule default = BP {\n  expect all_reduce == 7\n  expect peak_memory < 1 KiB\n}\n`,
    `${head}tactic A on model {\n  x: 1\n  params.w1: 1\n}\ntactic Idle on model {\n  params.w1: 1\n}\nschedule default = A, Idle\n`,
    `${head}tactic A on batch {\n  params.w1: 0\n}\ntactic B on batch {\n  y: 0\n}\nschedule default = A, B\n`,
  ])('of a text do what their titles say %#', (text) => {
    expect(takeEveryOffer(text, model).size).toBeGreaterThan(0)
  })
})

describe('memory over the limit', () => {
  test('offers ZeRO on the axis that splits the inputs; what fits is first and preferred', () => {
    const { titles, texts, preferred } = offersFor(
      `${head}device tpu_v4 { memory: 2.5 KiB }\n${bp}schedule default = BP\n`,
      'cost.over-memory',
    )
    expect(preferred).toBe(0)
    expect(titles[0]).toMatch(/ \(fits 2\.5\b/)
    expect(titles).toContainEqual(
      expect.stringMatching(/^Add ZeRO-3 on batch: \S+ → \S+ KiB \(fits 2\.5\), .* time, \+3 all_gather/),
    )
    expect(texts[titles.findIndex((title) => title.startsWith('Add ZeRO-3 on batch:'))]).toBe(
      `${head}device tpu_v4 { memory: 2.5 KiB }\n${bp}tactic Z3 on batch {\n  params: first_divisible\n}\nschedule default = BP, Z3\n`,
    )
  })

  test('says what is missing where nothing fits, and prefers none', () => {
    const { titles, preferred } = offersFor(
      `${head}device tpu_v4 { memory: 500 }\n${bp}schedule default = BP\n`,
      'cost.over-memory',
    )
    expect(preferred).toBe(-1)
    expect(titles.length).toBeGreaterThan(2)
    // What a search will find nobody knows.
    expect(titles).toContain('Search for a strategy that fits')
    for (const title of titles.filter((one) => !one.startsWith('Search')))
      expect(title).toMatch(/\(still \S+ \S+ over\)/)
  })

  test('offers tactics of the file that wait to be used, and data parallelism where no input is split', () => {
    const { titles } = offersFor(
      `${head}device tpu_v4 { memory: 2.5 KiB }\ntactic Mine on model {\n  params.w1: 1\n}\ntactic Two on model {\n  params.w2: 0\n}\nschedule default = Two\n`,
      'cost.over-memory',
    )
    expect(titles).toContainEqual(expect.stringMatching(/^Add data parallelism on batch: 4.50 → 1.63 KiB \(fits 2.5\)/))
  })
})

test('a large whole argument can be split on each axis and dim, the fastest first', () => {
  const { titles, texts } = offersFor(
    `${head}device tpu_v4 { memory: 40 KiB }\n${bp}schedule default = BP\n`,
    'cost.large-replicated',
  )
  expect(titles.length).toBeGreaterThan(1)
  for (const title of titles) expect(title).toMatch(/^Shard params\.w1 dim [01] on (batch|model): \u2212/)
  expect(texts[0]).toMatch(/params\.w1: [01]\n/)
})

test('a conflict within one tactic: one side is kept whole', () => {
  const { titles, texts } = offersFor(
    `${head}tactic A on model {\n  x: 1\n  params.w1: 1\n}\nschedule default = A\n`,
    'shard.conflict',
  )
  expect(titles.length).toBeGreaterThan(0)
  for (const title of titles) expect(title).toMatch(/ whole on model in A: .*\u2212[12] conflicts?/)
  for (const text of texts) expect(text).toMatch(/: replicated\n/)
})

test('a conflict can be resolved from the operation in the model', () => {
  const text = `${head}tactic A on model {\n  x: 1\n  params.w1: 1\n}\nschedule default = A\n`
  const analysed = analyseText(text, model)
  const { evaluation } = analysed.snapshot
  const operation = model.program.nodes.operation[evaluation?.conflicts[0]?.node ?? -1] ?? -1
  const start = model.module.columns.operations.nameStart[operation] ?? -1
  const span = { start, end: start + 1 }
  const context = { model, modelPath: '/models/mlp.mlir', tactics: analysed.context }
  const drafts = draftModelFixes(context, [{ code: 'shard.conflict', span, message: '' }], span)
  const own = drafts.filter(({ problem }) => problem?.code === 'shard.conflict')
  expect(own.flatMap(({ candidates }) => candidates.map(({ title }) => title))).toContain('Keep x whole on model in A')
})

test('a change that mends two problems of a tactic is offered once, for both', () => {
  const span = { start: 0, end: 1 }
  const swapped = { kind: 'quickfix', title: 'Apply B before A', edits: [{ span, newText: 'B' }] } as const
  const other = { ...swapped, edits: [{ span, newText: 'C' }] }
  const draft = (code: DiagnosticCode, candidates: readonly (typeof swapped | typeof other)[]): Draft => ({
    from: { summary: '' },
    problem: { code, span, message: '' },
    candidates: candidates.map((one) => ({ ...one, needsSimulation: true })),
  })
  const drafts = [draft('shard.conflict', [swapped]), draft('cost.large-reshard', [other, swapped])]
  const offers = finishOffers({ schedule: undefined, drafts, before: undefined }, new Map())
  expect(
    offers.map(({ candidate, problems }) => [candidate.edits[0]?.newText, problems.map(({ code }) => code)]),
  ).toEqual([
    ['B', ['shard.conflict', 'cost.large-reshard']],
    ['C', ['cost.large-reshard']],
  ])
})

test('a split that makes the step slower is offered, but not as the fix to take', () => {
  const candidate = { kind: 'quickfix', title: '', edits: [], needsSimulation: true } as const
  const figures = (peakMemory: number, stepTime: number): Figures => ({ peakMemory, stepTime }) as Figures // what is compared
  const isPreferred = (stepTime: number): boolean | undefined =>
    shardLargeReplicated.choose?.(
      [{ candidate, after: { figures: figures(1, stepTime), memory: bytes(5) } }],
      figures(2, 1),
    )[0]?.candidate.isPreferred
  expect([isPreferred(0.9), isPreferred(1.6)]).toEqual([true, undefined])
})

test('what is foreseen is what an analysis finds, and can be cancelled', () => {
  const analyzer = createAnalyzer()
  const { value: file } = parseTactics(parser, `${head}${bp}schedule default = BP\n`)
  const request = { file, syntaxProblems: [], model, inFull: '' }
  expect(analyzer.foresee({ ...request, isCancelled: () => true })).toBeUndefined()
  const foreseen = analyzer.foresee(request)
  expect(foreseen?.figures).toEqual(analyzer.analyze(request)?.schedules[0]?.final.figures)
})

test.each([
  ['all_reduce == 7', 'all_reduce == 3'],
  ['all_reduce < 3', 'all_reduce < 4'],
  ['all_reduce > 9', 'all_reduce > 2'],
  ['all_reduce >= 9', 'all_reduce >= 3'],
  ['peak_memory < 1 KiB', 'peak_memory < 2.88 KiB'],
])('a failed expectation takes the figure of today: %s', (line, wanted) => {
  const { titles, texts } = offersFor(`${head}${bp}schedule default = BP {\n  expect ${line}\n}\n`, 'expect.failed')
  expect(titles).toEqual([`Expect ${wanted}`])
  const after = analyseText(texts[0] ?? '', model)
  expect(after.problems.map(({ code }) => code)).not.toContain('expect.failed')
})
