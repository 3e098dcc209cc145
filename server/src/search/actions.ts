// What a search may do: tile a choice along an axis, split optimizer state along data axes. A decision is a set of actions, applied
// in one order whatever the order in which they were found. Source: docs/SEARCH.md, Actions.
import type { Mesh } from '../sharding/mesh'
import { deviceCount } from '../sharding/mesh'
import type { Program } from '../sharding/program'
import { ArgumentRole, roleOf } from '../sharding/roles'
import { findLargeRule } from '../sharding/largeTensors'
import type { ShardingState } from '../sharding/state'
import { OPEN } from '../sharding/state'
import type { Choice } from './choices'
import { findChoices } from './choices'
import { findDataAxes } from './dataAxes'
import type { Exchange } from './exchanges'
import { findExchanges, reduceBorders } from './exchanges'
import type { InnerDim } from './exchangeSeeds'
import { findInnerChoices } from './innerChoices'
import type { Pin } from './pins'
import { findPins } from './pins'

export type Action =
  /** Tiles the seeds of a choice along an axis. */
  | { readonly kind: 'tile'; readonly choice: Choice; readonly axis: number }
  /** Splits the inside of an exchange along an axis, and holds the values on its border. */
  | { readonly kind: 'exchange'; readonly exchange: Exchange; readonly axis: number }
  /** Keeps values whole along an axis. */
  | { readonly kind: 'pin'; readonly pin: Pin; readonly axis: number }
  /** Stage 2 keeps parameters whole and splits their state, stage 3 splits both; along each of the axes. */
  | { readonly kind: 'zero'; readonly stage: 2 | 3; readonly axes: readonly number[]; readonly isForAll: boolean }

type ExchangeAction = Action & { readonly kind: 'exchange' }

/** What a search chooses from, in the order in which a set is applied. A set is the ascending list of its actions' indices. */
export interface ActionTable {
  readonly program: Program
  readonly mesh: Mesh
  readonly actions: readonly Action[]
  /** Sets of actions that often pay only together; each is a candidate as one. */
  readonly bundles: readonly (readonly number[])[]
  /** What is looked at when all else has been: actions on values inside the program, and on small tensors. */
  readonly late: ReadonlySet<number>
  /** Axes that tile an input before the search. */
  readonly dataAxes: ReadonlySet<number>
}

export interface Scope {
  /** The state that earlier tactics have left. */
  readonly start: ShardingState
  /** Indices of the mesh axes that may be used, in the order of preference. */
  readonly axes: readonly number[]
  /** Arguments that may be tiled; all when undefined. */
  readonly over: ReadonlySet<number> | undefined
}

/** The heaviest choices that are looked at for each axis: a budget of 60 evaluations reaches no more. */
const mostChoices = 12
/** The same of what lies inside the program: with these in the first round a budget would not reach ZeRO. */
const mostExchanges = 3
const mostInner = 3
const mostPins = 2

/** Evidence alone decides what is offered: sizes that divide, inputs that are tiled, no names. */
export function listActions({ start, axes, over }: Scope): ActionTable {
  const { program, mesh } = start
  const choices = findChoices(program).choices.flatMap((choice) => restrict(program, choice, over))
  const used = axes.filter((axis) => deviceCount({ axes: [mesh.axes[axis]!] }) > 1)
  const tiles = used
    .flatMap((axis) => tilesOf(choices, axis, mesh.axes[axis]!.size).slice(0, mostChoices))
    .toSorted((a, b) => compareTiles(choices, a, b))
  // Values inside the program are no arguments that a scope could name.
  const open = over === undefined ? used : []
  const whole = open.flatMap((axis) => listExchanges(start, axis)).toSorted(byWeight)
  const reduced = whole.flatMap(({ exchange, axis }) =>
    reduceBorders(program, exchange).map((less): ExchangeAction => ({ kind: 'exchange', exchange: less, axis })),
  )
  const exchanges = [...whole, ...reduced]
  const inner = open.flatMap((axis) =>
    tilesOf(findInnerChoices(program), axis, mesh.axes[axis]!.size).slice(0, mostInner),
  )
  const pins = open.flatMap((axis) =>
    findPins(program)
      .slice(0, mostPins)
      .map((pin): Action => ({ kind: 'pin', pin, axis })),
  )
  const zeros = listZero({ start, axes, over })
  const before = [...exchanges, ...pins]
  const actions = [...before, ...tiles, ...inner, ...zeros]
  // What costs least to look at first: one set for all tensors, two for each exchange.
  const late = [...zeros.filter((action) => action.kind === 'zero' && action.isForAll), ...exchanges, ...inner, ...pins]
  return {
    program,
    mesh,
    actions,
    bundles: axes.flatMap((axis) => findBundles(tiles, axis)).map((bundle) => bundle.map((id) => id + before.length)),
    late: new Set(late.map((action) => actions.indexOf(action))),
    dataAxes: findDataAxes(start),
  }
}

