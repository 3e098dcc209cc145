// Which schedule a problem is of, and the context of fixes as if that one were active.
import type { Problem } from '../../base/problems'
import type { ScheduleSnapshot, Snapshot } from '../../engine/snapshot'
import type { FixContext } from './fix'

/**
 * The schedule whose figures a problem is about: the one at whose text it stands, else one that applies the tactic at which it stands (and
 * met the conflict there). The active one where that is among them; undefined where there is no telling.
 */
export function scheduleOf({ file, snapshot }: FixContext, { code, span }: Problem): string | undefined {
  const own = file.schedules.find((one) => one.span.start <= span.start && span.end <= one.span.end)
  if (own !== undefined) return own.name.text
  const tactic = file.tactics.find((one) => one.span.start <= span.start && span.end <= one.span.end)
  if (tactic === undefined || snapshot === undefined) return undefined
  const { active, schedules } = snapshot
  const name = tactic.name.text
  const having = schedules.filter((one) =>
    code === 'shard.conflict' ? meetsConflict(one, name) : one.steps.some((step) => step.tactic === name),
  )
  return (having.find((one) => one.name === active?.name) ?? having[0])?.name
}

/** Figures count the conflicts of all tactics so far. */
const meetsConflict = ({ initial, steps }: ScheduleSnapshot, tactic: string): boolean =>
  steps.some(
    (step, i) => step.tactic === tactic && step.figures.conflicts > (steps[i - 1]?.figures ?? initial).conflicts,
  )

/** `view` is the analysis of one schedule; what is said of all schedules stays. */
export function asIfActive(
  context: FixContext,
  { active, decisions, applied, evaluation, summary }: Snapshot,
): FixContext {
  const { snapshot } = context
  return snapshot === undefined
    ? context
    : { ...context, snapshot: { ...snapshot, active, decisions, applied, evaluation, summary } }
}
