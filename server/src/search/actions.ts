// What a search may do: tile a choice along an axis, split optimizer state along data axes. A decision is a set of actions, applied
// in one order whatever the order in which they were found. Source: docs/SEARCH.md, Actions.
import type { Mesh } from '../sharding/mesh'
import { deviceCount } from '../sharding/mesh'
import type { Program } from '../sharding/program'
import { ArgumentRole, roleOf } from '../sharding/roles'
import type { ShardingState } from '../sharding/state'
import type { Choice } from './choices'
import { findChoices } from './choices'
import { findDataAxes } from './dataAxes'

export type Action =
  /** Tiles the seeds of a choice along an axis. */
  | { readonly kind: 'tile'; readonly choice: Choice; readonly axis: number }
  /** Stage 2 keeps parameters whole and splits their state, stage 3 splits both; along each of the axes. */
  | { readonly kind: 'zero'; readonly stage: 2 | 3; readonly axes: readonly number[] }

/** What a search chooses from, in the order in which a set is applied. A set is the ascending list of its actions' indices. */
export interface ActionTable {
  readonly program: Program
  readonly mesh: Mesh
  readonly actions: readonly Action[]
  /** Sets of actions that often pay only together; each is a candidate as one. */
  readonly bundles: readonly (readonly number[])[]
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

/** Evidence alone decides what is offered: sizes that divide, inputs that are tiled, no names. */
export function listActions({ start, axes, over }: Scope): ActionTable {
  const { program, mesh } = start
  const choices = findChoices(program).choices.flatMap((choice) => restrict(program, choice, over))
  const tiles = axes
    .filter((axis) => deviceCount({ axes: [mesh.axes[axis]!] }) > 1)
    .flatMap((axis) => {
      const size = mesh.axes[axis]!.size
      const fitting = choices.filter(({ sizes }) => sizes.every((one) => one % size === 0))
      return fitting.slice(0, mostChoices).map((choice): Action => ({ kind: 'tile', choice, axis }))
    })
  const actions = [...tiles.toSorted((a, b) => compareTiles(choices, a, b)), ...listZero({ start, axes, over })]
  return {
    program,
    mesh,
    actions,
    bundles: axes.flatMap((axis) => findBundles(actions, axis)),
    dataAxes: findDataAxes(start),
  }
}

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
  return groups.flatMap((group) => stages.map((stage): Action => ({ kind: 'zero', stage, axes: group })))
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
