import { expect, test } from 'vitest'
import type { Problem } from '../../../server/src/base/problems'
import { distinctProblems, tellSchedules } from '../../../server/src/engine/distinctProblems'

const at = (start: number, message: string): Problem => ({
  code: 'cost.large-reshard',
  span: { start, end: start + 1 },
  message,
})

function told(...schedules: (readonly [string, ...Problem[]])[]): string[] {
  const problems = tellSchedules(schedules.map(([name, ...own]) => ({ name, problems: own })))
  return distinctProblems(problems).map(({ span, message }) => `${span.start} ${message}`)
}

test('what all schedules say alike is said once', () => {
  expect(told(['a', at(1, 'slow')], ['b', at(1, 'slow')], ['c'])).toEqual(['1 slow'])
})

test('what they say differently of one place names the schedules', () => {
  expect(told(['a', at(1, '5 %')], ['b', at(1, '8 %'), at(2, 'else')], ['c', at(1, '5 %')])).toEqual([
    '1 in schedules `a`, `c`: 5 %',
    '1 in schedule `b`: 8 %',
    '2 else',
  ])
})

test('two things said of one place by the same schedules stand as they are', () => {
  expect(told(['a', at(1, 'this'), at(1, 'that')], ['b', at(1, 'this'), at(1, 'that')])).toEqual(['1 this', '1 that'])
})
