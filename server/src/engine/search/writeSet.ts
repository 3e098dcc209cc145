// A set of actions -> tactics as a person would have written them: few short patterns that leave the very same state. What is
// written is applied anew and compared; what does not agree is written in full.
import type { ActionTable } from '../../search/actions'
import type { ActionTactic, Reached } from '../../search/applySet'
import { applyAction, bindTactic, tacticsOf } from '../../search/applySet'
import { hashState } from '../../search/evaluateSet'
import type { ActionSet } from '../../search/ledger'
import type { BoundAction, BoundTactic } from '../../sharding/applyTactic'
import { applyTactic } from '../../sharding/applyTactic'
import type { Program } from '../../sharding/program'
import type { ShardingState } from '../../sharding/state'
import { getScopeTable } from '../../sharding/scopes'
import { localDimSize, OPEN } from '../../sharding/state'
import { findLargeRule, isLarge } from '../../sharding/largeTensors'
import { printValue } from '../../tactics/printTactics'
import { largeCondition } from '../strategyText'
import type { StrategyAction } from '../strategies'
import type { AxisRoom, ZeroStage } from '../zeroStages'
import { zeroActions } from '../zeroStages'
import { familyOf, nameInner } from './innerPatterns'
import type { FoundKind } from './recognise'
import { foundNames, recognise } from './recognise'
import type { FoundLine, Head } from './foundText'
import { linesOf, printFound } from './foundText'

/** One tactic of a found strategy. */
export interface WrittenTactic {
  readonly name: string
  readonly kind: FoundKind
  /** Index in `mesh.axes`. */
  readonly axis: number
  /** Index of the action in the set. */
  readonly decision: number
  /** The whole tactic; parsing and binding it gives `bound`. */
  readonly text: string
  readonly bound: BoundTactic
}

export interface WrittenSet {
  readonly tactics: readonly WrittenTactic[]
  readonly reached: Reached
}

/** `taken` are names of the file: those of new tactics differ from them. */
export function writeSet(table: ActionTable, set: ActionSet, start: Reached, taken: readonly string[]): WrittenSet {
  const names = new Set(taken)
  const tactics: WrittenTactic[] = []
  let reached = start
  set.forEach((id, decision) => {
    const action = table.actions[id]!
    for (const part of tacticsOf(action)) {
      const kind = recognise(table.program, action)
      const axis = table.mesh.axes[part.axis]!.name
      const name = nameTactic(foundNames[kind].tactic, axis, names)
      const write = action.kind === 'zero' ? writeZero : writeTile
      const written = write(reached, part, { name, axis })
      tactics.push({ name, kind, axis: part.axis, decision, ...written })
      reached = applyBound(reached, written.bound)
    }
  })
  return { tactics, reached }
}

/** The state after a tactic, as a schedule's next one finds it. */
export function applyBound(before: Reached, bound: BoundTactic): Reached {
  const { state, conflicts } = applyTactic(before.state, bound, before.tactics, before.conflicts)
  return { state, conflicts: [...before.conflicts, ...conflicts], tactics: before.tactics + 1 }
}

/** `Z2`, `Z2Model`, `Z2Model2`: the first that is free. */
function nameTactic(wanted: string, axis: string, names: Set<string>): string {
  const longer = `${wanted}${axis.slice(0, 1).toUpperCase()}${axis.slice(1)}`
  let name = names.has(wanted) ? longer : wanted
  for (let number = 2; names.has(name); number++) name = `${longer}${number}`
  names.add(name)
  return name
}

interface Written {
  readonly text: string
  readonly bound: BoundTactic
}

/** Patterns that a tactic may have and still be taken in at a glance. */
const mostPatterns = 2

/** All seeds where few patterns name them, else the families that the rest follows from. */
function writeTile(before: Reached, part: ActionTactic, head: Head): Written {
  const { program } = before.state
  const whole = bindTactic(part, before.state)
  const full = printTiles(program, head, whole)
  if (full.patterns <= mostPatterns) return full
  const short = printTiles(program, head, dropFollowers(before, whole))
  return short.patterns < full.patterns ? short : full
}

interface Tiles extends Written {
  readonly patterns: number
}

/** Pins and tiles, arguments by path and values inside by `at`. What is bound is what the text names. */
function printTiles(program: Program, head: Head, whole: BoundTactic): Tiles {
  const indexOf = new Map(Array.from(program.arguments, (value, i) => [value, i]))
  const lines: string[] = []
  const actions = whole.actions.flatMap(({ values, assignment }): BoundAction[] => {
    const [own, inner] = [values.filter((value) => indexOf.has(value)), values.filter((value) => !indexOf.has(value))]
    const value = printValue(assignment)
    const named = nameInner(program, inner)
    if (own.length > 0)
      lines.push(...linesOf(program, { arguments: own.map((one) => indexOf.get(one)!), condition: '', value }))
    lines.push(...named.map(({ pattern }) => `${pattern}: ${value}`))
    return [{ values: [...own, ...named.flatMap((one) => one.values)], assignment }]
  })
  return { text: printFound(head, lines), bound: { axis: whole.axis, actions }, patterns: lines.length }
}