/** Along an axis that divides every size of them. */
const tilesOf = (choices: readonly Choice[], axis: number, size: number): (Action & { kind: 'tile' })[] =>
  choices
    .filter(({ sizes }) => sizes.every((one) => one % size === 0))
    .map((choice) => ({ kind: 'tile', choice, axis }))

/** Exchanges along an axis that divides what they split, where it is open on some border. */
function listExchanges(start: ShardingState, axis: number): ExchangeAction[] {
  const size = start.mesh.axes[axis]!.size
  const isOpen = ({ value }: InnerDim): boolean => start.valueDim[value * start.axes + axis] === OPEN
  return findExchanges(start.program)
    .filter(
      ({ borders, seeds }) =>
        borders.some(isOpen) && seeds.every(({ value, dim }) => sizeOf(start.program, value, dim) % size === 0),
    )
    .slice(0, mostExchanges)
    .map((exchange) => ({ kind: 'exchange', exchange, axis }))
}

const byWeight = (a: ExchangeAction, b: ExchangeAction): number => b.exchange.weight - a.exchange.weight

const sizeOf = ({ module, values }: Program, value: number, dim: number): number =>
  module.types[values.type[value]!]?.dims[dim] ?? 1

/** The choice with the seeds that the scope allows; nothing where none is left. */
function restrict(program: Program, choice: Choice, over: ReadonlySet<number> | undefined): Choice[] {
  if (over === undefined) return [choice]
  const seeds = choice.seeds.filter(({ argument }) => over.has(argument))
  if (seeds.length === 0) return []
  const sizes = [...new Set(seeds.map(({ argument, dim }) => program.module.arguments[argument]!.type.dims[dim] ?? 0))]
  return [{ ...choice, seeds, sizes }]
}

/** What never meets itself first, by weight: a sequence that took an axis first would keep heads from it. */
function compareTiles(choices: readonly Choice[], a: Action, b: Action): number {
  if (a.kind !== 'tile' || b.kind !== 'tile') return 0
  const rank = ({ meetsItself }: Choice): number => (meetsItself ? 1 : 0)
  return rank(a.choice) - rank(b.choice) || choices.indexOf(a.choice) - choices.indexOf(b.choice) || a.axis - b.axis
}

/** All data axes at once, then each alone. Parameters and their state must be in the scope. */
function listZero({ start, axes, over }: Scope): Action[] {
  const roles = roleOf(start.program)
  const isOf = (role: number): boolean => roles.some((one, i) => one === role && (over === undefined || over.has(i)))
  if (!isOf(ArgumentRole.state)) return []
  const stages = isOf(ArgumentRole.parameter) ? ([2, 3] as const) : []
  const groups = axes.length > 1 ? [axes, ...axes.map((axis) => [axis])] : [axes]
  const list = (isForAll: boolean): Action[] =>
    groups.flatMap((group) => stages.map((stage): Action => ({ kind: 'zero', stage, axes: group, isForAll })))
  return leavesSmall(start.program) ? [...list(false), ...list(true)] : list(false)
}

/** Whether ZeRO leaves small tensors whole. */
function leavesSmall(program: Program): boolean {
  const roles = roleOf(program)
  return [ArgumentRole.parameter, ArgumentRole.state].some(
    (role) =>
      findLargeRule(program.module.arguments.flatMap(({ type }, i) => (roles[i] === role ? [type] : []))) !== 'all',
  )
}

/** Parameter choices that share no argument, by weight: once with the heaviest of them, once with the next in its place. */
function findBundles(actions: readonly Action[], axis: number): number[][] {
  const own = actions.flatMap((action, id) => {
    if (action.kind !== 'tile' || action.axis !== axis) return []
    const { isHub, isInput, meetsItself } = action.choice
    return isHub || isInput || meetsItself ? [] : [{ id, choice: action.choice }]
  })
  const byWeight = own.toSorted((a, b) => b.choice.weight - a.choice.weight)
  const first = takeApart(byWeight)
  const missed = byWeight.find(({ id }) => !first.includes(id))
  const second = missed === undefined ? [] : takeApart([missed, ...byWeight.filter((one) => one !== missed)])
  return [first, second].filter((bundle) => bundle.length > 1).map((bundle) => bundle.toSorted((a, b) => a - b))
}

function takeApart(candidates: readonly { readonly id: number; readonly choice: Choice }[]): number[] {
  const taken = new Set<number>()
  return candidates.flatMap(({ id, choice }) => {
    if (choice.seeds.some(({ argument }) => taken.has(argument))) return []
    for (const { argument } of choice.seeds) taken.add(argument)
    return [id]
  })
}
