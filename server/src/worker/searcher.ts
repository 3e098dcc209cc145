// Questions of automatic tactics -> what searches find, on as many threads as there are: with one, on this one.
import type { AutoProgress, AutoQuestion, FoundStrategy, PreparedSearch } from '../engine/search/autoTactic'
import { describeOutcome, prepareSearch } from '../engine/search/autoTactic'
import type { SetCost } from '../search/evaluateSet'
import type { Known } from '../search/ledger'
import type { Searching } from '../search/runSearch'
import { answerBy, createEvaluators, startSearch } from '../search/runSearch'
import type { PooledEvaluate } from './evaluatorPool'
import { createEvaluatorPool } from './evaluatorPool'
import { evaluatorPath, startEvaluatorThread } from './evaluatorThread'

export interface SearcherOptions {
  /** Threads that evaluate at most. */
  readonly threads: number
  /** Told of threads that had to be replaced. */
  readonly log: (message: string) => void
}

export interface SearchOptions {
  /** True ends the search with the best that it has. */
  readonly isEnded?: () => boolean
  readonly onProgress?: (progress: AutoProgress) => void
  /** The best so far as if the search had been ended there; from time to time. */
  readonly onSoFar?: (strategy: FoundStrategy) => void
}

export interface Searcher {
  /** Rejects when a set cannot be evaluated. */
  readonly search: (question: AutoQuestion, options?: SearchOptions) => Promise<FoundStrategy>
  readonly dispose: () => Promise<void>
}

/** Each new thread has to compile what it runs, for some 2 s of a processor: measured, two of them pay after this. */
const payingMilliseconds = 4000

export function createSearcher({ threads, log }: SearcherOptions): Searcher {
  const path = evaluatorPath()
  const startMember = startEvaluatorThread.bind(undefined, path)
  const pool = createEvaluatorPool({ count: threads, startMember, log })
  const effort: Effort = { spent: 0, patience: threads > 1 ? payingMilliseconds : Infinity }
  const chooseWho = (prepared: PreparedSearch): PooledEvaluate =>
    handOver(effort, evaluateHere(prepared), () => pool.begin(prepared.ground))
  return {
    search: (question, options = {}) => search(chooseWho, question, options),
    dispose: () => pool.dispose(),
  }
}

async function search(
  chooseWho: (prepared: PreparedSearch) => PooledEvaluate,
  question: AutoQuestion,
  { isEnded = () => false, onProgress, onSoFar }: SearchOptions,
): Promise<FoundStrategy> {
  let wasEnded = false
  const noteEnd = (): boolean => (wasEnded ||= isEnded())
  const prepared = prepareSearch(question, { isEnded: noteEnd, ...(onProgress === undefined ? {} : { onProgress }) })
  const evaluate = chooseWho(prepared)
  const searching = startSearch(prepared.request, prepared.ground.table)
  const afterEach = onSoFar && createSoFar({ prepared, searching, evaluate, tell: onSoFar })
  await answerBy(searching.asking, (ask) => evaluate(ask, searching.ledger.isEnded), afterEach)
  return answerBy(describeOutcome(prepared, searching, { isWhole: !wasEnded }), evaluate)
}

/** Evaluating on this thread, over all searches of a searcher. */
export interface Effort {
  /** Milliseconds so far. */
  spent: number
  /** Milliseconds after which other threads take over. */
  readonly patience: number
}

/**
 * Evaluates here until that has taken as long as others need to pay, and has them do the rest: searches that are over sooner do not
 * wait for them, and of longer ones as much again may be still to come.
 */
export function handOver(effort: Effort, here: PooledEvaluate, begin: () => PooledEvaluate): PooledEvaluate {
  let others: PooledEvaluate | undefined
  return async (ask, isEnded) => {
    if (effort.spent >= effort.patience) {
      others ??= begin()
      return others(ask, isEnded)
    }
    const begun = performance.now()
    const costs = await here(ask, isEnded)
    effort.spent += performance.now() - begun
    return costs
  }
}

/** Between two sets what waits on this thread has its turn: somebody may want the search to end. */
function evaluateHere({ ground }: PreparedSearch): PooledEvaluate {
  const evaluators = createEvaluators(ground)
  return async ({ sets, precision }, isEnded = () => false) => {
    const costs: (SetCost | undefined)[] = []
    for (const set of sets) {
      await new Promise((resolve) => setImmediate(resolve))
      costs.push(isEnded() ? undefined : evaluators[precision].evaluate(set))
    }
    return costs
  }
}

/** Telling takes a fifth of the time at most. */
const leastShare = 4

interface SoFar {
  readonly prepared: PreparedSearch
  readonly searching: Searching
  readonly evaluate: PooledEvaluate
  readonly tell: (strategy: FoundStrategy) => void
}

/** Tells of the first strategy at once, so that whoever ends the search then has it, and of better ones from time to time. */
function createSoFar({ prepared, searching, evaluate, tell }: SoFar): () => Promise<void> | undefined {
  let next = 0
  let told: Known | undefined
  const describe = async (best: Known): Promise<void> => {
    const begun = performance.now()
    tell(await answerBy(describeOutcome(prepared, searching, { isWhole: false }), evaluate))
    told = best
    next = performance.now() + leastShare * (performance.now() - begun)
  }
  return () => {
    const { best } = searching.ledger
    const isNew = best !== undefined && best !== told && best.set.length > 0
    return isNew && performance.now() >= next ? describe(best) : undefined
  }
}
