// How often an analysis worker may die.
import { expect, test } from 'vitest'
import { createCrashLog, describeCrash, mostCrashes } from '../../../server/src/worker/crashes'

test('crashes are too many when they come close together, until they are forgotten', () => {
  let time = 0
  const log = createCrashLog(() => time)
  for (let crash = 1; crash < mostCrashes; crash++) log.note()
  expect(log.isTooMany()).toBe(false)
  log.note()
  expect(log.isTooMany()).toBe(true)
  time += 11 * 60_000
  expect(log.isTooMany()).toBe(false)
  log.note()
  expect(log.isTooMany()).toBe(false)
  for (let crash = 1; crash < mostCrashes; crash++) log.note()
  expect(log.isTooMany()).toBe(true)
  log.clear()
  expect(log.isTooMany()).toBe(false)
})

test('a crash says its reason, and whether memory was short', () => {
  const full = Object.assign(new Error('limit reached'), { code: 'ERR_WORKER_OUT_OF_MEMORY' })
  expect(describeCrash(full)).toEqual({ reason: 'limit reached', isOutOfMemory: true })
  expect(describeCrash(new Error('odd'))).toEqual({ reason: 'odd', isOutOfMemory: false })
})
