// Commands that work on one schedule: which one, in full.
import type { Analysis, Evaluation } from '../engine/analysis'
import { numberedSteps } from '../engine/analysis'
import { makeReport } from '../engine/report'
import type { ReportedProblem } from '../engine/reportFormat'
import { ExitCode } from './exitCodes'
import { hasErrors, isExpectation, printProblems } from './problems'
import type { AnalyzeFlags } from './request'
import { requestAnalysis } from './request'

export interface OneScheduleFlags extends Omit<AnalyzeFlags, 'schedule'> {
  /** One name; the only schedule of the file when left out. */
  readonly schedule?: string
}

export interface OneSchedule {
  readonly analysis: Analysis
  readonly evaluation: Evaluation
  readonly name: string
  /** Names of its tactics, by their index in the state. */
  readonly tactics: readonly string[]
}

/** The schedule asked for; prints the problems of the input and resolves to the exit code where it cannot be had. */
export async function requestSchedule(path: string, flags: OneScheduleFlags): Promise<OneSchedule | number> {
  const { schedule, ...others } = flags
  const requested = await requestAnalysis(path, {
    ...others,
    ...(schedule === undefined ? {} : { schedule: [schedule] }),
  })
  if (requested.kind === 'problems') return fail(requested.problems)
  const { problems } = makeReport(requested.analysis, requested.files)
  const serious = problems.filter((problem) => !isExpectation(problem))
  if (hasErrors(serious)) return fail(serious)
  const { schedules } = requested.analysis
  const [one, ...more] = schedules
  if (one?.evaluation === undefined || more.length > 0) {
    const names = schedules.map(({ name }) => name).join(', ')
    process.stderr.write(`${path}: error: it has ${schedules.length} schedules; choose one with --schedule: ${names}\n`)
    return ExitCode.badInput
  }
  const tactics = numberedSteps(one.steps).map(({ tactic }) => tactic.name.text)
  return { analysis: requested.analysis, evaluation: one.evaluation, name: one.name, tactics }
}

function fail(problems: readonly ReportedProblem[]): number {
  process.stderr.write(`${printProblems(problems)}\n`)
  return ExitCode.badInput
}
