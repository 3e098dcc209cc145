// Which schedule a problem is of, and the context of fixes as if that one were active.
import type { Problem } from '../../base/problems'
import type { Snapshot } from '../../engine/snapshot'
import type { FixContext } from './fix'

/**
 * The schedule whose figures a problem is about: the one at whose text it stands, else one that has it of those that apply the tactic at
 * which it stands. The active one where that is among them; undefined where there is no telling.
 */
export function scheduleOf({ file, snapshot }: FixContext, { span, schedules }: Problem): string | undefined {
  const own = file.schedules.find((one) => one.span.start <= span.start && span.end <= one.span.end)
  if (own !== undefined) return own.name.text
  const tactic = file.tactics.find((one) => one.span.start <= span.start && span.end <= one.span.end)
  if (tactic === undefined || snapshot === undefined) return undefined
  const having = schedules ?? schedulesWith(snapshot, tactic.name.text)
  const active = snapshot.active?.name
  return having.find((name) => name === active) ?? having[0]
}

const schedulesWith = ({ schedules }: Snapshot, tactic: string): string[] =>
  schedules.flatMap(({ name, steps }) => (steps.some((step) => step.tactic === tactic) ? [name] : []))

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