/** Leaves out families of seeds, those with fewest elements first, as long as the rest leads to the same state. */
function dropFollowers(before: Reached, whole: BoundTactic): BoundTactic {
  const wanted = hashState(applyBound(before, whole).state)
  let kept = whole
  for (const family of familiesOf(before.state.program, whole)) {
    const actions = kept.actions.flatMap((action): BoundAction[] => {
      if (action.assignment.kind !== 'dim') return [action]
      const rest = action.values.filter((value) => !family.has(value))
      return rest.length === 0 ? [] : [{ values: rest, assignment: action.assignment }]
    })
    const fewer = { axis: kept.axis, actions }
    if (actions.length > 0 && hashState(applyBound(before, fewer).state) === wanted) kept = fewer
  }
  return kept
}

/** Values that are tiled: arguments by path without numbers, others by place and type; the backward pass first, then the smallest. */
function familiesOf(program: Program, { actions }: BoundTactic): ReadonlySet<number>[] {
  const pathOf = new Map(
    Array.from(program.arguments, (value, i) => [value, program.module.arguments[i]!.path.replaceAll(/\d+/g, '*')]),
  )
  const { isBackward } = getScopeTable(program)
  const families = new Map<string, { readonly values: Set<number>; isForward: number; bytes: number }>()
  for (const value of actions.flatMap(({ values, assignment }) => (assignment.kind === 'dim' ? values : []))) {
    const key = pathOf.get(value) ?? `${familyOf(program, value)} ${program.values.type[value]!}`
    const isForward = isBackward[program.values.node[value]!] === 1 ? 0 : 1
    const family = families.get(key) ?? { values: new Set(), isForward, bytes: 0 }
    family.values.add(value)
    family.bytes += program.module.types[program.values.type[value]!]?.bytes ?? 0
    families.set(key, family)
  }
  return [...families.values()]
    .toSorted((a, b) => a.isForward - b.isForward || a.bytes - b.bytes)
    .map(({ values }) => values)
}

/** As the known stage is written, where that comes to the same; else dim by dim. */
function writeZero(before: Reached, part: ActionTactic, head: Head): Written {
  const { state } = before
  const { program } = state
  const bound = bindTactic(part, state)
  const { stage, isForAll } = part.action.kind === 'zero' ? part.action : { stage: 3 as ZeroStage, isForAll: false }
  const actions = zeroActions(program, stage, roomIn(state, part.axis)).map((action) => ({
    ...action,
    isForLarge: action.isForLarge && !isForAll,
  }))
  const known: BoundTactic = { axis: part.axis, actions: actions.map((action) => bindStrategyAction(program, action)) }
  return hashState(applyBound(before, known).state) === hashState(applyBound(before, bound).state)
    ? { text: printFound(head, stageLines(program, actions)), bound: known }
    : printTiles(program, head, bound)
}

/**
 * Of parameters and of state alike: what names dims first, then what takes the first that divides, which the first action that
 * names a value leaves to it.
 */
function stageLines(program: Program, actions: readonly StrategyAction[]): string[] {
  const groups = new Map<string, FoundLine>()
  for (const { arguments: members, value, isForLarge } of actions) {
    const condition = isForLarge ? largeCondition(program, members) : ''
    const own = { arguments: members, condition, value: printValue(value) }
    const key = `${condition}: ${own.value}`
    const known = groups.get(key)?.arguments ?? []
    groups.set(key, { ...own, arguments: [...new Set([...known, ...members])] })
  }
  const lines = [...groups.values()]
  const isRest = ({ value }: FoundLine): boolean => value === 'first_divisible'
  return [...lines.filter((line) => !isRest(line)), ...lines.filter(isRest)].flatMap((line) => linesOf(program, line))
}

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

function bindStrategyAction(program: Program, { arguments: members, value, isForLarge }: StrategyAction): BoundAction {
  const types = members.map((i) => program.module.arguments[i]!.type)
  const rule = isForLarge ? findLargeRule(types) : 'all'
  return {
    values: members.filter((_, at) => isLarge(types[at]!, rule)).map((i) => program.arguments[i]!),
    assignment: value,
  }
}

/** Whether the set, applied as it was found, leaves the state that the written tactics leave. */
export function leavesSameState(table: ActionTable, set: ActionSet, start: Reached, written: WrittenSet): boolean {
  let reached = start
  for (const id of set) reached = applyAction(reached, table.actions[id]!)
  return hashState(reached.state) === hashState(written.reached.state)
}
