// The figures of the cost panel add up, and are those of the analysis.
import { parse } from 'valibot'
import { describe, expect, test } from 'vitest'
import { makeCosts } from '../../../../server/src/engine/costs/makeCosts'
import { findPieces } from '../../../../server/src/cost/memoryPieces'
import { prepare } from '../../../../server/src/cost/prepare'
import type { CostsReport, CostState } from '../../../../server/src/protocol/costs'
import { costlyKinds, costsReport, memoryFamilies } from '../../../../server/src/protocol/costs'
import { makeReportOf } from '../../../support/costsReport'
import { generateModel } from '../../../support/generateModel'
import { loopModel, mlpTactics, mlpTrain } from '../../../support/models'

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

const withOverlap = (tactics: string): string => tactics.replace('device tpu_v4', 'device tpu_v4 { overlap: on }')

const layered = [...generateModel({ layers: 6, microbatches: 2 })].join('')
const layeredTactics = `model "m.mlir"
mesh { batch: 4, model: 2 }
device tpu_v4
tactic BP on batch { tokens: 0 }
tactic Z3 on batch { params.**: first_divisible }
schedule all = BP, Z3
`
const loopTactics = `model "loop.mlir"
mesh { batch: 4 }
device tpu_v4
tactic BP on batch { a: 0 }
tactic W on batch { w: 0 }
`

const cases: Readonly<Record<string, readonly [model: string, tactics: string]>> = {
  'a training step': [mlpTrain, mlpTactics],
  'the same with overlap': [mlpTrain, withOverlap(mlpTactics)],
  'a loop': [loopModel, loopTactics],
  layers: [layered, layeredTactics],
}

function expectToAddUp(state: CostState): void {
  expect(sum(state.memoryByFamily)).toBe(state.peakMemory)
  expect(state.computeTime + sum(state.exposedByKind)).toBeCloseTo(state.stepTime, 15)
  expect(sum(state.exposedByKind) + sum(state.hiddenByKind)).toBeCloseTo(state.communicationTime, 15)
}

describe.each(Object.entries(cases))('%s', (_, [model, tactics]) => {
  test('fits the format', async () => {
    const { report } = await makeReportOf({ model, tactics })
    expect(parse(costsReport, structuredClone(report))).toEqual(report)
  })

  test('adds up in every state', async () => {
    const { report } = await makeReportOf({ model, tactics })
    const { initial, tactics: steps, schedules } = report
    for (const state of [initial, ...steps.map((step) => step.state), ...schedules.map((one) => one.state)])
      expectToAddUp(state)
    expect(report.schedules.find(({ name }) => name === report.schedule)?.state).toEqual(steps.at(-1)?.state)
  })

  test('has the same sums in the state, the timeline and the tables', async () => {
    const { report, analysis } = await makeReportOf({ model, tactics })
    for (let applied = 0; applied <= report.tactics.length; applied++) {
      const one = (await makeReportOf({ model, tactics, applied })).report
      expect(one.applied).toBe(applied)
      expectOneStory(one, one.tactics[applied - 1]?.state ?? one.initial)
    }
    expect(report.applied).toBe(analysis.schedules[0]?.steps.length)
  })

  test('has all pieces of memory at all steps', async () => {
    const { analysis } = await makeReportOf({ model, tactics })
    const { local, simulation } = analysis.schedules[0]!.evaluation!
    const { memory } = simulation
    const pieces = findPieces(prepare(local, analysis.device.backend))
    const always = memory.peakBytes - memory.temporaryBytes
    for (let step = 0; step < local.steps.count; step++) {
      const alive = pieces.bytes.filter((_, i) => pieces.since[i]! <= step && step <= pieces.until[i]!)
      expect(sum([...alive])).toBe(always + memory.timeline[step]!)
    }
  })
})

/** Everything that is shown of the state in full. */
function expectOneStory({ timeline, collectives }: CostsReport, state: CostState): void {
  const { buckets, byFamily, before, at, steps, peakStep, buffers, operations, labels, groups } = timeline
  const total = (bucket: number): number => sum(memoryFamilies.map((_, family) => byFamily[family * buckets + bucket]!))
  const bucket = Math.floor((peakStep * buckets) / steps)
  expect(byFamily).toHaveLength(buckets * memoryFamilies.length)
  expect([total(bucket), at[bucket]]).toEqual([state.peakMemory, peakStep])
  expect(memoryFamilies.map((_, family) => byFamily[family * buckets + bucket]!)).toEqual(state.memoryByFamily)
  expect([0, buckets]).toContain(before.length)
  at.forEach((step, i) => {
    const alive = buffers.filter(({ since, until }) => since <= step && step <= until)
    expect(sum(alive.map(({ bytes }) => bytes))).toBeLessThanOrEqual(total(i))
    expect(labels[operations[i]!]).toBeDefined()
  })
  expect(buffers.every(({ group }) => groups[group] !== undefined)).toBe(true)
  costlyKinds.forEach((kind, i) => {
    const rows = collectives.filter((row) => row.kind === kind)
    expect(sum(rows.map(({ members }) => members))).toBe(state.counts[i])
    expect(sum(rows.map(({ exposed }) => exposed))).toBeCloseTo(state.exposedByKind[i]!, 15)
  })
  expect(sum(collectives.map(({ seconds }) => seconds))).toBeCloseTo(state.communicationTime, 15)
}

