// What the server's main thread and the analysis worker say to each other.
import type { Problem } from '../base/problems'
import type { Device } from '../cost/devices'
import type { LoadedModel } from '../engine/analysis'
import type { AppliedCount, Outlook } from '../engine/analyzer'
import type { GraphAsk, GraphReply } from '../engine/graph/answerGraph'
import type { ProgramTables } from '../engine/programTables'
import type { AutoProgress, FoundStrategy } from '../engine/search/autoTactic'
import type { DetachedQuestion } from '../engine/search/detachQuestion'
import type { DetachedSnapshot } from '../engine/snapshot'
import type { CostsReport, ScheduleDifference, SweepResult } from '../protocol/costs'
import type { TacticsSource } from '../tactics/sources'
import type { Wish } from './wishes'

/** Where the model's text comes from: the disk, or an open editor. */
export interface ModelText {
  readonly path: string
  /** UTF-8 in shared memory, and the editor's version; absent: read from disk. */
  readonly open?: { readonly bytes: Uint8Array; readonly version: number }
}

/** One tactics file with all that its figures depend on. */
export interface AnalysisInput {
  readonly text: string
  /** The file's own path: paths in it are relative to it. */
  readonly path: string
  readonly active: string | undefined
  /** How many tactics of a schedule are looked at; all when undefined, or when another one is active. */
  readonly applied: AppliedCount | undefined
  /** Where a device file is looked for: named by a setting ('' for none), and folders above which it is not. */
  readonly deviceFile: string
  readonly roots: readonly string[]
  /** Device of a file that names none; '' for the default. */
  readonly device: string
  /** Whether communication runs beside compute in a file that does not say. */
  readonly overlap: boolean
  /** Whether shardings of the model itself count. */
  readonly moduleShardings: boolean
  /** What a loop of unknown length is taken to run. */
  readonly tripCount: number
  /** Bytes. */
  readonly largestModel: number
  /** Texts of models that are open in the editor. */
  readonly open: readonly ModelText[]
  /** Texts of tactics files that are open in the editor, by path: they count where such a file is included. */
  readonly openTactics: ReadonlyMap<string, string>
  /** What searches have found for automatic tactics, by the keys of their questions. */
  readonly found: ReadonlyMap<string, FoundStrategy>
}

/** A model that another worker has read; its columns are shared. */
export interface SharedModel {
  readonly path: string
  readonly key: string
  readonly model: LoadedModel
}

/** `ahead`: of a schedule that nobody has chosen yet. */
export type CostsPurpose = 'shown' | 'whatIf' | 'ahead'

/** What is asked of the worker. */
export type WorkerTask =
  /**
   * Analyses a tactics file. `isUrgent` makes those of other files give way, and ends older ones of this file: a person waits for it.
   * One that gave way comes again without, and is `granted` so many milliseconds in which it does not.
   */
  | ({ readonly kind: 'analyze'; readonly isUrgent: boolean; readonly granted: number } & AnalysisInput)
  /** What the active schedule of a text comes to that is only thought of; gives way to any urgent analysis. */
  | ({ readonly kind: 'foresee' } & AnalysisInput)
  /** The schedule `active` alone, in full, where another one is looked at; gives way to any urgent analysis. */
  | ({ readonly kind: 'view' } & AnalysisInput)
  /**
   * What the cost panel shows of the text, or of one that is only thought of; gives way to any urgent analysis. What is asked ahead of
   * need ends with whatever else is asked of the worker.
   */
  | ({ readonly kind: 'costs'; readonly purpose: CostsPurpose; readonly basis: string } & AnalysisInput)
  /** What the graph's page asks about the program as it is analysed. */
  | ({ readonly kind: 'graph'; readonly ask: GraphAsk } & AnalysisInput)
  /** What differs between two schedules. */
  | ({ readonly kind: 'difference'; readonly from: string; readonly to: string } & AnalysisInput)
  /** Every schedule on every mesh of so many devices. Takes long: for a worker of its own. */
  | ({ readonly kind: 'sweep'; readonly devices: number; readonly known: SharedModel | undefined } & AnalysisInput)
  /** Reads a model that no tactics file names. */
  | {
      readonly kind: 'load'
      readonly model: ModelText
      readonly tripCount: number
      readonly largestModel: number
    }
  /** Searches for what an automatic tactic stands for, until it is ended. Takes long: for a worker of its own. */
  | ({ readonly kind: 'search' } & SearchInput)

