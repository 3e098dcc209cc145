// What schedules are compared with: another schedule, or the file as it was last saved.
import type { CostState, CostsReport, ScheduleDifference } from '../../../../server/src/protocol/costs'
import { memoizeLast } from '../../base/memo'
import { compareReports } from './compareReports'
import type { CostsModel } from './model'

export interface Baseline {
  readonly name: string
  readonly state: CostState
}

/** Undefined where nothing was saved since the panel was opened, or the schedule is there no more. */
export function findBaseline({ baseline, saved }: CostsModel, report: CostsReport): Baseline | undefined {
  if (baseline === '') {
    const own = saved?.schedules.find(({ name }) => name === report.schedule)
    return own && { name: 'last save', state: own.state }
  }
  return report.schedules.find(({ name }) => name === baseline)
}

const compareSaved = memoizeLast(compareReports)

/** Between the baseline and the active schedule; undefined while there is nothing to say, or it has not come yet. */
export function findDifference(model: CostsModel, report: CostsReport): ScheduleDifference | undefined {
  const { baseline, saved, difference } = model
  if (baseline !== '') {
    const isWanted = difference?.from === baseline && difference.to === report.schedule
    return isWanted ? difference : undefined
  }
  return saved === undefined || saved === report || saved.schedule !== report.schedule
    ? undefined
    : compareSaved(saved, report)
}

/** What to ask the host for; undefined when the panel knows it itself. */
export function wantedDifference({ baseline, report }: CostsModel): { from: string; to: string } | undefined {
  if (report === undefined || baseline === '' || baseline === report.schedule) return undefined
  if (!report.schedules.some(({ name }) => name === baseline)) return undefined
  return { from: baseline, to: report.schedule }
}
