// The search: what it finds on a small program, that it finds it again, that it keeps to its budget.
import { expect, test } from 'vitest'
import { findDevice } from '../../../server/src/cost/devices'
import { loadModel } from '../../../server/src/engine/loadModel'
import { leavesSameState, writeSet } from '../../../server/src/engine/search/writeSet'
import { encodeText } from '../../../server/src/mlir/text'
import { listActions } from '../../../server/src/search/actions'
import { createSetApplier } from '../../../server/src/search/applySet'
import { createSetEvaluator } from '../../../server/src/search/evaluateSet'
import type { SetCost } from '../../../server/src/search/evaluateSet'
import { createLedger } from '../../../server/src/search/ledger'
import { searchGreedily } from '../../../server/src/search/lazyGreedy'
import { runSearch } from '../../../server/src/search/runSearch'
import { startState } from '../../../server/src/sharding/manualRegions'
import { wideModel, wideSizes } from '../../support/wideModel'

const model = loadModel(encodeText(wideModel(wideSizes)))
const device = findDevice('tpu_v4')!
const mesh = {
  axes: [
    { name: 'batch', size: 4 },
    { name: 'model', size: 4 },
  ],
}
const start = { state: startState(model.program, mesh).value, conflicts: [], tactics: 0 }
const request = { start, axes: [0, 1], over: undefined, device, memory: 2 ** 50, evaluations: 60 }

test('finds data and tensor parallelism, and writes them as a person would', () => {
  const { table, ledger } = runSearch(request)
  const { set, cost } = ledger.best!
  const written = writeSet(table, set, start, [])
  expect(written.tactics.map(({ text }) => text).join('\n')).toMatchInlineSnapshot(`
    "tactic Data on batch { x: 0 }
    tactic DataModel on model { x: 0 }"
  `)
  expect(leavesSameState(table, set, start, written)).toBe(true)
  expect(cost.stepTime).toBeLessThan(ledger.bySet.get('')!.cost.stepTime / 8)
})

test('finds tensor parallelism where only parameters may be split', () => {
  const over = new Set(model.module.arguments.flatMap(({ path }, i) => (path.startsWith('params') ? [i] : [])))
  const { table, ledger } = runSearch({ ...request, axes: [1], over })
  const written = writeSet(table, ledger.best!.set, start, [])
  expect(written.tactics.map(({ text }) => text).join('\n')).toMatchInlineSnapshot(
    `"tactic Hidden on model { params.layer_*.up: 1, params.layer_*.down: 0 }"`,
  )
})

test('names of new tactics differ from those of the file', () => {
  const { table, ledger } = runSearch(request)
  const { tactics } = writeSet(table, ledger.best!.set, start, ['Data', 'Hidden'])
  expect(tactics.map(({ name }) => name)).not.toContain('Data')
  expect(new Set(tactics.map(({ name }) => name)).size).toBe(tactics.length)
})

test('finds the same whoever evaluates, in whatever order', () => {
  const forward = runSearch(request).ledger
  const table = listActions({ start: start.state, axes: [0, 1], over: undefined })
  const ledger = createLedger({ memory: 2 ** 50, budget: 60, seed: 0, isEnded: () => false, onBest: () => undefined })
  const asking = searchGreedily(table, ledger)
  for (let turn = asking.next(); turn.done !== true;) {
    // Each set by an evaluator of its own that has seen nothing, the last one first.
    const costs: SetCost[] = []
    for (const set of turn.value.sets.toReversed())
      costs.unshift(createSetEvaluator(createSetApplier(table, start), device).evaluate(set))
    turn = asking.next(costs)
  }
  expect([...ledger.bySet.keys()]).toEqual([...forward.bySet.keys()])
  expect(ledger.best).toEqual(forward.best)
})

test.each([1, 2, 7])('a budget of %i evaluations', (evaluations) => {
  const { ledger } = runSearch({ ...request, evaluations })
  expect(ledger.states.size).toBeLessThanOrEqual(evaluations + 1)
  expect(ledger.best).toBeDefined()
})

test('a search that is ended keeps the best so far', () => {
  let asked = 0
  const { ledger } = runSearch({ ...request, isEnded: () => ++asked > 6 })
  expect(ledger.best!.score).toBeLessThan(ledger.bySet.get('')!.score)
})

test('another seed tries another order and ends as well', () => {
  const usual = runSearch(request).ledger.best!
  const scores = [1, 2, 3].map((seed) => runSearch({ ...request, seed }).ledger.best!.score)
  for (const score of scores) expect(score).toBeLessThanOrEqual(usual.score * 1.05)
})

test('memory that nothing satisfies: the nearest', () => {
  const { ledger } = runSearch({ ...request, memory: 1 })
  const least = Math.min(...[...ledger.bySet.values()].map(({ score }) => score))
  expect(ledger.best!.score).toBeCloseTo(least, 12)
})

test('only what the scope names is tiled', () => {
  const up = model.module.arguments.flatMap(({ path }, i) => (path.endsWith('.up') ? [i] : []))
  const { table } = runSearch({ ...request, over: new Set(up), evaluations: 3 })
  const seeds = table.actions.flatMap((action) => (action.kind === 'tile' ? action.choice.seeds : []))
  expect(new Set(seeds.map(({ argument }) => argument))).toEqual(new Set(up))
})
