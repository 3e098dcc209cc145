// Fixes and refactorings in a file that includes others: edits lie in the file that they are of.
import { expect, test } from 'vitest'
import type { DiagnosticCode } from '../../../server/src/base/diagnostics'
import { applyEdits } from '../../../server/src/ide/fixes/edits'
import type { FixContext } from '../../../server/src/ide/fixes/fix'
import { draftFixes } from '../../../server/src/ide/fixes/offer'
import { gatherFixture } from '../../support/tacticsFiles'

const head = 'model "m.mlir"\nmesh { batch: 4 }\n'
const common = 'tactic A on batch {\n  x: 0\n  y: 0\n}\n'

async function offersIn(fixture: string, nearby: readonly string[] = []) {
  const gathered = await gatherFixture(fixture)
  const nothing = { model: undefined, modelPath: undefined, snapshot: undefined }
  const context: FixContext = { ...gathered, ...nothing, nearby }
  const at = (offset: number) => draftFixes(context, { start: offset, end: offset }).flatMap((one) => one.candidates)
  const of = (code: DiagnosticCode) => at(gathered.problems.find((problem) => problem.code === code)?.span.start ?? -1)
  return {
    ...gathered,
    at,
    of,
    apply: (edits: Parameters<typeof applyEdits>[1]) => applyEdits(gathered.sources, edits),
  }
}

test('an include that is not there, or no tactics file', async () => {
  const nearby = ['main.tactics', 'common.tactics', 'm.mlir']
  const missing = await offersIn(`//- main.tactics\n${head}include "comon.tactics"\n`, nearby)
  expect(missing.of('include.missing').map(({ title }) => title)).toEqual(['Change to `"common.tactics"`'])
  const other = await offersIn(`//- main.tactics\n${head}include "common.tactic"\n`, nearby)
  expect(other.of('include.not-tactics').map(({ title }) => title)).toEqual(['Change to `"common.tactics"`'])
})

test('an include of itself goes', async () => {
  const { of, apply } = await offersIn(`//- main.tactics\n${head}include "main.tactics"\n`)
  expect(apply(of('include.cycle')[0]?.edits ?? [])).toEqual([head])
})

test('a tactic moves to an included file', async () => {
  const own = `${head}include "common.tactics"\n\ntactic B on batch {\n  x: 0\n}\n\nschedule a = A, B\n`
  const { at, apply } = await offersIn(`//- main.tactics\n${own}//- common.tactics\n${common}`)
  const move = at(own.indexOf('tactic B')).find(({ title }) => title === 'Move tactic `B` to common.tactics')
  expect(apply(move?.edits ?? [])).toEqual([
    `${head}include "common.tactics"\n\nschedule a = A, B\n`,
    `${common}tactic B on batch {\n  x: 0\n}\n`,
  ])
})

test('actions of an included tactic are extracted there, and the schedule of the main file follows', async () => {
  const own = `${head}include "common.tactics"\nschedule a = A\n`
  const { at, apply, sources } = await offersIn(`//- main.tactics\n${own}//- common.tactics\n${common}`)
  const offset = sources[1]!.start + common.indexOf('y: 0')
  const extract = at(offset).find(({ title }) => title.startsWith('Extract'))
  expect(apply(extract?.edits ?? [])).toEqual([
    `${head}include "common.tactics"\nschedule a = A, A_y\n`,
    'tactic A on batch {\n  x: 0\n}\ntactic A_y on batch {\n  y: 0\n}\n',
  ])
})
