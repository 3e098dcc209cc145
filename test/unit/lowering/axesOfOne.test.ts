// An axis of one device changes nothing: the program is the one without it.
import { expect, test } from 'vitest'
import { loadModel } from '../../../server/src/engine/loadModel'
import { printLocalProgram } from '../../../server/src/lowering/printLocalProgram'
import { encodeText } from '../../../server/src/mlir/text'
import { mlpTrain } from '../../support/models'
import type { TestTactic } from '../../support/schedules'
import { runSchedule } from '../../support/schedules'

const bp: TestTactic = { axis: 'batch', actions: [{ matches: (path) => /^[xy]$/.test(path), value: 0 }] }
const megatron: TestTactic = {
  axis: 'model',
  actions: [
    { matches: (path) => path === 'params.w1', value: 1 },
    { matches: (path) => path === 'params.w2', value: 0 },
  ],
}
const zero3: TestTactic = {
  axis: 'batch',
  actions: [{ matches: (path) => path.startsWith('params.'), value: 'first_divisible' }],
}

const lowered = (mesh: Readonly<Record<string, number>>, tactics: readonly TestTactic[]): string => {
  const last = runSchedule(loadModel(encodeText(mlpTrain)), mesh, tactics).at(-1)
  return last === undefined ? '' : printLocalProgram(last.local)
}

test.each<readonly [name: string, tactics: readonly TestTactic[], others: readonly TestTactic[]]>([
  ['after another axis', [bp, megatron], [bp]],
  ['before another axis', [megatron, bp], [bp]],
  ['on the dim that another axis takes', [bp, megatron, zero3], [bp, zero3]],
])('%s', (_, tactics, others) => {
  expect(lowered({ batch: 4, model: 1 }, tactics)).toBe(lowered({ batch: 4, model: 1 }, others))
})

test('alone it leaves the program as it is', () => {
  expect(lowered({ batch: 1, model: 1 }, [bp, megatron, zero3])).not.toMatch(/all_|collective_|reduce_scatter/)
})
