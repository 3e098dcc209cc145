// The shardings that a model states itself, written as manual tactics in the turns in which they are applied: one a turn and axis. What
// is stated of later turns is kept for its dim (`only`), what is closed is kept whole. What they give is compared with what the model's own
// shardings give, so that it can be said where the two differ.
import type { Turn } from '../sharding/applyModuleShardings'
import { applyModuleShardings, inTurns } from '../sharding/applyModuleShardings'
import { applyTactic } from '../sharding/applyTactic'
import { startState } from '../sharding/manualRegions'
import type { Mesh } from '../sharding/mesh'
import type { Program } from '../sharding/program'
import type { ShardingState } from '../sharding/state'
import { OPEN, PINNED } from '../sharding/state'
import type { Wanted } from '../sharding/wantedShardings'
import { readWanted } from '../sharding/wantedShardings'
import type { LoadedModel } from './analysis'
import type { Choice } from './moduleTargets'
import { writeChoice } from './moduleTargets'
import { declaredAxes } from './valueSharding'

export interface WrittenTactic {
  /** `State_model`: what its values are, and its axis. */
  readonly name: string
  readonly axis: string
  /** Its actions, as they are written. */
  readonly lines: readonly string[]
}

export interface ModuleTactics {
  /** In the order in which they are to be applied. */
  readonly tactics: readonly WrittenTactic[]
  /** Values with a sharding of the model's, but without a name that a tactics file could use. */
  readonly unnamed: number
  /** Values that end up split otherwise under the tactics, and values split at all under the model's own shardings. */
  readonly differing: number
  /** Of those that differ: split over the same axes at the same dims, in another order. */
  readonly reordered: number
  readonly split: number
  /** What the tactics end in. */
  readonly state: ShardingState
}

/** What stays the same while tactics are written, and where they have come to. */
interface Writing {
  /** What the model's own shardings give. */
  readonly own: ShardingState
  /** What is written to keep values for what is stated of them: dims that later turns tile, and `PINNED`. */
  readonly kept: readonly Cell[]
  readonly state: ShardingState
  readonly tactics: readonly WrittenTactic[]
  readonly unnamed: ReadonlySet<number>
}

interface Cell {
  readonly value: number
  readonly axis: number
  readonly dim: number
}

/** Nothing to write where the model states nothing: no tactics. */
export function writeModuleTactics({ program, shardings }: LoadedModel, mesh: Mesh): ModuleTactics {
  const start = startState(program, mesh).value
  const { tilings, pins } = readWanted(start, shardings)
  const own = applyModuleShardings(start, shardings).outcome.state
  const holds = ({ value, axis, dim }: Cell): boolean => own.valueDim[value * own.axes + axis] === dim
  const stated = [
    ...tilings.filter(({ isRequest }) => !isRequest).flatMap((one) => cellsOf(one).filter(holds)),
    ...pins.flatMap(({ value, axes }) => axes.map((axis) => ({ value, axis, dim: PINNED })).filter(holds)),
  ]
  const turns = inTurns(program, tilings)
  const write = (kept: readonly Cell[]): Writing => {
    const writing: Writing = { own, kept, state: start, tactics: [], unnamed: new Set() }
    return turns.reduce(writeTurn, writing)
  }
  const { tactics, unnamed, state } = writeWithFewest(write, stated, program)
  const split = valuesOf(program).filter((value) => isSplit(own, value))
  const differing = differingValues(own, state)
  const isReordered = (value: number): boolean =>
    own.mesh.axes.every((_, axis) => tiledDim(own, value, axis) === tiledDim(state, value, axis))
  return {
    tactics,
    unnamed: unnamed.size,
    differing: differing.length,
    reordered: differing.filter(isReordered).length,
    split: split.length,
    state,
  }
}

/**
 * Keeps no more than is needed: closed arguments, which is short and what their sharding says, and else what comes out otherwise. All that is
 * stated where that is not enough.
 */
function writeWithFewest(
  write: (kept: readonly Cell[]) => Writing,
  stated: readonly Cell[],
  program: Program,
): Writing {
  const isArgument = new Set(program.arguments)
  let kept = stated.filter(({ value, dim }) => dim === PINNED && isArgument.has(value))
  for (;;) {
    const writing = write(kept)
    const { state } = writing
    const broken = stated.filter(({ value, axis, dim }) => {
      const now = tiledDim(state, value, axis)
      return now >= 0 && now !== dim && !kept.some((one) => one.value === value && one.axis === axis)
    })
    if (broken.length > 0) {
      kept = [...kept, ...broken]
      continue
    }
    const whole = differingValues(writing.own, state).length === 0 ? undefined : write(stated)
    const isBetter =
      whole !== undefined && differingValues(whole.own, whole.state).length < differingValues(writing.own, state).length
    return isBetter ? whole : writing
  }
}

const valuesOf = ({ values }: Program): number[] => Array.from({ length: values.count }, (_, value) => value)

const isSplit = (state: ShardingState, value: number): boolean =>
  state.mesh.axes.some((_, axis) => tiledDim(state, value, axis) >= 0)

/** -1 where the axis tiles none. */
const tiledDim = ({ valueDim, axes }: ShardingState, value: number, axis: number): number =>
  Math.max(valueDim[value * axes + axis]!, -1)

