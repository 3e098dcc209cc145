// Formats some statements of a tactics file and leaves the rest alone: a selection, or a statement just closed.
import type { Span } from '../base/problems'
import { formatTactics } from './formatTactics'
import { blankOut, findBody, splitStatements } from './splitText'
import type { TacticsParser } from './syntaxNodes'

/** A piece of the text and what stands there once it is formatted. */
export interface FormatEdit {
  readonly span: Span
  readonly newText: string
}

/** Edits of the statements that a span touches, those alone that change something; comments before them count to them. */
export function formatStatements(text: string, parser: TacticsParser, { start, end }: Span): FormatEdit[] {
  return splitStatements(blankOut(text)).flatMap((statement) => {
    const written = text.slice(statement.start, statement.end)
    const from = statement.start + (written.length - written.trimStart().length)
    const to = statement.start + written.trimEnd().length
    return from <= end && to >= start ? formatPiece(text, parser, { start: from, end: to }) : []
  })
}

/** Edits of the statement whose body the character before the offset closes; none where it closes something else. */
export function formatClosed(text: string, parser: TacticsParser, offset: number): FormatEdit[] {
  const blanked = blankOut(text)
  const statement = splitStatements(blanked).find(({ start, end }) => start < offset && offset <= end)
  const body = statement === undefined ? undefined : findBody(blanked, statement)
  if (statement === undefined || body?.close !== offset - 1) return []
  const written = text.slice(statement.start, offset)
  const start = statement.start + (written.length - written.trimStart().length)
  return formatPiece(text, parser, { start, end: offset })
}

function formatPiece(text: string, parser: TacticsParser, span: Span): FormatEdit[] {
  const written = text.slice(span.start, span.end)
  const lines = formatTactics(written.replaceAll('\r\n', '\n'), parser).trim()
  const newText = text.includes('\r\n') ? lines.replaceAll('\n', '\r\n') : lines
  return newText === written ? [] : [{ span, newText }]
}
