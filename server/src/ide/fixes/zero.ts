// The ZeRO stages as tactics that fit a model: what its optimizer state and parameters are called, and where they can be split.
import type { Program } from '../../sharding/program'
import { ArgumentRole, roleOf } from '../../sharding/roles'
import { isStackedDim } from '../../sharding/stackedDims'
import type { ShardingState } from '../../sharding/state'
import { openDims } from './scene'
import { nameArguments } from './targets'

const mebibyte = 2 ** 20
const condition = ' where bytes >= 1 MiB'

/** Numbers of the arguments of a role. */
export function argumentsOf(program: Program, role: number): number[] {
  const roles = roleOf(program)
  return Array.from(roles.keys()).filter((i) => roles[i] === role)
}

/**
 * Actions that split the arguments on an axis: the first dim that divides, of what is 1 MiB and larger where that is most of it; the
 * first dim that stacks no layers, by its number, where the first one does. Empty where no argument can be split.
 */
export function splitActions(state: ShardingState, axis: number, indices: readonly number[]): string[] {
  const { program } = state
  const dims = new Map<number, number[]>()
  const plain: number[] = []
  for (const i of indices) {
    const value = program.arguments[i]!
    const [first, ...rest] = openDims(state, value, axis)
    if (first === undefined) continue
    const free = isStackedDim(state, value, first) ? rest.find((dim) => !isStackedDim(state, value, dim)) : undefined
    if (free === undefined) plain.push(i)
    else dims.set(free, [...(dims.get(free) ?? []), i])
  }
  if (plain.length === 0 && dims.size === 0) return []
  const where = isMostlyLarge(program, indices) ? condition : ''
  const named = [...dims].flatMap(([dim, some]) =>
    nameArguments(program, some).map((pattern) => `${pattern}${where}: ${dim}`),
  )
  const rest = plain.length === 0 ? [] : nameArguments(program, indices)
  return [...named, ...rest.map((pattern) => `${pattern}${where}: first_divisible`)]
}

/** Whether what is 1 MiB and larger holds most of the bytes. */
function isMostlyLarge({ module }: Program, indices: readonly number[]): boolean {
  const sizes = indices.map((i) => module.arguments[i]?.type.bytes ?? 0)
  const sum = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0)
  return sum(sizes.filter((size) => size >= mebibyte)) > sum(sizes) / 2
}

/** ZeRO-2: optimizer state split, parameters kept whole; empty without optimizer state. */
export function zero2(state: ShardingState, axis: number): string[] {
  const { program } = state
  const split = splitActions(state, axis, argumentsOf(program, ArgumentRole.state))
  const parameters = argumentsOf(program, ArgumentRole.parameter).filter((i) => {
    return state.valueDim[program.arguments[i]! * state.axes + axis]! < 0
  })
  if (split.length === 0) return []
  return [...nameArguments(program, parameters).map((pattern) => `${pattern}: replicated`), ...split]
}

/** ZeRO-3: parameters and optimizer state split. */
export function zero3(state: ShardingState, axis: number): string[] {
  const { program } = state
  const roles = [ArgumentRole.parameter, ArgumentRole.state]
  return splitActions(
    state,
    axis,
    roles.flatMap((role) => argumentsOf(program, role)),
  )
}
