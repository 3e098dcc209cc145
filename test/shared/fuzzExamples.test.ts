// Damaged texts of a real strategy and of a real training step, the whole way; and prefixes and damage of the full example.
// Each run takes some 40 ms, reports and explanations included; FUZZ_RUNS asks for more of them.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { createAnalyzer } from '../../server/src/engine/analyze'
import { loadModel } from '../../server/src/engine/loadModel'
import { encodeText } from '../../server/src/mlir/text'
import { createRandom, mutate } from '../support/mutations'
import { getTacticsParser } from '../support/tacticsParser'
import { goTheWholeWay } from '../support/wholeWay'

const seed = Number(process.env['FUZZ_SEED'] ?? 1)
const runs = Number(process.env['FUZZ_RUNS'] ?? 3_000)
const patience = 20 * 60_000

const strategy = readFileSync('examples/transformer/transformer.tactics', 'utf8')
/** Two of the example's 32 layers: the same operations and paths. */
const smallModel = readFileSync('../shared/models/t2_fused_train.mlir', 'utf8')
const oneSchedule = strategy.slice(0, strategy.indexOf('\nschedule data_parallel'))

function attempt(run: number, text: string, action: () => void): void {
  try {
    action()
  } catch (error) {
    const stack = error instanceof Error ? (error.stack ?? '') : String(error)
    expect.fail(`seed ${seed}, run ${run}: ${stack}\n${text.length < 5000 ? JSON.stringify(text) : ''}`)
  }
}

test('damaged strategies', { timeout: patience }, async () => {
  const [parser, model, analyzer, random] = [
    await getTacticsParser(),
    loadModel(encodeText(smallModel)),
    createAnalyzer(),
    createRandom(seed),
  ]
  for (let run = 0; run < runs; run++) {
    const text = mutate(oneSchedule, random)
    const share = random()
    attempt(run, text, () => goTheWholeWay(text, model, analyzer, parser, share))
  }
})

test('every prefix of the strategy', { timeout: patience }, async () => {
  const [parser, model, analyzer] = [await getTacticsParser(), loadModel(encodeText(smallModel)), createAnalyzer()]
  for (let end = 0; end <= strategy.length; end++) {
    const text = strategy.slice(0, end)
    attempt(end, text, () => goTheWholeWay(text, model, analyzer, parser, 0.999))
  }
})

test('damaged training steps', { timeout: patience }, async () => {
  const [parser, random] = [await getTacticsParser(), createRandom(seed)]
  const tactics =
    'mesh { batch: 4, model: 2 }\nmodel "m"\ntactic A on batch { {tokens, targets}: 0 }\ntactic B on model { params.layer_*.attn.o: 0 }\n'
  for (let run = 0; run < runs; run++) {
    const text = mutate(smallModel, random)
    const share = random()
    attempt(run, text, () => goTheWholeWay(tactics, loadModel(encodeText(text)), createAnalyzer(), parser, share))
  }
})

test('prefixes and damage of the full example', { timeout: patience }, () => {
  const text = readFileSync('examples/transformer/t32_fused_train.mlir', 'utf8')
  const random = createRandom(seed)
  for (let run = 0; run < 300; run++) {
    const part = text.slice(0, Math.floor((run / 300) * text.length))
    attempt(run, part, () => void loadModel(encodeText(part)))
    const damaged = mutate(text, random)
    attempt(run, damaged, () => void loadModel(encodeText(damaged)))
  }
})
