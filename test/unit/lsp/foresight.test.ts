// What menus know of candidates: in which order they are simulated, for how long a menu waits, and what an edit ends.
import { expect, test, vi } from 'vitest'
import type { Outlook } from '../../../server/src/engine/analyzer'
import type { Candidate } from '../../../server/src/ide/fixes/fix'
import type { ForSchedule, Foreseer } from '../../../server/src/lsp/foresight'
import { createForesight } from '../../../server/src/lsp/foresight'

const candidate = (text: string): Candidate => ({
  kind: 'quickfix',
  title: text,
  edits: [{ span: { start: 0, end: 1 }, newText: text }],
  needsSimulation: true,
})

/** A session of one letter; `finish` ends the simulation under way, which takes `milliseconds`. */
function createRunner(milliseconds = 0): {
  readonly runner: Foreseer
  readonly asked: string[]
  readonly finish: () => Promise<void>
  readonly edit: () => void
} {
  const asked: string[] = []
  let end: (() => void) | undefined
  const result = { sources: [{ path: 'a.tactics', text: '-', start: 0 }], model: {} }
  const session = { result, state: 'fresh' }
  const foresee = (texts: readonly string[]): Promise<Outlook | undefined> => {
    asked.push(texts[0] ?? '')
    return new Promise((resolve) => (end = () => resolve({ memory: 0 } as unknown as Outlook))) // nothing reads its figures
  }
  const finish = async (): Promise<void> => {
    await vi.advanceTimersByTimeAsync(milliseconds)
    end?.()
    await vi.advanceTimersByTimeAsync(0)
  }
  const edit = (): void => void (session.state = 'computing')
  return { runner: { session, foresee } as unknown as Foreseer, asked, finish, edit } // what foresight reads of a session
}

/** Of the active schedule. */
const of = (titles: readonly string[]): ForSchedule[] => [{ schedule: undefined, candidates: titles.map(candidate) }]

test('a menu comes before what is simulated ahead of time, and what is known is not simulated again', async () => {
  vi.useFakeTimers()
  const { runner, asked, finish } = createRunner()
  const foresight = createForesight()
  foresight.ahead(runner, of(['a', 'b', 'c']))
  const menu = foresight.look(runner, of(['d', 'c']), 100)
  for (let i = 0; i < 3; i++) await finish()
  expect([...(await menu).keys()].map(({ title }) => title)).toEqual(['d', 'c'])
  await finish()
  expect(asked).toEqual(['a', 'd', 'c', 'b'])
  const again = await foresight.look(runner, of(['a', 'b']), 100)
  expect([again.size, asked.length]).toEqual([2, 4])
  vi.useRealTimers()
})

test('a menu waits as long as it may; what it lacks is there for the next one', async () => {
  vi.useFakeTimers()
  const { runner, finish } = createRunner(80)
  const foresight = createForesight()
  const menu = foresight.look(runner, of(['a', 'b']), 100)
  await finish()
  await vi.advanceTimersByTimeAsync(20)
  expect((await menu).size).toBe(1)
  await finish()
  expect((await foresight.look(runner, of(['a', 'b']), 100)).size).toBe(2)
  vi.useRealTimers()
})

test('an edit ends it, and so does the time that one text may take', async () => {
  vi.useFakeTimers()
  const edited = createRunner()
  const slow = createRunner(6_000)
  const foresight = createForesight()
  foresight.ahead(edited.runner, of(['a', 'b']))
  edited.edit()
  await edited.finish()
  expect(edited.asked).toEqual(['a'])
  foresight.ahead(slow.runner, of(['a', 'b', 'c', 'd']))
  for (let i = 0; i < 4; i++) await slow.finish()
  expect(slow.asked).toEqual(['a', 'b'])
  vi.useRealTimers()
})
