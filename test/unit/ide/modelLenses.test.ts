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

const size = 4096
const matrix = `tensor<${size}x${size}xf32>`
const product = (result: string, left: string): string =>
  `  ${result} = stablehlo.dot_general ${left}, %b, contracting_dims = [1] x [0] : (${matrix}, ${matrix}) -> ${matrix}\n`

/** A step of two products that calls a function with one more, and a function that counts to two. */
const calling = `func.func public @main(%a: ${matrix} loc("a"), %b: ${matrix} loc("b"), %n: tensor<2xi32>) -> (${matrix}, tensor<2xi32>) {
${product('%0', '%a')}${product('%1', '%0')}  %2 = call @inner(%1, %b) : (${matrix}, ${matrix}) -> ${matrix}
  %3 = call @count(%n) : (tensor<2xi32>) -> tensor<2xi32>
  return %2, %3 : ${matrix}, tensor<2xi32>
}
func.func private @inner(%a: ${matrix}, %b: ${matrix}) -> ${matrix} {
${product('%0', '%a')}  return %0 : ${matrix}
}
func.func private @count(%n: tensor<2xi32>) -> tensor<2xi32> {
  %0 = stablehlo.add %n, %n : tensor<2xi32>
  return %0 : tensor<2xi32>
}
`

const functionsOf = async (tactics: string): Promise<string[]> =>
  (await lensesOf(calling, `mesh { m: 2 }\n${tactics}`)).filter((lens) => !lens.startsWith('main'))

test('a function that is called has its totals where it takes a share of the step or exchanges', async () => {
  expect(await functionsOf('')).toEqual([expect.stringMatching(/^inner «@inner: 1 call · [\d.]+ [µm]s»$/)])
  const [inner] = await functionsOf('tactic Sum on m {\n  b: 0\n}\n')
  expect(inner).toMatch(/^inner «@inner: 1 call · [\d.]+ [µm]s · 1 collective»$/)
})
