// `shardlens explain`: how figures come about: formula, the numbers put in, their sources, what is assumed.
import type { Analysis, ScheduleAnalysis } from '../engine/analysis'
import type { Alike } from '../engine/explain'
import { explainCollectives, explainedNames, explainLongest, explainNamed, simulatedOf } from '../engine/explain'
import type { Explanation } from '../cost/explain/explanation'
import { explainTotals } from '../cost/explain/explainTotals'
import { makeReport } from '../engine/report'
import { explanationLines } from '../ide/explanationText'
import { formatCount, formatSeconds } from '../base/format'
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
    const hint = near.length === 0 ? `; there are ${listNames()}` : `; did you mean ${near.join(', ')}?`
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

/** Names of totals and groups; those of one kind of collective by an example. */
const listNames = (): string =>
  [
    ...explainedNames.filter(
      (name) => !name.includes('all_') && !name.includes('_scatter') && !name.includes('_permute'),
    ),
    ...groups,
  ].join(', ') +
  ', and for each kind of collective such as `all_reduce`, `executed.all_reduce`, `bytes.all_reduce`, `seconds.all_reduce`'

/** `  64 alike, run 98,304 times in a step: 767 ms`, under the head of one of them. */
function printAlike({ explanation, members, executions, seconds }: Alike): string {
  const [head = '', ...lines] = explanationLines(explanation)
  const who = members === 1 ? 'this one' : `${formatCount(members)} alike`
  const often = executions === members ? '' : `, run ${formatCount(executions)} times in a step`
  const all = executions === 1 ? [] : [`  ${who}${often}: ${formatSeconds(seconds)}`]
  return [head, ...all, ...lines].join('\n')
}

function printSchedule(schedule: ScheduleAnalysis, analysis: Analysis, figures: readonly string[]): string {
  const { evaluation, name } = schedule
  if (evaluation === undefined) throw new Error('explanations need the schedule in full')
  const simulated = simulatedOf(evaluation, analysis)
  const print = (explanation: Explanation): string => explanationLines(explanation).join('\n')
  const texts =
    figures.length === 0
      ? explainTotals(simulated).map(print)
      : figures.flatMap((figure): string[] => {
          if (figure === 'collectives') return explainCollectives(evaluation, analysis).map(printAlike)
          if (figure === 'kernels') return explainLongest(simulated, mostKernels).map(printAlike)
          const named = explainNamed(simulated, figure)
          return named === undefined ? [] : [print(named)]
        })
  return [`schedule ${name}`, ...texts.map((text) => text.replaceAll(/^/gm, '  '))].join('\n\n')
}
