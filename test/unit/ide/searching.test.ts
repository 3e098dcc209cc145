// Automatic tactics in the editor without a server: hints and hovers of what was found, lenses, fixes, and text that reads back to the same.
import { describe, expect, test } from 'vitest'
import { loadModel } from '../../../server/src/engine/loadModel'
import { createSolver } from '../../../server/src/engine/search/solver'
import { comparisonPage } from '../../../server/src/ide/comparison'
import { applyEdits } from '../../../server/src/ide/fixes/edits'
import type { Candidate } from '../../../server/src/ide/fixes/fix'
import { draftFixes } from '../../../server/src/ide/fixes/offer'
import { searchLenses } from '../../../server/src/ide/searchLenses'
import { searchProblems } from '../../../server/src/ide/searchProblems'
import type { StatusOf } from '../../../server/src/ide/searchStatus'
import { tacticsHints } from '../../../server/src/ide/tacticsHints'
import { tacticsHover } from '../../../server/src/ide/tacticsHover'
import { encodeText } from '../../../server/src/mlir/text'
import { formatTactics } from '../../../server/src/tactics/formatTactics'
import type { Analysed } from '../../support/offers'
import { analyseText, parser } from '../../support/offers'
import { wideModel, wideSizes } from '../../support/wideModel'

const model = loadModel(encodeText(wideModel({ ...wideSizes, batch: 64 })))
const solve = createSolver()

const head = `model "m.mlir"
mesh { batch: 4, model: 4 }
device tpu_v4

tactic BP on batch {
  x: 0
}
`
const auto = 'tactic Find auto on model {}\n'
const usual = `${head}${auto}\nschedule plain = BP\nschedule best = BP, Find\n`

const searched = (text: string, active = 'best'): Analysed => analyseText(text, model, { solve, active })
const unsearched = (text: string): Analysed => analyseText(text, model, { active: 'best' })

function offered({ text, context }: Analysed, anchor: string): readonly Candidate[] {
  const start = text.indexOf(anchor)
  return draftFixes(context, { start, end: start }).flatMap(({ candidates }) => candidates)
}

function take(analysed: Analysed, anchor: string, title: string): string {
  const candidates = offered(analysed, anchor)
  const candidate = candidates.find((one) => one.title.startsWith(title))
  if (candidate === undefined) throw new Error(`no ${title} among ${candidates.map((one) => one.title).join('; ')}`)
  const text = applyEdits(analysed.context.sources, candidate.edits)[0] ?? ''
  expect(formatTactics(text, parser)).toBe(text)
  return text
}

const finals = ({ snapshot }: Analysed): unknown[] => snapshot.schedules.map(({ name, final }) => [name, final])

describe('what was found', () => {
  test('is an effect like any other, with what it took', () => {
    const { snapshot, text } = searched(usual)
    const hint = tacticsHints(snapshot, model, text).find(({ about }) => about === text.indexOf('Find'))
    expect(hint?.label).toMatch(
      /^\+3 all_gather, \+3 reduce_scatter · 1\.50 GiB → [\d.]+ MiB · .* → .* · \d+ evaluations$/,
    )
  })

  test('is explained: names of known strategies, what each decision saves, the text', () => {
    const analysed = searched(usual)
    const { file } = analysed.context
    const hover = tacticsHover(file, usual.indexOf('Find'), { snapshot: analysed.snapshot, model })?.text ?? ''
    expect(hover).toContain('**Find** on model 4 · automatic, in schedule `best`')
    expect(hover).toMatch(/\| peak memory \|/)
    expect(hover).toMatch(
      /found: \*\*Megatron over the hidden width on model, 3 layers; sequence sharding on model\*\*/,
    )
    expect(hover).toMatch(/\| Megatron over the hidden width on model, 3 layers \|.*\+[\d.]+ .s \|.*\+[\d.]+ KiB \|/)
    expect(hover).toContain('params.layer_*.up: 1')
    expect(hover).toMatch(/\d+ evaluations over \d+ actions · fits 32\.0 GiB/)
  })

  test('reads back to the same figures once it is written', () => {
    const analysed = searched(usual)
    const text = take(analysed, 'Find auto', 'Write `Find` as manual tactics `Hidden`')
    expect(text).toBe(
      usual
        .replace(
          auto,
          'tactic Hidden on model { params.layer_*.up: 1, params.layer_*.down: 0 }\ntactic Sequence on model { x: 1 }\n',
        )
        .replace('BP, Find', 'BP, Hidden, Sequence'),
    )
    expect(finals(unsearched(text))).toEqual(finals(analysed))
  })

  test('keeps comments inside the tactic', () => {
    const commented = usual.replace(auto, auto.replace('}', ' // as it comes\n}'))
    expect(commented).not.toBe(usual)
    const text = take(searched(commented), 'Find auto', 'Write `Find` as manual tactics `Hidden`')
    expect(text).toContain('// as it comes\ntactic Hidden on model {')
  })

  test('keeps the tactic for schedules that found something else, and takes no name twice', () => {
    const both = `${head}${auto}\ntactic Hidden on model {\n  x: 1\n}\n\nschedule best = BP, Find\nschedule alone = Find\n`
    const analysed = searched(both)
    const text = take(analysed, 'Find auto', 'Write `Find` as manual tactics `Hidden2`')
    expect(text).toContain('schedule best = BP, Hidden2, Sequence\nschedule alone = Find\n')
    expect(finals(searched(text))).toEqual(finals(analysed))
  })
})

