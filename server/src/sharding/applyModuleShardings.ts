// The shardings that a model states itself, as tactic 0: axes tiled in the order written, closed dims pinned, then propagation.
import { groupBy } from '../base/groups'
import type { Problem, RepeatedProblem } from '../base/problems'
import type { ModelShardings } from '../model/shardings/sharding'
import type { ActionOutcome, Refusal, TacticOutcome } from './applyTactic'
import { joinAlike } from './joinAlike'
import type { Conflict } from './propagate'
import { propagate } from './propagate'
import type { Program } from './program'
import type { ShardingState } from './state'
import { BY_ACTION, HELD, OPEN, PINNED, copyState, localDimSize, setFactor, setTile } from './state'
import type { Wanted } from './wantedShardings'
import { readWanted } from './wantedShardings'

export interface ModuleOutcome {
  readonly outcome: TacticOutcome
  /** Located in the model: what cannot be represented, and what does not fit. */
  readonly problems: readonly Problem[]
}

/**
 * Applies what the model states, in one order whatever the text's: by priority (lower first), and within one priority the inputs
 * of the step, then its state (arguments that are donated), then borders of regions partitioned by hand, constraints and operations inside, results. Each part
 * ends in a propagation of all axes. What comes later is held until then: it is no evidence yet, and nothing may split it otherwise.
 */
export function applyModuleShardings(before: ShardingState, shardings: ModelShardings): ModuleOutcome {
  const state = copyState(before)
  const { tilings, pins, problems } = readWanted(state, shardings)
  const counts = { tiled: [] as number[], pinned: [] as number[], refusals: [] as Refusal[], problems: [...problems] }
  let conflicts: readonly Conflict[] = []
  for (const { value, axes } of pins) pinValue(state, value, axes, counts.pinned)
  for (const one of tilings) hold(state, one)
  for (const { wanted: turn } of inTurns(state.program, tilings)) {
    // Axes of one dim one after the other, so that they are major to minor as written wherever they propagate to.
    const longest = mostAxes(turn)
    for (let position = 0; position < longest; position++) {
      for (const one of turn) if (!one.isRequest) tileValue(state, one, position, counts)
      conflicts = propagateAll(state, [...new Set(turn.map(({ value }) => value))], conflicts)
      conflicts = propagateAll(state, tileBehind(state, turn, position), conflicts)
    }
    for (const one of turn) keepOrder(state, one)
  }
  const values = [...new Set([...tilings, ...pins].map(({ value }) => value))]
  const { tiled, pinned, refusals } = counts
  const action: ActionOutcome = { values, tiled, pinned, refusals, indivisible: [], skipped: [], stacked: [] }
  const changed = countChanged(before, state)
  return { outcome: { state, actions: [action], conflicts, changed }, problems: joinAlike(counts.problems) }
}

/** What is stated of, in the order in which it is applied within one priority. */
export const turnKinds = ['inputs', 'state', 'regions', 'inside', 'results'] as const

/** Tilings that are applied together. */
export interface Turn {
  readonly kind: (typeof turnKinds)[number]
  readonly priority: number
  readonly wanted: readonly Wanted[]
}

/** Groups that are applied one after the other. */
export function inTurns(program: Program, tilings: readonly Wanted[]): Turn[] {
  const taken = new Set(program.module.results.map(({ alias }) => alias))
  const isState = (index: number): boolean => taken.has(index) || program.module.arguments[index]?.isDonor === true
  const exits = new Set(program.manual.borders.flatMap(({ node, isEntry }) => (isEntry ? [] : [node])))
  const turnOf = ({ found: { place }, value }: Wanted): number => {
    if (place.kind === 'argument') return isState(place.index) ? 1 : 0
    if (place.kind === 'result') return 4
    // Axes of a region are major to what is split inside.
    return place.kind === 'operand' || exits.has(program.values.node[value]!) ? 2 : 3
  }
  const turns = groupBy(tilings, (one) => turnKinds.length * one.priority + turnOf(one))
  return [...turns]
    .sort(([a], [b]) => a - b)
    .map(([key, wanted]) => ({
      kind: turnKinds[key % turnKinds.length]!,
      priority: Math.floor(key / turnKinds.length),
      wanted,
    }))
}

/** Keeps a value from being split otherwise before its turn. A constraint asks its operand for the same at once. */
function hold(state: ShardingState, { value, dims, constraint, isRequest }: Wanted): void {
  if (isRequest) return
  dims.forEach((axes, dim) => {
    for (const axis of axes) {
      const cell = value * state.axes + axis
      if (state.valueDim[cell] === OPEN) state.valueDim[cell] = HELD - dim
      takeFactor(state, constraint, dim, axis)
    }
  })
}

