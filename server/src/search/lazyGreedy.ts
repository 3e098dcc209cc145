// Lazy greedy search over sets of actions: gains of the last round order the candidates of the next, and most need not be looked
// at again. Source: docs/SEARCH.md, Algorithm; M. Minoux, Accelerated greedy algorithms for maximizing submodular set functions, 1978.
import type { Action, ActionTable } from './actions'
import type { ActionSet, Asking, Ledger } from './ledger'
import { evaluateAll, isSpent, recall } from './ledger'
import { shuffle } from './random'
import { refine } from './refine'
import { isLegal, joinSets, widenZero } from './sets'

/** An action must make the score this much better, as a logarithm: less is noise of the model. */
const leastGain = 0.002
/** What is left out of the best set when it is worth less. */
const leastWorth = 1e-4
/** How many of those that come next are named, for who has time to spare. */
const foresight = 8

interface Candidate {
  readonly actions: ActionSet
  /** By how much it made the score better when it was last looked at; infinite when it was not. */
  gain: number
  isFresh: boolean
}

/**
 * Takes what helps most until nothing does, then exchanges actions and goes on from what that finds; with what is left of the budget
 * the same again without each action that was found, the weightiest first: what hides behind it. The ledger knows the best.
 */
export function* searchGreedily(table: ActionTable, ledger: Ledger): Asking<void> {
  yield* evaluateAll(ledger, [[]])
  const candidates = [
    ...[...table.actions.keys()].filter((id) => !table.late.has(id)).map((id) => [id]),
    ...table.bundles,
  ]
  let set = yield* climb(table, ledger, candidates)
  while (!isSpent(ledger)) {
    const refined = yield* refine(table, ledger, { set, leastGain })
    if (refined === set) break
    set = yield* climb(table, ledger, candidates, yield* prune(table, ledger, refined))
  }
  for (const avoided of set.toSorted((a, b) => weightOf(table.actions[b]!) - weightOf(table.actions[a]!))) {
    if (isSpent(ledger)) return
    yield* climb(
      table,
      ledger,
      candidates.filter((actions) => !actions.includes(avoided)),
    )
  }
}

/** From a set to one that no addition and no exchange makes better. */
function* climb(
  table: ActionTable,
  ledger: Ledger,
  offered: readonly ActionSet[],
  from: ActionSet = [],
): Asking<ActionSet> {
  const candidates = shuffle(offered, ledger.seed).map((actions): Candidate => ({
    actions,
    gain: Infinity,
    isFresh: false,
  }))
  const allowed = new Set(offered.flat())
  let set = yield* grow(table, ledger, { set: from, candidates })
  while (!isSpent(ledger)) {
    const exchanged = yield* exchange(table, ledger, { set, allowed })
    if (exchanged === undefined) break
    for (const candidate of candidates) candidate.isFresh = false
    set = yield* grow(table, ledger, { set: yield* prune(table, ledger, exchanged), candidates })
  }
  return set
}

/** Adds candidates until none makes the set better, and drops what has become idle. */
function* grow(table: ActionTable, ledger: Ledger, { set: start, candidates }: Round): Asking<ActionSet> {
  let set = start
  while (!isSpent(ledger)) {
    const chosen = yield* chooseNext(table, ledger, { set, candidates })
    if (chosen === undefined) break
    set = joinSets(set, chosen.actions)
    if (chosen.actions.length > 1) set = yield* prune(table, ledger, set)
    for (const candidate of candidates) candidate.isFresh = false
  }
  return yield* prune(table, ledger, set)
}

/**
 * The first set that is better with one action in the place of another, or of all that an axis has; undefined when there is none.
 * What an axis already splits leaves nothing for what comes after, so a worse choice that came first hides a better one.
 */
function* exchange(
  table: ActionTable,
  ledger: Ledger,
  { set, allowed }: { readonly set: ActionSet; readonly allowed: ReadonlySet<number> },
): Asking<ActionSet | undefined> {
  const before = recall(ledger, set)
  const added = shuffle(exchangeOrder(table.actions), ledger.seed).filter((id) => !set.includes(id) && allowed.has(id))
  const exchanges = added.flatMap((id) => exchangesOf(table, set, id))
  for (const [at, next] of exchanges.entries()) {
    if (isSpent(ledger) || before === undefined) return undefined
    yield* evaluateAll(ledger, [next], exchanges.slice(at + 1, at + 1 + foresight))
    const after = recall(ledger, next)
    if (after !== undefined && Math.log(before.score / after.score) > leastGain) return next
  }
  return undefined
}