test('names what it shows, and puts equal layers together', async () => {
  const { report } = await makeReportOf({ model: layered, tactics: layeredTactics })
  const gathered = report.collectives.find(({ kind }) => kind === 'all_gather')
  expect(gathered?.value).toMatch(/layer_\*/)
  expect(gathered?.members).toBeGreaterThan(1)
  expect(gathered?.place).toMatchObject({ tactic: 1 })
  expect(gathered?.reason).toMatch(/Z3/)
  const folded = report.tensors.find(({ path }) => path.startsWith('params.layer_*'))
  expect(folded?.members).toBe(6)
  expect(folded?.decidedBy).toBe('Z3: 0')
  expect(report.tensors.every(({ place }) => place.line !== undefined)).toBe(true)
})

test('values are tensors with what split them; what is gathered is whole', async () => {
  const { report } = await makeReportOf({ model: mlpTrain, tactics: mlpTactics })
  const rows = report.tensors.map(({ kind, path, localType, decidedBy }) => `${kind} ${path} ${localType} ${decidedBy}`)
  expect(rows).toMatchInlineSnapshot(`
    [
      "argument x 8x8xf32 BP: 0",
      "argument y 8x4xf32 BP: 0",
      "argument params.w1 2x8xf32 Z3: 0, Megatron: 1",
      "argument params.w2 2x4xf32 Megatron: 0, Z3: 0",
      "result result.0.w1 2x8xf32 Z3 params.w1: 0, Megatron params.w1: 1",
      "result result.0.w2 2x4xf32 Megatron params.w2: 0, Z3 params.w2: 0",
      "result result.1 f32 ",
      "value all_gather params.w1 8x8xf32 Megatron: 1",
      "value hidden/dot_general 8x8xf32 BP x: 0, Megatron params.w1: 1",
      "value out/dot_general 8x8xf32 BP y: 0, Megatron params.w2: 0",
      "value hidden/dot_general 8x8xf32 Megatron params.w1: 1",
      "value all_gather params.w2 8x4xf32 Megatron: 0",
      "value out/dot_general 8x4xf32 BP y: 0",
      "value out/dot_general 8x4xf32 Megatron params.w2: 0",
    ]
  `)
})

test('the model before the first tactic, and a file without tactics', async () => {
  const { report } = await makeReportOf({ model: mlpTrain, tactics: 'model "m.mlir"\nmesh { batch: 4 }\n' })
  expect([report.tactics, report.applied, report.schedule, report.timeline.before]).toEqual([[], 0, 'default', []])
  expect(report.collectives).toEqual([])
  expectOneStory(report, report.initial)
})

test('a tactic that nobody has searched for says so, as do those that wait for it', async () => {
  const tactics = mlpTactics.replace(
    /schedule default =[^{]*/,
    'tactic Find auto on model {}\ntactic More auto on batch {}\nschedule default = BP, Find, More ',
  )
  const { report } = await makeReportOf({ model: mlpTrain, tactics })
  expect(report.tactics.map(({ name, isOpen }) => [name, isOpen])).toEqual([
    ['BP', undefined],
    ['Find', true],
    ['More', true],
  ])
})

test('says what the devices are linked as, and whether that was given', async () => {
  const topologyOf = async (device: string) =>
    (await makeReportOf({ model: mlpTrain, tactics: mlpTactics.replace('device tpu_v4', device) })).report.device
      .topology
  expect(await topologyOf('device tpu_v4')).toMatchObject({ isAssumed: true })
  expect(await topologyOf('device tpu_v4 { topology: 2x4 }')).toEqual({ shape: '2x4', isAssumed: false })
  expect(await topologyOf('device h100')).toBe(undefined)
})

test('a report that nobody waits for ends, wherever it is', async () => {
  const { analysis } = await makeReportOf({ model: layered, tactics: layeredTactics })
  const options = { basis: '', file: '', model: '', problems: [], isWhatIf: false, milliseconds: 0 }
  let looks = 0
  expect(makeCosts(analysis, { ...options, isCancelled: () => ++looks === Infinity })).toBeDefined()
  for (let last = 1; last <= looks; last++) {
    let left = last
    expect(makeCosts(analysis, { ...options, isCancelled: () => --left === 0 })).toBe(undefined)
  }
})

test('problems say where they are, and an idle tactic takes no number', async () => {
  const tactics = mlpTactics.replace('tactic BP on batch', 'tactic BP on bathc')
  const { report } = await makeReportOf({ model: mlpTrain, tactics })
  const unknown = report.problems.find(({ code }) => code === 'tactics.unknown-axis')
  const line = tactics.split('\n').findIndex((text) => text.includes('bathc')) + 1
  expect(unknown).toMatchObject({ severity: 'error', line, place: { source: `example.tactics:${line}` } })
  expect(report.tactics[0]).toMatchObject({ isIdle: true })
  expect(report.tactics[0]).not.toHaveProperty('axis')
  for (const { place } of report.collectives) if (place.tactic !== undefined) expect(place.tactic).toBeGreaterThan(0)
})
