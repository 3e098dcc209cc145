// What a schedule makes of a model, as features of models are given it.
import type { Problem } from '../base/problems'
import type { Basis } from '../cost/assumptions'
import type { Evaluation } from '../engine/analysis'
import { numberedSteps } from '../engine/analysis'
import type { Decisions, Snapshot } from '../engine/snapshot'
import type { Action, Tactic, TacticsFile } from '../tactics/syntaxTree'

export interface ModelFigures {
  readonly evaluation: Evaluation
  readonly basis: Basis
  /** Name of the schedule, and of its file where several name the model. */
  readonly schedule: string
  /** Names of the tactics by their number in the state. */
  readonly tactics: readonly string[]
  readonly decisions: readonly Decisions[]
  /** The tactics as they were analysed; spans are of the session. */
  readonly file: TacticsFile
  /** Of the model's own shardings on this mesh. */
  readonly problems: readonly Problem[]
}

/** Figures of the active schedule; `suffix` tells schedules of several files apart. */
export function modelFiguresOf(snapshot: Snapshot, suffix = ''): ModelFigures | undefined {
  const { evaluation, active, decisions, file, modelProblems } = snapshot
  if (evaluation === undefined || active === undefined) return undefined
  return {
    evaluation,
    basis: snapshot,
    schedule: active.name + suffix,
    tactics: numberedSteps(active.steps).map(({ tactic }) => tactic),
    decisions,
    file,
    problems: modelProblems,
  }
}

/** The tactic of a step; undefined for what the model says itself. */
export const findTactic = ({ tactics, file }: ModelFigures, step: number): Tactic | undefined =>
  file.tactics.find(({ name }) => name.text === tactics[step])

/** The action of a step that tiled or pinned a value. */
export function findDeciding(figures: ModelFigures, step: number, value: number): Action | undefined {
  const decided = figures.decisions[step]
  const at = decided?.values.indexOf(value) ?? -1
  return decided === undefined || at < 0 ? undefined : findTactic(figures, step)?.actions[decided.actions[at]!]
}
