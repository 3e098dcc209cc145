// One manual tactic: its actions on a copy of the state, then propagation of its axis to a fixed point.
import { deviceCount } from './mesh'
import type { Conflict } from './propagate'
import { propagate } from './propagate'
import { isStackedDim } from './stackedDims'
import type { ShardingState } from './state'
import { BY_ACTION, OPEN, PINNED, copyState, localDimSize, setTile } from './state'

/** What an action does to each of its values. */
export type Assignment =
  | { readonly kind: 'dim'; readonly dim: number }
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
  readonly kind: 'no-such-dim' | 'already-tiled' | 'pinned' | 'indivisible'
  readonly dim: number
  /** Local size of the dim for 'indivisible'. */
  readonly size: number
}

export interface ActionOutcome {
  /** Values that this action was the first of its tactic to name. */
  readonly values: readonly number[]
  readonly tiled: readonly number[]
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
  for (const value of action.values) {
    const now = state.valueDim[value * state.axes + axis]!
    if (action.assignment.kind === 'dim') tileDim(state, axis, tactic, value, action.assignment.dim, outcome)
    else if (action.assignment.kind === 'replicated') {
      if (now >= 0) outcome.refusals.push({ value, kind: 'already-tiled', dim: now, size: 0 })
      else {
        const cell = value * state.axes + axis
        state.valueDim[cell] = PINNED
        state.valueTactic[cell] = tactic
        state.valueVia[cell] = BY_ACTION
        outcome.pinned.push(value)
      }
    } else if (now !== OPEN) outcome.skipped.push(value)
    else {
      const dim = findDivisible(state, axis, value, action.assignment.kind === 'largestDivisible')
      if (dim < 0) outcome.indivisible.push(value)
      else tileDim(state, axis, tactic, value, dim, outcome)
    }
  }
  return outcome
}

interface Tiling {
  readonly tiled: number[]
  readonly refusals: Refusal[]
  readonly stacked: number[]
}

function tileDim(
  state: ShardingState,
  axis: number,
  tactic: number,
  value: number,
  wanted: number,
  outcome: Tiling,
): void {
  const rank = state.program.module.types[state.program.values.type[value]!]?.dims.length ?? 0
  const dim = wanted < 0 ? wanted + rank : wanted
  const now = state.valueDim[value * state.axes + axis]!
  const size = dim >= 0 && dim < rank ? localDimSize(state, value, dim) : 0
  if (size === 0) outcome.refusals.push({ value, kind: 'no-such-dim', dim: wanted, size: rank })
  else if (now >= 0) outcome.refusals.push({ value, kind: 'already-tiled', dim: now, size })
  else if (now === PINNED) outcome.refusals.push({ value, kind: 'pinned', dim, size })
  else if (size < 0 || size % state.mesh.axes[axis]!.size !== 0)
    outcome.refusals.push({ value, kind: 'indivisible', dim, size })
  else {
    setTile(state, value, dim, axis, tactic, BY_ACTION)
    outcome.tiled.push(value)
    if (isStackedDim(state, value, dim)) outcome.stacked.push(value)
  }
}

/** The first (or largest) dim of size above 1 whose local size divides by the axis, or -1. */
function findDivisible(state: ShardingState, axis: number, value: number, wantsLargest: boolean): number {
  const dims = state.program.module.types[state.program.values.type[value]!]?.dims ?? []
  let found = -1
  let largest = 1
  for (let dim = 0; dim < dims.length; dim++) {
    const size = localDimSize(state, value, dim)
    if (size <= 1 || size % state.mesh.axes[axis]!.size !== 0 || (found >= 0 && !wantsLargest) || size <= largest)
      continue
    found = dim
    largest = wantsLargest ? size : 1
  }
  return found
}
