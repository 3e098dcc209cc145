// Sweeps of the small model: which rows there are, what is marked, that they equal analyses of each mesh, and their JSON.
import Ajv from 'ajv'
import { expect, test } from 'vitest'
import { createAnalyzer } from '../../../server/src/engine/analyze'
import { loadModel } from '../../../server/src/engine/loadModel'
import type { Comparable } from '../../../server/src/engine/pareto'
import { markRows } from '../../../server/src/engine/pareto'
import type { SweepPlan, SweepQuestion } from '../../../server/src/engine/planSweep'
import { planSweep } from '../../../server/src/engine/planSweep'
import type { SweepRequest, SweepRow } from '../../../server/src/engine/sweep'
import { sweep } from '../../../server/src/engine/sweep'
import { createSolver } from '../../../server/src/engine/search/solver'
import { reportSweep } from '../../../server/src/engine/sweepReport'
import { encodeText } from '../../../server/src/mlir/text'
import { readTactics } from '../../support/loadProgram'
import { mlpTactics, mlpTrain } from '../../support/models'
import { wideModel, wideSizes } from '../../support/wideModel'
import { sweepSchema } from './reportSchema'

const model = loadModel(encodeText(mlpTrain))

async function plan(question: Partial<SweepQuestion>, text = mlpTactics): Promise<SweepPlan | string> {
  const file = await readTactics(text)
  return planSweep({ file, model, deviceCount: 8, mostMeshes: 100, ...question })
}

async function run(
  question: Partial<SweepQuestion> = {},
  options: Partial<SweepRequest> = {},
): Promise<readonly SweepRow[]> {
  const planned = await plan(question)
  if (typeof planned === 'string') throw new Error(planned)
  const rows = sweep({ model, ...planned, ...options })
  if (rows === undefined) throw new Error('cancelled')
  return rows
}

const sizesOf = ({ mesh }: SweepRow): string => mesh.axes.map(({ size }) => size).join('x')

test('every mesh with every schedule, in order', async () => {
  const rows = await run()
  expect(rows.map((row) => `${row.schedule} ${sizesOf(row)}`)).toEqual(
    ['8x1', '4x2', '2x4', '1x8'].flatMap((mesh) => [`default ${mesh}`, `data ${mesh}`]),
  )
})

test('figures are those of an analysis of that mesh and device', async () => {
  const file = await readTactics(mlpTactics)
  for (const row of await run({ devices: ['tpu_v4', 'h100'] })) {
    const request = { file, syntaxProblems: [], model, mesh: row.mesh.axes, device: row.device }
    const analysis = createAnalyzer().analyze(request)
    const schedule = analysis?.schedules.find(({ name }) => name === row.schedule)
    expect(row.figures).toEqual(schedule?.final.figures)
    expect(row.matched).toBe(schedule?.steps.reduce((sum, step) => sum + step.matched, 0))
  }
})

test('automatic tactics are searched on each mesh and for each device', async () => {
  const wide = loadModel(encodeText(wideModel(wideSizes)))
  const file = await readTactics(
    'model "m"\nmesh { batch: 4, model: 4 }\ntactic Find auto on batch, model {\n}\ntactic Z on batch {\n  x: 0\n}\nschedule s = Find\n',
  )
  const planned = planSweep({ file, model: wide, deviceCount: 4, mostMeshes: 9, devices: ['tpu_v4', 'h100'] })
  if (typeof planned === 'string') throw new Error(planned)
  const rows = sweep({ model: wide, ...planned })!
  expect(rows.map((row) => `${sizesOf(row)} ${row.device}`)).toEqual(
    ['4x1', '2x2', '1x4'].flatMap((mesh) => [`${mesh} tpu_v4`, `${mesh} h100`]),
  )
  for (const row of rows) {
    const request = {
      file,
      syntaxProblems: [],
      model: wide,
      mesh: row.mesh.axes,
      device: row.device,
      solve: createSolver(),
    }
    const { steps, final } = createAnalyzer().analyze(request)!.schedules[0]!
    expect(row.found).toEqual(steps.map(({ found }) => ({ name: found?.written?.name, text: found?.written?.text })))
    expect(row.found.length).toBeGreaterThan(0)
    expect(row.figures).toEqual(final.figures)
  }
})

test('the same question has the same answer', async () => {
  expect(await run()).toEqual(await run())
})

test('what does not divide makes a row incomplete, with the reason, and it is not marked', async () => {
  const rows = await run({ deviceCount: 64, schedules: ['data'] })
  const whole = rows.find((row) => sizesOf(row) === '64x1')
  expect(whole).toMatchObject({ isComplete: false, refused: 2, isPareto: false, isBest: false })
  expect(whole?.problems.map(({ code }) => code)).toEqual(['shard.indivisible'])
  expect(rows.filter(({ isBest }) => isBest).map(({ isComplete }) => isComplete)).toEqual([true])
})