const differingValues = (a: ShardingState, b: ShardingState): number[] =>
  valuesOf(a.program).filter(
    (value) => JSON.stringify(declaredAxes(a, value)) !== JSON.stringify(declaredAxes(b, value)),
  )

/** With `position`, those of the axes that stand there in their dims. */
const cellsOf = ({ value, dims }: Wanted, position?: number): Cell[] =>
  dims.flatMap((axes, dim) =>
    (position === undefined ? axes : axes.slice(position, position + 1)).map((axis) => ({ value, axis, dim })),
  )

/** As in the model: major axes first, and what goes into a region partitioned by hand last, where nothing has split it. */
function writeTurn(before: Writing, { kind, wanted }: Turn): Writing {
  const longest = Math.max(...wanted.flatMap(({ dims }) => dims.map((axes) => axes.length)))
  let writing = before
  for (let position = 0; position < longest; position++) {
    for (const isRequest of [false, true]) {
      const cells = wanted.filter((one) => one.isRequest === isRequest).flatMap((one) => cellsOf(one, position))
      writing = writeCells(writing, kind, cells)
    }
  }
  return writing
}

/** One tactic an axis, each time that which leads least astray; those without anything left to split are none. */
function writeCells(before: Writing, kind: Turn['kind'], cells: readonly Cell[]): Writing {
  const open = new Set(cells.map(({ axis }) => axis))
  let writing = before
  while (open.size > 0) {
    const made = [...open]
      .sort((a, b) => a - b)
      .map((axis) => ({ axis, writing: writeTactic(writing, kind, axis, cells) }))
    const strays = made.map((one) => (made.length === 1 ? 0 : countStrays(writing.own, one.writing.state)))
    const next = made[strays.indexOf(Math.min(...strays))]!
    writing = next.writing
    open.delete(next.axis)
  }
  return writing
}

function writeTactic(writing: Writing, kind: Turn['kind'], axis: number, cells: readonly Cell[]): Writing {
  const { own, state, tactics } = writing
  const { program, mesh, axes } = state
  const tiles = cells.filter((one) => {
    const cell = one.value * axes + axis
    return one.axis === axis && own.valueDim[cell] === one.dim && state.valueDim[cell]! < 0
  })
  const written = choose(writing, axis, tiles).map((choice) => writeChoice(program, choice))
  const unnamed = new Set([...writing.unnamed, ...written.flatMap((choice) => choice.unnamed)])
  const isAnyTiled = written.some(({ assignment, values }) => assignment.kind === 'dim' && values.length > 0)
  if (!isAnyTiled) return { ...writing, unnamed }
  const { name } = mesh.axes[axis]!
  const tactic = {
    name: freshName(tactics, `${kind.charAt(0).toUpperCase()}${kind.slice(1)}_${name}`),
    axis: name,
    lines: written.flatMap(({ lines }) => lines),
  }
  const made = applyTactic(state, { axis, actions: written }, tactics.length, []).state
  return { ...writing, state: made, tactics: [...tactics, tactic], unnamed }
}

function freshName(tactics: readonly WrittenTactic[], wanted: string): string {
  const isTaken = (name: string): boolean => tactics.some((one) => one.name === name)
  let name = wanted
  for (let number = 2; isTaken(name); number++) name = `${wanted}_${number}`
  return name
}

/** The first tactic of an axis also keeps what later ones split, and what is closed. */
function choose({ kept, state, tactics }: Writing, axis: number, tiles: readonly Cell[]): Choice[] {
  const choices = byDim(tiles).map(([dim, values]): Choice => ({ assignment: { kind: 'dim', dim }, values }))
  if (tactics.some((one) => one.axis === state.mesh.axes[axis]!.name)) return choices
  const later = kept.filter(
    ({ value, axis: other }) =>
      other === axis &&
      state.valueDim[value * state.axes + axis] === OPEN &&
      !tiles.some((tile) => tile.value === value),
  )
  const [pins, dims] = byDim(later).reduce<[Choice[], Choice[]]>(
    ([whole, only], [dim, values]) =>
      dim === PINNED
        ? [[{ assignment: { kind: 'replicated' }, values }], only]
        : [whole, [...only, { assignment: { kind: 'only', dim }, values }]],
    [[], []],
  )
  return [...choices, ...dims, ...pins]
}

function byDim(cells: readonly Cell[]): [number, readonly number[]][] {
  const groups = new Map<number, Set<number>>()
  for (const { value, dim } of cells) groups.set(dim, (groups.get(dim) ?? new Set()).add(value))
  return [...groups].map(([dim, values]): [number, readonly number[]] => [dim, [...values]]).sort(([a], [b]) => a - b)
}

/** Values split otherwise than the model's own shardings begin to split them: later tactics do not mend that. */
function countStrays(own: ShardingState, state: ShardingState): number {
  let count = 0
  for (let value = 0; value < state.program.values.count; value++) {
    const wanted = declaredAxes(own, value)
    const isOnTheWay = declaredAxes(state, value).every((axes, dim) =>
      axes.every((axis, i) => wanted[dim]![i] === axis),
    )
    if (!isOnTheWay) count++
  }
  return count
}
