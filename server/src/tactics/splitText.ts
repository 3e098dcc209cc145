// Cuts a tactics file where statements and the lines of a body begin, so that a fault in one does not spread to the next.
import type { Span } from '../base/problems'

/** The text with comments and the insides of strings blanked, of equal length. */
export function blankOut(text: string): string {
  const blank = (part: string): string => part.replace(/[^\r\n]/g, ' ')
  return text.replace(/\/\/[^\n]*|"(?:[^"\\\r\n]|\\[^\r\n])*"?/g, (part) => {
    if (part.startsWith('/')) return blank(part)
    const isClosed = part.length > 1 && part.endsWith('"')
    return isClosed ? `"${' '.repeat(part.length - 2)}"` : `"${' '.repeat(part.length - 1)}`
  })
}

/** A line that can only begin a statement: inside a body these words are followed by `.`, `:` or `where`. */
const statementStart =
  /^[ \t]*(?:(?:model|include)[ \t]*"|mesh[ \t]*\{|(?:tactic|schedule|device)[ \t]+(?!where\b)[A-Za-z_])/gm

/** Statements, each up to the next one; what stands before the first comes first. `blanked` is from `blankOut`. */
export function splitStatements(blanked: string): readonly Span[] {
  const starts = [...blanked.matchAll(statementStart)].map((match) => match.index)
  const bounds = [0, ...starts.filter((start) => start > 0), blanked.length]
  const spans: Span[] = []
  for (let i = 0; i + 1 < bounds.length; i++) spans.push({ start: bounds[i]!, end: bounds[i + 1]! })
  return spans.filter(({ start, end }) => blanked.slice(start, end).trim() !== '')
}

export interface Body {
  /** Offset of `{`. */
  readonly open: number
  /** Offset of `}`, or undefined where it is missing. */
  readonly close: number | undefined
}

/** The first body in a statement. A closing brace on a line of its own counts before one that merely balances. */
export function findBody(blanked: string, { start, end }: Span): Body | undefined {
  const open = blanked.indexOf('{', start)
  if (open < 0 || open >= end) return undefined
  const lineEnd = endOfLine(blanked, open)
  if (blanked.slice(open + 1, lineEnd).trim() === '') {
    const indentation = /^[ \t]*/.exec(blanked.slice(startOfLine(blanked, open)))?.[0].length ?? 0
    for (const { index } of blanked.slice(0, end).matchAll(/^[ \t]*\}/gm)) {
      const brace = blanked.indexOf('}', index)
      if (index > open && brace - index <= indentation) return { open, close: brace }
    }
  }
  return { open, close: findClosing(blanked, open, end) }
}

function findClosing(blanked: string, open: number, end: number): number | undefined {
  let depth = 0
  for (let i = open; i < end; i++) {
    if (blanked[i] === '{') depth++
    else if (blanked[i] === '}' && --depth === 0) return i
  }
  return undefined
}

/** The items of a body, one line or more each: lines are kept together where a bracket or a condition goes on. */
export function splitBody(blanked: string, { start, end }: Span): readonly Span[] {
  const spans: Span[] = []
  let from = start
  while (from < end) {
    let to = Math.min(endOfLine(blanked, from) + 1, end)
    while (to < end && goesOn(blanked, from, to, end)) to = Math.min(endOfLine(blanked, to) + 1, end)
    if (blanked.slice(from, to).trim() !== '') spans.push({ start: from, end: to })
    from = to
  }
  return spans
}

/** Whether the line from `to` on belongs to what stands between `from` and `to`. */
function goesOn(blanked: string, from: number, to: number, end: number): boolean {
  const before = blanked.slice(from, to).trimEnd()
  if (before.trim() === '') return false
  const next = blanked.slice(to, Math.min(endOfLine(blanked, to), end)).trim()
  return (
    /(?:[,({]|\b(?:and|or|not))$/.test(before) || /^(?:[,)}:]|(?:and|or|where)\b(?!\s*[.:]))/.test(next) || next === ''
  )
}

const startOfLine = (text: string, offset: number): number => text.lastIndexOf('\n', offset - 1) + 1

function endOfLine(text: string, offset: number): number {
  const end = text.indexOf('\n', offset)
  return end < 0 ? text.length : end
}
