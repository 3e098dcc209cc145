// Lenses of tactics files: there where schedules can be chosen and compared.
import { expect, test } from 'vitest'
import { tacticsLenses } from '../../../server/src/ide/tacticsLenses'
import { readTactics } from '../../support/loadProgram'

const head = 'model "m.mlir"\nmesh { a: 2 }\ntactic T on a { x: 0 }\n'

test('offer another schedule and the comparison, where there are several', async () => {
  const file = await readTactics(`${head}schedule one = T\nschedule two = T\n`)
  expect(tacticsLenses(file, 'two').map(({ title, action, argument }) => [title, action, argument])).toEqual([
    ['Compare 2 schedules', 'compareSchedules', undefined],
    ['Show figures of this schedule', 'selectSchedule', 'one'],
    ['Figures are of this schedule', undefined, undefined],
  ])
  expect(tacticsLenses(await readTactics(`${head}schedule one = T\n`), 'one')).toEqual([])
  // The second of a name does not count.
  expect(tacticsLenses(await readTactics(`${head}schedule one = T\nschedule one = T\n`), 'one')).toEqual([])
})
