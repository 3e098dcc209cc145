// Changes of tactics files that several fixes make: tactics and actions added, names put into schedules and taken out.
import type { Span } from '../../base/problems'
import type { TacticsSource } from '../../tactics/sources'
import { sourceAt } from '../../tactics/sources'
import type { Name, Schedule, Tactic, TacticsFile } from '../../tactics/syntaxTree'
import type { FixContext, TextEdit } from './fix'

/** The texts after the edits, in the order of the sources. */
export function applyEdits(sources: readonly TacticsSource[], edits: readonly TextEdit[]): readonly string[] {
  const last = [...edits].sort((a, b) => b.span.start - a.span.start || b.span.end - a.span.end)
  return sources.map((source) => {
    let { text } = source
    for (const { span, newText } of last) {
      if (sourceAt(sources, span.start) !== source) continue
      text = text.slice(0, span.start - source.start) + newText + text.slice(span.end - source.start)
    }
    return text
  })
}

/** Text of a span of the session. */
export function textAt(sources: readonly TacticsSource[], span: Span): string {
  const { text, start } = sourceAt(sources, span.start)
  return text.slice(span.start - start, span.end - start)
}

/** The schedule whose figures are shown; undefined for that of all tactics that a file without schedules has. */
export const activeSchedule = ({ file, snapshot }: FixContext): Schedule | undefined =>
  file.schedules.find(({ name }) => name.text === snapshot?.active?.name) ?? file.schedules[0]

/** Tactics of the active schedule, in their order; automatic and unknown ones left out. */
export function activeTactics(context: FixContext): Tactic[] {
  const { file } = context
  const manual = file.tactics.filter(({ isAutomatic }) => !isAutomatic)
  const schedule = activeSchedule(context)
  return schedule === undefined
    ? manual
    : schedule.tactics.flatMap(({ text }) => manual.find(({ name }) => name.text === text) ?? [])
}

/** `wanted`, or with the first number behind it that makes it new. */
export function freshName({ tactics, schedules }: TacticsFile, wanted: string): string {
  const taken = new Set([...tactics, ...schedules].map(({ name }) => name.text))
  for (let i = 2, name = wanted; ; i++) {
    if (!taken.has(name)) return name
    name = `${wanted}${i}`
  }
}

/** A tactic's text: `lines` are its actions. */
export const tacticText = (name: string, axis: string, lines: readonly string[]): string =>
  `tactic ${name} on ${axis} {\n${lines.map((line) => `  ${line}\n`).join('')}}`

/** Adds a tactic's text behind the last tactic of the main file, or before its first schedule, or at its end. */
export function insertTactic({ file, sources }: FixContext, text: string): TextEdit {
  const main = sources[0]
  const end = main?.text.length ?? 0
  const isOwn = ({ span }: { readonly span: Span }): boolean => span.start < end
  const last = file.tactics.findLast(isOwn)
  if (last !== undefined) return { span: at(last.span.end), newText: `${gapBefore(main?.text ?? '', last)}\n${text}` }
  const schedule = file.schedules.find(isOwn)
  if (schedule !== undefined) return { span: at(schedule.span.start), newText: `${text}\n\n` }
  const gap = main === undefined || main.text === '' || main.text.endsWith('\n') ? '' : '\n'
  return { span: at(end), newText: `${gap}\n${text}\n` }
}

/** The empty line that goes before a new tactic where one goes before this one, or before its comment. */
const gapBefore = (text: string, { span }: Tactic): string =>
  /\n[ \t]*\r?\n(?:[ \t]*\/\/[^\n]*\n)*[ \t]*$/.test(text.slice(0, span.start)) ? '\n' : ''

/** Adds an action at the end of a tactic's body, on a line of its own. */
export function appendAction({ sources }: FixContext, tactic: Tactic, action: string): TextEdit {
  const last = tactic.actions.at(-1)
  if (last !== undefined) return { span: at(last.span.end), newText: `\n  ${action}` }
  const body = textAt(sources, { start: tactic.headSpan.end, end: tactic.span.end })
  const brace = tactic.headSpan.end + Math.max(0, body.indexOf('{')) + 1
  return { span: { start: brace, end: tactic.span.end }, newText: `\n  ${action}\n}` }
}

/** Adds an action before all others of a tactic: the first one that names a value counts. */
export function prependAction(context: FixContext, tactic: Tactic, action: string): TextEdit {
  const first = tactic.actions[0]
  return first === undefined
    ? appendAction(context, tactic, action)
    : { span: at(first.span.start), newText: `${action}\n  ` }
}

/** Puts a name into a schedule before its tactic number `index`; at the end by default. */
export function addToSchedule({ tactics, name }: Schedule, added: string, index = tactics.length): TextEdit {
  const next = tactics[index]
  if (next !== undefined) return { span: at(next.span.start), newText: `${added}, ` }
  const last = tactics.at(-1)
  return last === undefined
    ? { span: at(name.span.end), newText: ` = ${added}` }
    : { span: at(last.span.end), newText: `, ${added}` }
}

/** Takes a tactic out of a schedule with the comma beside it; undefined when it is the only one. */
export function removeFromSchedule({ tactics }: Schedule, name: string): TextEdit | undefined {
  const index = tactics.findIndex(({ text }) => text === name)
  const own = tactics[index]
  const [before, after] = [tactics[index - 1], tactics[index + 1]]
  if (own === undefined) return undefined
  if (after !== undefined) return { span: { start: own.span.start, end: after.span.start }, newText: '' }
  return before === undefined ? undefined : { span: { start: before.span.end, end: own.span.end }, newText: '' }
}

/** Exchanges two names of a schedule. */
export const swapNames = (a: Name, b: Name): TextEdit[] => [
  { span: a.span, newText: b.text },
  { span: b.span, newText: a.text },
]

/** Deletes a statement with its line breaks, so that no empty lines stay. */
export function deleteStatement({ sources }: FixContext, { span }: { readonly span: Span }): TextEdit {
  const { text, start } = sourceAt(sources, span.start)
  const behind = /^[ \t]*(?:\r?\n)*/.exec(text.slice(span.end - start))?.[0].length ?? 0
  return { span: { start: span.start, end: span.end + behind }, newText: '' }
}

const at = (offset: number): Span => ({ start: offset, end: offset })
