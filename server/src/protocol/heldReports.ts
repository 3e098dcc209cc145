// Reports that are kept beside the one shown, so that going to them needs none. Host and pages keep the same, by this rule.
import type { CostsReport } from './costs'
import { keyOfReport } from './panelRequests'

export interface HeldReports {
  readonly report: CostsReport | undefined
  /** Of the text as it is, each in full, the newest last. */
  readonly held: readonly CostsReport[]
}

/** Some hundred kilobytes each, two megabytes at most. */
export const mostHeld = 8

/** After all tactics of its schedule, which a choice of the schedule means. */
const isInFull = ({ applied, tactics, isWhatIf }: CostsReport): boolean => !isWhatIf && applied === tactics.length

/** Shows a report: the one before is kept if somebody may come back to it. A what-if question leaves the text as it is. */
export function showReport({ report: previous, held }: HeldReports, report: CostsReport): HeldReports {
  const all = previous !== undefined && isInFull(previous) ? keep(held, previous) : held
  return {
    report,
    held: all.filter((one) => !isSameReport(one, report) && (report.isWhatIf || one.basis === report.basis)),
  }
}

/** Keeps a report of another schedule, if it is of the text that is shown. */
export const holdReport = (known: HeldReports, ahead: CostsReport): HeldReports =>
  known.report?.basis === ahead.basis && !isSameReport(known.report, ahead)
    ? { report: known.report, held: keep(known.held, ahead) }
    : known

const keep = (held: readonly CostsReport[], report: CostsReport): readonly CostsReport[] =>
  [...held.filter((one) => !isSameReport(one, report)), report].slice(-mostHeld)

export const isSameReport = (a: CostsReport, b: CostsReport): boolean => keyOfReport(a) === keyOfReport(b)

export const findByKey = ({ report, held }: HeldReports, key: string): CostsReport | undefined =>
  [...(report === undefined ? [] : [report]), ...held].find((one) => keyOfReport(one) === key)

/** What choosing the schedule will show; undefined where that is not known yet. */
export const findHeld = ({ report, held }: HeldReports, schedule: string): CostsReport | undefined =>
  held.find((one) => one.schedule === schedule && one.basis === report?.basis && isInFull(one))
