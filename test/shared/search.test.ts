// Searches on real models: no worse than the best hand-written schedule, within memory, text that reads back, results that compute the same.
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { findDevice } from '../../server/src/cost/devices'
import { simulate } from '../../server/src/cost/simulate'
import { createAnalyzer } from '../../server/src/engine/analyze'
import type { LoadedModel } from '../../server/src/engine/analysis'
import { loadModel } from '../../server/src/engine/loadModel'
import { createSolver } from '../../server/src/engine/search/solver'
import { applyEdits, writeBack } from '../../server/src/engine/search/writeBack'
import { verifyPartition } from '../../server/src/engine/verify'
import { scoreOf } from '../../server/src/search/score'
import { expertCases, handSchedules } from '../bench/experts'
import type { ExpertCase } from '../bench/experts'
import { readTactics } from '../support/loadProgram'
import { runSchedule } from '../support/schedules'

const models = resolve('..', 'shared', 'models')
const load = (name: string): LoadedModel => loadModel(readFileSync(join(models, `${name}.mlir`)))
const device = findDevice('tpu_v4')!

async function analyze(model: LoadedModel, text: string) {
  const file = await readTactics(text)
  const analysis = createAnalyzer().analyze({ file, syntaxProblems: [], model, solve: createSolver() })!
  return { file, schedule: analysis.schedules[0]!, problems: analysis.problems }
}

const fileOf = ({ model, mesh, memory }: ExpertCase, before = '', fields = ''): string => {
  const axes = Object.entries(mesh).map(([name, size]) => `${name}: ${size}`)
  const limit = memory === undefined ? 'memory: 1000 TiB' : `memory: ${memory} GiB`
  return `model "${model}.mlir"\nmesh { ${axes.join(', ')} }\ndevice tpu_v4\n${before}\ntactic Find auto on ${Object.keys(mesh).join(', ')} {\n  ${limit}\n${fields}}\n`
}

describe('what is found is no worse than the best by hand, and reads back', () => {
  test.each(expertCases.map((one) => [`${one.model} ${Object.values(one.mesh).join('×')}`, one] as const))(
    '%s',
    async (_, one) => {
      const model = load(one.model)
      const limit = one.memory === undefined ? Infinity : one.memory * 2 ** 30
      const rated = handSchedules(one).map(({ tactics }) => {
        const { figures } = simulate(runSchedule(model, one.mesh, tactics).at(-1)!.local, device)
        return { figures, score: scoreOf({ ...figures, state: '' }, { memory: limit, startTime: 0 }) }
      })
      const best = rated.reduce((a, b) => (b.score < a.score ? b : a)).figures
      const text = fileOf(one)
      const { file, schedule, problems } = await analyze(model, text)
      const { figures } = schedule.final
      expect(figures.stepTime / best.stepTime).toBeLessThanOrEqual(1.05)
      if (best.peakMemory <= limit) expect(figures.peakMemory).toBeLessThanOrEqual(limit)
      expect(problems.filter(({ code }) => code === 'search.over-memory')).toEqual([])
      const found = schedule.steps.at(-1)?.found
      if (found === undefined) return
      const lines = found.strategy.tactics.flatMap((tactic) => tactic.text.split('\n'))
      expect(lines.length).toBeLessThanOrEqual(8)
      expect(Math.max(0, ...lines.map((line) => line.length))).toBeLessThanOrEqual(120)
      const written = await analyze(model, applyEdits(text, writeBack(file, file.tactics[0]!, found.strategy)))
      expect(written.schedule.final.figures).toEqual(figures)
    },
    120_000,
  )
})

test('among parameters alone every layer is split as Megatron does', async () => {
  const model = load('t32_train')
  const [, , one] = expertCases
  const before = 'tactic BP on batch {\n  {tokens, targets}: 0\n}'
  const text = fileOf(one!, before, '  over: params.**\n').replace('auto on batch, model', 'auto on model')
  const { schedule } = await analyze(model, text)
  const { local } = schedule.evaluation!
  const splitDims = (pattern: RegExp): string[] =>
    model.module.arguments.flatMap(({ path }, i) => {
      if (!pattern.test(path)) return []
      const axes = local.shardings[local.values.sharding[local.arguments[i]!]!]!
      return [String(axes.findIndex((own) => own.includes(1)))]
    })
  expect(new Set(splitDims(/^params\.layer_\d+\.attn\.[qkv]$/))).toEqual(new Set(['1']))
  expect(new Set(splitDims(/^params\.layer_\d+\.attn\.o$/))).toEqual(new Set(['0']))
  expect(new Set(splitDims(/^params\.layer_\d+\.mlp\.(gate|up)$/))).toEqual(new Set(['1']))
  expect(new Set(splitDims(/^params\.layer_\d+\.mlp\.down$/))).toEqual(new Set(['0']))
}, 120_000)

describe('what is found computes the same', () => {
  // A limit that one device does not fit makes the search split what would be faster whole.
  test.each(['t2_forward', 't2_train', 't2_scan_train', 'moe2_train', 'it2_decode'])(
    '%s',
    async (name) => {
      const model = load(name)
      const whole = await analyze(model, `model "m"\nmesh { batch: 2, model: 2 }\ndevice tpu_v4\n`)
      const limit = Math.floor((whole.schedule.final.figures.peakMemory * 0.4) / 1024)
      const text = `model "m"\nmesh { batch: 2, model: 2 }\ndevice tpu_v4\ntactic Find auto on batch, model {\n  memory: ${limit} KiB\n}\n`
      const { schedule } = await analyze(model, text)
      expect(schedule.steps.some(({ found }) => found?.written !== undefined)).toBe(true)
      const verified = verifyPartition(schedule.evaluation!.local)
      expect(verified.kind).toBe('compared')
      if (verified.kind === 'compared') expect(verified.outputs.filter(({ holds }) => !holds)).toEqual([])
    },
    120_000,
  )
})
