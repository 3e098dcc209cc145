// Hints of a tactics file whose model states shardings itself.
import { expect, test } from 'vitest'
import { createAnalyzer } from '../../../server/src/engine/analyze'
import { loadModel } from '../../../server/src/engine/loadModel'
import { makeSnapshot } from '../../../server/src/engine/snapshot'
import { tacticsHints } from '../../../server/src/ide/tacticsHints'
import { encodeText } from '../../../server/src/mlir/text'
import { parseTactics } from '../../../server/src/tactics/parseTactics'
import { getTacticsParser } from '../../support/tacticsParser'

const own = 'sdy.sharding = #sdy.sharding<@mesh, [{"d"}, {}]>'
const model = `module {
sdy.mesh @mesh = <["d"=2]>
func.func public @main(%x: tensor<8x4xf32> {${own}} loc("x"), %w: tensor<8x4xf32> {${own}} loc("w")) -> tensor<4x4xf32> {
  %0 = stablehlo.dot_general %x, %w, contracting_dims = [0] x [0] : (tensor<8x4xf32>, tensor<8x4xf32>) -> tensor<4x4xf32>
  return %0 : tensor<4x4xf32>
}
}`

async function firstHint(withoutModule: boolean): Promise<string | undefined> {
  const text = 'model "m.mlir"\nmesh { d: 2 }\n'
  const { value: file, problems } = parseTactics(await getTacticsParser(), text)
  const loaded = loadModel(encodeText(model))
  const analysis = createAnalyzer().analyze({ file, syntaxProblems: problems, model: loaded, withoutModule })
  return tacticsHints(makeSnapshot(analysis!, undefined), loaded, text)[0]?.label
}

test('the model line tells what its own shardings do', async () => {
  expect(await firstHint(false)).toMatch(/^\d+ ops · 2 arguments · its own shardings: \+1 all_reduce · /)
  expect(await firstHint(true)).toMatch(/^\d+ ops · 2 arguments$/)
})
