// Sets of actions, and which make sense.
import type { ActionTable } from './actions'
import type { ActionSet } from './ledger'

/** Both, in order, each action once. */
export const joinSets = (a: ActionSet, b: ActionSet): ActionSet => [...new Set([...a, ...b])].sort((x, y) => x - y)

/**
 * ZeRO once at most, and only on axes that split an input, by the set or before it: elsewhere it is tensor parallelism under a
 * wrong name.
 */
export function isLegal({ actions, dataAxes }: ActionTable, set: ActionSet): boolean {
  const zeros = set.flatMap((id) => {
    const action = actions[id]!
    return action.kind === 'zero' ? [action] : []
  })
  if (zeros.length > 1) return false
  const [zero] = zeros
  return (
    zero === undefined ||
    zero.axes.every(
      (axis) =>
        dataAxes.has(axis) ||
        set.some((id) => {
          const action = actions[id]!
          return action.kind === 'tile' && action.axis === axis && action.choice.isInput
        }),
    )
  )
}

/** The set with its ZeRO on every axis that splits an input in it: on some of them alone it costs a sum of its own. */
export function widenZero(table: ActionTable, set: ActionSet): ActionSet {
  const at = set.findIndex((id) => table.actions[id]!.kind === 'zero')
  const zero = table.actions[set[at] ?? -1]
  if (zero?.kind !== 'zero') return set
  const legal = table.actions.flatMap((action, id) =>
    action.kind === 'zero' &&
    action.stage === zero.stage &&
    action.isForAll === zero.isForAll &&
    isLegal(table, set.with(at, id))
      ? [{ id, count: action.axes.length }]
      : [],
  )
  const widest = legal.toSorted((a, b) => b.count - a.count)[0]
  return widest === undefined || widest.count <= zero.axes.length ? set : joinSets(set.with(at, widest.id), [])
}