/** Sets with the action and without its rivals: all of them for what splits inputs, then each alone, the lightest first. */
function exchangesOf(table: ActionTable, set: ActionSet, added: number): ActionSet[] {
  const { actions } = table
  const action = actions[added]!
  const rivals = set.filter((id) => isRival(actions[id]!, action))
  const single = rivals.toSorted((a, b) => weightOf(actions[a]!) - weightOf(actions[b]!)).map((id) => [id])
  const dropped = action.kind === 'tile' && action.choice.isInput && rivals.length > 1 ? [rivals, ...single] : single
  return dropped
    .map((gone) =>
      widenZero(
        table,
        joinSets(
          set.filter((id) => !gone.includes(id)),
          [added],
        ),
      ),
    )
    .filter((next) => isLegal(table, next))
}

/** ZeRO first, since there is little of it and what it costs hangs on what else is there; then by weight. */
const exchangeOrder = (actions: readonly Action[]): number[] =>
  [...actions.keys()].toSorted((a, b) => weightOf(actions[b]!) - weightOf(actions[a]!))

/** Both cannot have what they split: the same axis, or the same state. */
const isRival = (a: Action, b: Action): boolean =>
  a.kind === 'zero' ? b.kind === 'zero' : b.kind === a.kind && b.axis === a.axis

function weightOf(action: Action): number {
  if (action.kind === 'exchange') return action.exchange.weight
  if (action.kind === 'pin') return action.pin.weight
  return action.kind === 'tile' ? action.choice.weight : Infinity
}

interface Round {
  readonly set: ActionSet
  readonly candidates: readonly Candidate[]
}

/** The candidate that makes the set best; undefined when none makes it better. */
function* chooseNext(table: ActionTable, ledger: Ledger, { set, candidates }: Round): Asking<Candidate | undefined> {
  const open = candidates.filter(({ actions }) => canAdd(table, set, actions))
  const width = 2
  while (!isSpent(ledger)) {
    // Equal gains: the first one.
    const order = open.toSorted((a, b) => (a.gain === b.gain ? 0 : b.gain - a.gain))
    const [top] = order
    if (top === undefined) return undefined
    if (top.isFresh) return top.gain > leastGain ? top : undefined
    const stale = order.filter(({ isFresh }) => !isFresh)
    const [now, next] = [stale.slice(0, width), stale.slice(width, width + foresight)]
    const setsOf = (some: readonly Candidate[]): ActionSet[] => some.map(({ actions }) => joinSets(set, actions))
    yield* evaluateAll(ledger, setsOf(now), setsOf(next))
    for (const candidate of now) refresh(ledger, set, candidate)
  }
  const best = open.filter(({ isFresh }) => isFresh).toSorted((a, b) => b.gain - a.gain)[0]
  return best !== undefined && best.gain > leastGain ? best : undefined
}

/** A bundle opens an axis: where a tile has it already, its parts are candidates of their own. At first they say more than it. */
function canAdd(table: ActionTable, set: ActionSet, added: ActionSet): boolean {
  if (!added.some((id) => !set.includes(id)) || !isLegal(table, joinSets(set, added))) return false
  const isBundle = added.length > 1
  const axis = (id: number): number | undefined => {
    const action = table.actions[id]!
    return action.kind === 'tile' ? action.axis : undefined
  }
  return !isBundle || ((set.length > 0 || table.dataAxes.size > 0) && !set.some((id) => axis(id) === axis(added[0]!)))
}

function refresh(ledger: Ledger, set: ActionSet, candidate: Candidate): void {
  const [before, after] = [recall(ledger, set), recall(ledger, joinSets(set, candidate.actions))]
  if (before === undefined || after === undefined) return
  candidate.gain = Math.log(before.score / after.score)
  candidate.isFresh = true
}

/** Drops actions, the last one first, whose absence costs nothing. */
export function* prune(table: ActionTable, ledger: Ledger, set: ActionSet): Asking<ActionSet> {
  let kept = set
  for (const [at, id] of set.toReversed().entries()) {
    const without = kept.filter((one) => one !== id)
    if (kept.length < 2 || !isLegal(table, without)) continue
    // Most of them stay.
    const next = set.toReversed().slice(at + 1)
    yield* evaluateAll(
      ledger,
      [without],
      next.map((other) => kept.filter((one) => one !== other)).filter((less) => isLegal(table, less)),
    )
    const [whole, less] = [recall(ledger, kept), recall(ledger, without)]
    if (whole !== undefined && less !== undefined && Math.log(less.score / whole.score) < leastWorth) kept = without
  }
  return kept
}