/** Axes of the dim that has most of them. */
function mostAxes(turn: readonly Wanted[]): number {
  let most = 0
  for (const { dims } of turn) for (const axes of dims) most = Math.max(most, axes.length)
  return most
}

/** Conflicts met so far, with those of this propagation. */
function propagateAll(
  state: ShardingState,
  values: readonly number[],
  conflicts: readonly Conflict[],
): readonly Conflict[] {
  let met = conflicts
  for (let axis = 0; axis < state.axes; axis++) {
    if (state.mesh.axes[axis]!.size === 1) continue
    const inConflict = new Set(met.flatMap((one) => (one.axis === axis ? [one.node] : [])))
    const changed = values.filter((value) => state.valueDim[value * state.axes + axis]! >= 0)
    met = met.concat(propagate(state, axis, 0, changed, inConflict))
  }
  return met
}

/**
 * What goes into a constraint or a region partitioned by hand may be split otherwise, and is exchanged there. Where nothing has
 * split it, it follows. Returns the values tiled.
 */
function tileBehind(state: ShardingState, turn: readonly Wanted[], position: number): number[] {
  const { nodes, values } = state.program
  const tiled: number[] = []
  for (const { value, dims, constraint, isRequest } of turn) {
    if (constraint < 0 && !isRequest) continue
    const operand = isRequest ? value : nodes.ports[nodes.portStart[constraint]!]!
    dims.forEach((axes, dim) => {
      for (const axis of axes.slice(position, position + 1)) {
        const isFree = state.valueDim[operand * state.axes + axis] === OPEN && values.isFree[operand] === 0
        if (!isFree || localDimSize(state, operand, dim) % state.mesh.axes[axis]!.size !== 0) continue
        setTile(state, operand, dim, axis, 0, isRequest ? BY_ACTION : constraint)
        tiled.push(operand)
      }
    })
  }
  return tiled
}

function countChanged(before: ShardingState, after: ShardingState): number {
  let changed = 0
  for (let cell = 0; cell < after.valueDim.length; cell++) if (before.valueDim[cell] !== after.valueDim[cell]) changed++
  return changed
}

interface Counts {
  readonly tiled: number[]
  readonly refusals: Refusal[]
  readonly problems: RepeatedProblem[]
}

function tileValue(state: ShardingState, { value, dims, found }: Wanted, position: number, counts: Counts): void {
  dims.forEach((axes, dim) => {
    for (const axis of axes.slice(position, position + 1)) {
      const cell = value * state.axes + axis
      if (state.valueDim[cell] === dim) continue
      const isOpen = state.valueDim[cell] === HELD - dim
      if (isOpen) state.valueDim[cell] = OPEN
      const size = localDimSize(state, value, dim)
      const { name, size: parts } = state.mesh.axes[axis]!
      if (isOpen && size % parts === 0 && size > 0) {
        setTile(state, value, dim, axis, 0, BY_ACTION)
        counts.tiled.push(value)
        continue
      }
      counts.refusals.push({ value, kind: size % parts === 0 ? 'already-tiled' : 'indivisible', dim, size })
      const why = isOpen
        ? `its local size ${size} does not divide by ${parts}`
        : 'the value is split or pinned on it already'
      const message = `dim ${dim} is not split on \`${name}\`: ${why}`
      counts.problems.push({ problem: { code: 'model.bad-sharding', span: found.span, message }, fault: message })
    }
  })
}

/** Axes of one dim are major to minor as written, also where propagation came first with one of them. */
function keepOrder(state: ShardingState, { value, dims, isRequest }: Wanted): void {
  for (const axes of isRequest ? [] : dims) {
    const cells = axes.map((axis) => value * state.axes + axis)
    const orders = cells.map((cell) => state.valueOrder[cell]!).sort((a, b) => a - b)
    cells.forEach((cell, i) => (state.valueOrder[cell] = orders[i]!))
  }
}

/** A constraint needs its operand split as it says, whatever its operand's own sharding. */
function takeFactor(state: ShardingState, node: number, dim: number, axis: number): void {
  if (node < 0) return
  const { nodes, rules } = state.program
  const factor = rules[nodes.rule[node]!]!.ports[1]?.[dim]?.[0]
  if (factor === undefined || rules[nodes.rule[node]!]!.factors[factor]!.kind !== 'parallel') return
  if (state.nodeFactor[node * state.axes + axis] === OPEN) setFactor(state, node, factor, axis, 0)
}

function pinValue(state: ShardingState, value: number, axes: readonly number[], list: number[]): void {
  for (const axis of axes) {
    const cell = value * state.axes + axis
    if (state.valueDim[cell] !== OPEN) continue
    state.valueDim[cell] = PINNED
    state.valueTactic[cell] = 0
    state.valueVia[cell] = BY_ACTION
    list.push(value)
  }
}
