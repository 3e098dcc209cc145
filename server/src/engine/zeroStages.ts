// The ZeRO stages on what a step trains, as actions that fit a model: its optimizer state, gradients and parameters, and where
// they can be split. Stacked layers are split within a layer. Source: ZeRO (arXiv:1910.02054).
import { gradientPath, gradientsOf } from '../sharding/gradients'
import { pathsOfKind } from '../sharding/noMatch'
import type { Program } from '../sharding/program'
import { ArgumentRole, roleOf } from '../sharding/roles'
import { chooseSplitDim } from '../sharding/stackedDims'
import { foldPaths } from '../tactics/foldPaths'
import type { StrategyAction } from './strategies'

export const zeroStages = [1, 2, 3] as const
export type ZeroStage = (typeof zeroStages)[number]

/** Where an axis is open; both by numbers in `program.arguments`. */
export interface AxisRoom {
  /** Whether the axis could still split this dim evenly. */
  readonly canSplit: (argument: number, dim: number) => boolean
  /** Whether the axis splits the argument already. */
  readonly isSplit: (argument: number) => boolean
}

/** Room of an axis of this size, in a program that nothing splits yet. */
export const roomOf = ({ module }: Program, size: number): AxisRoom => ({
  canSplit: (argument, dim) => {
    const extent = module.arguments[argument]!.type.dims[dim]!
    return extent > 1 && extent % size === 0
  },
  isSplit: () => false,
})

/**
 * Actions of one stage. 1: the optimizer's state is split, gradients are added and kept whole; 2: gradients are split with the state;
 * 3: parameters too. Empty where the program has nothing for the stage.
 */
export function zeroActions(program: Program, stage: ZeroStage, room: AxisRoom): StrategyAction[] {
  const [parameters, state] = [argumentsOf(program, ArgumentRole.parameter), argumentsOf(program, ArgumentRole.state)]
  const splitState = splitActions(program, state, room)
  if (stage === 3) return [...splitActions(program, parameters, room), ...splitState]
  if (splitState.length === 0) return []
  const own = parameters.filter((argument) => !room.isSplit(argument))
  const pinned = [...pinArguments(program, own), ...splitState]
  if (stage === 2) return pinned
  const gradients = pinGradients(program, own)
  return gradients.length === 0 ? [] : [...gradients, ...pinned]
}

/** Numbers of the arguments of a role. */
export function argumentsOf(program: Program, role: number): number[] {
  const roles = roleOf(program)
  return Array.from(roles.keys()).filter((i) => roles[i] === role)
}

const pinArguments = (program: Program, members: readonly number[]): StrategyAction[] =>
  nameAll(program, members).map((pattern) => ({
    pattern,
    arguments: members,
    value: { kind: 'replicated' },
    isForLarge: false,
  }))

/** The first dim that the axis divides; by its number, and within a layer, where the first one stacks layers. */
function splitActions(program: Program, members: readonly number[], { canSplit }: AxisRoom): StrategyAction[] {
  const layerDims = new Map<number, number[]>()
  let isAnyPlain = false
  for (const argument of members) {
    const { dims } = program.module.arguments[argument]!.type
    const dim = chooseSplitDim(program, argument, (one) => canSplit(argument, one))
    if (dim === undefined) continue
    if (dim === dims.findIndex((_, one) => canSplit(argument, one))) isAnyPlain = true
    else layerDims.set(dim, [...(layerDims.get(dim) ?? []), argument])
  }
  const named = [...layerDims].flatMap(([dim, some]) =>
    nameAll(program, some).map((pattern): StrategyAction => ({
      pattern,
      arguments: some,
      value: { kind: 'dim', dim },
      isForLarge: true,
    })),
  )
  // The first action that names a value counts, so what is left may be named together with the stacks.
  const rest = isAnyPlain ? nameAll(program, members) : []
  return [
    ...named,
    ...rest.map((pattern): StrategyAction => ({
      pattern,
      arguments: members,
      value: { kind: 'firstDivisible' },
      isForLarge: true,
    })),
  ]
}

function nameAll({ module }: Program, members: readonly number[]): string[] {
  const paths = module.arguments.map(({ segments }) => segments)
  return foldPaths(
    members.map((i) => paths[i]!),
    paths,
  )
}

/** Actions that keep the gradients whole, of parameters that are whole: one pattern where all are. */
function pinGradients(program: Program, parameters: readonly number[]): StrategyAction[] {
  const trained = new Set(gradientsOf(program).map(({ argument }) => argument))
  const members = parameters.filter((argument) => trained.has(argument))
  const patterns = foldPaths(
    members.map((argument) => gradientPath(program, argument)),
    pathsOfKind('gradient', program),
    { kind: 'gradient' },
  )
  return patterns.map((pattern) => ({ pattern, arguments: [], value: { kind: 'replicated' }, isForLarge: false }))
}
