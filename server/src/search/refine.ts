// The last round of a search: on the best set that arguments alone lead to, what lies inside the program and what is small.
import type { Action, ActionTable } from './actions'
import type { Exchange } from './exchanges'
import type { ActionSet, Asking, Ledger } from './ledger'
import { evaluateAll, isSpent, recall } from './ledger'
import { isLegal, joinSets, widenZero } from './sets'

/** Actions whose sets are named as likely while one is looked at. */
const foresight = 4

/** Takes each late action that makes the set better by so much, as a logarithm, in the place of what it stands against. */
export function* refine(
  table: ActionTable,
  ledger: Ledger,
  { set, leastGain }: { readonly set: ActionSet; readonly leastGain: number },
): Asking<ActionSet> {
  let best = set
  const late = [...table.late]
  for (const [at, id] of late.entries()) {
    const later = late.slice(at + 1, at + 1 + foresight)
    for (const next of waysToTake(table, best, id)) {
      if (isSpent(ledger)) return best
      yield* evaluateAll(
        ledger,
        [next],
        later.flatMap((other) => waysToTake(table, best, other)),
      )
      const [before, after] = [recall(ledger, best), recall(ledger, next)]
      if (before === undefined || after === undefined || Math.log(before.score / after.score) <= leastGain) continue
      best = next
      break
    }
  }
  return best
}

/** Legal sets with the action, those that change least first. */
function waysToTake(table: ActionTable, set: ActionSet, id: number): ActionSet[] {
  if (set.includes(id)) return []
  const action = table.actions[id]!
  const ways = action.kind === 'exchange' ? waysToExchange(table, set, id) : [withLate(table, set, id)]
  return ways.filter((way) => way !== undefined).filter((way) => isLegal(table, way))
}

/** A dim inside the program is added; ZeRO on all tensors takes the place of the same on large ones. */
function withLate({ actions }: ActionTable, set: ActionSet, id: number): ActionSet | undefined {
  const action = actions[id]!
  if (action.kind !== 'zero') return joinSets(set, [id])
  const isSame = (one: Action): boolean =>
    one.kind === 'zero' && one.stage === action.stage && one.axes.join() === action.axes.join()
  const at = set.findIndex((own) => isSame(actions[own]!))
  return at < 0 ? undefined : joinSets(set.with(at, id), [])
}

/** With what is around split along the axis: what else the axis splits stays, or makes room. And with what is around as it is. */
function waysToExchange(table: ActionTable, set: ActionSet, id: number): ActionSet[] {
  const { actions } = table
  const action = actions[id]!
  if (action.kind !== 'exchange') return []
  const { axis, exchange } = action
  if (exchange.whole !== undefined) return waysToReduce(table, set, { id, axis, whole: exchange.whole })
  const tileOf = (one: number): (Action & { kind: 'tile' }) | undefined => {
    const tile = actions[one]!
    return tile.kind === 'tile' && tile.axis === axis ? tile : undefined
  }
  const around = actions.findIndex((_, one) => tileOf(one)?.choice === exchange.around)
  if (around < 0) return []
  const stays = set.filter((one) => tileOf(one)?.choice !== exchange.inside)
  const others = stays.filter((one) => tileOf(one) === undefined)
  const split = [stays, others].map((rest) => widenZero(table, joinSets(rest, [id, around])))
  return [...split, joinSets(stays, [id])]
}

/** In the place of the exchange with all its borders, or with others of them. */
function waysToReduce(
  { actions }: ActionTable,
  set: ActionSet,
  { id, axis, whole }: { readonly id: number; readonly axis: number; readonly whole: Exchange },
): ActionSet[] {
  const at = set.findIndex((one) => {
    const action = actions[one]!
    if (action.kind !== 'exchange' || action.axis !== axis) return false
    return (action.exchange.whole ?? action.exchange) === whole
  })
  return at < 0 ? [] : [joinSets(set.with(at, id), [])]
}
