// Searches as the server runs them, without a worker: one at a time, for what the newest analyses ask, answers kept.
import { expect, test, vi } from 'vitest'
import type { FoundStrategy } from '../../../server/src/engine/search/autoTactic'
import { bytes, seconds } from '../../../server/src/base/units'
import type { RunningSearch } from '../../../server/src/lsp/searches'
import { Searches } from '../../../server/src/lsp/searches'
import type { Session } from '../../../server/src/lsp/session'
import type { AnalysisClient, Answer, RequestOptions } from '../../../server/src/worker/analysisClient'

vi.useFakeTimers()

const cost = { stepTime: seconds(1), peakMemory: bytes(1) }
const strategy: FoundStrategy = {
  tactics: [],
  decisions: [],
  before: cost,
  after: cost,
  memory: bytes(2),
  evaluations: 9,
  actions: 3,
  isWhole: true,
}

/** A session whose last analysis asks these questions. */
const sessionOf = (path: string, ...keys: readonly string[]): Session =>
  ({
    path,
    state: 'fresh',
    result: {
      asked: keys,
      questions: keys.map((key) => ({ key, tactic: { name: { text: 'Find' } } })),
      model: { program: {} },
      modelKey: 'm',
    },
  }) as unknown as Session // what searches read of one

interface Asked {
  readonly key: string
  readonly options: RequestOptions
  readonly answer: (answer: Answer) => Promise<unknown>
}

function start(...sessions: Session[]): {
  readonly searches: Searches
  readonly asked: Asked[]
  readonly sessions: Session[]
  readonly answered: string[]
  readonly seen: RunningSearch['status'][]
} {
  const asked: Asked[] = []
  const answered: string[] = []
  const seen: RunningSearch['status'][] = []
  const request: AnalysisClient['request'] = (task, options = {}) =>
    new Promise((resolve) => {
      if (task.kind !== 'search') throw new Error('a search worker only searches')
      const answer = async (one: Answer): Promise<unknown> => {
        resolve(one)
        return vi.advanceTimersByTimeAsync(1000)
      }
      options.signal?.addEventListener('abort', () => resolve({ kind: 'stopped' }))
      asked.push({ key: task.question.key, options, answer })
    })
  const nothing = (): Promise<void> => Promise.resolve()
  const searches = new Searches({
    startWorker: () => ({ request, restart: nothing, dispose: nothing, kill: nothing }),
    sessions: () => sessions,
    onProgress: ({ status }) => void seen.push(status),
    onChange: (changed, isAnswered) => {
      if (isAnswered) answered.push(...changed.map(({ path }) => path))
    },
  })
  return { searches, asked, sessions, answered, seen }
}

const rest = (): Promise<unknown> => vi.advanceTimersByTimeAsync(1000)

test('one search is under way at a time, the file looked at last first; answers are kept', async () => {
  const { searches, asked, answered, seen } = start(sessionOf('a', 'A', 'B'), sessionOf('b', 'B'))
  searches.update()
  expect(asked).toEqual([])
  await rest()
  expect(asked.map(({ key }) => key)).toEqual(['B'])
  expect([searches.status('B')?.kind, searches.status('A')?.kind]).toEqual(['running', 'waiting'])
  asked[0]!.options.onSearching?.({ best: cost, evaluations: 1, budget: 60 })
  expect(seen.at(-1)).toMatchObject({ kind: 'running', progress: { evaluations: 1 } })
  await asked[0]!.answer({ kind: 'searched', strategy })
  // Both asked for it.
  expect(answered).toEqual(['a', 'b'])
  expect(asked.map(({ key }) => key)).toEqual(['B', 'A'])
  expect(searches.found().get('B')).toBe(strategy)
})

