// A search from its request to its outcome, as a generator that asks for costs: who evaluates, in which order and on how many threads,
// is not its business. And the plainest who: this thread.
import type { Device } from '../cost/devices'
import type { ActionTable, Scope } from './actions'
import { listActions } from './actions'
import type { Reached } from './applySet'
import { createSetApplier } from './applySet'
import type { SetEvaluator } from './evaluateSet'
import { createSetEvaluator } from './evaluateSet'
import { createFoldedEvaluator } from './foldedEvaluator'
import { searchGreedily } from './lazyGreedy'
import type { Ask, Asking, Costs, Known, Ledger } from './ledger'
import { createLedger, evaluateAll } from './ledger'

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
}

/** What sets are evaluated on. Plain data, to be sent to other threads. */
export interface Ground {
  readonly table: ActionTable
  readonly start: Reached
  readonly device: Device
}

/** Of a deep program's shallow stand-in, or of the program itself: the same where it has none. */
export type Precision = 'estimate' | 'whole'

export type Evaluators = Readonly<Record<Precision, SetEvaluator>>

export function createEvaluators({ table, start, device }: Ground): Evaluators {
  const whole = createSetEvaluator(createSetApplier(table, start), device)
  return { estimate: createFoldedEvaluator(table, start, device) ?? whole, whole }
}

export interface CostAsk extends Ask {
  readonly precision: Precision
}

export type AskingCosts<Result> = Generator<CostAsk, Result, Costs>

/** Of the sets that seem best on a folded program, how many are looked at in full. */
const mostConfirmed = 3

type Algorithm = (table: ActionTable, ledger: Ledger) => Asking<unknown>

export const listOwnActions = ({ start, axes, over }: SearchRequest): ActionTable =>
  listActions({ start: start.state, axes, over })

/** A search under way: its outcome, which is complete once all that it asks for was answered. Figures are estimates yet. */
export interface Searching extends SearchOutcome {
  readonly asking: AskingCosts<void>
}

/** Deterministic but for `isEnded`, which is asked once the start is known: so there is always something to end with. */
export function startSearch(
  request: SearchRequest,
  table: ActionTable,
  algorithm: Algorithm = searchGreedily,
): Searching {
  const ledger: Ledger = createLedger({
    memory: request.memory,
    budget: request.evaluations,
    seed: request.seed ?? 0,
    isEnded: () => ledger.best !== undefined && request.isEnded?.() === true,
    onBest: request.onBest ?? (() => undefined),
  })
  const onBatch = (): void => {
    if (ledger.best !== undefined) request.onBatch?.(ledger.best, ledger.states.size)
  }
  return { table, ledger, asking: askFor('estimate', algorithm(table, ledger), onBatch) }
}

/**
 * The outcome with a ledger of the start and the best few sets, in full; its states are those that were looked at. In haste the best
 * one alone is taken at its word.
 */
export function* confirmOutcome({ table, ledger }: SearchOutcome, isHasty = false): AskingCosts<SearchOutcome> {
  const { memory, budget, seed, states } = ledger
  const nothing = (): void => undefined
  const whole = createLedger({ memory, budget: Infinity, seed, isEnded: () => false, onBest: nothing })
  const byScore = [...ledger.bySet.values()].sort((a, b) => a.score - b.score).slice(0, isHasty ? 0 : mostConfirmed)
  const best = [...(ledger.best === undefined ? [] : [ledger.best]), ...byScore]
  yield* askFor('whole', evaluateAll(whole, [[], ...best.map(({ set }) => set)]), nothing)
  return { table, ledger: { ...whole, budget, states } }
}

function* askFor(precision: Precision, asking: Asking<unknown>, onBatch: () => void): AskingCosts<void> {
  let turn = asking.next()
  while (turn.done !== true) {
    turn = asking.next(yield { ...turn.value, precision })
    onBatch()
  }
}

/** Evaluates on this thread what is asked for. */
export function answerHere<Result>(asking: AskingCosts<Result>, evaluators: Evaluators): Result {
  let turn = asking.next()
  while (turn.done !== true) {
    const { sets, precision } = turn.value
    turn = asking.next(sets.map((set) => evaluators[precision].evaluate(set)))
  }
  return turn.value
}

/** Somebody who evaluates in their own time. */
export type Evaluate = (ask: CostAsk) => Promise<Costs>

/** Has others evaluate what is asked for; `afterEach` answer something else may be done. */
export async function answerBy<Result>(
  asking: AskingCosts<Result>,
  evaluate: Evaluate,
  afterEach: () => Promise<void> | undefined = () => undefined,
): Promise<Result> {
  let turn = asking.next()
  while (turn.done !== true) {
    turn = asking.next(await evaluate(turn.value))
    await afterEach()
  }
  return turn.value
}

/** Searches on this thread. What it ends with was evaluated in full. */
export function runSearch(request: SearchRequest, algorithm?: Algorithm): SearchOutcome {
  const table = listOwnActions(request)
  const evaluators = createEvaluators({ table, start: request.start, device: request.device })
  const { asking, ledger } = startSearch(request, table, algorithm)
  answerHere(asking, evaluators)
  const isFolded = evaluators.estimate !== evaluators.whole
  return isFolded ? answerHere(confirmOutcome({ table, ledger }), evaluators) : { table, ledger }
}
