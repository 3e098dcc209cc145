// Evaluators of a search as real threads: what they find is what one thread finds, and those that cannot start are told.
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { SearchOutcome } from '../../server/src/search/runSearch'
import { answerBy, listOwnActions, runSearch, startSearch } from '../../server/src/search/runSearch'
import { createEvaluatorPool } from '../../server/src/worker/evaluatorPool'
import { startEvaluatorThread } from '../../server/src/worker/evaluatorThread'
import { wideRequest } from '../support/wideSearch'

const dist = join(import.meta.dirname, '..', '..', 'dist')
const request = wideRequest(
  30,
  Array.from({ length: 40 }, (_, i) => `layer_${i}`),
)

async function search(threads: number, bundle: string, said: string[] = []): Promise<SearchOutcome> {
  const startMember = startEvaluatorThread.bind(undefined, join(dist, bundle))
  const pool = createEvaluatorPool({ count: threads, startMember, log: (message) => void said.push(message) })
  try {
    const table = listOwnActions(request)
    const evaluate = pool.begin({ table, start: request.start, device: request.device })
    const searching = startSearch(request, table)
    await answerBy(searching.asking, evaluate)
    return searching
  } finally {
    await pool.dispose()
  }
}

test('two threads find what one finds', async () => {
  const { best, bySet } = runSearch(request).ledger
  const { ledger } = await search(2, 'evaluator.js')
  expect(ledger.best).toEqual(best)
  expect([...ledger.bySet.keys()]).toEqual([...bySet.keys()])
})

test('threads that cannot work end the search with the reason', async () => {
  const said: string[] = []
  await expect(search(2, 'missing.js', said)).rejects.toThrow(/^an evaluator ended unexpectedly: Cannot find module/)
  expect(said.length).toBeGreaterThan(0)
})
