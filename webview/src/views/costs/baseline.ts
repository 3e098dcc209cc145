// What schedules are compared with: another schedule, or the file as it was last saved.
import type { CostState, CostsReport, ScheduleDifference } from '../../../../server/src/protocol/costs'
import { memoizeLast } from '../../base/memo'
import { compareReports } from '../../../../server/src/protocol/compareReports'
import { findHeld, isSameReport } from '../../../../server/src/protocol/heldReports'
import type { CostsModel } from './model'
import { namePinned } from './pin'
import { pinnedBaseline } from './saved'
import { stateAfter } from './shown'

export interface Baseline {
  readonly name: string
  readonly state: CostState
}

/** Undefined where nothing was saved since the panel was opened, or the schedule is there no more. */
export function findBaseline({ baseline, saved, pinned }: CostsModel, report: CostsReport): Baseline | undefined {
  if (baseline === pinnedBaseline) {
    return pinned && { name: namePinned(pinned), state: stateAfter(pinned, pinned.applied) }
  }
  if (baseline === '') {
    const own = saved?.schedules.find(({ name }) => name === report.schedule)
    return own && { name: 'last save', state: own.state }
  }
  return report.schedules.find(({ name }) => name === baseline)
}

const compareKept = memoizeLast(compareReports)

/** Between the baseline and the active schedule; undefined while there is nothing to say, or it has not come yet. */
export function findDifference(model: CostsModel, report: CostsReport): ScheduleDifference | undefined {
  const { baseline, saved, pinned, difference } = model
  if (baseline === pinnedBaseline) {
    return pinned === undefined || isSameReport(pinned, report) ? undefined : compareKept(pinned, report)
  }
  if (baseline !== '') {
    const held = heldBaseline(model)
    if (held !== undefined) return compareKept(held, report)
    const isWanted = difference?.from === baseline && difference.to === report.schedule
    return isWanted ? difference : undefined
  }
  return saved === undefined || saved === report || saved.schedule !== report.schedule
    ? undefined
    : compareKept(saved, report)
}

/** The report of another schedule that is compared with, where it is here; all tactics of both count. */
function heldBaseline(model: CostsModel): CostsReport | undefined {
  const { report, baseline } = model
  return report?.applied === report?.tactics.length ? findHeld(model, baseline) : undefined
}

/** What to ask the host for; undefined when the panel knows it itself. */
export function wantedDifference(model: CostsModel): { from: string; to: string } | undefined {
  const { baseline, report } = model
  if (heldBaseline(model) !== undefined) return undefined
  if (report === undefined || baseline === '' || baseline === report.schedule) return undefined
  if (!report.schedules.some(({ name }) => name === baseline)) return undefined
  return { from: baseline, to: report.schedule }
}
