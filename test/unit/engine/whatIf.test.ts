// Questions beside the text have the answers that the text would have.
import { expect, test } from 'vitest'
import { createAnalyzer } from '../../../server/src/engine/analyze'
import type { AnalyzeRequest } from '../../../server/src/engine/analyzer'
import { loadModel } from '../../../server/src/engine/loadModel'
import type { Changes } from '../../../server/src/engine/whatIf'
import { whatIf } from '../../../server/src/engine/whatIf'
import { encodeText } from '../../../server/src/mlir/text'
import { readTactics } from '../../support/loadProgram'
import { mlpTactics, mlpTrain } from '../../support/models'

const model = loadModel(encodeText(mlpTrain))
const requestOf = async (text: string): Promise<AnalyzeRequest> => ({
  file: await readTactics(text),
  syntaxProblems: [],
  model,
  inFull: '',
})

const written = (block: string, mesh = 'batch: 4, model: 2'): string =>
  mlpTactics.replace('device tpu_v4', block).replace('batch: 4, model: 2', mesh)

test.each<readonly [name: string, changes: Changes, text: string]>([
  ['another device', { device: 'h100' }, written('device h100')],
  ['other links', { deviceFigures: [{ field: 'link', value: 2e9 }] }, written('device tpu_v4 { link: 2e9 }')],
  [
    'an efficiency',
    { deviceFigures: [{ field: 'matrix_efficiency', value: 0.5 }] },
    written('device tpu_v4 { matrix_efficiency: 0.5 }'),
  ],
  [
    'another mesh',
    {
      mesh: [
        { name: 'batch', size: 2 },
        { name: 'model', size: 4 },
      ],
    },
    written('device tpu_v4', 'batch: 2, model: 4'),
  ],
])('%s', async (_, changes, text) => {
  const analyzer = createAnalyzer()
  const request = await requestOf(mlpTactics)
  analyzer.analyze(request)
  const answer = whatIf(analyzer, request, changes)
  const expected = createAnalyzer().analyze(await requestOf(text))
  expect(answer?.mesh).toEqual(expected?.mesh)
  expect(answer?.schedules.map(({ name, figures }) => [name, figures])).toEqual(
    expected?.schedules.map(({ name, final }) => [name, final.figures]),
  )
})

test('overlap, refusals and memory', async () => {
  const request = await requestOf(mlpTactics)
  const answer = whatIf(createAnalyzer(), request, {
    overlap: true,
    mesh: [
      { name: 'batch', size: 64 },
      { name: 'model', size: 1 },
    ],
    deviceFigures: [{ field: 'memory', value: 100 }],
  })
  const data = answer?.schedules.find(({ name }) => name === 'data')
  expect(answer?.device.overlap).toBe(true)
  expect([data?.refused, data?.overMemory]).toEqual([2, (data?.figures.peakMemory ?? 0) - 100])
})

test('can be cancelled', async () => {
  const request = await requestOf(mlpTactics)
  expect(whatIf(createAnalyzer(), { ...request, isCancelled: () => true }, {})).toBeUndefined()
})
