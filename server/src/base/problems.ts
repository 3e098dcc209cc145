// What an analysis found wrong with its input: a value is always returned, with the problems beside it.
import type { DiagnosticCode } from './diagnostics'

/** Half-open range of offsets into one text: UTF-8 byte offsets for models, UTF-16 units for tactics. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** Another place that explains a problem; `file` is absent when it is the problem's own. */
export interface RelatedPlace {
  readonly span: Span
  readonly message: string
  readonly file?: 'model' | 'tactics'
}

export interface Problem {
  readonly code: DiagnosticCode
  readonly span: Span
  /** Names the thing, the value found and what was allowed. */
  readonly message: string
  readonly related?: readonly RelatedPlace[]
  /** Of a problem at a tactic that only some of the schedules with this tactic have: those, by name. */
  readonly schedules?: readonly string[]
}

/** A problem that stands at many places: those that are the same fault have one key, though each message may name its own text. */
export interface RepeatedProblem {
  readonly problem: Problem
  readonly fault: string
}

/** Result of a parser or analysis: the best value that could be made, and what was wrong. */
export interface Outcome<T> {
  readonly value: T
  readonly problems: readonly Problem[]
}
