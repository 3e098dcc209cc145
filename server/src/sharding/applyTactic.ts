// One manual tactic: its actions on a copy of the state, then propagation of its axis to a fixed point.
import { assign } from './assign'
import { deviceCount } from './mesh'
import type { Conflict } from './propagate'
import { propagate } from './propagate'
import type { ShardingState } from './state'
import { copyState } from './state'

/** What an action does to each of its values. */
export type Assignment =
  | { readonly kind: 'dim'; readonly dim: number }
  /** Splits nothing: this dim may be tiled later, by propagation or by an action, and no other. */
  | { readonly kind: 'only'; readonly dim: number }
  | { readonly kind: 'firstDivisible' }
  | { readonly kind: 'largestDivisible' }
  | { readonly kind: 'replicated' }

export interface BoundAction {
  /** Values of the program; one that an earlier action of the tactic names is left to that one. */
  readonly values: readonly number[]
  readonly assignment: Assignment
}

export interface BoundTactic {
  /** Index in `mesh.axes`. */
  readonly axis: number
  readonly actions: readonly BoundAction[]
}

/** Why an action left a value as it was. */
export interface Refusal {
  readonly value: number
  readonly kind: 'no-such-dim' | 'already-tiled' | 'pinned' | 'kept' | 'indivisible'
  /** For 'kept' the dim that the value is kept for, for 'already-tiled' the one that is tiled. */
  readonly dim: number
  /** Local size of the dim for 'indivisible'. */
  readonly size: number
}

export interface ActionOutcome {
  /** Values that this action was the first of its tactic to name. */
  readonly values: readonly number[]
  readonly tiled: readonly number[]
  /** Kept whole, or kept for one dim. */
  readonly pinned: readonly number[]
  readonly refusals: readonly Refusal[]
  /** For first_divisible and largest_divisible: values without a dim that divides. */
  readonly indivisible: readonly number[]
  /** The same: values pinned or tiled along the axis already. */
  readonly skipped: readonly number[]
  /** Values of `tiled` whose dim a loop indexes: the whole stack is gathered in every iteration. */
  readonly stacked: readonly number[]
}

export interface TacticOutcome {
  readonly state: ShardingState
  readonly actions: readonly ActionOutcome[]
  /** Conflicts met by this tactic. */
  readonly conflicts: readonly Conflict[]
  /** Values newly tiled, by actions and by propagation. */
  readonly changed: number
}

/** `tactic` is its index in the schedule; `earlier` the conflicts of the tactics before it. */
export function applyTactic(
  before: ShardingState,
  bound: BoundTactic,
  tactic: number,
  earlier: readonly Conflict[],
): TacticOutcome {
  const state = copyState(before)
  const named = new Set<number>()
  const actions = bound.actions.map((action) => {
    const values = action.values.filter((value) => !named.has(value))
    for (const value of values) named.add(value)
    return applyAction(state, bound.axis, tactic, { values, assignment: action.assignment })
  })
  const inConflict = new Set(earlier.flatMap((conflict) => (conflict.axis === bound.axis ? [conflict.node] : [])))
  const tiled = actions.flatMap((outcome) => outcome.tiled)
  const isTrivial = deviceCount({ axes: [state.mesh.axes[bound.axis]!] }) === 1
  const conflicts = isTrivial ? [] : propagate(state, bound.axis, tactic, tiled, inConflict)
  return { state, actions, conflicts, changed: countChanged(before, state, bound.axis) }
}

function countChanged(before: ShardingState, after: ShardingState, axis: number): number {
  let changed = 0
  for (let cell = axis; cell < after.valueDim.length; cell += after.axes)
    if (before.valueDim[cell] !== after.valueDim[cell]) changed++
  return changed
}

function applyAction(state: ShardingState, axis: number, tactic: number, action: BoundAction): ActionOutcome {
  const outcome = {
    values: action.values,
    tiled: [] as number[],
    pinned: [] as number[],
    refusals: [] as Refusal[],
    indivisible: [] as number[],
    skipped: [] as number[],
    stacked: [] as number[],
  }
  for (const value of action.values) assign({ state, axis, tactic, value }, action.assignment, outcome)
  return outcome
}
