// How often a language server that dies is started again.
import { expect, test } from 'vitest'
import { createRestartPolicy, mostRestarts } from '../../../client/src/restarts'

test('three crashes in three minutes are restarted, the fourth is not, and one much later is', () => {
  let time = 0
  const mayRestart = createRestartPolicy(() => time)
  for (let crash = 0; crash < mostRestarts; crash++) {
    time += 1_000
    expect(mayRestart()).toBe(true)
  }
  expect(mayRestart()).toBe(false)
  time += 4 * 60_000
  expect(mayRestart()).toBe(true)
})
