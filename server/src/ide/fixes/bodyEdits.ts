// Items of a body and whole statements replaced, cut out and put in, so that formatted text stays formatted.
import type { Span } from '../../base/problems'
import { locate, sourceAt } from '../../tactics/sources'
import type { Action, Statement, Tactic } from '../../tactics/syntaxTree'
import { textAt } from './edits'
import type { FixContext, TextEdit } from './fix'

type Sources = FixContext['sources']

/** The text of an action as it stands. */
export const actionText = (sources: Sources, { span }: Action): string => textAt(sources, span)

/** Whether the items of a tactic have lines of their own. */
export const isTall = (sources: Sources, { headSpan, span }: Tactic): boolean =>
  textAt(sources, { start: headSpan.end, end: span.end }).includes('\n')

/** Puts lines in the place of actions `from` to `to` of a tactic; comments between them stay. */
export function replaceActions(
  sources: Sources,
  tactic: Tactic,
  { from, to }: { readonly from: number; readonly to: number },
  lines: readonly string[],
): TextEdit[] {
  const { actions } = tactic
  if (!isTall(sources, tactic)) {
    const texts = actions.map((action) => actionText(sources, action))
    return [writeBody(sources, tactic, [...texts.slice(0, from), ...lines, ...texts.slice(to + 1)])]
  }
  const first = actions[from]!
  const others = actions.slice(from + 1, to + 1)
  const between = textAt(sources, { start: first.span.start, end: actions[to]!.span.end })
  if (!between.includes('//')) {
    return [{ span: { start: first.span.start, end: actions[to]!.span.end }, newText: lines.join('\n  ') }]
  }
  const replaced = { span: first.span, newText: lines.join('\n  ') }
  return [replaced, ...others.map(({ span }) => ({ span: lineOf(sources, span), newText: '' }))]
}

/** Takes actions out of a tactic that keeps others. */
export function removeActions(sources: Sources, tactic: Tactic, indices: ReadonlySet<number>): TextEdit[] {
  if (!isTall(sources, tactic)) {
    const kept = tactic.actions.filter((_, i) => !indices.has(i)).map((action) => actionText(sources, action))
    return [writeBody(sources, tactic, kept)]
  }
  return joinRuns(tactic.actions, indices).map((span) => cutLines(sources, span))
}

/** Takes a statement out, with the line it leaves. */
export const removeStatement = (sources: Sources, { span }: Statement): TextEdit => cutLines(sources, span)

/** Puts a statement before another one, and before the comment that stands directly above it. */
export function insertBefore(sources: Sources, statement: Statement, text: string): TextEdit {
  const { source, span } = locate(sources, statement.span)
  const lines = source.text.slice(0, span.start).split('\n')
  let at = span.start - (lines.at(-1)?.length ?? 0)
  for (let i = lines.length - 2; i >= 0 && /^\s*\/\//.test(lines[i]!); i--) at -= lines[i]!.length + 1
  return { span: pointAt(source.start + at), newText: `${text}\n` }
}

/** Puts a statement behind another one, and behind a comment at its end. */
export function insertAfter(sources: Sources, statement: Statement, text: string): TextEdit {
  const { source, span } = locate(sources, statement.span)
  const rest = /^[^\r\n]*/.exec(source.text.slice(span.end))?.[0] ?? ''
  const comment = /^[ \t]*\/\//.test(rest) ? rest.length : 0
  return { span: pointAt(source.start + span.end + comment), newText: `\n${text}` }
}

/** `{ a: 0 }` on one line, or each item on its own. */
export const bodyText = (items: readonly string[]): string =>
  items.length < 2 ? `{ ${items.join('')} }` : `{\n${items.map((item) => `  ${item}\n`).join('')}}`

function writeBody(sources: Sources, tactic: Tactic, items: readonly string[]): TextEdit {
  const body = textAt(sources, { start: tactic.headSpan.end, end: tactic.span.end })
  const open = tactic.headSpan.end + Math.max(0, body.indexOf('{'))
  return { span: { start: open, end: tactic.span.end }, newText: bodyText(items) }
}

/** Spans of actions next to each other are one, so that no two cuts meet. */
function joinRuns(actions: readonly Action[], indices: ReadonlySet<number>): Span[] {
  const runs: Span[] = []
  actions.forEach(({ span }, i) => {
    if (!indices.has(i)) return
    const last = runs.at(-1)
    if (last !== undefined && indices.has(i - 1)) runs[runs.length - 1] = { start: last.start, end: span.end }
    else runs.push(span)
  })
  return runs
}

/** From the end of the line before to the end of the span's own line, with a comma and a comment there. */
function lineOf(sources: Sources, spanOfSession: Span): Span {
  const { source, span } = locate(sources, spanOfSession)
  const start = source.text.lastIndexOf('\n', span.start - 1)
  const isAlone = start >= 0 && source.text.slice(start, span.start).trim() === ''
  const end = span.end + (/^[ \t]*,?[ \t]*(?:\/\/[^\r\n]*)?/.exec(source.text.slice(span.end))?.[0].length ?? 0)
  return { start: source.start + (isAlone ? start : span.start), end: source.start + end }
}

/**
 * Deletes a span with a comment at the end of its line. What stands above and below then meets with a blank line between where there
 * was one, but with none behind an opening brace or before a closing one.
 */
function cutLines(sources: Sources, span: Span): TextEdit {
  const { text, start: base } = sourceAt(sources, span.start)
  const line = lineOf(sources, span)
  const start = Math.max(span.start, line.start) - base
  const end = line.end - base
  const above = /\s*$/.exec(text.slice(0, start))?.[0] ?? ''
  const below = /^\s*/.exec(text.slice(end))?.[0] ?? ''
  const cut = { start: base + start - above.length, end: base + end + below.length }
  const [previous, next] = [text[start - above.length - 1], text[end + below.length]]
  const indentation = below.slice(below.lastIndexOf('\n') + 1)
  if (!above.includes('\n') && previous !== undefined && !below.includes('\n')) return { span: cut, newText: ' ' }
  if (next === undefined) return { span: cut, newText: previous === undefined ? '' : '\n' }
  if (previous === undefined) return { span: cut, newText: indentation }
  const isEdge = previous === '{' || next === '}'
  const blanks = isEdge ? 0 : Math.min(1, Math.max(countBreaks(above), countBreaks(below)) - 1)
  return { span: cut, newText: `${'\n'.repeat(1 + blanks)}${indentation}` }
}

const countBreaks = (text: string): number => text.split('\n').length - 1

const pointAt = (offset: number): Span => ({ start: offset, end: offset })
