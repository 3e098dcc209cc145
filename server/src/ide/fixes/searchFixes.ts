// Automatic tactics put in, and put down as manual ones: search from a place of a schedule, search for what fits, write what was found.
import { findFound } from '../../engine/search/foundHere'
import { usualEvaluations } from '../../engine/search/autoTactic'
import type { FoundHere } from '../../engine/search/foundHere'
import { schedulesAlike, writeBack } from '../../engine/search/writeBack'
import type { Schedule, Tactic, TacticsFile } from '../../tactics/syntaxTree'
import { insertAfter } from './bodyEdits'
import { addToSchedule, freshName, insertTactic, textAt } from './edits'
import type { Candidate, FixContext, ProblemFix, Refactoring, TextEdit } from './fix'
import type { Span } from '../../base/problems'
import { tacticAt } from './cleanUpFixes'

const touches = (a: Span, b: Span): boolean => a.start <= b.end && b.start <= a.end

export const writeManual: Refactoring<FixContext> = {
  summary: 'write what was found for an automatic tactic as manual tactics',
  make: (context, selection) => {
    const tactic = context.file.tactics.find(({ isAutomatic, span }) => isAutomatic && touches(span, selection))
    return tactic === undefined ? [] : writeFound(context, tactic)
  },
}

export const writeNearest: ProblemFix<FixContext> = {
  summary: 'write what was found as manual tactics',
  make: (context, problem) => {
    const tactic = tacticAt(context, problem)
    return tactic === undefined ? [] : writeFound(context, tactic)
  },
}

/** As it was found for the active schedule, else for the first that has the tactic; the others keep it where theirs differs. */
export function writeFound(context: FixContext, tactic: Tactic): Candidate[] {
  const { snapshot, file, sources } = context
  const found = snapshot === undefined ? [] : findFound(snapshot)
  const own = found.filter(({ automatic }) => automatic === tactic.name.text)
  const one = own.find(({ schedule }) => schedule === snapshot?.active?.name) ?? own[0]
  if (one === undefined || one.strategy.tactics.length === 0) return []
  const replaced = textAt(sources, tactic.span)
  const written = { tactics: withFreshNames(context, one), schedules: schedulesAlike(own, one), replaced }
  const edits = writeBack(file, tactic, written).map(({ span, text }): TextEdit => ({ span, newText: text }))
  const names = written.tactics.map(({ name }) => `\`${name}\``).join(', ')
  const isIncluded = tactic.span.start > (sources[0]?.text.length ?? 0)
  return [
    {
      kind: 'refactor.rewrite',
      title: `Write \`${tactic.name.text}\` as manual tactics ${names}`,
      // A file that others may include too keeps its tactic.
      edits: isIncluded && file.schedules.length > 0 ? besideInclude(context, edits) : edits,
      isPreferred: true,
      needsSimulation: false,
    },
  ]
}

/** The new tactics in the main file, instead of where the automatic one stands. */
function besideInclude(context: FixContext, edits: readonly TextEdit[]): TextEdit[] {
  const end = context.sources[0]?.text.length ?? 0
  return edits.map((edit) => (edit.span.start > end ? insertTactic(context, edit.newText.trim()) : edit))
}

/** The file may have got names since it was searched. */
function withFreshNames({ file }: FixContext, { automatic, strategy }: FoundHere): { name: string; text: string }[] {
  const taken = new Set(file.tactics.map(({ name }) => name.text).filter((name) => name !== automatic))
  return strategy.tactics.map(({ name: wanted, text }) => {
    let name = wanted
    for (let i = 2; taken.has(name); i++) name = `${wanted}${i}`
    taken.add(name)
    return { name, text: name === wanted ? text : text.replace(`tactic ${wanted} on`, `tactic ${name} on`) }
  })
}

export const searchFromHere: Refactoring<FixContext> = {
  summary:
    'search from a tactic or a schedule on, that is, add an automatic tactic and a schedule that applies it behind them',
  make: (context, selection) => {
    const { file } = context
    const schedule = file.schedules.find(({ span }) => touches(span, selection))
    const listed = schedule?.tactics.find(({ span }) => touches(span, selection))
    const tactic = file.tactics.find(({ headSpan }) => touches(headSpan, selection))
    if (schedule === undefined && tactic === undefined) return []
    return searchFrom(context, schedule, listed?.text ?? tactic?.name.text)
  },
}

