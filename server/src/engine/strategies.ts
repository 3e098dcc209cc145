// Published strategies, recognised in a program by its structure alone: what batch, weights, experts and tables are is read
// from roles of arguments and from dims that are tiled alike, never from names.
// Sources: Megatron-LM (arXiv:1909.08053), ZeRO (arXiv:1910.02054), GShard (arXiv:2006.16668), PartIR (arXiv:2401.11202).
import { indexed } from '../base/indexed'
import { ArgumentRole, roleOf } from '../sharding/roles'
import type { Mesh } from '../sharding/mesh'
import type { Program } from '../sharding/program'
import { foldPaths } from '../tactics/foldPaths'
import type { ActionValue } from '../tactics/syntaxTree'
import type { ArgumentDim, DimGroup } from './dimGroups'
import { findDimGroups } from './dimGroups'
import type { ZeroStage } from './zeroStages'
import { roomOf, zeroActions, zeroStages } from './zeroStages'

export type StrategyKind = 'data' | 'tensor' | ZeroKind | 'sequence' | 'expert' | 'vocabulary'
export type ZeroKind = `zero${ZeroStage}`

/** What a strategy does with some arguments, or with a value that is none. */
export interface StrategyAction {
  /** Names exactly `arguments`; a value that is none by `at`, and then `arguments` is empty. */
  readonly pattern: string
  /** Indices in `program.arguments`. */
  readonly arguments: readonly number[]
  readonly value: ActionValue
  /** Small tensors are better left whole: an action on the large ones alone. */
  readonly isForLarge: boolean
}

export interface Strategy {
  readonly kind: StrategyKind
  /** The axis that it is made for: over the batch, or within one replica. */
  readonly axis: 'data' | 'model'
  readonly actions: readonly StrategyAction[]
  /** Sizes that the axis has to divide; empty where each tensor takes a dim of its own. */
  readonly sizes: readonly number[]
}

/**
 * The strategies that a program has the structure for, in the order in which people apply them. Those that tile a dim for all are
 * found once a program; ZeRO finds each tensor a dim that the mesh's data axis divides.
 */
export function findStrategies(program: Program, mesh: Mesh): readonly Strategy[] {
  return [
    ...tilingStrategies(program),
    ...splitState(program, chooseAxis(mesh, { axis: 'data' })?.size ?? smallestAxis),
  ]
}

/** Those that tile a dim for all. */
export const tilingStrategies = indexed(readStrategies)

/** The smallest size that splits anything. */
const smallestAxis = 2

function readStrategies(program: Program): readonly Strategy[] {
  const roles = roleOf(program)
  const groups = findDimGroups(program)
  const setting = { program, roles, groups }
  const data = findBatch(setting)
  return [
    ...tile(setting, 'data', 'data', data),
    ...tile(setting, 'tensor', 'model', findPairs(setting)),
    ...tile(setting, 'expert', 'model', findExperts(setting)),
    ...tile(setting, 'vocabulary', 'model', findTables(setting)),
    ...tile(setting, 'sequence', 'model', findSequence(setting, data)),
  ]
}

interface Setting {
  readonly program: Program
  readonly roles: Uint8Array
  readonly groups: readonly DimGroup[]
}

const isOf =
  ({ roles }: Setting, ...wanted: readonly number[]) =>
  ({ argument }: ArgumentDim): boolean =>
    wanted.includes(roles[argument]!)

/** Groups of dims of inputs, and of what the step keeps beside weights; none of a weight. */
function inputGroups(setting: Setting): readonly DimGroup[] {
  const isInput = isOf(setting, ArgumentRole.input, ArgumentRole.other)
  return setting.groups.filter((group) => group.arguments.every(isInput) && sizeOf(setting, group.arguments[0]) > 1)
}

/** The dim that most inputs begin with: examples of a batch, edges of a graph. Caches that are as long belong to it. */
function findBatch(setting: Setting): readonly ArgumentDim[] {
  const leading = inputGroups(setting).filter((group) => group.arguments.some(isOf(setting, ArgumentRole.input)))
  const count = (group: DimGroup): number => group.arguments.filter(({ dim }) => dim === 0).length
  const [first] = leading.filter((group) => count(group) > 0).toSorted((a, b) => count(b) - count(a))
  return first?.arguments ?? []
}

/** The dim behind the batch of the same inputs, where nothing needs it whole: positions of a sequence. */
function findSequence(setting: Setting, batch: readonly ArgumentDim[]): readonly ArgumentDim[] {
  const ofBatch = new Set(batch.map(({ argument }) => argument))
  const isInput = isOf(setting, ArgumentRole.input)
  const found = inputGroups(setting).find(
    (group) =>
      !group.isWhole && group.arguments.every((one) => isInput(one) && one.dim === 1 && ofBatch.has(one.argument)),
  )
  return found?.arguments ?? []
}

