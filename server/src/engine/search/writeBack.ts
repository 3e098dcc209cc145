// What was found for an automatic tactic -> the file with manual tactics in its place.
import type { Span } from '../../base/problems'
import type { Tactic, TacticsFile } from '../../tactics/syntaxTree'
import type { FoundStrategy } from './autoTactic'
import type { FoundHere } from './foundHere'

export interface TextEdit {
  readonly span: Span
  readonly text: string
}

/** Names and texts of the manual tactics. */
export interface Written {
  readonly tactics: readonly Pick<FoundStrategy['tactics'][number], 'name' | 'text'>[]
  /** Schedules that it was found for; all when undefined. In the others the automatic tactic stays. */
  readonly schedules?: ReadonlySet<string>
  /** The automatic tactic as it stands: its comments go above what takes its place. */
  readonly replaced?: string
}

/** Edits of the file's text, in order of place: the tactic becomes those that were found, and schedules name them in its place. */
export function writeBack(file: TacticsFile, tactic: Tactic, written: Written): TextEdit[] {
  const { tactics, schedules, replaced = '' } = written
  const names = tactics.map(({ name }) => name).join(', ')
  const naming = file.schedules.filter((one) => one.tactics.some(({ text }) => text === tactic.name.text))
  const changed = naming.filter(({ name }) => schedules?.has(name.text) ?? true)
  const uses = changed.flatMap((schedule) =>
    schedule.tactics.flatMap(({ text, span }, at): TextEdit[] => {
      if (text !== tactic.name.text) return []
      return [names === '' ? { span: withComma(schedule.tactics, at), text: '' } : { span, text: names }]
    }),
  )
  const text = tactics.map((one) => one.text).join('\n')
  const { end } = tactic.span
  const isKept = changed.length < naming.length
  const own = isKept
    ? { span: { start: end, end }, text: `\n${text}` }
    : { span: tactic.span, text: [...commentsOf(replaced), text].join('\n') }
  const edits = [own, ...uses]
  return edits.toSorted((a, b) => a.span.start - b.span.start)
}

/** Lines of comment. One that stood behind something keeps what it is about. */
function commentsOf(text: string): string[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const comment = /^(?:[^"/]|"(?:[^"\\]|\\.)*"|\/(?!\/))*?(\/\/.*)$/.exec(line)?.[1]
    if (comment === undefined) return []
    const about = line.slice(0, line.length - comment.length).trim()
    // Of the line that begins the tactic nothing is left.
    const isGone = about === '' || /^tactic\b|^[{}]+$/.test(about)
    return [isGone ? comment.trimEnd() : `// ${about} ${comment.trimEnd()}`]
  })
}

/** Names of the schedules for which the same was found as for this one. */
export function schedulesAlike(found: readonly FoundHere[], one: FoundHere): ReadonlySet<string> {
  const textOf = ({ strategy }: FoundHere): string => strategy.tactics.map(({ text }) => text).join('\n')
  return new Set(
    found
      .filter((other) => other.automatic === one.automatic && textOf(other) === textOf(one))
      .map(({ schedule }) => schedule),
  )
}

/** A name of a list with what parts it from the one before, or from the one after where it is the first. */
function withComma(names: readonly { readonly span: Span }[], at: number): Span {
  const { span } = names[at]!
  const [before, after] = [names[at - 1], names[at + 1]]
  if (before !== undefined) return { start: before.span.end, end: span.end }
  return after === undefined ? span : { start: span.start, end: after.span.start }
}

/** The text with edits made that do not overlap. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let result = text
  for (const { span, text: own } of edits.toSorted((a, b) => b.span.start - a.span.start))
    result = result.slice(0, span.start) + own + result.slice(span.end)
  return result
}
