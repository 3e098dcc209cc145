// A hover: what is shown, and the text that it is of.
import type { Span } from '../base/problems'

export interface Hover {
  readonly span: Span
  /** Markdown. */
  readonly text: string
}

/** A cursor behind the last letter counts. */
export const covers = (span: Span, offset: number): boolean => offset >= span.start && offset <= span.end
