// A search that is short stays on its thread; others take over once it has worked for as long as they need to pay.
import { expect, test } from 'vitest'
import type { Costs } from '../../../server/src/search/ledger'
import type { CostAsk } from '../../../server/src/search/runSearch'
import type { Effort } from '../../../server/src/worker/searcher'
import { handOver } from '../../../server/src/worker/searcher'

const ask: CostAsk = { sets: [[]], likely: [], precision: 'estimate' }

/** Who was asked, in order; evaluators of that name answer nothing. */
function watch() {
  const asked: string[] = []
  const by = (name: string) => (): Promise<Costs> => {
    asked.push(name)
    return Promise.resolve([undefined])
  }
  return { asked, by }
}

test('what is spent counts over all searches, and others begin once a search', async () => {
  const { asked, by } = watch()
  const effort: Effort = { spent: 0, patience: 1000 }
  let begun = 0
  const begin = () => {
    begun++
    return by('others')
  }
  const first = handOver(effort, by('here'), begin)
  await first(ask)
  expect([asked, begun]).toEqual([['here'], 0])
  effort.spent = 1000
  const second = handOver(effort, by('here'), begin)
  for (const evaluate of [first, second, second]) await evaluate(ask)
  expect([asked, begun]).toEqual([['here', 'others', 'others', 'others'], 2])
})

test('time that it takes to evaluate is spent', async () => {
  const effort: Effort = { spent: 0, patience: Infinity }
  const slow = (): Promise<Costs> => new Promise((resolve) => setTimeout(() => resolve([undefined]), 20))
  await handOver(effort, slow, () => slow)(ask)
  expect(effort.spent).toBeGreaterThan(0)
})