/** A question about a model that another worker has read. */
export interface SearchInput {
  /** Of the tactics file. */
  readonly path: string
  readonly modelKey: string
  readonly model: LoadedModel
  readonly tables: ProgramTables
  readonly question: DetachedQuestion
}

/** A task on its way. */
export type WorkerRequest = WorkerTask & { readonly id: number; readonly wish: Wish }

/** A device file that was read, with what is wrong in it. */
export interface DeviceFileState {
  readonly path: string
  readonly text: string
  readonly devices: readonly Device[]
  readonly problems: readonly Problem[]
}

/** What a request is at. */
export type Stage = 'reading' | 'loading' | 'analyzing' | 'searching'

/** A model is sent once a version, before the first result that uses it; later results name it by `key`. */
export type WorkerResponse =
  | { readonly kind: 'model'; readonly key: string; readonly path: string; readonly model: LoadedModel }
  /** What the worker has made of the program of that model. */
  | { readonly kind: 'tables'; readonly key: string; readonly tables: ProgramTables }
  /** Sent before each stage of the request under way; with the key of its model once that is known. */
  | { readonly kind: 'stage'; readonly id: number; readonly stage: Stage; readonly modelKey: string | undefined }
  | {
      readonly kind: 'analyzed'
      readonly id: number
      readonly modelKey: string | undefined
      /** Resolved path of the model, when the file names one. */
      readonly modelPath: string | undefined
      /** Undefined when there is no model to analyse: then only `problems`. */
      readonly snapshot: DetachedSnapshot | undefined
      /** The file and what it includes; places of problems and of the snapshot's tree are offsets over them. */
      readonly sources: readonly TacticsSource[]
      readonly problems: readonly Problem[]
      /** The user's device file that counted. */
      readonly deviceFile: DeviceFileState | undefined
      readonly milliseconds: number
      /** Only the active schedule was looked at yet: the whole answer follows. */
      readonly isFirst: boolean
      /** Keys of what its automatic tactics ask, and the questions among them that nobody has answered; the active schedule's first. */
      readonly asked: readonly string[]
      readonly questions: readonly DetachedQuestion[]
    }
  /** How far a search has come. */
  | { readonly kind: 'searching'; readonly id: number; readonly progress: AutoProgress }
  /** What the search would have answered, had it been ended there. */
  | { readonly kind: 'soFar'; readonly id: number; readonly strategy: FoundStrategy }
  /** For whoever reads the log. */
  | { readonly kind: 'noted'; readonly message: string }
  | { readonly kind: 'searched'; readonly id: number; readonly strategy: FoundStrategy }
  /** Undefined when there is no model to analyse. */
  | { readonly kind: 'foreseen'; readonly id: number; readonly outlook: Outlook | undefined }
  /** Undefined as above. */
  | {
      readonly kind: 'view'
      readonly id: number
      readonly modelKey: string
      readonly snapshot: DetachedSnapshot | undefined
    }
  | { readonly kind: 'costs'; readonly id: number; readonly report: CostsReport | undefined }
  | { readonly kind: 'difference'; readonly id: number; readonly difference: ScheduleDifference | undefined }
  | { readonly kind: 'graph'; readonly id: number; readonly reply: GraphReply }
  | { readonly kind: 'progress'; readonly id: number; readonly done: number; readonly total: number }
  | { readonly kind: 'sweep'; readonly id: number; readonly result: SweepResult | string }
  | { readonly kind: 'loaded'; readonly id: number; readonly modelKey: string }
  /** The model cannot be read; in the words of its problem. */
  | { readonly kind: 'unreadable'; readonly id: number; readonly problem: Problem }
  | { readonly kind: 'cancelled'; readonly id: number }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string }

/** Given to the worker when it starts. */
export interface WorkerSetup {
  /** Keys of models that an earlier worker ran out of memory on: they are not tried again. */
  readonly exhausting: readonly string[]
  readonly runtimeWasm: string
  readonly grammarWasm: string
}
