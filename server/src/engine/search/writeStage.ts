// A ZeRO stage as text: as its stages are written elsewhere, in fewer lines where a pattern may be short because the actions before it
// have named what else it matches.
import type { ActionTactic, Reached } from '../../search/applySet'
import { bindTactic } from '../../search/applySet'
import type { BoundAction } from '../../sharding/applyTactic'
import { findLargeRule, isLarge } from '../../sharding/largeTensors'
import type { LargeRule } from '../../sharding/largeTensors'
import type { Program } from '../../sharding/program'
import type { ShardingState } from '../../sharding/state'
import { localDimSize, OPEN } from '../../sharding/state'
import { printValue } from '../../tactics/printTactics'
import { largeCondition } from '../strategyText'
import type { StrategyAction } from '../strategies'
import type { AxisRoom } from '../zeroStages'
import { zeroActions } from '../zeroStages'
import type { Head } from './foundText'
import { linesOf, printFound } from './foundText'
import type { Written } from './written'
import { applyBound, countLines, hashEnd } from './written'

/** Arguments that one value is for, and what of them is meant. */
interface StageGroup {
  readonly arguments: readonly number[]
  readonly value: StrategyAction['value']
  readonly rule: LargeRule
  readonly condition: string
  /** Where it is not what `linesOf` makes of the arguments. */
  readonly pattern?: string
}

/** In the fewest lines that split what the action splits; undefined where none of the ways does. */
export function writeStage(before: Reached, part: ActionTactic, head: Head): Written | undefined {
  const { action, axis } = part
  if (action.kind !== 'zero') return undefined
  const { state } = before
  const { program } = state
  const actions = zeroActions(program, action.stage, roomIn(state, axis)).map((one) => ({
    ...one,
    isForLarge: one.isForLarge && !action.isForAll,
  }))
  const groups = groupActions(program, actions)
  const wanted = hashEnd(applyBound(before, bindTactic(part, state)))
  const pinned = groups.map((group) => pinLarge(program, group))
  const ways = [
    groups,
    pinned,
    shorten(state, axis, { groups, isForRest: false }),
    shorten(state, axis, { groups, isForRest: true }),
  ]
    .map((way): Written => ({
      text: printFound(
        head,
        way.flatMap((group) => printGroup(program, group)),
      ),
      bound: { axis, actions: way.map((group) => bindGroup(program, group)) },
    }))
    .filter(({ bound }) => hashEnd(applyBound(before, bound)) === wanted)
  return ways.toSorted((a, b) => countLines(a.text) - countLines(b.text))[0]
}

/**
 * Of parameters and of state alike: what names dims first, then what takes the first that divides, which the first action that
 * names a value leaves to it.
 */
function groupActions(program: Program, actions: readonly StrategyAction[]): StageGroup[] {
  const groups = new Map<string, StageGroup>()
  for (const { arguments: members, value, isForLarge } of actions) {
    const types = members.map((i) => program.module.arguments[i]!.type)
    const condition = isForLarge ? largeCondition(program, members) : ''
    const own = { arguments: members, value, rule: isForLarge ? findLargeRule(types) : ('all' as const), condition }
    const key = `${condition}: ${printValue(value)}`
    const known = groups.get(key)?.arguments ?? []
    groups.set(key, { ...own, arguments: [...new Set([...known, ...members])] })
  }
  const all = [...groups.values()]
  return [...all.filter((group) => !isRest(group)), ...all.filter(isRest)]
}

const isRest = ({ value }: StageGroup): boolean => value.kind === 'firstDivisible'

const printGroup = (program: Program, { pattern, condition, value, ...group }: StageGroup): string[] =>
  pattern === undefined
    ? linesOf(program, { ...group, condition, value: printValue(value) })
    : [`${pattern}${condition}: ${printValue(value)}`]

const bindGroup = ({ module, arguments: values }: Program, group: StageGroup): BoundAction => ({
  values: group.arguments.filter((i) => isLarge(module.arguments[i]!.type, group.rule)).map((i) => values[i]!),
  assignment: group.value,
})

/** Of parameters that are to stay whole the large ones: nothing splits what is small. */
function pinLarge({ module }: Program, group: StageGroup): StageGroup {
  if (group.value.kind !== 'replicated') return group
  const rule = findLargeRule(group.arguments.map((i) => module.arguments[i]!.type))
  return { ...group, arguments: group.arguments.filter((i) => isLarge(module.arguments[i]!.type, rule)) }
}

interface Shortening {
  readonly groups: readonly StageGroup[]
  /** Whether what takes the first dim that divides may match inputs that are split already, too. */
  readonly isForRest: boolean
}

/** Exceptions before the rule: pins, then those of few arguments, and each by a name at any depth, which may match what comes before it. */
function shorten(state: ShardingState, axis: number, { groups, isForRest }: Shortening): StageGroup[] {
  const { program, axes, valueDim } = state
  const isTaken = (i: number): boolean => valueDim[program.arguments[i]! * axes + axis] !== OPEN
  const earlier = new Set<number>()
  const exceptions = groups.filter((group) => !isRest(group))
  const rank = ({ value, arguments: members }: StageGroup): number => (value.kind === 'replicated' ? 0 : members.length)
  const ordered = [...exceptions.toSorted((a, b) => rank(a) - rank(b)), ...groups.filter(isRest)]
  return ordered.map((group) => {
    if (isRest(group) && !isForRest) return group
    const mayMatch = (i: number): boolean => earlier.has(i) || (isRest(group) && isTaken(i))
    const short = findShortPattern(program, group, mayMatch)
    for (const i of short.arguments) earlier.add(i)
    return short
  })
}

/** A name of fewer letters says more with the one above it. */
const shortestName = 3

/** `**.attn.o`, `**.layers`, `**`: what one of the arguments is called, or what stands above it. */
function findShortPattern({ module }: Program, group: StageGroup, mayMatch: (argument: number) => boolean): StageGroup {
  const members = new Set(group.arguments)
  const { segments } = module.arguments[group.arguments[0]!]!
  const names = segments.flatMap((one, at) => [one.length < shortestName ? [] : [one], segments.slice(at, at + 2)])
  for (const name of [
    ...(isRest(group) ? [[]] : []),
    ...names.filter((one) => one.length > 0).toSorted((a, b) => a.join('.').length - b.join('.').length),
  ]) {
    if (!name.every((one) => /^[A-Za-z_]\w*$/.test(one))) continue
    const matched = module.arguments.flatMap(({ segments: path }, i) => (holds(path, name) ? [i] : []))
    const isExact = matched.every((i) => members.has(i) || mayMatch(i))
    if (!isExact || !group.arguments.every((i) => matched.includes(i))) continue
    return { ...group, arguments: matched, pattern: ['**', ...name].join('.') }
  }
  return group
}

/** Whether the names stand in the path one after the other. */
const holds = (path: readonly string[], names: readonly string[]): boolean =>
  path.some((_, at) => names.every((name, i) => path[at + i] === name))

/** What the axis could still split. */
function roomIn(state: ShardingState, axis: number): AxisRoom {
  const { program, mesh, axes, valueDim } = state
  const size = mesh.axes[axis]!.size
  const valueOf = (argument: number): number => program.arguments[argument]!
  return {
    canSplit: (argument, dim) => {
      const local = localDimSize(state, valueOf(argument), dim)
      return local > 1 && local % size === 0
    },
    isSplit: (argument) => valueDim[valueOf(argument) * axes + axis] !== OPEN,
  }
}
