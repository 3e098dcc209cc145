// Proof by running, on real models: the partitioned program of every schedule, evaluated on all devices of its mesh, gives what the
// original gives. Inputs are drawn by argument; tolerances are those of `shardlens verify`.
import { readFileSync, readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { LoadedModel } from '../../server/src/engine/analysis'
import { createAnalyzer } from '../../server/src/engine/analyze'
import { loadModel } from '../../server/src/engine/loadModel'
import { verifyPartition } from '../../server/src/engine/verify'
import type { LocalProgram } from '../../server/src/lowering/localProgram'
import { parseTactics } from '../../server/src/tactics/parseTactics'
import { runSchedule } from '../support/schedules'
import { getTacticsParser } from '../support/tacticsParser'

/** Models that take too long for each schedule of them here; `shardlens verify` does them one at a time. */
const tooLong: Readonly<Record<string, string>> = {
  t4_train: 'some 250 s a schedule',
  unet_small_train: 'some 80 s a schedule; its convolutions are evaluated one product at a time',
}

const folder = '../shared/models'
const strategies = 'test/shared/strategies'
const models = new Map<string, LoadedModel>()

function getModel(name: string): LoadedModel {
  const known = models.get(name) ?? loadModel(new Uint8Array(readFileSync(`${folder}/${name}.mlir`)))
  models.set(name, known)
  return known
}

/** Results that differ, and how many there are. */
function verify(local: LocalProgram): { differing: string[]; count: number } {
  const verification = verifyPartition(local)
  if (verification.kind === 'refused') throw new Error(`the ${verification.program} program: ${verification.message}`)
  const { outputs } = verification
  const differing = outputs.filter(({ holds }) => !holds)
  return {
    differing: differing.map(({ path, difference, scale }) => `${path}: ${difference} of ${scale}`),
    count: outputs.length,
  }
}

interface Answer {
  readonly model: string
  readonly schedule: string
  readonly mesh: Readonly<Record<string, number>>
  readonly tactics: readonly {
    readonly axis: string
    readonly actions: Readonly<Record<string, number | 'replicated'>>
  }[]
}

const { answers } = JSON.parse(readFileSync(`${folder}/known_answers.json`, 'utf8')) as { answers: readonly Answer[] } // its form

describe('schedules of known_answers.json', () => {
  const own = answers.filter(({ model }) => tooLong[model] === undefined)
  test.each(
    own.map(
      (answer) => [`${answer.model} ${answer.schedule} ${Object.values(answer.mesh).join('x')}`, answer] as const,
    ),
  )(
    '%s',
    (_, { model: name, mesh, tactics }) => {
      const bound = tactics.map(({ axis, actions }) => ({
        axis,
        actions: Object.entries(actions).map(([path, value]) => ({
          matches: (given: string) => (path === 'params.*' ? given.startsWith('params.') : given === path),
          value,
        })),
      }))
      const model = getModel(name)
      const { differing, count } = verify(runSchedule(model, mesh, bound).at(-1)!.local)
      expect(differing).toEqual([])
      expect(count).toBe(model.module.results.length)
    },
    180_000,
  )
})

describe('data parallelism, a model axis, both, and ZeRO-3', () => {
  const files = readdirSync(strategies).filter((file) => tooLong[file.replace('.tactics', '')] === undefined)
  test.each(files)(
    '%s',
    async (file) => {
      const { value, problems } = parseTactics(await getTacticsParser(), readFileSync(`${strategies}/${file}`, 'utf8'))
      const model = getModel(file.replace('.tactics', ''))
      const analysis = createAnalyzer().analyze({ file: value, syntaxProblems: problems, model })
      expect(analysis?.schedules.map(({ name }) => name)).toEqual(['BP', 'MP', 'BP_MP', 'BP_MP_Z3'])
      for (const { name, evaluation } of analysis?.schedules ?? [])
        expect([name, ...verify(evaluation!.local).differing]).toEqual([name])
    },
    300_000,
  )
})
