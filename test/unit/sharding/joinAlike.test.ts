import { expect, test } from 'vitest'
import { joinAlike } from '../../../server/src/sharding/joinAlike'

const problem = (start: number, message: string) =>
  ({ code: 'model.bad-sharding', span: { start, end: start + 1 }, message }) as const

test('the same message is one problem at its first place', () => {
  expect(joinAlike([problem(1, 'this'), problem(2, 'that'), problem(3, 'this')])).toEqual([
    problem(1, 'this (here and at 1 more place)'),
    problem(2, 'that'),
  ])
})

test('shardings of another number of devices are one problem, whichever they are', () => {
  const wrong = (text: string): string => `the sharding \`${text}\` is not applied: it is of 8 devices, the mesh has 1`
  expect(joinAlike([problem(1, wrong('a')), problem(2, wrong('b')), problem(3, wrong('c'))])).toEqual([
    problem(1, `${wrong('a')} (here and at 2 more places)`),
  ])
})
