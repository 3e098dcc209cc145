// What a search knows: the cost of every set it has asked for, the best one, and how much of its budget is left. The search is a
// generator that yields sets and gets their costs: where and how they are evaluated is not its business, so it finds the same
// whatever the number of workers.
import type { SetCost } from './evaluateSet'
import type { Goal } from './score'
import { scoreOf } from './score'

/** Ascending indices of actions. */
export type ActionSet = readonly number[]

/** Sets to be evaluated in any order, and those that will probably be asked for next: who has time to spare may begin with them. */
export interface Ask {
  readonly sets: readonly ActionSet[]
  readonly likely: readonly ActionSet[]
}

/** Costs in the order of the sets; undefined where somebody ended the search before one was known. */
export type Costs = readonly (SetCost | undefined)[]

/** Asks for sets and takes their costs. What is likely changes nothing but how long it takes. */
export type Asking<Result> = Generator<Ask, Result, Costs>

export interface Known {
  readonly set: ActionSet
  readonly cost: SetCost
  readonly score: number
}

export interface Ledger {
  readonly memory: number
  /** Distinct states that may be evaluated. */
  readonly budget: number
  /** Of the order in which candidates that nothing is known of are tried; 0: the heaviest first. */
  readonly seed: number
  /** Asked between batches; true ends the search with what it has. */
  readonly isEnded: () => boolean
  /** Called with each new best set. */
  readonly onBest: (best: Known, evaluations: number) => void
  readonly bySet: Map<string, Known>
  readonly states: Set<string>
  goal: Goal | undefined
  best: Known | undefined
}

export const createLedger = (given: Pick<Ledger, 'memory' | 'budget' | 'seed' | 'isEnded' | 'onBest'>): Ledger => ({
  ...given,
  bySet: new Map(),
  states: new Set(),
  goal: undefined,
  best: undefined,
})

/** Sets evaluated at a time: fixed, so that the order of commits does not depend on how many workers there are. */
const batchSize = 2

export const isSpent = (ledger: Ledger): boolean => ledger.states.size >= ledger.budget || ledger.isEnded()

/** What is known of a set; undefined when it was never evaluated. */
export const recall = (ledger: Ledger, set: ActionSet): Known | undefined => ledger.bySet.get(set.join())

/** Evaluates those sets that are not known yet, in order, until the budget is spent. `likely` comes next, if it comes to that. */
export function* evaluateAll(
  ledger: Ledger,
  sets: readonly ActionSet[],
  likely: readonly ActionSet[] = [],
): Asking<void> {
  const open = sets.filter(
    (set, i) => recall(ledger, set) === undefined && sets.findIndex((one) => one.join() === set.join()) === i,
  )
  for (let at = 0; at < open.length && !isSpent(ledger); at += batchSize) {
    const batch = open.slice(at, at + batchSize)
    const costs = yield { sets: batch, likely: [...open.slice(at + batchSize), ...likely] }
    batch.forEach((set, i) => {
      const cost = costs[i]
      if (cost !== undefined) commit(ledger, set, cost)
    })
  }
}

/** The first set ever is the one without actions: it sets what times are compared with. */
function commit(ledger: Ledger, set: ActionSet, cost: SetCost): void {
  ledger.goal ??= { memory: ledger.memory, startTime: cost.stepTime }
  const known = { set, cost, score: scoreOf(cost, ledger.goal) }
  ledger.bySet.set(set.join(), known)
  ledger.states.add(cost.state)
  if (ledger.best !== undefined && !isBetter(known, ledger.best)) return
  ledger.best = known
  ledger.onBest(known, ledger.states.size)
}

/** Scores that differ by less than this are equal. */
const sameScore = 1e-3

/** By score; then fewer actions, less communication, less memory. */
export function isBetter(a: Known, b: Known): boolean {
  if (Math.abs(Math.log(a.score / b.score)) > sameScore) return a.score < b.score
  if (a.set.length !== b.set.length) return a.set.length < b.set.length
  if (a.cost.communicationTime !== b.cost.communicationTime) return a.cost.communicationTime < b.cost.communicationTime
  return a.cost.peakMemory < b.cost.peakMemory
}
