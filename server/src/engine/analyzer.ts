// The one place that knows the order: tactics file and model -> analysis, with the results of unchanged prefixes kept.
import type { Problem } from '../base/problems'
import type { Bytes } from '../base/units'
import type { Figures } from '../cost/figures'
import type { TacticsFile } from '../tactics/syntaxTree'
import type { Analysis, LoadedModel } from './analysis'
import type { DeviceFile } from './deviceFile'
import type { AutoQuestion, FoundStrategy } from './search/autoTactic'

export interface AnalyzeRequest {
  readonly file: TacticsFile
  /** Problems that parsing the file found; they come first in the result. */
  readonly syntaxProblems: readonly Problem[]
  readonly model: LoadedModel
  /** Only these schedules; all when undefined. */
  readonly schedules?: readonly string[]
  /** In place of the file's mesh and device. */
  readonly mesh?: readonly { readonly name: string; readonly size: number }[]
  readonly device?: string
  /** In place of what the device says: whether communication runs beside compute. */
  readonly overlap?: boolean
  /** In place of single figures of the device, by the names of its block in a tactics file; in their units. */
  readonly deviceFigures?: readonly { readonly field: string; readonly value: number }[]
  /** The user's own devices, beside the catalogue. */
  readonly deviceFile?: DeviceFile | undefined
  /** The only schedule whose local program is kept (the first one when there is none of that name); all when undefined. */
  readonly inFull?: string
  /** How many steps of the schedule in full are looked at, if that is its name; all when undefined. Its figures and problems are those of all steps. */
  readonly applied?: AppliedCount | undefined
  /** Leaves the shardings out that the model states itself. */
  readonly withoutModule?: boolean
  /** Is given the schedule `inFull` before the others are looked at, where there are others. */
  readonly onFirst?: (analysis: Analysis) => void
  /** What tells this version of the model from all others, in keys of questions; for those who keep answers about several. */
  readonly identity?: string
  /** Asked for each automatic tactic: what a search has found for it; without an answer the tactic changes nothing. */
  readonly solve?: (question: AutoQuestion) => FoundStrategy | undefined
  /** Asked between tactics; true ends the analysis. */
  readonly isCancelled?: () => boolean
}

/** How many steps of a schedule are looked at. */
export interface AppliedCount {
  readonly schedule: string
  readonly count: number
}

export interface Analyzer {
  /** Returns undefined when it was cancelled. Keeps each step by its prefix, so an edit of the last tactic re-runs only that. */
  readonly analyze: (request: AnalyzeRequest) => Analysis | undefined
  /**
   * The analysis of a text that is only thought of, as it would be. What is kept of the text itself is used and stays; what the last
   * question found is kept beside it until that is forgotten.
   */
  readonly consider: (request: AnalyzeRequest) => Analysis | undefined
  readonly forgetConsidered: () => void
  /** The same for one look: what is kept is used, and nothing is added to it. */
  readonly glimpse: (request: AnalyzeRequest) => Analysis | undefined
  /**
   * What the schedule `inFull` of a text that is only thought of comes to. What is kept of the last analyses is used, and nothing
   * is added to it. Returns undefined when it was cancelled.
   */
  readonly foresee: (request: AnalyzeRequest) => Outlook | undefined
}

/** A schedule after a change of the text. Plain data. */
export interface Outlook {
  readonly figures: Figures
  /** Of the device. */
  readonly memory: Bytes
}
