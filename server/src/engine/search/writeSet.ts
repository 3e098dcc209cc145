// A set of actions -> tactics as a person would have written them: few short patterns that leave the very same state. What is
// written is applied anew and compared; what does not agree is written in full.
import type { ActionTable } from '../../search/actions'
import type { ActionTactic, Reached } from '../../search/applySet'
import { applyAction, bindTactic, tacticsOf } from '../../search/applySet'
import { hashState } from '../../search/evaluateSet'
import { createDimFinder } from '../../search/exchangeSeeds'
import type { ActionSet } from '../../search/ledger'
import type { BoundAction, BoundTactic } from '../../sharding/applyTactic'
import { applyTactic } from '../../sharding/applyTactic'
import type { Program } from '../../sharding/program'
import { familyOf } from '../../sharding/scopeNames'
import { getScopeTable } from '../../sharding/scopes'
import { printValue } from '../../tactics/printTactics'
import { nameInner } from './innerPatterns'
import type { FoundKind } from './recognise'
import { foundNames, recognise } from './recognise'
import type { Head } from './foundText'
import { linesOf, printFound } from './foundText'
import type { Leads, NamedAction } from './writeExchange'
import { dropKept, findShortSeed, nameKept, withoutValues } from './writeExchange'
import { writeStage } from './writeStage'
import type { Written } from './written'
import { applyBound, countLines, hashEnd } from './written'

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
  const { program } = table
  let end: string | undefined
  const wanted = (): string => (end ??= hashEnd(applySet(table, set, start)))
  const leadsTo =
    (before: Reached, rest: ActionSet, end: string): Leads =>
    (bound) => {
      const { actions } = applyTactic(before.state, bound, before.tactics, before.conflicts)
      if (actions.some(({ refusals }) => refusals.length > 0)) return false
      return hashEnd(applySet(table, rest, applyBound(before, bound))) === end
    }
  set.forEach((id, decision) => {
    const action = table.actions[id]!
    for (const part of tacticsOf(action)) {
      const kind = recognise(table.program, action)
      const axis = table.mesh.axes[part.axis]!.name
      const name = nameTactic(foundNames[kind].tactic, axis, names)
      const head = { name, axis }
      const written =
        action.kind === 'exchange'
          ? writeExchange(reached, part, head, leadsTo(reached, set.slice(decision + 1), wanted()))
          : action.kind === 'zero'
            ? (writeStage(reached, part, head) ?? printTiles(program, head, bindTactic(part, reached.state)))
            : writeTile(reached, part, head)
      tactics.push({ name, kind, axis: part.axis, decision, ...written })
      reached = applyBound(reached, written.bound)
    }
  })
  return { tactics, reached }
}

const applySet = ({ actions }: ActionTable, set: ActionSet, start: Reached): Reached =>
  set.reduce((reached, id) => applyAction(reached, actions[id]!), start)

/** `Z2`, `Z2Model`, `Z2Model2`: the first that is free. */
function nameTactic(wanted: string, axis: string, names: Set<string>): string {
  const longer = `${wanted}${axis.slice(0, 1).toUpperCase()}${axis.slice(1)}`
  let name = names.has(wanted) ? longer : wanted
  for (let number = 2; names.has(name); number++) name = `${longer}${number}`
  names.add(name)
  return name
}

/** Patterns that a tactic may have and still be taken in at a glance. */
const mostPatterns = 2

/** All seeds where few patterns name them, else the families that the rest follows from. */
function writeTile(before: Reached, part: ActionTactic, head: Head): Written {
  const { program } = before.state
  const whole = bindTactic(part, before.state)
  const full = printTiles(program, head, whole)
  if (full.lines.length <= mostPatterns) return full
  const wanted = hashState(applyBound(before, whole).state)
  const leads: Leads = (bound) => hashState(applyBound(before, bound).state) === wanted
  const short = printTiles(program, head, dropFollowers(program, whole, leads))
  return short.lines.length < full.lines.length ? short : full
}

interface Tiles extends Written {
  readonly lines: readonly string[]
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
  return { text: printFound(head, lines), bound: { axis: whole.axis, actions }, lines }
}

/** Leaves out families of seeds, those with fewest elements first, as long as the rest leads to the same. */
function dropFollowers(program: Program, whole: BoundTactic, leads: Leads): BoundTactic {
  let kept = whole
  for (const family of familiesOf(program, whole)) {
    const fewer = withoutValues(kept, family)
    if (fewer.actions.some(({ assignment }) => assignment.kind === 'dim') && leads(fewer)) kept = fewer
  }
  return kept
}

/** What is split first, then what is kept: in the most exact of the ways that take the fewest lines. */
function writeExchange(before: Reached, part: ActionTactic, head: Head, leads: Leads): Written {
  const { program } = before.state
  const bound = shortenSeeds(before, dropKept(program, bindTactic(part, before.state), leads), leads)
  const split = printTiles(program, head, tilesOf(bound))
  const insideDim = part.action.kind === 'exchange' ? createDimFinder(program, part.action.exchange.inside) : () => -1
  const ways = nameKept(program, bound, insideDim).map((kept) => printKept(head, split, kept))
  return ways.reduce((best, way) => (countLines(way.text) < countLines(best.text) && leads(way.bound) ? way : best))
}

/** All seeds where they are arguments that one pattern names, else few. */
function shortenSeeds(before: Reached, bound: BoundTactic, leads: Leads): BoundTactic {
  const { program } = before.state
  const seeds = tilesOf(bound)
  const areArguments = seeds.actions.every(({ values }) => values.every((value) => program.values.node[value]! < 0))
  if (areArguments && printTiles(program, { name: '', axis: '' }, seeds).lines.length === 1) return bound
  const fewest = dropFollowers(program, bound, leads)
  return findShortSeed(fewest, { after: applyBound(before, fewest).state, leads }) ?? fewest
}

const tilesOf = ({ axis, actions }: BoundTactic): BoundTactic => ({
  axis,
  actions: actions.filter(({ assignment }) => assignment.kind === 'dim'),
})

function printKept(head: Head, split: Tiles, kept: readonly NamedAction[]): Written {
  const lines = kept.flatMap(({ assignment, named }) =>
    named.map(({ pattern }) => `${pattern}: ${printValue(assignment)}`),
  )
  const actions = kept.map(({ assignment, named }): BoundAction => ({
    values: named.flatMap(({ values }) => values),
    assignment,
  }))
  return {
    text: printFound(head, [...split.lines, ...lines]),
    bound: { axis: split.bound.axis, actions: [...split.bound.actions, ...actions] },
  }
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

/** Whether the set, applied as it was found, splits what the written tactics split. */
export function leavesSameState(table: ActionTable, set: ActionSet, start: Reached, written: WrittenSet): boolean {
  return hashEnd(applySet(table, set, start)) === hashEnd(written.reached)
}