/**
 * Megatron's pairs: a dim that products make of one weight and sum over with another, and that nothing between them sums. Each weight
 * is tiled once; of two dims the one that more weights share (heads, not what is in a head).
 */
function findPairs(setting: Setting): readonly ArgumentDim[] {
  const isParameter = isOf(setting, ArgumentRole.parameter)
  const pairs = setting.groups.filter(
    (group) =>
      group.isContracted &&
      !group.isReduced &&
      !group.isWhole &&
      group.arguments.length > 1 &&
      group.arguments.every(isParameter),
  )
  return takeApart(pairs.toSorted((a, b) => b.arguments.length - a.arguments.length))
}

/** Groups, the first first, that share no argument with an earlier one. */
function takeApart(groups: readonly DimGroup[]): readonly ArgumentDim[] {
  const taken = new Set<number>()
  return groups.flatMap((group) => {
    if (group.arguments.some(({ argument }) => taken.has(argument))) return []
    for (const { argument } of group.arguments) taken.add(argument)
    return group.arguments
  })
}

/** Dims that products with weights keep on both sides: an expert has a matrix of its own, so its weights have a third dim. */
function findExperts(setting: Setting): readonly ArgumentDim[] {
  const isParameter = isOf(setting, ArgumentRole.parameter)
  return setting.groups
    .filter(({ isBatched }) => isBatched)
    .flatMap((group) => group.arguments.filter((one) => isParameter(one) && typeOf(setting, one).dims.length > 2))
}

/** Rows of the largest table that inputs are looked up in, and the columns of weights that make as many scores. */
function findTables(setting: Setting): readonly ArgumentDim[] {
  const isParameter = isOf(setting, ArgumentRole.parameter)
  const rows = setting.groups
    .filter(({ isLookedUp }) => isLookedUp)
    .flatMap((group) => group.arguments.filter(isParameter))
  const [table] = rows.toSorted((a, b) => sizeOf(setting, b) - sizeOf(setting, a))
  if (table === undefined) return []
  const scores = setting.groups
    .filter(
      (group) =>
        group.isReduced &&
        group.arguments.every(isParameter) &&
        sizeOf(setting, group.arguments[0]) === sizeOf(setting, table),
    )
    .flatMap((group) => group.arguments)
  return [table, ...scores.filter(({ argument }) => argument !== table.argument)]
}

/** One strategy that tiles these dims; none where there are none. */
function tile(
  setting: Setting,
  kind: StrategyKind,
  axis: Strategy['axis'],
  members: readonly ArgumentDim[],
): Strategy[] {
  if (members.length === 0) return []
  const dims = [...new Set(members.map(({ dim }) => dim))].sort((a, b) => b - a)
  const actions = dims.flatMap((dim) => {
    const own = members.filter((one) => one.dim === dim).map(({ argument }) => argument)
    return act(setting, own, { kind: 'dim', dim })
  })
  return [{ kind, axis, actions, sizes: [...new Set(members.map((one) => sizeOf(setting, one)))] }]
}

function splitState(program: Program, size: number): Strategy[] {
  const room = roomOf(program, size)
  return zeroStages.flatMap((stage): Strategy[] => {
    const actions = zeroActions(program, stage, room)
    return actions.length === 0 ? [] : [{ kind: `zero${stage}`, axis: 'data', actions, sizes: [] }]
  })
}

const dataAxis = /^(?:batch|data|dp|fsdp|replica|zero)/i
const modelAxis = /^(?:model|tensor|tp|mp|expert|ep)/i

/** The axis of the mesh for a strategy: by its name, else the first for what splits the batch and the last for the rest. */
export function chooseAxis({ axes }: Mesh, { axis }: Pick<Strategy, 'axis'>): Mesh['axes'][number] | undefined {
  const named = axes.find(({ name }) => (axis === 'data' ? dataAxis : modelAxis).test(name))
  return named ?? (axis === 'data' ? axes[0] : axes.at(-1))
}

/** One action for each pattern that names these arguments. */
function act({ program: { module } }: Setting, members: readonly number[], value: ActionValue): StrategyAction[] {
  const paths = module.arguments.map(({ segments }) => segments)
  return foldPaths(
    members.map((i) => paths[i]!),
    paths,
  ).map((pattern) => ({ pattern, arguments: members, value, isForLarge: false }))
}

const typeOf = ({ program }: Setting, { argument }: ArgumentDim) => program.module.arguments[argument]!.type

const sizeOf = (setting: Setting, member: ArgumentDim | undefined): number =>
  member === undefined ? 0 : (typeOf(setting, member).dims[member.dim] ?? 0)
