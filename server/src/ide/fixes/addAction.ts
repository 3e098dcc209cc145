// One more action in a schedule: in a tactic that the schedule has on that axis, or as a tactic of its own behind all others.
import type { Tactic } from '../../tactics/syntaxTree'
import { addToSchedule, appendAction, freshName, insertTactic, tacticText } from './edits'
import type { TextEdit } from './fix'
import type { Scene } from './scene'

/** Edits that add a tactic with these actions to the end of the active schedule; `before` puts it before that tactic of the schedule. */
export function addTactic(
  { context, schedule }: Scene,
  wanted: string,
  axis: string,
  lines: readonly string[],
): readonly TextEdit[] {
  const name = freshName(context.file, wanted)
  const tactic = insertTactic(context, tacticText(name, axis, lines))
  return schedule === undefined ? [tactic] : [tactic, addToSchedule(schedule, name)]
}

/**
 * The last tactic of the schedule on an axis that an action may join: a manual one of the main file, all of whose actions name dims, so
 * that the new one is of its kind.
 */
export function findTacticOn({ tactics, context }: Scene, axis: string): Tactic | undefined {
  const end = context.sources[0]?.text.length ?? 0
  return tactics.findLast(
    ({ axes, actions, span }) =>
      axes[0]?.text === axis &&
      axes.length === 1 &&
      span.end <= end &&
      actions.length > 0 &&
      actions.every(({ value }) => value.kind === 'dim'),
  )
}

/** Edits that add one action on an axis. */
export function addAction(scene: Scene, axis: string, name: string, action: string): readonly TextEdit[] {
  const tactic = findTacticOn(scene, axis)
  return tactic === undefined ? addTactic(scene, name, axis, [action]) : [appendAction(scene.context, tactic, action)]
}
