// What editor features read of an analysis: figures of every step, and the program as the active schedule leaves it.
// Small enough to be sent between threads at every edit; program and model travel once a model and are attached again.
import type { Problem } from '../base/problems'
import type { Device } from '../cost/devices'
import type { Figures } from '../cost/figures'
import type { LocalProgram } from '../lowering/localProgram'
import type { ActionOutcome } from '../sharding/applyTactic'
import type { Mesh } from '../sharding/mesh'
import type { Program } from '../sharding/program'
import type { TacticsFile } from '../tactics/syntaxTree'
import type { ActiveSummary } from './activeSummary'
import { summarizeActive } from './activeSummary'
import type { EvaluationTables } from './evaluationTables'
import { keepEvaluationTables, tablesOfEvaluation } from './evaluationTables'
import type { PackedCollectives } from './packCollectives'
import { packCollectives, unpackCollectives } from './packCollectives'
import type { FoundStrategy } from './search/autoTactic'
import type { Analysis, Evaluation, ExpectationResult, ScheduleAnalysis, StepAnalysis } from './analysis'
import { numberedSteps } from './analysis'

export interface ActionCounts {
  readonly matched: number
  readonly tiled: number
  readonly pinned: number
  readonly refused: number
  readonly leftWhole: number
  readonly skipped: number
}

export interface StepSnapshot {
  readonly tactic: string
  readonly figures: Figures
  readonly matched: number
  readonly changed: number
  /** Could not be applied: its axis does not exist. */
  readonly isIdle: boolean
  readonly actions: readonly ActionCounts[]
  /** For a part of what a search has found. */
  readonly found?: FoundSnapshot
  /** Of an automatic tactic that is not searched yet: key of its question. */
  readonly asked?: string
}

export interface FoundSnapshot {
  /** Name of the automatic tactic. */
  readonly automatic: string
  /** One object for all parts. */
  readonly strategy: FoundStrategy
}

export interface ScheduleSnapshot {
  readonly name: string
  readonly initial: Figures
  readonly steps: readonly StepSnapshot[]
  readonly final: Figures
  /** Memory at the peak by index in `memoryKinds`. */
  readonly memoryByKind: Float64Array
  readonly expectations: readonly ExpectationResult[]
}

export interface Snapshot {
  /** The file that was analysed. */
  readonly file: TacticsFile
  readonly mesh: Mesh
  readonly device: Device
  /** The user's own, beside the catalogue. */
  readonly devices: readonly Device[]
  /** Neither the file nor a setting names a device that exists: the default one stands in. */
  readonly isDeviceAssumed: boolean
  readonly problems: readonly Problem[]
  /** Located in the model. */
  readonly modelProblems: readonly Problem[]
  readonly schedules: readonly ScheduleSnapshot[]
  readonly active: ScheduleSnapshot | undefined
  /** What each tactic of the active schedule decided by itself, by its number in the state: one that is idle has none. */
  readonly decisions: readonly Decisions[]
  /** How many tactics of the active schedule count in `evaluation`; figures and problems are those of all. */
  readonly applied: number
  readonly evaluation: Evaluation | undefined
  /** Of all tactics. */
  readonly summary: ActiveSummary | undefined
}

/** Values that the actions of a tactic tiled or pinned, and the number of the action for each. */
export interface Decisions {
  readonly values: Int32Array
  readonly actions: Int32Array
}

/** A snapshot without its program, to be sent. */
export type DetachedSnapshot = Omit<Snapshot, 'evaluation'> & { readonly evaluation: DetachedEvaluation | undefined }
type DetachedEvaluation = Omit<Evaluation, 'state' | 'local'> & {
  readonly state: Omit<Evaluation['state'], 'program'>
  readonly local: Omit<Evaluation['local'], 'program' | 'collectives'> & { readonly packed: PackedCollectives }
  readonly tables: EvaluationTables
}

/** Snapshot with the schedule of that name active, or the first one when there is none. */
export function makeSnapshot(analysis: Analysis, active: string | undefined): Snapshot {
  const schedule = analysis.schedules.find(({ name }) => name === active) ?? analysis.schedules[0]
  const schedules = analysis.schedules.map(summarize)
  const numbered = numberedSteps(schedule?.steps ?? [])
  const evaluation = schedule?.evaluation
  return {
    file: analysis.file,
    mesh: analysis.mesh,
    device: analysis.device,
    devices: analysis.deviceFile?.devices ?? [],
    isDeviceAssumed: analysis.isDeviceAssumed,
    problems: analysis.problems,
    modelProblems: analysis.modelProblems,
    schedules,
    active: schedules.find(({ name }) => name === schedule?.name),
    decisions: numbered.map(decisionsOf),
    applied: schedule?.applied ?? 0,
    evaluation: schedule?.shown,
    summary: evaluation && summarizeActive(evaluation, numbered.length),
  }
}

function summarize(schedule: ScheduleAnalysis): ScheduleSnapshot {
  const { name, initial, steps, final, expectations } = schedule
  return {
    name,
    initial: initial.figures,
    steps: steps.map(summarizeStep),
    final: final.figures,
    memoryByKind: final.shares.memoryByKind,
    expectations,
  }
}

function summarizeStep(step: StepAnalysis): StepSnapshot {
  const { tactic, figures, matched, changed, isIdle, actions, found, asked } = step
  const ofSearch = {
    ...(found === undefined ? {} : { found: { automatic: found.automatic, strategy: found.strategy } }),
    ...(asked === undefined ? {} : { asked }),
  }
  return { tactic: tactic.name.text, figures, matched, changed, isIdle, actions: actions.map(countAction), ...ofSearch }
}

function decisionsOf({ actions }: StepAnalysis): Decisions {
  const decided = actions.map(({ tiled, pinned }) => [...tiled, ...pinned])
  return {
    values: Int32Array.from(decided.flat()),
    actions: Int32Array.from(decided.flatMap((values, action) => values.map(() => action))),
  }
}

const countAction = (action: ActionOutcome): ActionCounts => ({
  matched: action.values.length,
  tiled: action.tiled.length,
  pinned: action.pinned.length,
  refused: action.refusals.length,
  leftWhole: action.indivisible.length,
  skipped: action.skipped.length,
})

/** Leaves the program out. */
export function detachSnapshot(snapshot: Snapshot): DetachedSnapshot {
  if (snapshot.evaluation === undefined) return { ...snapshot, evaluation: undefined }
  const { state, local, ...rest } = snapshot.evaluation
  const { program: ofState, ...bareState } = state
  const { program: ofLocal, collectives, ...bareLocal } = local
  if (ofState !== ofLocal) throw new Error('state and local program are of different programs')
  const packed = packCollectives(collectives)
  const tables = tablesOfEvaluation(snapshot.evaluation)
  return { ...snapshot, evaluation: { ...rest, state: bareState, local: { ...bareLocal, packed }, tables } }
}

/** Puts the program back in. Collectives are made when they are first asked for. */
export function attachSnapshot(detached: DetachedSnapshot, program: Program): Snapshot {
  if (detached.evaluation === undefined) return { ...detached, evaluation: undefined }
  const { state, local, tables, ...rest } = detached.evaluation
  const { packed, ...columns } = local
  const whole: LocalProgram = { ...columns, program, collectives: unpackCollectives(packed) }
  const evaluation: Evaluation = { ...rest, state: { ...state, program }, local: whole }
  keepEvaluationTables(evaluation, tables)
  return { ...detached, evaluation }
}
