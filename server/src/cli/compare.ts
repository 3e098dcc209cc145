// `shardlens compare`: schedules side by side, one column each; what differs from the first is marked.
import type { Analysis } from '../engine/analysis'
import { makeReport } from '../engine/report'
import { compareSchedules } from '../ide/comparison'
import { footnotes } from '../ide/footnotes'
import { printHead, printInputProblems } from './analyze'
import { ExitCode } from './exitCodes'
import { hasErrors, isExpectation, printProblems } from './problems'
import type { AnalyzeFlags } from './request'
import { requestAnalysis } from './request'
import type { SweepFlags } from './sweep'
import { runSweep } from './sweep'
import { printTable } from './tables'

export interface CompareFlags extends SweepFlags {
  /** Devices of every mesh of a sweep. */
  readonly sweep?: number
}

/** Prints the comparison; resolves to the exit code. `--json` is the JSON of analyze, or that of a sweep. */
export async function runCompare(path: string, { sweep, ...others }: CompareFlags): Promise<number> {
  const { device: devices, ...shared } = others
  if (sweep !== undefined || (devices !== undefined && devices.length > 1)) return runSweep(path, others, sweep)
  const flags: AnalyzeFlags = { ...shared, ...(devices?.[0] === undefined ? {} : { device: devices[0] }) }
  const requested = await requestAnalysis(path, flags)
  if (requested.kind === 'problems') return printInputProblems(requested.problems, flags)
  const report = makeReport(requested.analysis, requested.files)
  if (flags.json === true) process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`)
  else {
    const head = printHead(requested.analysis, report, requested.milliseconds)
    process.stdout.write(`${head}\n\n${printComparison(requested.analysis)}\n`)
    const errors = report.problems.filter(({ severity }) => severity === 'error')
    if (errors.length > 0) process.stderr.write(`${printProblems(errors)}\n`)
  }
  return hasErrors(report.problems.filter((problem) => !isExpectation(problem))) ? ExitCode.badInput : ExitCode.done
}

function printComparison(analysis: Analysis): string {
  const { schedules } = analysis
  const [base] = schedules
  if (base === undefined) return 'no schedule'
  const compared = schedules.map(({ name, steps, final: { figures } }) => ({
    name,
    tactics: steps.map(({ tactic }) => tactic.name.text),
    figures,
  }))
  const notes = [
    ...(schedules.length > 1 ? [`in parentheses: against \`${base.name}\``] : []),
    ...footnotes(compared, analysis.model.program, analysis),
  ]
  return [printTable(compareSchedules(compared)), ...(notes.length === 0 ? [] : [notes.join('\n')])].join('\n\n')
}
