// The active schedule as fixes read it: its state, its tactics in the text, and which values may still be split.
import type { Evaluation, LoadedModel } from '../../engine/analysis'
import type { Snapshot } from '../../engine/snapshot'
import type { ShardingState } from '../../sharding/state'
import { BY_ACTION, OPEN, localDimSize } from '../../sharding/state'
import type { Schedule, Tactic } from '../../tactics/syntaxTree'
import { findOrigin } from '../../engine/origin'
import { activeSchedule, activeTactics } from './edits'
import type { FixContext } from './fix'

export interface Scene {
  readonly context: FixContext
  readonly model: LoadedModel
  readonly snapshot: Snapshot
  readonly evaluation: Evaluation
  readonly state: ShardingState
  /** Undefined for the schedule of all tactics that a file without schedules has. */
  readonly schedule: Schedule | undefined
  /** Its tactics, in order. */
  readonly tactics: readonly Tactic[]
}

/** Undefined where there are no figures. */
export function sceneOf(context: FixContext): Scene | undefined {
  const { snapshot, model } = context
  const evaluation = snapshot?.evaluation
  if (snapshot === undefined || model === undefined || evaluation === undefined) return undefined
  const tactics = activeTactics(context)
  return {
    context,
    model,
    snapshot,
    evaluation,
    state: evaluation.state,
    schedule: activeSchedule(context),
    tactics,
  }
}

/** Tactic of the text that a state knows by its number; undefined for what the model says itself. */
export function tacticOfStep({ snapshot, tactics }: Scene, index: number): Tactic | undefined {
  // An idle tactic takes no number in the state.
  const name = snapshot.active?.steps.filter(({ isIdle }) => !isIdle)[index]?.tactic
  return tactics.find((tactic) => tactic.name.text === name)
}

/** Dims of a value that an axis could still split evenly, each of size above 1; none where the axis has decided already. */
export function openDims(state: ShardingState, value: number, axis: number): number[] {
  if (state.valueDim[value * state.axes + axis] !== OPEN) return []
  const size = state.mesh.axes[axis]?.size ?? 1
  const rank = state.program.module.types[state.program.values.type[value]!]?.dims.length ?? 0
  if (size <= 1) return []
  return Array.from({ length: rank }, (_, dim) => dim).filter((dim) => {
    const local = localDimSize(state, value, dim)
    return local > 1 && local % size === 0
  })
}

/** Where the tile of a value on an axis was said: the value that an action names, and that action's tactic. */
export function sourceOfTile(
  scene: Scene,
  value: number,
  axis: number,
): { readonly value: number; readonly tactic: Tactic } | undefined {
  const origin = findOrigin(scene.state, value, axis)
  const tactic = origin === undefined ? undefined : tacticOfStep(scene, origin.tactic)
  if (origin === undefined || tactic === undefined) return undefined
  const isNamed = scene.state.valueVia[origin.value * scene.state.axes + axis] === BY_ACTION
  return isNamed ? { value: origin.value, tactic } : undefined
}
