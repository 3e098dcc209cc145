// Lenses of a model: totals over its function, over those it calls, and over loops.
import { expect, test } from 'vitest'
import { modelFiguresOf } from '../../../server/src/ide/modelFigures'
import { modelLenses } from '../../../server/src/ide/modelLenses'
import { decodeText } from '../../../server/src/mlir/text'
import { figure } from '../../support/figured'
import { loopModel, mlpTactics, mlpTrain } from '../../support/models'

async function lensesOf(text: string, tactics: string): Promise<string[]> {
  const { model, snapshot } = await figure(text, tactics)
  const { bytes } = model.module.columns
  return modelLenses(model, modelFiguresOf(snapshot)!).map(
    ({ span, title, action }) => `${decodeText(bytes, span.start, span.end)} «${title}»${action ?? ''}`,
  )
}

test('the analysed function has its totals and the schedule that they are of', async () => {
  expect(await lensesOf(mlpTrain, mlpTactics)).toEqual([
    expect.stringMatching(/^main «@main: [\d.]+ KiB · [\d.]+ µs · 7 collectives»$/),
    'main «schedule default, after Z3»selectSchedule',
  ])
})

test('a loop has its iterations and the time of each', async () => {
  const lenses = await lensesOf(loopModel, 'mesh { batch: 4 }\ntactic T on batch {\n  a: 1\n}\nschedule s = T\n')
  expect(lenses[2]).toMatch(/^stablehlo\.while «5 iterations · [\d.]+ µs each · 1 collective in each»$/)
})
