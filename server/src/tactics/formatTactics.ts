// Formats a tactics file: comments and line breaks between statements stay, spaces and the lines of a body are set.
// Statements with syntax errors are left as they are.
import type { Span } from '../base/problems'
import { layOut, lexFormat } from './formatTokens'
import type { FormatPlan } from './formatTokens'
import { parseTactics } from './parseTactics'
import { printPath } from './printTactics'
import { blankOut, splitStatements } from './splitText'
import type { TacticsParser } from './syntaxNodes'
import type { PathPattern, Statement } from './syntaxTree'

/** The formatted text; formatting it again changes nothing. Line ends stay CRLF where the text has them. */
export function formatTactics(text: string, parser: TacticsParser): string {
  const lines = text.replaceAll('\r\n', '\n')
  const formatted = layOut(lexFormat(lines, planFormat(lines, parser)))
  return text.includes('\r\n') ? formatted.replaceAll('\n', '\r\n') : formatted
}

function planFormat(text: string, parser: TacticsParser): FormatPlan {
  const { value, problems } = parseTactics(parser, text)
  const blanked = blankOut(text)
  const faults = problems.filter(({ code }) => code === 'tactics.syntax').map(({ span }) => span.start)
  const kept = splitStatements(blanked).filter(({ start, end }) =>
    faults.some((at) => at >= start && (at < end || end === text.length)),
  )
  const plan = {
    verbatim: new Map(kept.map((span) => keepLines(text, span))),
    paths: new Map<number, { readonly end: number; readonly text: string }>(),
    statementStarts: new Set<number>(),
    itemStarts: new Set<number>(),
    bodies: new Map<number, { readonly close: number; readonly isTall: boolean }>(),
  }
  for (const statement of value.statements) {
    if (kept.some(({ start, end }) => statement.span.start >= start && statement.span.start < end)) continue
    plan.statementStarts.add(statement.span.start)
    for (const { start } of itemSpans(statement)) plan.itemStarts.add(start)
    for (const path of pathsIn(statement)) plan.paths.set(path.span.start, writePath(text, path))
    const open = blanked.slice(0, statement.span.end).indexOf('{', statement.span.start)
    if (open >= 0) {
      plan.bodies.set(open, { close: statement.span.end - 1, isTall: isTall(text, statement, open) })
    }
  }
  return plan
}

/** The lines of a statement as they are, with what is indented before it. */
function keepLines(text: string, span: Span): readonly [number, number] {
  const start = span.start + (/^(?:[ \t]*\n)*/.exec(text.slice(span.start, span.end))?.[0].length ?? 0)
  return [start, span.start + text.slice(span.start, span.end).trimEnd().length]
}

function itemSpans(statement: Statement): readonly Span[] {
  switch (statement.kind) {
    case 'mesh':
      return statement.axes.map(({ span }) => span)
    case 'device':
      return statement.overrides.map(({ span }) => span)
    case 'tactic':
      return [...statement.actions, ...statement.fields].map(({ span }) => span)
    case 'schedule':
      return statement.expectations.map(({ span }) => span)
    default:
      return []
  }
}

function pathsIn(statement: Statement): readonly PathPattern[] {
  const fields = statement.kind === 'tactic' ? statement.fields : statement.kind === 'device' ? statement.overrides : []
  const targets = statement.kind === 'tactic' ? statement.actions.map(({ target }) => target) : []
  return [...fields.map(({ value }) => value), ...targets].filter((part) => part.kind === 'path')
}

/** A path is printed anew, but for one with a comment inside. */
function writePath(text: string, path: PathPattern): { readonly end: number; readonly text: string } {
  const written = text.slice(path.span.start, path.span.end)
  return { end: path.span.end, text: written.includes('//') ? written : printPath(path) }
}

/** Items with commas between them may share a line, as those of a mesh do; of others only a single one stays beside its braces. */
function isTall(text: string, statement: Statement, open: number): boolean {
  if (text.slice(open, statement.span.end).includes('\n')) return true
  if (statement.kind !== 'tactic' && statement.kind !== 'schedule') return false
  const items = itemSpans(statement)
  return items.some(
    ({ end }, i) =>
      i > 0 &&
      !text
        .slice(items[i - 1]!.end, end)
        .trimStart()
        .startsWith(','),
  )
}
