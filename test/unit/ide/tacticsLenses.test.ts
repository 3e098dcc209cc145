// Lenses of tactics files: there where schedules can be chosen and compared.
import { expect, test } from 'vitest'
import type { LensFigures } from '../../../server/src/ide/tacticsLenses'
import { tacticsLenses } from '../../../server/src/ide/tacticsLenses'
import { readTactics } from '../../support/loadProgram'

const head = 'model "m.mlir"\nmesh { a: 2 }\ntactic T on a { x: 0 }\n'

const figures = { active: 'two', tactics: ['T'], applied: 1, devices: 2 }

const listed = async (text: string, shown: LensFigures | undefined): Promise<unknown[]> =>
  tacticsLenses(await readTactics(head + text), shown).map(({ title, action, argument, wish }) =>
    [title, action, argument, wish].filter((part) => part !== undefined),
  )

test('offer another schedule and the comparison, where there are several', async () => {
  expect(await listed('schedule one = T\nschedule two = T\n', figures)).toEqual([
    ['Compare 2 schedules', 'compareSchedules'],
    ['Show figures of this schedule', 'selectSchedule', 'one'],
    ['Figures are of this schedule'],
    ['Show costs', 'showCosts'],
    ['Show graph', 'showGraph'],
    ['Costs and graph are of the state after this', 'showCosts'],
    ['Sweep 2 devices', 'showCosts', { devices: 2 }],
  ])
})

test('show costs, graph, and the state after a tactic', async () => {
  const shown = { ...figures, active: 'one', applied: 0 }
  expect(await listed('schedule one = T\n', shown)).toEqual([
    ['Show costs', 'showCosts'],
    ['Show graph', 'showGraph'],
    ['Show costs after this', 'showCosts', { applied: 1 }],
    ['Sweep 2 devices', 'showCosts', { devices: 2 }],
  ])
})

test('show costs of a file without schedules too', async () => {
  expect((await listed('', { ...figures, active: 'default' })).slice(0, 2)).toEqual([
    ['Show costs', 'showCosts'],
    ['Show graph', 'showGraph'],
  ])
})

test('are none without figures and without a choice; the second schedule of a name does not count', async () => {
  expect(await listed('schedule one = T\n', undefined)).toEqual([])
  expect(await listed('', undefined)).toEqual([])
  expect(await listed('schedule one = T\nschedule one = T\n', undefined)).toEqual([])
})
