// What the worker adds up over an evaluation serves the other thread, and says what a pass over all would.
import { expect, test } from 'vitest'
import { createAnalyzer } from '../../../server/src/engine/analyze'
import { loadModel } from '../../../server/src/engine/loadModel'
import { collectivesAt, collectivesByNode, stepOf, stepsByNode } from '../../../server/src/engine/modelIndex'
import { findLargeReshards } from '../../../server/src/engine/reshards'
import { attachSnapshot, detachSnapshot, makeSnapshot } from '../../../server/src/engine/snapshot'
import { stepSumsOf } from '../../../server/src/engine/stepSums'
import { collectiveKinds } from '../../../server/src/lowering/localProgram'
import { encodeText } from '../../../server/src/mlir/text'
import { readTactics } from '../../support/loadProgram'
import { loopModel, mlpTactics, mlpTrain } from '../../support/models'

const loopTactics = `model "mlp.mlir"
mesh { batch: 2, model: 2 }
tactic BP on batch { a: 0 }
tactic MP on model { w: 0 }
`

const analyse = async (text: string, tactics: string) => {
  const model = loadModel(encodeText(text))
  const file = await readTactics(tactics)
  const analysis = createAnalyzer().analyze({ file, syntaxProblems: [], model, inFull: '' })
  const snapshot = analysis && makeSnapshot(analysis, undefined)
  if (snapshot?.evaluation === undefined) throw new Error('not analysed')
  return { model, snapshot, evaluation: snapshot.evaluation }
}

test.each([
  ['a training step', mlpTrain, mlpTactics],
  ['a loop', loopModel, loopTactics],
])('%s', async (_, text, tactics) => {
  const { model, snapshot, evaluation } = await analyse(text, tactics)
  const { local, simulation } = evaluation
  const received = attachSnapshot(structuredClone(detachSnapshot(snapshot)), model.program).evaluation
  if (received === undefined) throw new Error('not received')

  const told = local.collectives.flatMap((one, index) => (one.kind === 'all_slice' ? [] : [{ ...one, index }]))
  for (let node = 0; node < model.program.nodes.count; node++) {
    const here = told.filter((one) => one.node === node).map(({ index }) => index)
    expect(collectivesAt(received, node)).toEqual(here)
    expect(stepOf(received.local, node)).toBe(stepOf(local, node))
  }
  const sums = stepSumsOf(received)
  const seconds = simulation.timeline.compute
  expect(sums.compute.at(-1)).toBeCloseTo(seconds, 12)
  expect(sums.exposed.at(-1)).toBeCloseTo(simulation.timeline.exposedCommunication, 12)
  const steps = collectiveKinds.map((kind) => told.flatMap((one) => (one.kind === kind ? [one.step] : [])))
  expect(sums.steps.map((list) => [...list])).toEqual(steps.map((list) => list.sort((a, b) => a - b)))
  expect(findLargeReshards(received)).toEqual(findLargeReshards(evaluation))
})

test('columns are shared, not copied', async () => {
  const { evaluation } = await analyse(mlpTrain, mlpTactics)
  const { first, next } = collectivesByNode(evaluation.local)
  const { compute, exposed, flops, steps, firstOfSite, endOfSite } = stepSumsOf(evaluation)
  for (const array of [
    stepsByNode(evaluation.local),
    first,
    next,
    compute,
    exposed,
    flops,
    ...steps,
    firstOfSite,
    endOfSite,
  ])
    expect(array.buffer).toBeInstanceOf(SharedArrayBuffer)
})
