// `shardlens explain`: how figures come about: formula, the numbers put in, their sources, what is assumed.
import type { Analysis, ScheduleAnalysis } from '../engine/analysis'
import { explainedNames, explainLongest, explainNamed, explainSchedule, simulatedOf } from '../engine/explain'
import type { Explanation } from '../cost/explain/explanation'
import { explainTotals } from '../cost/explain/explainTotals'
import { makeReport } from '../engine/report'
import { explanationLines } from '../ide/explanationText'
import { findNearest } from '../tactics/nearestNames'
import { printHead, printInputProblems } from './analyze'
import { ExitCode } from './exitCodes'
import { hasErrors, isExpectation, printProblems } from './problems'
import type { AnalyzeFlags } from './request'
import { requestAnalysis } from './request'

/** Groups of figures that have no name in `expect`. */
const groups = ['collectives', 'kernels'] as const
const mostKernels = 10

/** Prints the figures named, or all totals; resolves to the exit code. `--json` is the JSON of analyze. */
export async function runExplain(path: string, figures: readonly string[], flags: AnalyzeFlags): Promise<number> {
  const unknown = figures.find((name) => !explainedNames.includes(name) && !groups.some((group) => group === name))
  if (unknown !== undefined) {
    const near = findNearest(unknown, [...explainedNames, ...groups]).map((name) => `\`${name}\``)
    const hint = near.length === 0 ? '' : `; did you mean ${near.join(', ')}?`
    process.stderr.write(`error: \`${unknown}\` is no figure that can be explained${hint}\n`)
    return ExitCode.badInput
  }
  const requested = await requestAnalysis(path, flags)
  if (requested.kind === 'problems') return printInputProblems(requested.problems, flags)
  const { analysis, files, milliseconds } = requested
  const report = makeReport(analysis, files)
  if (flags.json === true) process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`)
  else {
    const parts = [printHead(analysis, report, milliseconds)]
    parts.push(...analysis.schedules.map((schedule) => printSchedule(schedule, analysis, figures)))
    process.stdout.write(`${parts.join('\n\n')}\n`)
  }
  const errors = report.problems.filter((problem) => problem.severity === 'error' && !isExpectation(problem))
  if (flags.json !== true && errors.length > 0) process.stderr.write(`${printProblems(errors)}\n`)
  return hasErrors(errors) ? ExitCode.badInput : ExitCode.done
}

/** The longest first. */
const byValue = (explanations: readonly Explanation[]): Explanation[] =>
  [...explanations].sort((a, b) => b.value - a.value)

function printSchedule(schedule: ScheduleAnalysis, analysis: Analysis, figures: readonly string[]): string {
  const { evaluation, name } = schedule
  if (evaluation === undefined) throw new Error('explanations need the schedule in full')
  const simulated = simulatedOf(evaluation, analysis)
  const explanations =
    figures.length === 0
      ? explainTotals(simulated)
      : figures.flatMap((figure): readonly Explanation[] => {
          if (figure === 'collectives') return byValue(explainSchedule(evaluation, analysis).collectives)
          if (figure === 'kernels') return explainLongest(simulated, mostKernels)
          const named = explainNamed(simulated, figure)
          return named === undefined ? [] : [named]
        })
  const texts = explanations.map((explanation) => explanationLines(explanation).join('\n').replaceAll(/^/gm, '  '))
  return [`schedule ${name}`, ...texts].join('\n\n')
}
