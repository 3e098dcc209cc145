// What quick fixes and refactorings are made of: makers that read the last analysis and answer changes of text, as data. What a
// change does to the figures is simulated by whoever asks (lsp/features/codeActions), and stands in its title.
import type { Outcome, Problem, Span } from '../../base/problems'
import type { Figures } from '../../cost/figures'
import type { LoadedModel } from '../../engine/analysis'
import type { Outlook } from '../../engine/analyzer'
import type { Snapshot } from '../../engine/snapshot'
import type { TacticsSource } from '../../tactics/sources'
import type { TacticsFile } from '../../tactics/syntaxTree'

/** The protocol's kinds that are offered. */
export const fixKinds = [
  'quickfix',
  'refactor.extract',
  'refactor.inline',
  'refactor.rewrite',
  'refactor.move',
] as const
export type FixKind = (typeof fixKinds)[number]

/** Offsets are of the session: over the tactics file and what it includes (tactics/sources). */
export interface TextEdit {
  readonly span: Span
  readonly newText: string
}

export interface Candidate {
  readonly kind: FixKind
  /** Short, an imperative, without its effect: `Shard params.embed on model`. */
  readonly title: string
  /** None overlaps another one. */
  readonly edits: readonly TextEdit[]
  /** Files that are made, by absolute path. */
  readonly newFiles?: readonly { readonly path: string; readonly text: string }[]
  readonly isPreferred?: boolean
  /** People look for it by name: shown behind the others however it ranks among them. */
  readonly isAlwaysShown?: boolean
  /** Whether the title ends in what the active schedule's figures become; false for what cannot change them. */
  readonly needsSimulation: boolean
}

/** What makers for a tactics file read. Its tree and the snapshot are of the same texts, those that the editor shows. */
export interface FixContext {
  readonly file: TacticsFile
  /** The main file first, then what it includes. */
  readonly sources: readonly TacticsSource[]
  readonly problems: readonly Problem[]
  /** Undefined where no model could be read: fixes of names still work. */
  readonly model: LoadedModel | undefined
  readonly modelPath: string | undefined
  readonly snapshot: Snapshot | undefined
  /** Reads a tactics file; makers try changes of unreadable text with it. */
  readonly parse?: (text: string) => Outcome<TacticsFile>
  /** Models and tactics files in the main file's folder, by path relative to it. */
  readonly nearby?: readonly string[]
}

/** What makers for a model file read; edits are of the session's tactics files. */
export interface ModelFixContext {
  readonly model: LoadedModel
  readonly modelPath: string
  /** The session whose figures the model shows. */
  readonly tactics: FixContext | undefined
}

/** A candidate, and the figures of the active schedule after it; undefined where they are not known (yet). */
export interface Rated {
  readonly candidate: Candidate
  readonly after: Outlook | undefined
}

export interface Described {
  /** What it does, for the documentation page: one clause in the imperative. */
  readonly summary: string
  /** Orders and drops candidates by their figures, and those of the schedule as it is; left out: as made. */
  readonly choose?: (rated: readonly Rated[], before: Figures | undefined) => readonly Rated[]
}

/** Changes that mend one problem. */
export interface ProblemFix<Context> extends Described {
  /** Candidates, the likeliest first; of the first few the effect is simulated. */
  readonly make: (context: Context, problem: Problem) => readonly Candidate[]
}

/** Changes offered at a selection, without a problem. */
export interface Refactoring<Context> extends Described {
  readonly make: (context: Context, selection: Span) => readonly Candidate[]
}
