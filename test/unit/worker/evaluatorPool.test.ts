// Sets evaluated side by side: the same is found whoever evaluates and in whatever order, with evaluators that die, and when it is ended.
import { describe, expect, test } from 'vitest'
import type { Evaluators, SearchOutcome, SearchRequest } from '../../../server/src/search/runSearch'
import {
  answerBy,
  createEvaluators,
  listOwnActions,
  runSearch,
  startSearch,
} from '../../../server/src/search/runSearch'
import { createRandom } from '../../../server/src/search/random'
import type { Program } from '../../../server/src/sharding/program'
import { attachGround } from '../../../server/src/worker/evaluatorMessages'
import type { EvaluatorPool, Member, MemberEvents } from '../../../server/src/worker/evaluatorPool'
import { createEvaluatorPool } from '../../../server/src/worker/evaluatorPool'
import { wideRequest } from '../../support/wideSearch'

const request = wideRequest(40)

interface Behaviour {
  /** Milliseconds until the evaluator's answer to its task of that number, counted over all evaluators; undefined: it never comes. */
  readonly delay?: (task: number) => number | undefined
  /** It ends in place of an answer. */
  readonly crashesAt?: (task: number, set: readonly number[]) => boolean
}

/** Evaluators on this thread that behave so, with what was said of them. */
function createPool(
  count: number,
  { delay = () => 0, crashesAt = () => false }: Behaviour = {},
): {
  readonly pool: EvaluatorPool
  readonly said: string[]
  readonly started: () => number
  readonly programs: () => number
} {
  const said: string[] = []
  let [tasks, started, programs] = [0, 0, 0]
  const startMember = ({ onAnswer, onCrash }: MemberEvents): Member => {
    let program: Program | undefined
    let evaluators: Evaluators | undefined
    let hasEnded = false
    started++
    return {
      send: (message) => {
        if (message.kind === 'program') {
          programs++
          program = structuredClone(message.sent.program)
        } else if (message.kind === 'ground') evaluators = createEvaluators(attachGround(message.ground, program!))
        else {
          const task = ++tasks
          const milliseconds = delay(task)
          const { set, precision } = message.task
          const answer = (): void => {
            if (hasEnded) return
            if (crashesAt(task, set)) onCrash({ reason: 'exit code 134', isOutOfMemory: false })
            else onAnswer({ kind: 'cost', cost: evaluators![precision].evaluate(set) })
          }
          if (milliseconds !== undefined) setTimeout(answer, milliseconds)
        }
      },
      end: () => {
        hasEnded = true
        return Promise.resolve()
      },
    }
  }
  const pool = createEvaluatorPool({ count, startMember, log: (message) => void said.push(message) })
  return { pool, said, started: () => started, programs: () => programs }
}

async function search(pool: EvaluatorPool, isEnded?: (evaluations: number) => boolean): Promise<SearchOutcome> {
  let evaluations = 0
  const watched: SearchRequest = {
    ...request,
    onBatch: (_, now) => (evaluations = now),
    ...(isEnded === undefined ? {} : { isEnded: () => isEnded(evaluations) }),
  }
  const table = listOwnActions(watched)
  const evaluate = pool.begin({ table, start: request.start, device: request.device })
  const searching = startSearch(watched, table)
  await answerBy(searching.asking, (ask) => evaluate(ask, searching.ledger.isEnded))
  await pool.dispose()
  return searching
}

const alone = runSearch(request).ledger
const found = ({ ledger }: SearchOutcome): unknown => [ledger.best, [...ledger.bySet], [...ledger.states]]
const expected = found({ ledger: alone } as SearchOutcome)

describe('the same is found, after as many evaluations', () => {
  test.each([1, 2, 3])('by %i evaluators', async (count) => {
    const { pool, started } = createPool(count)
    expect(found(await search(pool))).toEqual(expected)
    expect(started()).toBe(count)
  })

  test.each([1, 2, 3, 4])('by evaluators that answer in random order, seed %i', async (seed) => {
    const random = createRandom(seed)
    const { pool } = createPool(3, { delay: () => Math.floor(random() * 6) })
    expect(found(await search(pool))).toEqual(expected)
  })

  test('by evaluators some of which die, which is said', async () => {
    const { pool, said, started } = createPool(2, { crashesAt: (task) => task === 1 || task === 9 })
    expect(found(await search(pool))).toEqual(expected)
    expect(said).toEqual(Array<string>(2).fill('an evaluator ended unexpectedly: exit code 134'))
    expect(started()).toBe(4)
  })
})

test('a set that no evaluator survives ends the search; one that was only likely does not', async () => {
  const { pool } = createPool(2, { crashesAt: (_, set) => set.length === 0 })
  await expect(search(pool)).rejects.toThrow('an evaluator ended unexpectedly: exit code 134')
  const last = [...alone.bySet.values()].at(-1)!.set
  const likely = createPool(2, { crashesAt: (_, set) => set.join() === last.join() })
  const table = listOwnActions(request)
  const evaluate = likely.pool.begin({ table, start: request.start, device: request.device })
  const costs = await evaluate({ sets: [[]], likely: [last], precision: 'estimate' })
  expect(costs[0]?.stepTime).toBe(alone.bySet.get('')!.cost.stepTime)
})

test('it ends with the best so far while evaluators are busy, without waiting for them', async () => {
  // From the tenth task on nobody answers.
  const { pool } = createPool(2, { delay: (task) => (task < 10 ? 0 : undefined) })
  let looks = 0
  const { ledger } = await search(pool, (evaluations) => evaluations > 2 && ++looks > 12)
  expect(ledger.best!.score).toBeLessThan(ledger.bySet.get('')!.score)
  expect(ledger.bySet.size).toBeLessThan(alone.bySet.size)
})

test('a search that begins leaves nothing to the one before it', async () => {
  const { pool, programs } = createPool(2)
  const table = listOwnActions(request)
  const first = pool.begin({ table, start: request.start, device: request.device })
  await first({ sets: [[], [0]], likely: [[1], [2]], precision: 'estimate' })
  expect(found(await search(pool))).toEqual(expected)
  // But the program itself, which each evaluator is sent once.
  expect(programs()).toBe(2)
})
