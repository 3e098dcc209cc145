// A deep program with most of its layers left out: what two depths of it cost says what the whole costs.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findDevice } from '../../../server/src/cost/devices'
import { loadModel } from '../../../server/src/engine/loadModel'
import { encodeText } from '../../../server/src/mlir/text'
import { listActions } from '../../../server/src/search/actions'
import { createSetApplier } from '../../../server/src/search/applySet'
import { createSetEvaluator } from '../../../server/src/search/evaluateSet'
import { createFoldedEvaluator } from '../../../server/src/search/foldedEvaluator'
import { foldProgram } from '../../../server/src/search/foldProgram'
import { planLayers } from '../../../server/src/search/layerPlan'
import { startState } from '../../../server/src/sharding/manualRegions'
import { mlpTrain } from '../../support/models'

const example = join(import.meta.dirname, '..', '..', '..', 'examples', 'transformer', 't32_fused_train.mlir')
const { program } = loadModel(readFileSync(example))
const device = findDevice('tpu_v4')!
const mesh = {
  axes: [
    { name: 'batch', size: 16 },
    { name: 'model', size: 2 },
  ],
}

test('layers are told apart by the parameters that they use', () => {
  const plan = planLayers(program)!
  expect(plan.count).toBe(32)
  // Forward pass, backward pass, update.
  expect(plan.runs.map(({ count }) => count)).toEqual([32, 32, 32])
  const [forward, backward] = plan.runs
  expect([...backward!.layers]).toEqual([...forward!.layers].reverse())
})

test('a folded program keeps so many layers, and nothing of the others', () => {
  const folded = foldProgram(program, planLayers(program)!, 2)!
  const paths = folded.program.module.arguments.map(({ path }) => path)
  expect(folded.layers).toBe(2)
  expect(paths.filter((path) => path.startsWith('params.layer_'))).toHaveLength(2 * 9)
  expect(folded.program.nodes.count).toBeLessThan(program.nodes.count / 10)
  for (const [result, { alias, path }] of folded.program.module.results.entries())
    if (alias >= 0) expect(folded.program.module.arguments[alias]!.alias, path).toBe(result)
})

test('costs of sets are those of the whole program', () => {
  const start = { state: startState(program, mesh).value, conflicts: [], tactics: 0 }
  const table = listActions({ start: start.state, axes: [0, 1], over: undefined })
  const [whole, folded] = [
    createSetEvaluator(createSetApplier(table, start), device),
    createFoldedEvaluator(table, start, device)!,
  ]
  const zero = table.actions.findIndex(({ kind }) => kind === 'zero')
  for (const set of [[], [0], [0, 3], [0, 3, 5], [0, 1, zero]]) {
    const [expected, found] = [whole.evaluate(set), folded.evaluate(set)]
    expect(found.stepTime / expected.stepTime).toBeCloseTo(1, 6)
    expect(found.peakMemory / expected.peakMemory).toBeCloseTo(1, 6)
    expect(found.communicationTime).toBeCloseTo(expected.communicationTime, 9)
  }
})

test('a program without layers is not folded', () => {
  expect(planLayers(loadModel(encodeText(mlpTrain)).program)).toBeUndefined()
})
