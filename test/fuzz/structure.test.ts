// Symbols, folds, selections, tokens and definitions of damaged texts: nothing throws, and what lies in something lies inside it.
import { expect, test } from 'vitest'
import { loadModel } from '../../server/src/engine/loadModel'
import { encodeText } from '../../server/src/mlir/text'
import { loopModel, mlpTactics, mlpTrain } from '../support/models'
import { createRandom, mutate } from '../support/mutations'
import { goThroughModel, goThroughTactics } from '../support/structure'
import { getTacticsParser } from '../support/tacticsParser'

const seed = Number(process.env['FUZZ_SEED'] ?? 1)
const runs = 200

test.each([
  ['step', mlpTrain],
  ['loop', loopModel],
])('damaged: %s', async (_, modelText) => {
  const [parser, random, model] = [await getTacticsParser(), createRandom(seed), loadModel(encodeText(modelText))]
  for (let run = 0; run < runs; run++) {
    const damaged = { tactics: mutate(mlpTactics, random), model: mutate(modelText, random), share: random() }
    try {
      goThroughTactics(damaged.tactics, Math.floor(damaged.share * damaged.tactics.length), { model, parser })
      const broken = loadModel(encodeText(damaged.model))
      goThroughModel(broken, Math.floor(damaged.share * broken.module.columns.bytes.length))
    } catch (error) {
      expect.fail(
        `seed ${seed}, run ${run}: ${error instanceof Error ? (error.stack ?? '') : String(error)}\n${JSON.stringify(damaged)}`,
      )
    }
  }
})
