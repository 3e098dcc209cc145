// Hints of a tactics file whose model states shardings itself.
import { describe, expect, test } from 'vitest'
import { createAnalyzer } from '../../../server/src/engine/analyze'
import { loadModel } from '../../../server/src/engine/loadModel'
import { makeSnapshot } from '../../../server/src/engine/snapshot'
import type { Hint } from '../../../server/src/ide/hint'
import { tacticsHints } from '../../../server/src/ide/tacticsHints'
import { encodeText } from '../../../server/src/mlir/text'
import { parseTactics } from '../../../server/src/tactics/parseTactics'
import { mlpTrain } from '../../support/models'
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
  expect(await firstHint(false)).toMatch(/^\d+ ops · 1 parameter · 2 arguments · its own shardings: \+1 all_reduce · /)
  expect(await firstHint(true)).toMatch(/^\d+ ops · 1 parameter · 2 arguments$/)
})

const head = 'model "m.mlir"\nmesh { batch: 4, model: 2 }\n'

async function hintsOf(text: string, level?: 'effects' | 'all'): Promise<Hint[]> {
  const { value: file, problems } = parseTactics(await getTacticsParser(), head + text)
  const loaded = loadModel(encodeText(mlpTrain))
  const analysis = createAnalyzer().analyze({ file, syntaxProblems: problems, model: loaded })
  return tacticsHints(makeSnapshot(analysis!, undefined), loaded, head + text, level === undefined ? {} : { level })
}

const labelsOf = async (text: string): Promise<string[]> => (await hintsOf(text)).map(({ label }) => label)

test('second definitions have no figures of the first', async () => {
  const tactic = (action: string): string => `tactic T on batch {\n  ${action}\n}\n`
  const text = `${tactic('{x, y}: 0')}${tactic('params.**: 0')}schedule s = T\nschedule s = T\n`
  const lines = (await hintsOf(text)).map(({ offset }) => (head + text).slice(0, offset).split('\n').length)
  expect(lines).toEqual([1, 2, 3, 4, 9])
})

test('without a mesh its tactics wait for one', async () => {
  const text = 'model "m.mlir"\ntactic T on batch {\n  x: 0\n}\n'
  const { value: file, problems } = parseTactics(await getTacticsParser(), text)
  const loaded = loadModel(encodeText(mlpTrain))
  const analysis = createAnalyzer().analyze({ file, syntaxProblems: problems, model: loaded })
  const hints = tacticsHints(makeSnapshot(analysis!, undefined), loaded, text)
  expect(hints.map(({ label }) => label)).toContain('no mesh')
})

describe('actions', () => {
  test.each([
    ['params.w3: 0', 'matches nothing; did you mean params.w1?'],
    ['parms.w1: 0', 'matches nothing; did you mean params.w1?'],
    ['at "hiden": 0', 'matches nothing; did you mean at "hidden"?'],
    ['params.** where rank == 7: 0', 'matches nothing; 2 without the condition'],
    ['params.** where bytes >= 300: first_divisible', '1 tensor · 1 smaller one left out'],
    ['params.** where rank == 2 and bytes >= 300: 1', '1 tensor · 1 other left out'],
    ['{x, y}: 0', '2 tensors'],
    ['{x, y}: 5', '2 tensors · all refused'],
    ['w1: 0', 'matches nothing; did you mean **.w1?'],
    ['x: 5', '1 tensor · 1 refused'],
    ['zzzzzz: 0', 'matches nothing'],
  ])('%s', async (action, label) => {
    expect(await labelsOf(`tactic T on batch {\n  ${action}\n}\n`)).toContain(label)
  })

  test('a tactic that changes nothing says so', async () => {
    expect(await labelsOf('tactic T on batch {\n  params.w3: 0\n}\nschedule s = T\n')).toContain('no effect')
  })
})

test('a schedule over the limit names the device; what fails is told from what holds, and hardly any utilisation is left out', async () => {
  const device = 'device tpu_v4 { memory: 1 KiB }\n'
  const schedule =
    'tactic T on batch { x: 0 }\nschedule s = T {\n  expect all_gather == 0\n  expect all_reduce == 0\n}\n'
  const labels = await labelsOf(device + schedule)
  expect(labels).toContainEqual(
    expect.stringMatching(/^\d.* KiB, .* over tpu_v4 · .* µs · AR 3 · 1 of 2 expectations fails$/),
  )
  expect(labels).toContain('0')
  expect(labels).toContain('is 3')
})

test('fewer hints: effects, totals and what is wrong', async () => {
  const text = 'tactic T on batch {\n  x: 0\n  params.w3: 0\n}\nschedule s = T\n'
  const labels = (await hintsOf(text, 'effects')).map(({ label }) => label)
  expect(labels).toHaveLength(3)
  expect(labels[1]).toContain('did you mean')
})
