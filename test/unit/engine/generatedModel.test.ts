// Models that are made up for measurements are valid, of the size that was asked for, and do what a training step does.
import { expect, test } from 'vitest'
import { createAnalyzer } from '../../../server/src/engine/analyze'
import { loadModel } from '../../../server/src/engine/loadModel'
import { encodeText } from '../../../server/src/mlir/text'
import { generatedTactics, generateModel, sizeOfBytes, sizeOfOperations } from '../../support/generateModel'
import { readTactics } from '../../support/loadProgram'

test('it is read without a problem, and every tactic finds what it names', async () => {
  const text = [...generateModel({ layers: 2, microbatches: 4 })].join('')
  const model = loadModel(encodeText(text))
  expect(model.problems).toEqual([])
  const file = await readTactics(generatedTactics('large.mlir'))
  const analysis = createAnalyzer().analyze({ file, syntaxProblems: [], model })
  // A small program of its kind is mostly latency, so a few reshards weigh much.
  expect(analysis?.problems.filter(({ code }) => code !== 'cost.large-reshard')).toEqual([])
  for (const { matched } of analysis?.schedules[0]?.steps ?? []) expect(matched).toBeGreaterThan(0)
  // A sum over the batch for each parameter.
  expect(analysis?.schedules[1]?.final.figures.collectives.all_reduce.count).toBe(10)
})

test('sizes', () => {
  const text = [...generateModel(sizeOfOperations(2000))].join('')
  expect(Math.abs(text.split(' = stablehlo.').length / 2000 - 1)).toBeLessThan(0.15)
  let bytes = 0
  for (const piece of generateModel(sizeOfBytes(6e6))) bytes += piece.length
  expect(bytes).toBeGreaterThan(6e6)
  expect(bytes).toBeLessThan(8e6)
})
