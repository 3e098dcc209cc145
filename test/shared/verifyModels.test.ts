// Proof by running, on real models: the partitioned program of every schedule, evaluated on all devices of its mesh, gives what the
// original gives. Inputs are drawn by argument; tolerances are those of `shardlens verify`.
import { readFileSync, readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { createAnalyzer } from '../../server/src/engine/analyze'
import { verifyPartition } from '../../server/src/engine/verify'
import type { LocalProgram } from '../../server/src/lowering/localProgram'
import { parseTactics } from '../../server/src/tactics/parseTactics'
import { nameOf, readKnownAnswers, sharedModel, tacticsOf } from '../support/knownAnswers'
import { runSchedule } from '../support/schedules'
import { getTacticsParser } from '../support/tacticsParser'

/** Models that take too long for each schedule of them here; `shardlens verify` does them one at a time. */
const tooLong: Readonly<Record<string, string>> = {
  t4_train: 'some 250 s a schedule',
  unet_small_train: 'some 80 s a schedule; its convolutions are evaluated one product at a time',
}

const strategies = 'test/shared/strategies'

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

describe('schedules of known_answers.json', () => {
  const own = readKnownAnswers().filter(({ model }) => tooLong[model] === undefined)
  test.each(own.map((answer) => [nameOf(answer), answer] as const))(
    '%s',
    (_, answer) => {
      const model = sharedModel(answer.model)
      const { differing, count } = verify(runSchedule(model, answer.mesh, tacticsOf(answer)).at(-1)!.local)
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
      const model = sharedModel(file.replace('.tactics', ''))
      const analysis = createAnalyzer().analyze({ file: value, syntaxProblems: problems, model })
      expect(analysis?.schedules.map(({ name }) => name)).toEqual(['BP', 'MP', 'BP_MP', 'BP_MP_Z3'])
      for (const { name, evaluation } of analysis?.schedules ?? [])
        expect([name, ...verify(evaluation!.local).differing]).toEqual([name])
    },
    300_000,
  )
})
