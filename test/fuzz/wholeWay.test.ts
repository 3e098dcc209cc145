// Every prefix of a small strategy and its model, and damaged ones, the whole way: nothing throws, problems lie in the text.
import { expect, test } from 'vitest'
import { createAnalyzer } from '../../server/src/engine/analyze'
import { loadModel } from '../../server/src/engine/loadModel'
import { encodeText } from '../../server/src/mlir/text'
import { loopModel, mlpTactics, mlpTrain } from '../support/models'
import { createRandom, mutate } from '../support/mutations'
import { getTacticsParser } from '../support/tacticsParser'
import { goTheWholeWay } from '../support/wholeWay'

const seed = Number(process.env['FUZZ_SEED'] ?? 1)
const runs = 1500

const loopTactics =
  'model "loop.mlir"\nmesh { batch: 4, model: 2 }\ntactic A on batch { a: 0 }\ntactic B on model { w: 0  at %r#2: 1 }\n'

test('prefixes of the tactics', async () => {
  const [parser, model, analyzer] = [await getTacticsParser(), loadModel(encodeText(mlpTrain)), createAnalyzer()]
  for (let end = 0; end <= mlpTactics.length; end++)
    goTheWholeWay(mlpTactics.slice(0, end), model, analyzer, parser, 0.99)
})

test('prefixes of the model', async () => {
  const parser = await getTacticsParser()
  for (let end = 0; end <= mlpTrain.length; end += 3) {
    goTheWholeWay(mlpTactics, loadModel(encodeText(mlpTrain.slice(0, end))), createAnalyzer(), parser, 0.5)
  }
})

test.each([
  ['step', mlpTrain, mlpTactics],
  ['loop', loopModel, loopTactics],
])('damaged: %s', { timeout: 180_000 }, async (_, modelText, tacticsText) => {
  const [parser, random, analyzer] = [await getTacticsParser(), createRandom(seed), createAnalyzer()]
  const whole = loadModel(encodeText(modelText))
  for (let run = 0; run < runs; run++) {
    const damaged = { tactics: mutate(tacticsText, random), model: mutate(modelText, random), share: random() }
    try {
      goTheWholeWay(damaged.tactics, whole, analyzer, parser, damaged.share)
      goTheWholeWay(tacticsText, loadModel(encodeText(damaged.model)), createAnalyzer(), parser, damaged.share)
    } catch (error) {
      expect.fail(
        `seed ${seed}, run ${run}: ${error instanceof Error ? (error.stack ?? '') : String(error)}\n${JSON.stringify(damaged)}`,
      )
    }
  }
})