test('what nobody asks for any more ends, and its result is dropped', async () => {
  const { searches, asked, sessions } = start(sessionOf('a', 'A'))
  searches.update()
  await rest()
  // While the newer text is analysed the search goes on.
  sessions[0] = { ...sessions[0]!, state: 'computing' }
  searches.update()
  await rest()
  expect(asked[0]!.options.signal?.aborted).toBe(false)
  sessions[0] = sessionOf('a', 'B')
  searches.update()
  await rest()
  expect(asked.map(({ key, options }) => [key, options.signal?.aborted])).toEqual([
    ['A', true],
    ['B', false],
  ])
  expect(searches.found().size).toBe(0)
  expect(searches.status('A')).toBeUndefined()
})

test('a person ends a search with what it has; without figures it stays stopped until it is asked for again', async () => {
  const { searches, asked, sessions } = start(sessionOf('a', 'A'))
  searches.update()
  await rest()
  expect(searches.stop(sessions[0]!)).toBe(true)
  expect(asked[0]!.options.enough?.aborted).toBe(true)
  expect(searches.status('A')).toEqual({ kind: 'ending' })
  // The evaluation under way takes too long.
  await vi.advanceTimersByTimeAsync(299)
  expect(searches.status('A')).toEqual({ kind: 'ending' })
  await vi.advanceTimersByTimeAsync(1)
  expect(searches.status('A')).toEqual({ kind: 'stopped' })
  expect(asked.length).toBe(1)
  searches.again(sessions[0]!)
  searches.update()
  await rest()
  expect(asked.length).toBe(2)
  searches.stop(sessions[0]!)
  await asked[1]!.answer({ kind: 'searched', strategy: { ...strategy, isWhole: false } })
  expect(searches.found().get('A')?.isWhole).toBe(false)
})

test('what a search told last is its result when it is stopped and does not answer, or when its worker dies', async () => {
  const { searches, asked, sessions, answered } = start(sessionOf('a', 'A'))
  const soFar = { ...strategy, evaluations: 4, isWhole: false }
  searches.update()
  await rest()
  asked[0]!.options.onSoFar?.(soFar)
  searches.stop(sessions[0]!)
  await vi.advanceTimersByTimeAsync(300)
  expect(searches.found().get('A')).toBe(soFar)
  expect(answered).toEqual(['a'])
  sessions[0] = sessionOf('a', 'B')
  searches.update()
  await rest()
  asked[1]!.options.onSoFar?.(soFar)
  await asked[1]!.answer({ kind: 'failed', message: 'the search ended unexpectedly' })
  expect(searches.found().get('B')).toBe(soFar)
  // Of a text that is gone nothing is kept.
  sessions[0] = sessionOf('a', 'C')
  searches.update()
  await rest()
  asked[2]!.options.onSoFar?.(soFar)
  sessions[0] = sessionOf('a', 'D')
  searches.update()
  await rest()
  expect(searches.found().has('C')).toBe(false)
})

test('a search that fails is told, and not repeated before a restart', async () => {
  const { searches, asked } = start(sessionOf('a', 'A'))
  searches.update()
  await rest()
  await asked[0]!.answer({ kind: 'failed', message: 'the search ran out of memory' })
  expect(searches.status('A')).toEqual({ kind: 'failed', message: 'the search ran out of memory' })
  expect(asked.length).toBe(1)
  await searches.restart()
  searches.update()
  await rest()
  expect(asked.length).toBe(2)
})

test('answers are bounded, but those to what is open are kept', async () => {
  const keys = Array.from({ length: 30 }, (_, i) => `K${i}`)
  const { searches, asked, sessions } = start(sessionOf('a', ...keys))
  searches.update()
  await rest()
  for (let i = 0; i < keys.length; i++) await asked[i]!.answer({ kind: 'searched', strategy })
  expect(searches.found().size).toBe(30)
  sessions[0] = sessionOf('a', 'new')
  searches.update()
  await rest()
  await asked[30]!.answer({ kind: 'searched', strategy })
  expect(searches.found().size).toBe(24)
  expect(searches.found().has('new')).toBe(true)
})
