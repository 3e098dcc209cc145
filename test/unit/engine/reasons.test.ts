// Why collectives are there, where more than one tactic or a pin is to blame.
import { expect, test } from 'vitest'
import { createAnalyzer } from '../../../server/src/engine/analyze'
import { loadModel } from '../../../server/src/engine/loadModel'
import { makeReport } from '../../../server/src/engine/report'
import { encodeText } from '../../../server/src/mlir/text'
import { parseTactics } from '../../../server/src/tactics/parseTactics'
import { getTacticsParser } from '../../support/tacticsParser'

const model = `
module @m {
  func.func public @main(%arg0: tensor<8x8xf32> loc("x")) -> tensor<f32> {
    %0 = stablehlo.tanh %arg0 : tensor<8x8xf32>
    %cst = stablehlo.constant dense<0.0> : tensor<f32>
    %1 = stablehlo.reduce(%0 init: %cst) applies stablehlo.add across dimensions = [0, 1] : (tensor<8x8xf32>, tensor<f32>) -> tensor<f32>
    return %1 : tensor<f32>
  }
}`

async function reasons(tactics: string): Promise<string[]> {
  const text = `mesh { a: 2, b: 2, c: 2 }\n${tactics}`
  const { value: file, problems } = parseTactics(await getTacticsParser(), text)
  const analysis = createAnalyzer().analyze({ file, syntaxProblems: problems, model: loadModel(encodeText(model)) })
  if (analysis === undefined) throw new Error('cancelled')
  const report = makeReport(analysis, { tacticsPath: 'm.tactics', tacticsText: text, modelPath: 'm.mlir' })
  return (report.schedules[0]?.collectives ?? []).map(({ kind, axes, reason }) => `${kind} ${axes.join()}: ${reason}`)
}

test('a sum over dims that several tactics tile names each with its dim and axis', async () => {
  expect(await reasons('tactic A on a { x: 0 }\ntactic B on b { x: 1 }\ntactic C on c { x: 0 }')).toEqual([
    'all_reduce a,b,c: A tiles %0 dim 0 on a and B tiles %0 dim 1 on b and C tiles %0 dim 0 on c; this reduce sums over them, so each device holds a partial result',
  ])
})

test('a value that an action keeps whole is gathered because of it', async () => {
  expect(await reasons('tactic A on a { at %0: replicated  x: 0 }')).toEqual([
    'all_gather a: A keeps %0 whole on a; this tanh makes it in parts',
  ])
})
