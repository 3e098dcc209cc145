// A set of actions -> the state that they leave, each action a tactic of its own. Prefixes that sets share are kept.
import type { BoundAction, BoundTactic } from '../sharding/applyTactic'
import { applyTactic } from '../sharding/applyTactic'
import { findLargeRule, isLarge } from '../sharding/largeTensors'
import type { Conflict } from '../sharding/propagate'
import { ArgumentRole, roleOf } from '../sharding/roles'
import { chooseSplitDim } from '../sharding/stackedDims'
import type { ShardingState } from '../sharding/state'
import { localDimSize, OPEN } from '../sharding/state'
import type { Action, ActionTable } from './actions'
import type { Exchange } from './exchanges'
import type { InnerDim } from './exchangeSeeds'
import type { Pin } from './pins'

/** A state on the way through a set. */
export interface Reached {
  readonly state: ShardingState
  readonly conflicts: readonly Conflict[]
  /** Tactics so far, those before the search too. */
  readonly tactics: number
}

export interface SetApplier {
  /** Ascending indices of actions. */
  readonly apply: (set: readonly number[]) => Reached
}

/** States kept: some 30 bytes for each value and axis. */
const mostKept = 48

export function createSetApplier({ actions }: ActionTable, start: Reached): SetApplier {
  const kept = new Map<string, Reached>()
  const extend = (set: readonly number[], length: number): Reached => {
    if (length === 0) return start
    const key = set.slice(0, length).join()
    const known = kept.get(key)
    // The one used last comes last.
    kept.delete(key)
    const reached = known ?? applyAction(extend(set, length - 1), actions[set[length - 1]!]!)
    kept.set(key, reached)
    for (const oldest of kept.keys()) if (kept.size > mostKept) kept.delete(oldest)
    return reached
  }
  return { apply: (set) => extend(set, set.length) }
}

export function applyAction(before: Reached, action: Action): Reached {
  let reached = before
  for (const tactic of tacticsOf(action)) {
    const { state, conflicts } = applyTactic(
      reached.state,
      bindTactic(tactic, reached.state),
      reached.tactics,
      reached.conflicts,
    )
    reached = { state, conflicts: [...reached.conflicts, ...conflicts], tactics: reached.tactics + 1 }
  }
  return reached
}

/** One tactic of an action: what it does on one axis. */
export interface ActionTactic {
  readonly axis: number
  readonly action: Action
}

/** Ascending axes: data axes of ZeRO are put on dims in the order of the mesh. */
export const tacticsOf = (action: Action): readonly ActionTactic[] =>
  action.kind === 'zero'
    ? action.axes.toSorted((a, b) => a - b).map((axis) => ({ axis, action }))
    : [{ axis: action.axis, action }]

/** What something has tiled or pinned along the axis already is left to that. */
export function bindTactic({ axis, action }: ActionTactic, state: ShardingState): BoundTactic {
  switch (action.kind) {
    case 'tile':
      return { axis, actions: bindSeeds(state, axis, action.choice.seeds) }
    case 'exchange':
      return { axis, actions: bindExchange(state, axis, action.exchange) }
    case 'pin':
      return { axis, actions: bindPin(state, axis, action.pin) }
    case 'zero':
      return { axis, actions: bindZero(state, axis, action) }
  }
}

function bindSeeds(state: ShardingState, axis: number, seeds: readonly InnerDim[]): BoundAction[] {
  const size = state.mesh.axes[axis]!.size
  return byDim(
    state,
    axis,
    seeds.filter(({ value, dim }) => localDimSize(state, value, dim) % size === 0),
  ).map(({ dim, values }) => ({ values, assignment: { kind: 'dim', dim } }))
}

/** Values that are open along the axis, by the dim that is meant. */
function byDim(
  state: ShardingState,
  axis: number,
  dims: readonly InnerDim[],
): readonly { readonly dim: number; readonly values: readonly number[] }[] {
  const found = new Map<number, number[]>()
  for (const { value, dim } of dims) {
    if (state.valueDim[value * state.axes + axis] !== OPEN) continue
    const values = found.get(dim)
    if (values === undefined) found.set(dim, [value])
    else values.push(value)
  }
  return [...found].map(([dim, values]) => ({ dim, values }))
}

/** Nothing where its inside has no part that the axis could split. */
function bindExchange(state: ShardingState, axis: number, { borders, seeds }: Exchange): BoundAction[] {
  const tiles = bindSeeds(state, axis, seeds)
  const kept = byDim(state, axis, borders).map(({ dim, values }): BoundAction => ({
    values,
    assignment: { kind: 'only', dim },
  }))
  return tiles.length === 0 || kept.length === 0 ? [] : [...kept, ...tiles]
}

function bindPin(state: ShardingState, axis: number, { values }: Pin): BoundAction[] {
  const open = values.filter((value) => state.valueDim[value * state.axes + axis] === OPEN)
  return open.length === 0 ? [] : [{ values: open, assignment: { kind: 'replicated' } }]
}

/** Splits what is large along the first dim that divides and stacks no layers. */
function bindZero(state: ShardingState, axis: number, { stage, isForAll }: Action & { kind: 'zero' }): BoundAction[] {
  const { program, mesh, axes } = state
  const roles = roleOf(program)
  const ofRole = (role: number): number[] => Array.from(roles.keys()).filter((i) => roles[i] === role)
  const isOpen = (i: number): boolean => state.valueDim[program.arguments[i]! * axes + axis] === OPEN
  const [parameters, kept] = [ofRole(ArgumentRole.parameter), ofRole(ArgumentRole.state)]
  const whole = stage === 2 ? parameters.filter(isOpen).map((i) => program.arguments[i]!) : []
  const byDim = new Map<number, number[]>()
  for (const members of stage === 2 ? [kept] : [parameters, kept]) {
    const rule = isForAll ? 'all' : findLargeRule(members.map((i) => program.module.arguments[i]!.type))
    for (const i of members) {
      const dim =
        isOpen(i) && isLarge(program.module.arguments[i]!.type, rule) ? firstFree(state, i, mesh.axes[axis]!.size) : -1
      if (dim < 0) continue
      const values = byDim.get(dim)
      if (values === undefined) byDim.set(dim, [program.arguments[i]!])
      else values.push(program.arguments[i]!)
    }
  }
  const pins: BoundAction[] = whole.length === 0 ? [] : [{ values: whole, assignment: { kind: 'replicated' } }]
  return [...pins, ...[...byDim].map(([dim, values]): BoundAction => ({ values, assignment: { kind: 'dim', dim } }))]
}

function firstFree(state: ShardingState, argument: number, size: number): number {
  const { program } = state
  const canSplit = (dim: number): boolean => {
    const local = localDimSize(state, program.arguments[argument]!, dim)
    return local > 1 && local % size === 0
  }
  return chooseSplitDim(program, argument, canSplit) ?? -1
}
