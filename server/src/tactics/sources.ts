// The files of one session, main file and includes, as one range of offsets: a span anywhere in it names its file too.
import type { Span } from '../base/problems'

/** One file of a session. */
export interface TacticsSource {
  readonly path: string
  readonly text: string
  /** Where its text begins in the session's offsets; 0 for the main file. */
  readonly start: number
}

/** Where the file after `last` begins: no span ends in one file and begins in the next. */
export const startAfter = (last: TacticsSource | undefined): number =>
  last === undefined ? 0 : last.start + last.text.length + 1

/** The file that holds an offset of the session. `sources` are in order of `start` and hold the main file at least. */
export function sourceAt(sources: readonly TacticsSource[], offset: number): TacticsSource {
  const found = sources.findLast(({ start }) => start <= offset) ?? sources[0]
  if (found === undefined) throw new Error('a session has a main file')
  return found
}

/** A span of the session as a file and a span of its text. */
export function locate(
  sources: readonly TacticsSource[],
  span: Span,
): { readonly source: TacticsSource; readonly span: Span } {
  const source = sourceAt(sources, span.start)
  return { source, span: { start: span.start - source.start, end: span.end - source.start } }
}

/** A text with the line breaks of the file that it goes into: not every editor sees to that. */
export function withLineBreaksOf(sources: readonly TacticsSource[], span: Span, text: string): string {
  const isDos = sourceAt(sources, span.start).text.includes('\r\n')
  return isDos ? text.replaceAll(/\r?\n/g, '\r\n') : text
}
