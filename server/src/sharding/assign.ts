// What one action does to one value along its axis: a tile, a pin, a dim that it is kept for, or a refusal with its reason.
import type { Assignment, Refusal } from './applyTactic'
import { isStackedDim } from './stackedDims'
import type { ShardingState } from './state'
import { BY_ACTION, HELD, OPEN, PINNED, localDimSize, setTile } from './state'

/** Where an action acts. */
export interface AssignPlace {
  readonly state: ShardingState
  readonly axis: number
  /** Index in the schedule. */
  readonly tactic: number
  readonly value: number
}

/** What came of it: values are added to the list that fits. */
export interface Assigned {
  readonly tiled: number[]
  readonly pinned: number[]
  readonly refusals: Refusal[]
  readonly indivisible: number[]
  readonly skipped: number[]
  readonly stacked: number[]
}

/** Writes into the state of `place`, which is being made. */
export function assign(place: AssignPlace, assignment: Assignment, assigned: Assigned): void {
  switch (assignment.kind) {
    case 'dim':
      return tile(place, assignment.dim, assigned)
    case 'only':
      return keepFor(place, assignment.dim, assigned)
    case 'replicated':
      return pin(place, assigned)
    default:
      return tileDivisible(place, assignment.kind === 'largestDivisible', assigned)
  }
}

function tile(place: AssignPlace, wanted: number, assigned: Assigned): void {
  const { state, axis, tactic, value } = place
  const dim = findDim(place, wanted, assigned)
  if (dim === undefined) return
  setTile(state, value, dim, axis, tactic, BY_ACTION)
  assigned.tiled.push(value)
  if (isStackedDim(state, value, dim)) assigned.stacked.push(value)
}

function keepFor(place: AssignPlace, wanted: number, assigned: Assigned): void {
  const now = stateOf(place)
  // It is as wanted already.
  if (now >= 0 && now === fromStart(place, wanted)) return
  const dim = findDim(place, wanted, assigned)
  if (dim === undefined) return
  decide(place, HELD - dim)
  assigned.pinned.push(place.value)
}

function pin(place: AssignPlace, assigned: Assigned): void {
  const now = stateOf(place)
  if (now >= 0) assigned.refusals.push({ value: place.value, kind: 'already-tiled', dim: now, size: 0 })
  else {
    decide(place, PINNED)
    assigned.pinned.push(place.value)
  }
}

function tileDivisible(place: AssignPlace, wantsLargest: boolean, assigned: Assigned): void {
  const now = stateOf(place)
  if (now >= 0 || now === PINNED) {
    assigned.skipped.push(place.value)
    return
  }
  const dim = findDivisible(place, wantsLargest)
  if (dim < 0) assigned.indivisible.push(place.value)
  else tile(place, dim, assigned)
}

const stateOf = ({ state, value, axis }: AssignPlace): number => state.valueDim[value * state.axes + axis]!

/** The dim that a value is kept for; -1 where none is. */
const keptDim = (now: number): number => (now <= HELD ? HELD - now : -1)

function decide({ state, value, axis, tactic }: AssignPlace, decision: number): void {
  const cell = value * state.axes + axis
  state.valueDim[cell] = decision
  state.valueTactic[cell] = tactic
  state.valueVia[cell] = BY_ACTION
}

const dimsOf = ({ state: { program }, value }: AssignPlace): readonly number[] =>
  program.module.types[program.values.type[value]!]?.dims ?? []

const fromStart = (place: AssignPlace, dim: number): number => (dim < 0 ? dim + dimsOf(place).length : dim)

/** The dim, counted from the start, if the axis may split it; else says why not. */
function findDim(place: AssignPlace, wanted: number, { refusals }: Assigned): number | undefined {
  const { state, axis, value } = place
  const rank = dimsOf(place).length
  const dim = fromStart(place, wanted)
  const now = stateOf(place)
  const size = dim >= 0 && dim < rank ? localDimSize(state, value, dim) : 0
  if (size === 0) refusals.push({ value, kind: 'no-such-dim', dim: wanted, size: rank })
  else if (now >= 0) refusals.push({ value, kind: 'already-tiled', dim: now, size })
  else if (now === PINNED) refusals.push({ value, kind: 'pinned', dim, size })
  else if (now !== OPEN && keptDim(now) !== dim) refusals.push({ value, kind: 'kept', dim: keptDim(now), size })
  else if (size < 0 || size % state.mesh.axes[axis]!.size !== 0)
    refusals.push({ value, kind: 'indivisible', dim, size })
  else return dim
  return undefined
}

/** The first (or largest) dim of size above 1 whose local size divides by the axis, or -1. */
function findDivisible(place: AssignPlace, wantsLargest: boolean): number {
  const { state, axis, value } = place
  const kept = keptDim(stateOf(place))
  let found = -1
  let largest = 1
  for (let dim = 0; dim < dimsOf(place).length; dim++) {
    const size = localDimSize(state, value, dim)
    if (kept >= 0 && dim !== kept) continue
    if (size <= 1 || size % state.mesh.axes[axis]!.size !== 0 || (found >= 0 && !wantsLargest) || size <= largest)
      continue
    found = dim
    largest = wantsLargest ? size : 1
  }
  return found
}
