// One file's analyses: which are announced, and for which the editor comes by itself.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { SessionHost } from '../../../server/src/lsp/session'
import { SessionRunner } from '../../../server/src/lsp/session'
import { defaultSettings } from '../../../server/src/protocol/settings'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
afterEach(() => void vi.useRealTimers())

/** A session whose analyses take `milliseconds`, after its first one; `told` are the states that others hear of. */
async function startSession(milliseconds: number): Promise<{ runner: SessionRunner; told: string[] }> {
  const told: string[] = []
  const analysed = { kind: 'analyzed', sources: [], problems: [], asked: [], questions: [], snapshot: {}, milliseconds }
  const host = {
    client: { request: () => new Promise((resolve) => setTimeout(() => resolve(analysed), milliseconds)) },
    settings: () => defaultSettings,
    roots: () => [],
    openModels: () => [],
    openTactics: () => new Map(),
    found: () => new Map(),
    onResult: () => undefined,
    onChange: ({ state }: SessionRunner['session']) => void told.push(state),
  } as unknown as SessionHost // what a runner asks of a worker is answered with as little as it reads
  const runner = new SessionRunner({ uri: 'file:///a.tactics', path: '/a.tactics', text: '' }, host)
  runner.schedule()
  await end(runner, milliseconds)
  told.length = 0
  return { runner, told }
}

async function end(runner: SessionRunner, milliseconds: number): Promise<void> {
  const settled = runner.settled()
  await vi.advanceTimersByTimeAsync(milliseconds + 10)
  await settled
}

test('an analysis that ends soon is not announced', async () => {
  const { runner, told } = await startSession(20)
  runner.schedule(true)
  await end(runner, 20)
  expect(told).toEqual(['fresh'])
})

test('one that takes longer is, once', async () => {
  const { runner, told } = await startSession(500)
  runner.schedule(true)
  await vi.advanceTimersByTimeAsync(100)
  expect(told).toEqual(['computing'])
  runner.schedule(true)
  await end(runner, 500)
  expect(told).toEqual(['computing', 'fresh'])
})

test('and so is one of which something was shown early', async () => {
  const { runner, told } = await startSession(20)
  runner.schedule(true)
  runner.noteEarly()
  expect(told).toEqual(['computing'])
  await end(runner, 20)
  expect(told).toEqual(['computing', 'fresh'])
  expect(runner.session.isAnsweredEarly).toBe(true)
  runner.noteEarly()
  runner.schedule(true)
  expect(runner.session.isAnsweredEarly).toBe(false)
})

test('what is typed beside another cause is not for typing alone', async () => {
  const { runner } = await startSession(20)
  const causes = [[true], [true, true], [false, true], [true, false]]
  const found: boolean[] = []
  for (const isTyped of causes) {
    for (const one of isTyped) runner.schedule(one)
    await end(runner, 20)
    found.push(runner.session.isTyped)
  }
  expect(found).toEqual([true, true, false, false])
})