/** Behind a tactic of a schedule, or behind all of them. */
export function searchFrom(context: FixContext, wanted: Schedule | undefined, tactic: string | undefined): Candidate[] {
  const { file, snapshot } = context
  const active = wanted?.name.text ?? snapshot?.active?.name
  const has = ({ tactics }: Schedule): boolean => tactic === undefined || tactics.some(({ text }) => text === tactic)
  const holding = file.schedules.filter(has)
  const schedule = holding.find(({ name }) => name.text === active) ?? holding[0]
  if (schedule === undefined && file.schedules.length > 0) return []
  const all = (schedule?.tactics ?? file.tactics.map(({ name }) => name)).map(({ text }) => text)
  const before = tactic === undefined ? all : all.slice(0, all.indexOf(tactic) + 1)
  const axes = openAxes(context, before)
  if (axes.length === 0) return []
  const edits = addSearch(context, all, before, axes)
  const place = before.length === 0 ? 'the start' : `\`${before.at(-1)!}\``
  return [
    { kind: 'refactor.rewrite', title: `Search from ${place} on ${axes.join(', ')}`, edits, needsSimulation: false },
  ]
}

/** Of the schedule that `searchFrom` adds. */
export const nameOfSearch = (file: TacticsFile): string => freshName(file, 'found')

/** The automatic tactic, and its schedule behind the last one; a file without schedules then says what it is without the search. */
function addSearch(
  context: FixContext,
  all: readonly string[],
  before: readonly string[],
  axes: readonly string[],
): TextEdit[] {
  const { file, sources } = context
  const name = freshName(file, 'Found')
  const text = automaticText(name, axes)
  const added = `schedule ${nameOfSearch(file)} = ${[...before, name].join(', ')}`
  const end = sources[0]?.text.length ?? 0
  const last = file.schedules.findLast(({ span }) => span.start < end)
  if (last !== undefined) return [insertTactic(context, text), insertAfter(sources, last, added)]
  const whole = all.length === 0 ? '' : `schedule ${freshName(file, 'default')} = ${all.join(', ')}\n`
  return [insertTactic(context, `${text}\n\n${whole}${added}`)]
}

const automaticText = (name: string, axes: readonly string[]): string => `tactic ${name} auto on ${axes.join(', ')} {}`

/** Axes that nothing is split over yet, those of one device left out; all where none is left. */
function openAxes({ file, snapshot }: FixContext, before: readonly string[]): string[] {
  const axes = (snapshot?.mesh.axes ?? []).filter(({ size }) => size > 1).map(({ name }) => name)
  const used = new Set(
    file.tactics.filter(({ name }) => before.includes(name.text)).flatMap((one) => one.axes.map(({ text }) => text)),
  )
  const open = axes.filter((name) => !used.has(name))
  return open.length > 0 ? open : axes
}

export const searchForFit: ProblemFix<FixContext> = {
  summary: 'search for a strategy that fits, behind what the schedule has',
  make: (context, problem) => {
    const { file } = context
    const schedule = file.schedules.find(({ name }) => name.span.start === problem.span.start)
    const axes = openAxes(
      context,
      file.tactics.map(({ name }) => name.text),
    )
    const isSearched = schedule?.tactics.some(({ text }) =>
      file.tactics.some(({ name, isAutomatic }) => isAutomatic && name.text === text),
    )
    if (schedule === undefined || axes.length === 0 || isSearched === true) return []
    const name = freshName(file, 'Found')
    const edits = [insertTactic(context, automaticText(name, axes)), addToSchedule(schedule, name)]
    return [{ kind: 'quickfix', title: 'Search for a strategy that fits', edits, needsSimulation: false }]
  },
}

export const searchLonger: ProblemFix<FixContext> = {
  summary: 'search with twice as many evaluations, where they were used up',
  make: (context, problem) => {
    const tactic = tacticAt(context, problem)
    const found = context.snapshot === undefined ? [] : findFound(context.snapshot)
    const spent = found.filter(({ automatic }) => automatic === tactic?.name.text)
    const field = tactic?.fields.find(({ name }) => name.text === 'evaluations')
    const budget = field?.value.kind === 'quantity' ? field.value.value : usualEvaluations
    if (tactic === undefined || !spent.some(({ strategy }) => strategy.evaluations >= budget)) return []
    const line = `evaluations: ${2 * budget}`
    const edits = [field === undefined ? appendField(context, tactic, line) : { span: field.span, newText: line }]
    return [{ kind: 'quickfix', title: `Search with ${2 * budget} evaluations`, edits, needsSimulation: false }]
  },
}

/** At the end of the body, which may be missing. */
function appendField({ sources }: FixContext, tactic: Tactic, line: string): TextEdit {
  const last = tactic.fields.at(-1)
  if (last !== undefined) return { span: { start: last.span.end, end: last.span.end }, newText: `\n  ${line}` }
  const body = textAt(sources, { start: tactic.headSpan.end, end: tactic.span.end })
  const brace = body.indexOf('{')
  const start = tactic.headSpan.end + Math.max(0, brace)
  return { span: { start, end: tactic.span.end }, newText: `${brace < 0 ? ' ' : ''}{\n  ${line}\n}` }
}