describe('while nobody has found anything', () => {
  const statusOf: StatusOf = () => ({ kind: 'failed', message: 'the search ran out of memory\nat line 1' })

  test('the schedule says what its figures leave out, and expects nothing of them', () => {
    const { snapshot, problems, text } = analyseText(
      `${head}${auto}\nschedule best = BP, Find {\n  expect step_time < 1 us\n}\n`,
      model,
      { solve: (() => undefined) as unknown as typeof solve },
    )
    const labels = tacticsHints(snapshot, model, text).map(({ label }) => label)
    expect(labels).toContain('not searched yet')
    expect(labels.at(-1)).toMatch(/^without Find: 1\.50 GiB · [\d.]+ .s/)
    expect(problems).toEqual([])
    expect(comparisonPage('a.tactics', snapshot)).toContain('BP, Find (not searched yet)')
  })

  test('what has failed is said at the tactic, with a way to try again', () => {
    const { snapshot, context } = unsearched(usual)
    const [start] = [usual.indexOf('Find')]
    expect(searchProblems(snapshot, statusOf)).toEqual([
      {
        code: 'search.failed',
        span: { start, end: start + 4 },
        message: 'the search for `Find` failed: the search ran out of memory',
      },
    ])
    expect(searchLenses(context.file, snapshot, statusOf).map(({ title }) => title)).toContain('Search again')
    const hint = tacticsHints(snapshot, model, usual, { statusOf }).find(({ about }) => about === start)
    expect(hint?.label).toBe('search failed')
  })

  test('a search under way can be stopped', () => {
    const { snapshot, context } = unsearched(usual)
    const titles = searchLenses(context.file, snapshot, () => ({ kind: 'running', progress: undefined }))
    expect(titles.map(({ title, place }) => [title, place?.name])).toEqual([
      ['Search from here', 'plain'],
      ['Stop search', 'Find'],
    ])
  })
})

describe('a search is begun', () => {
  const manual = `${head}tactic Hidden on model {\n  params.layer_*.up: 1\n}\n\nschedule best = BP, Hidden\n`

  test('behind a schedule, over the axes that it leaves open, or over all', () => {
    expect(take(unsearched(manual), 'best =', 'Search from `Hidden` on batch, model')).toBe(
      manual
        .replace('}\n\nschedule', '}\ntactic Found auto on batch, model {}\n\nschedule')
        .replace('BP, Hidden\n', 'BP, Hidden\nschedule found = BP, Hidden, Found\n'),
    )
    expect(take(unsearched(manual), 'BP on', 'Search from `BP` on model')).toContain('schedule found = BP, Found\n')
    const lenses = searchLenses(unsearched(manual).context.file, unsearched(manual).snapshot, () => undefined)
    expect(lenses.map(({ place }) => place)).toEqual([
      { kind: 'schedule', name: 'best' },
      { kind: 'tactic', name: 'BP' },
      { kind: 'tactic', name: 'Hidden' },
    ])
  })

  test('in a file without schedules, which then says what it is without', () => {
    expect(take(analyseText(head, model), 'BP', 'Search from `BP` on model')).toBe(
      `${head}\ntactic Found auto on model {}\n\nschedule default = BP\nschedule found = BP, Found\n`,
    )
  })

  test('where a schedule is over the memory, and longer where its evaluations are used up', () => {
    const tight = manual.replace('device tpu_v4', 'device tpu_v4 { memory: 1 MiB }')
    const text = take(unsearched(tight), 'best =', 'Search for a strategy that fits')
    expect(text).toContain('schedule best = BP, Hidden, Found\n')
    const found = searched(text)
    expect(found.problems.map(({ code }) => code)).toContain('search.over-memory')
    const few = searched(text.replace('batch, model {}', 'batch, model {\n  evaluations: 3\n}'))
    expect(take(few, 'Found auto', 'Search with 6 evaluations')).toContain('  evaluations: 6\n')
    const fewer = searched(usual.replace('model {}', 'model {\n  evaluations: 1\n}'))
    expect(take(fewer, 'Find auto', 'Search with 2 evaluations')).toContain('{\n  evaluations: 2\n}')
  })
})
