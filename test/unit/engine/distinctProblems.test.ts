import { expect, test } from 'vitest'
import type { Problem } from '../../../server/src/base/problems'
import { distinctProblems, tellSchedules } from '../../../server/src/engine/distinctProblems'

const at = (start: number, message: string): Problem => ({
  code: 'cost.large-reshard',
  span: { start, end: start + 1 },
  message,
})

/** Every schedule has a tactic at 0 to 3, some have another one from 5 on. */
function told(...schedules: (readonly [string, ...Problem[]])[]): string[] {
  const [one, other] = [{ span: { start: 0, end: 3 } }, { span: { start: 5, end: 9 } }]
  const problems = tellSchedules(
    schedules.map(([name, ...own]) => ({ name, problems: own, tactics: name === 'c' ? [one] : [one, other] })),
  )
  return distinctProblems(problems).map(({ span, message }) => `${span.start} ${message}`)
}

test('what all schedules with a tactic say alike is said once', () => {
  expect(told(['a', at(1, 'slow'), at(6, 'slow')], ['b', at(1, 'slow'), at(6, 'slow')], ['c', at(1, 'slow')])).toEqual([
    '1 slow',
    '6 slow',
  ])
})

test('what only some of them say names the schedules', () => {
  expect(told(['a', at(1, '5 %')], ['b', at(1, '8 %'), at(2, 'else')], ['c', at(1, '5 %')])).toEqual([
    '1 in schedules `a`, `c`: 5 %',
    '1 in schedule `b`: 8 %',
    '2 in schedule `b`: else',
  ])
})

test('what is said of no tactic stands as it is', () => {
  expect(told(['a', at(20, 'large')], ['b', at(30, 'large')])).toEqual(['20 large', '30 large'])
})

test('two things said of one place by the same schedules stand as they are', () => {
  expect(told(['a', at(1, 'this'), at(1, 'that')], ['b', at(1, 'this'), at(1, 'that')])).toEqual(['1 this', '1 that'])
})
