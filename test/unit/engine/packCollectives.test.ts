// Collectives that were sent to another thread are what they were.
import { expect, test } from 'vitest'
import { createAnalyzer } from '../../../server/src/engine/analyze'
import { loadModel } from '../../../server/src/engine/loadModel'
import { packCollectives, unpackCollectives } from '../../../server/src/engine/packCollectives'
import { attachSnapshot, detachSnapshot, makeSnapshot } from '../../../server/src/engine/snapshot'
import { encodeText } from '../../../server/src/mlir/text'
import { readTactics } from '../../support/loadProgram'
import { loopModel, mlpTactics, mlpTrain } from '../../support/models'

const loopTactics = `model "mlp.mlir"
mesh { batch: 2, model: 2 }
tactic BP on batch { a: 0 }
tactic MP on model { w: 0 }
`

test.each([
  ['a training step', mlpTrain, mlpTactics],
  ['a loop', loopModel, loopTactics],
])('%s', async (_, text, tactics) => {
  const model = loadModel(encodeText(text))
  const file = await readTactics(tactics)
  const analysis = createAnalyzer().analyze({ file, syntaxProblems: [], model, inFull: '' })
  const local = analysis?.schedules[0]?.evaluation?.local
  if (analysis === undefined || local === undefined) throw new Error('not analysed')
  expect(local.collectives.length).toBeGreaterThan(0)
  const packed = packCollectives(local.collectives)
  expect(unpackCollectives(structuredClone(packed))).toEqual(local.collectives)

  const sent = structuredClone(detachSnapshot(makeSnapshot(analysis, undefined)))
  const received = attachSnapshot(sent, model.program).evaluation?.local
  expect(received?.collectives).toEqual(local.collectives)
  expect(received?.collectives).toBe(received?.collectives)
})

test('collectives of one form share it', async () => {
  const model = loadModel(encodeText(mlpTrain))
  const file = await readTactics(mlpTactics)
  const analysis = createAnalyzer().analyze({ file, syntaxProblems: [], model, inFull: '' })
  const collectives = analysis?.schedules[0]?.evaluation?.local.collectives ?? []
  const { forms, places } = packCollectives([...collectives, ...collectives])
  const { forms: once } = packCollectives(collectives)
  expect(forms).toEqual(once)
  expect(places.length).toBe(2 * packCollectives(collectives).places.length)
})
