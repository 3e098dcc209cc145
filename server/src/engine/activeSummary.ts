// What hovers say of the active schedule as a whole: added up over all its steps where the analysis runs, as the thread that answers
// hovers has no time for that.
import type { BreakdownRow } from '../cost/breakdown'
import { breakDownBy } from '../cost/breakdown'
import type { CollectiveKind } from '../lowering/localProgram'
import type { Evaluation } from './analysis'

export interface ActiveSummary {
  /** Where the step time goes: by phase, and by what bounds it. */
  readonly phases: readonly BreakdownRow[]
  readonly bounds: readonly BreakdownRow[]
  /** By number of the tactic, as in states. */
  readonly tactics: readonly TacticTime[]
  /** By axis of the mesh: collectives along it. Slices, for which nothing is sent, are left out. */
  readonly alongAxis: readonly number[]
}

/** What a tactic brought about. */
export interface TacticTime {
  /** Undefined when that takes no time. */
  readonly row: BreakdownRow | undefined
  /** Exposed communication by kind of collective. Seconds. */
  readonly exposed: ReadonlyMap<CollectiveKind, number>
}

/** `tactics`: how many the schedule has that could be applied. Linear in steps. */
export function summarizeActive(evaluation: Evaluation, tactics: number): ActiveSummary {
  const numbers = Array.from({ length: tactics }, (_, i) => `${i}`)
  const [phases = [], bounds = [], rows = []] = breakDownBy(evaluation, ['phase', 'bound', 'tactic'], numbers)
  const exposed = addExposed(evaluation, tactics)
  return {
    phases,
    bounds,
    tactics: exposed.map((byKind, i) => ({ row: rows.find(({ key }) => key === `${i}`), exposed: byKind })),
    alongAxis: countAlong(evaluation),
  }
}

function addExposed({ local, simulation: { timeline } }: Evaluation, tactics: number): Map<CollectiveKind, number>[] {
  const sums = Array.from({ length: tactics }, () => new Map<CollectiveKind, number>())
  local.collectives.forEach(({ kind, tactic, step }, i) => {
    const time = timeline.exposed[i]! * timeline.executions[local.steps.region[step]!]!
    if (time > 0) sums[tactic]?.set(kind, (sums[tactic].get(kind) ?? 0) + time)
  })
  return sums
}

function countAlong({ local: { mesh, collectives } }: Evaluation): number[] {
  const counts = mesh.axes.map(() => 0)
  for (const { axes, kind } of collectives) if (kind !== 'all_slice') for (const axis of axes) counts[axis]!++
  return counts
}
