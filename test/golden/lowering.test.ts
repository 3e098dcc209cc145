// Lowered programs of the small models under the usual strategies, in full.
import { expect, test } from 'vitest'
import { loadModel } from '../../server/src/engine/loadModel'
import { printLocalProgram } from '../../server/src/lowering/printLocalProgram'
import { encodeText } from '../../server/src/mlir/text'
import { expectGolden } from '../support/golden'
import { loopModel, mlpTrain } from '../support/models'
import type { TestTactic } from '../support/schedules'
import { runSchedule } from '../support/schedules'

const names =
  (...list: readonly string[]) =>
  (path: string) =>
    list.includes(path)
const bp: TestTactic = { axis: 'batch', actions: [{ matches: names('x', 'y'), value: 0 }] }
const megatron: TestTactic = {
  axis: 'model',
  actions: [
    { matches: names('params.w1'), value: 1 },
    { matches: names('params.w2'), value: 0 },
  ],
}
const zero3: TestTactic = {
  axis: 'batch',
  actions: [{ matches: names('params.w1', 'params.w2'), value: 'first_divisible' }],
}
const loopTactic: TestTactic = { axis: 'batch', actions: [{ matches: names('a'), value: 0 }] }
const loopWeights: TestTactic = { axis: 'model', actions: [{ matches: names('w'), value: 0 }] }

test.each<readonly [name: string, model: string, tactics: readonly TestTactic[]]>([
  ['mlpBp', mlpTrain, [bp]],
  ['mlpBpMegatron', mlpTrain, [bp, megatron]],
  ['mlpBpMegatronZero3', mlpTrain, [bp, megatron, zero3]],
  ['loopBatch', loopModel, [loopTactic]],
  ['loopContracted', loopModel, [loopTactic, loopWeights]],
])('%s', (name, model, tactics) => {
  const last = runSchedule(loadModel(encodeText(model)), { batch: 4, model: 2 }, tactics).at(-1)
  expect(last).toBeDefined()
  if (last !== undefined) expectGolden(`lowering/${name}.txt`, printLocalProgram(last.local))
})
