// What a memo keeps, for how long and how much of it; and that another device or an edit taken back lowers nothing again.
import { expect, test } from 'vitest'
import { createAnalyzer } from '../../../server/src/engine/analyze'
import { loadModel } from '../../../server/src/engine/loadModel'
import { createMemo } from '../../../server/src/engine/memo'
import { encodeText } from '../../../server/src/mlir/text'
import { readTactics } from '../../support/loadProgram'
import { mlpTactics, mlpTrain } from '../../support/models'

test('forgets what some generations did not ask for', () => {
  const memo = createMemo<number>(2)
  memo.get('a', () => 1)
  memo.get('b', () => 2)
  memo.endGeneration()
  expect(memo.find('a')).toBe(1)
  memo.endGeneration()
  memo.endGeneration()
  expect([memo.find('a'), memo.find('b')]).toEqual([1, undefined])
})

test('keeps what was asked for last where room is short', () => {
  const memo = createMemo<string>(9, { most: 5, weigh: (text) => text.length })
  for (const text of ['aa', 'bb']) memo.get(text, () => text)
  memo.find('aa')
  memo.get('cc', () => 'cc')
  expect(['aa', 'bb', 'cc'].map((key) => memo.find(key))).toEqual(['aa', undefined, 'cc'])
  memo.get('dddddd', () => 'dddddd')
  expect(['aa', 'cc', 'dddddd'].map((key) => memo.find(key))).toEqual([undefined, undefined, undefined])
})

test('another device and an edit taken back keep the local program, another edit does not', async () => {
  const analyzer = createAnalyzer()
  const model = loadModel(encodeText(mlpTrain))
  const analyze = async (text: string, device: string) => {
    const request = { file: await readTactics(text), syntaxProblems: [], model, device, inFull: 'default' }
    const evaluation = analyzer.analyze(request)?.schedules[0]?.evaluation
    if (evaluation === undefined) throw new Error('not in full')
    return evaluation
  }
  const first = await analyze(mlpTactics, 'tpu_v4')
  const second = await analyze(mlpTactics, 'h100')
  expect(second.local).toBe(first.local)
  expect(second.figures.stepTime).not.toBe(first.figures.stepTime)
  const edited = await analyze(mlpTactics.replace('params.w2: 0', 'params.w2: 1'), 'h100')
  expect(edited.local).not.toBe(first.local)
  // An edit that is taken back.
  expect((await analyze(mlpTactics, 'h100')).local).toBe(first.local)
})
