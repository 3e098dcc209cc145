// The active schedule is analysed before the others, and the whole analysis is what it would be without that.
import { expect, test } from 'vitest'
import { createAnalyzer } from '../../../server/src/engine/analyze'
import { loadModel } from '../../../server/src/engine/loadModel'
import { encodeText } from '../../../server/src/mlir/text'
import { parseTactics } from '../../../server/src/tactics/parseTactics'
import { mlpTrain } from '../../support/models'
import { getTacticsParser } from '../../support/tacticsParser'

const text = `model "mlp.mlir"
mesh { batch: 4, model: 3 }
tactic BP on batch { {x, y}: 0 }
tactic Wide on model { params.w1: 1 }
schedule data = BP { expect all_gather > 3 }
schedule both = BP, Wide
schedule wide = Wide { expect all_gather > 4 }
`

async function analyzeWith(active: string | undefined, isCancelled: () => boolean = () => false) {
  const { value: file, problems: syntaxProblems } = parseTactics(await getTacticsParser(), text)
  const request = { file, syntaxProblems, model: loadModel(encodeText(mlpTrain)), isCancelled }
  const seen: (readonly string[])[] = []
  const whole = createAnalyzer().analyze({
    ...request,
    ...(active === undefined ? {} : { inFull: active }),
    onFirst: ({ schedules }) => seen.push(schedules.map(({ name }) => name)),
  })
  return { whole, seen }
}

test('it comes alone, and the whole keeps the order of the file, of schedules and of problems', async () => {
  const { whole: plain, seen: none } = await analyzeWith(undefined)
  expect(none).toEqual([])
  for (const active of ['data', 'both', 'wide']) {
    const { whole, seen } = await analyzeWith(active)
    expect(seen).toEqual([[active]])
    expect(whole?.schedules.map(({ name }) => name)).toEqual(['data', 'both', 'wide'])
    expect(whole?.problems).toEqual(plain?.problems)
    expect(whole?.schedules.map(({ evaluation }) => evaluation !== undefined)).toEqual(
      ['data', 'both', 'wide'].map((name) => name === active),
    )
  }
  expect(plain?.problems.filter(({ code }) => code === 'expect.failed')).toHaveLength(2)
})

test('the first schedule is active where the wanted one is gone', async () => {
  expect((await analyzeWith('gone')).seen).toEqual([['data']])
})

test('what is cancelled shows nothing', async () => {
  expect(await analyzeWith('wide', () => true)).toEqual({ whole: undefined, seen: [] })
})
