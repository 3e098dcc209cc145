// Runs a search on this thread.
import type { Device } from '../cost/devices'
import type { Scope } from './actions'
import { listActions } from './actions'
import type { Reached } from './applySet'
import { createSetApplier } from './applySet'
import type { SetEvaluator } from './evaluateSet'
import { createSetEvaluator } from './evaluateSet'
import type { Asking, Known, Ledger } from './ledger'
import { createLedger, evaluateAll } from './ledger'
import { createFoldedEvaluator } from './foldedEvaluator'
import { searchGreedily } from './lazyGreedy'
import type { ActionTable } from './actions'

export interface SearchRequest {
  /** What earlier tactics have left. */
  readonly start: Reached
  readonly axes: Scope['axes']
  readonly over: Scope['over']
  readonly device: Device
  /** Bytes of one device that the result should fit. */
  readonly memory: number
  /** Distinct states. */
  readonly evaluations: number
  readonly seed?: number
  readonly isEnded?: () => boolean
  readonly onBest?: (best: Known, evaluations: number) => void
  /** Called after each batch with the best set so far. */
  readonly onBatch?: (best: Known, evaluations: number) => void
}

export interface SearchOutcome {
  readonly table: ActionTable
  readonly ledger: Ledger
  readonly evaluator: SetEvaluator
}

/** Of the sets that seem best on a folded program, how many are looked at in full. */
const mostConfirmed = 3

/** Deterministic: the same request finds the same, whoever evaluates. What it ends with was evaluated in full. */
export function runSearch(
  request: SearchRequest,
  algorithm: (table: ActionTable, ledger: Ledger) => Asking<unknown> = searchGreedily,
): SearchOutcome {
  const { start, axes, over, device, memory, evaluations } = request
  const table = listActions({ start: start.state, axes, over })
  const ledger = createLedger({
    memory,
    budget: evaluations,
    seed: request.seed ?? 0,
    isEnded: request.isEnded ?? (() => false),
    onBest: request.onBest ?? (() => undefined),
  })
  const evaluator = createSetEvaluator(createSetApplier(table, start), device)
  const folded = createFoldedEvaluator(table, start, device)
  answer(algorithm(table, ledger), folded ?? evaluator, () => {
    if (ledger.best !== undefined) request.onBatch?.(ledger.best, ledger.states.size)
  })
  return { table, ledger: folded === undefined ? ledger : confirm(ledger, evaluator), evaluator }
}

function answer(asking: Asking<unknown>, evaluator: SetEvaluator, onBatch: () => void): void {
  let turn = asking.next()
  while (turn.done !== true) {
    turn = asking.next(turn.value.map((set) => evaluator.evaluate(set)))
    onBatch()
  }
}

/** A ledger of the start and the best few sets, in full; its states are those that were looked at. */
function confirm(estimates: Ledger, evaluator: SetEvaluator): Ledger {
  const { memory, budget, seed, states } = estimates
  const nothing = (): void => undefined
  const ledger = createLedger({ memory, budget: Infinity, seed, isEnded: () => false, onBest: nothing })
  const byScore = [...estimates.bySet.values()].sort((a, b) => a.score - b.score).slice(0, mostConfirmed)
  const best = [...(estimates.best === undefined ? [] : [estimates.best]), ...byScore]
  answer(evaluateAll(ledger, [[], ...best.map(({ set }) => set)]), evaluator, nothing)
  return { ...ledger, budget, states }
}
