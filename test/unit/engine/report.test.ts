// The JSON of analyze against its schema, and its figures against the analysis.
import Ajv from 'ajv'
import { expect, test } from 'vitest'
import { createAnalyzer } from '../../../server/src/engine/analyze'
import { loadModel } from '../../../server/src/engine/loadModel'
import { makeReport } from '../../../server/src/engine/report'
import { encodeText } from '../../../server/src/mlir/text'
import { parseTactics } from '../../../server/src/tactics/parseTactics'
import { mlpTactics, mlpTrain } from '../../support/models'
import { getTacticsParser } from '../../support/tacticsParser'
import { reportSchema } from './reportSchema'

async function report(tactics = mlpTactics) {
  const { value: file, problems } = parseTactics(await getTacticsParser(), tactics)
  const analysis = createAnalyzer().analyze({ file, syntaxProblems: problems, model: loadModel(encodeText(mlpTrain)) })
  if (analysis === undefined) throw new Error('cancelled')
  return makeReport(analysis, { tacticsPath: 'mlp.tactics', tacticsText: tactics, modelPath: 'mlp.mlir' })
}

test('fits its schema', async () => {
  const validate = new Ajv({ allErrors: true }).compile(reportSchema)
  validate(JSON.parse(JSON.stringify(await report())))
  expect(validate.errors ?? []).toEqual([])
})

test('says of arguments and results how they are split', async () => {
  const schedule = (await report()).schedules[0]
  expect(schedule?.arguments.map(({ path, localType, sharding }) => [path, localType, sharding])).toEqual([
    ['params.w1', '2x8xf32', [['batch'], ['model']]],
    ['params.w2', '2x4xf32', [['model', 'batch'], []]],
    ['x', '8x8xf32', [['batch'], []]],
    ['y', '8x4xf32', [['batch'], []]],
  ])
  expect(schedule?.results.map(({ path, sharding }) => [path, sharding])).toEqual([
    ['result.0.w1', [['batch'], ['model']]],
    ['result.0.w2', [['model', 'batch'], []]],
    ['result.1', []],
  ])
})

test('a tactic that cannot be applied takes no number from those behind it', async () => {
  const idle = mlpTactics
    .replace(/tactic Megatron/, 'tactic Idle on nowhere {\n  x: 1\n}\n$&')
    .replace('= BP,', '= BP, Idle,')
  expect(idle).toContain('= BP, Idle,')
  const [[schedule], [plain]] = [(await report(idle)).schedules, (await report()).schedules]
  const { collectives, memory, breakdown } = { ...plain! }
  expect(schedule?.collectives.map(({ tactic, reason }) => [tactic, reason])).toEqual(
    collectives.map(({ tactic, reason }) => [tactic, reason]),
  )
  expect(schedule?.breakdown.tactic).toEqual(breakdown.tactic)
  expect(schedule?.memory).toEqual(memory)
})

test('breaks the step time down, and says of each collective when it runs', async () => {
  const schedule = (await report()).schedules[0]!
  const { breakdown, figures, collectives } = schedule
  for (const rows of Object.values(breakdown))
    expect(rows.reduce((sum, { compute, exposed }) => sum + compute + exposed, 0)).toBeCloseTo(figures.stepTime, 12)
  expect(breakdown.phase.map(({ key }) => key).sort()).toEqual(['backward', 'forward', 'update'])
  expect(breakdown.tactic.map(({ key }) => key)).toContain('Megatron')
  // Without overlap everything waits for everything before it.
  expect(collectives.every(({ exposedSeconds, seconds }) => exposedSeconds === seconds)).toBe(true)
  expect(collectives.every(({ onCriticalPath }) => onCriticalPath)).toBe(true)
  expect(new Set(collectives.map(({ phase }) => phase))).toEqual(new Set(['forward', 'backward']))
})

test('gives each collective its tactic, reason, operation, line and scope', async () => {
  const collectives = (await report()).schedules[0]?.collectives ?? []
  const forward = collectives.find(({ kind, axes }) => kind === 'all_reduce' && axes[0] === 'model')
  expect(forward).toMatchObject({
    tactic: 'Megatron',
    operation: 'stablehlo.dot_general',
    line: 5,
    scope: 'out',
    reduction: 'add',
    type: '8x4xf32',
  })
  expect(forward?.reason).toBe(
    'Megatron tiles params.w2 dim 0 on model; this dot_general sums over it, so each device holds a partial result',
  )
  expect(collectives.map(({ kind }) => kind).sort()).toEqual([
    'all_gather',
    'all_gather',
    'all_gather',
    'all_reduce',
    'all_reduce',
    'reduce_scatter',
    'reduce_scatter',
  ])
})