test('what an earlier tactic has decided leaves a row complete', async () => {
  const text = mlpTactics.replace('default = BP, Megatron, Z3', 'default = Z2, Megatron, Z3, BP')
  const planned = await plan({ schedules: ['default'] }, text)
  if (typeof planned === 'string') throw new Error(planned)
  expect(sweep({ model, ...planned })?.every(({ isComplete }) => isComplete)).toBe(true)
})

test('a topology that does not fit a mesh is left out there', async () => {
  const planned = await plan({ schedules: ['data'] })
  if (typeof planned === 'string') throw new Error(planned)
  const [device] = planned.devices
  const topology = { dims: [4, 2], wrap: [], axes: [{ axis: 'batch', places: ['x'] }] }
  const rows = sweep({ model, ...planned, devices: device === undefined ? [] : [{ ...device, topology }] })
  expect(rows?.map((row) => [sizesOf(row), row.isTopologyLeftOut])).toEqual([
    ['8x1', true],
    ['4x2', false],
    // A part of a dim is enough.
    ['2x4', false],
    ['1x8', false],
  ])
  const plain = await run({ schedules: ['data'] })
  expect(rows?.[0]?.figures).toEqual(plain[0]?.figures)
})

const comparable = (stepTime: number, peakMemory: number, more: Partial<Comparable> = {}): Comparable => ({
  device: 'a',
  isComplete: true,
  overMemory: 0,
  figures: { stepTime, peakMemory } as Comparable['figures'], // units do not matter here
  ...more,
})

test('the front is what nothing beats; equal rows are on it together', () => {
  const rows = [
    comparable(3, 1),
    comparable(1, 9, { overMemory: 1 }),
    comparable(2, 5),
    comparable(2, 6),
    comparable(4, 1),
    comparable(2, 5),
    comparable(0, 0, { isComplete: false }),
    comparable(9, 9, { device: 'b' }),
  ]
  const marked = markRows(rows)
  expect(marked.map(({ isPareto }) => isPareto)).toEqual([true, true, true, false, false, true, false, true])
  expect(marked.map(({ isBest }) => isBest)).toEqual([false, false, true, false, false, false, false, true])
})

test('tells how far it is, and ends when it is cancelled', async () => {
  const planned = await plan({})
  if (typeof planned === 'string') throw new Error(planned)
  const seen: string[] = []
  const onProgress = (done: number, total: number): void => void seen.push(`${done}/${total}`)
  expect(sweep({ model, ...planned, onProgress, isCancelled: () => seen.length === 3 })).toBeUndefined()
  expect(seen).toEqual(['1/8', '2/8', '3/8'])
})

test('says how many meshes there are where they are cut', async () => {
  const text = mlpTactics.replace('batch: 4, model: 2', 'batch: 1, model: 1, pod: 1, slice: 1')
  const planned = await plan({ deviceCount: 100_000, mostMeshes: 10 }, text)
  expect(planned).toMatchObject({ meshCount: 3136n, axes: ['batch', 'model', 'pod', 'slice'] })
  expect(typeof planned === 'string' ? 0 : planned.meshes.length).toBe(10)
})

test.each([
  ['no mesh', mlpTactics.replace(/mesh .*/, ''), /no mesh.*expected `mesh/],
  ['no tactic', 'model "mlp.mlir"\nmesh { batch: 4 }\n', /no tactic/],
])('there is nothing to sweep: %s', async (_, text, message) => {
  expect(await plan({}, text)).toMatch(message)
})

async function report(question: Partial<SweepQuestion>, text = mlpTactics) {
  const planned = await plan(question, text)
  if (typeof planned === 'string') throw new Error(planned)
  const rows = sweep({ model, ...planned }) ?? []
  return reportSweep(model, planned, rows, { tacticsPath: 'a.tactics', tacticsText: text, modelPath: 'mlp.mlir' })
}

test('its JSON fits its schema', async () => {
  const validate = new Ajv({ allErrors: true }).compile(sweepSchema)
  const made = await report({ devices: ['tpu_v4', 'h100'], deviceCount: 64 })
  validate(JSON.parse(JSON.stringify(made)))
  expect(validate.errors ?? []).toEqual([])
  expect(made.rows[0]).toMatchObject({
    schedule: 'default',
    mesh: { batch: 64, model: 1 },
    complete: false,
    fits: true,
  })
})

test('a schedule that is nowhere applied in full is an error at its tactic', async () => {
  const { problems } = await report({ deviceCount: 251, schedules: ['default'] })
  const errors = problems.filter(({ severity }) => severity === 'error')
  expect(errors.map(({ line, message }) => [line, message])).toEqual([
    [
      6,
      'schedule `default` cannot be applied in full on any mesh; on batch 251 × model 1: dim 0 of `x` and `y` has local size 32, not divisible by `batch` (251); no dim of these is',
    ],
  ])
})
