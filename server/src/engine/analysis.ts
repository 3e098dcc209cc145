// What an analysis of one tactics file and its model holds: everything that hovers, hints, reports and checks read.
import type { Problem } from '../base/problems'
import type { Bytes } from '../base/units'
import type { Device } from '../cost/devices'
import type { Simulation } from '../cost/simulate'
import type { FoundPart } from './applySchedule'
import type { ReshardSummary } from './reshards'
import type { DeviceFile } from './deviceFile'
import type { Figures } from '../cost/figures'
import type { Shares } from '../cost/shares'
import type { LocalProgram } from '../lowering/localProgram'
import type { Module } from '../model/module'
import type { ModelShardings } from '../model/shardings/sharding'
import type { ActionOutcome } from '../sharding/applyTactic'
import type { Mesh } from '../sharding/mesh'
import type { Program } from '../sharding/program'
import type { Conflict } from '../sharding/propagate'
import type { ShardingState } from '../sharding/state'
import type { Schedule, Tactic, TacticsFile } from '../tactics/syntaxTree'

/** One version of a model, read and expanded. Problems are in byte offsets of its text. */
export interface LoadedModel {
  readonly module: Module
  readonly program: Program
  readonly problems: readonly Problem[]
  /** What the model says of its own sharding: tactic 0 of every schedule. */
  readonly shardings: ModelShardings
  /** Size of the text. */
  readonly size: Bytes
}

/** A program with a state, and what that costs. */
export interface Figured {
  readonly state: ShardingState
  /** Conflicts of all tactics so far. */
  readonly conflicts: readonly Conflict[]
  readonly figures: Figures
  readonly shares: Shares
  /** Those that cost much. */
  readonly reshards: readonly ReshardSummary[]
}

/** The same with what the figures are made of. */
export interface Evaluation extends Figured {
  readonly local: LocalProgram
  readonly simulation: Simulation
}

/** One tactic of a schedule, and everything as it is after it. */
export interface StepAnalysis extends Figured {
  readonly tactic: Tactic
  /** Outcome of each action, in the tactic's order. */
  readonly actions: readonly ActionOutcome[]
  /** Values that its patterns match, each once. */
  readonly matched: number
  readonly refused: number
  /** Values newly tiled, by actions and by propagation. */
  readonly changed: number
  /** Could not be applied: its axis does not exist, or nothing was found for an automatic one. */
  readonly isIdle: boolean
  /** What an automatic tactic stands for comes as several steps, one for each part that was found. */
  readonly found?: FoundPart
  /** Key of the question to a search that nobody has answered yet. */
  readonly asked?: string
  /** Located in the tactics file. */
  readonly problems: readonly Problem[]
}

/** Steps by their number in states: a tactic that could not be applied takes none. */
export const numberedSteps = <T extends { readonly isIdle: boolean }>(steps: readonly T[]): T[] =>
  steps.filter(({ isIdle }) => !isIdle)

export interface ExpectationResult {
  readonly text: string
  /** Undefined when the figure does not exist. */
  readonly actual: number | undefined
  readonly holds: boolean
}

export interface ScheduleAnalysis {
  readonly name: string
  /** Undefined for the schedule of all tactics that a file without schedules has. */
  readonly schedule: Schedule | undefined
  /** The unpartitioned program. */
  readonly initial: Figured
  readonly steps: readonly StepAnalysis[]
  /** The last step, or `initial`. */
  readonly final: Figured
  /** `final` in full, for the schedules that were asked for so. */
  readonly evaluation: Evaluation | undefined
  /** How many of the steps are looked at: all, unless fewer were asked for; and the state after them in full. */
  readonly applied: number
  readonly shown: Evaluation | undefined
  readonly expectations: readonly ExpectationResult[]
}

export interface Analysis {
  readonly file: TacticsFile
  readonly mesh: Mesh
  readonly device: Device
  /** The user's own devices, where there are any. */
  readonly deviceFile: DeviceFile | undefined
  /** Neither the file nor the request names a device that exists: the default one stands in. */
  readonly isDeviceAssumed: boolean
  readonly model: LoadedModel
  readonly schedules: readonly ScheduleAnalysis[]
  /** What this mesh and these schedules find wrong with the model's own shardings, in byte offsets of its text. */
  readonly modelProblems: readonly Problem[]
  /** All problems of the tactics file, in UTF-16 offsets of its text. */
  readonly problems: readonly Problem[]
}
