// `shardlens check`: expectations and error diagnostics, for CI.
import { makeReport } from '../engine/report'
import { printInputProblems } from './analyze'
import { ExitCode } from './exitCodes'
import { hasErrors, isExpectation, printProblems } from './problems'
import type { AnalyzeFlags } from './request'
import { requestAnalysis } from './request'

/** Prints what fails and a summary; resolves to the exit code. `--json` is the JSON of analyze. */
export async function runCheck(path: string, flags: AnalyzeFlags): Promise<number> {
  const requested = await requestAnalysis(path, flags)
  if (requested.kind === 'problems') return printInputProblems(requested.problems, flags)
  const report = makeReport(requested.analysis, requested.files)
  const expectations = report.schedules.flatMap((schedule) => schedule.expectations)
  const failed = expectations.filter(({ holds }) => !holds)
  if (flags.json === true) process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`)
  else {
    const errors = report.problems.filter(({ severity }) => severity === 'error')
    if (errors.length > 0) process.stdout.write(`${printProblems(errors)}\n`)
    process.stdout.write(`${expectations.length - failed.length} of ${expectations.length} expectations hold\n`)
  }
  if (hasErrors(report.problems.filter((problem) => !isExpectation(problem)))) return ExitCode.badInput
  return failed.length > 0 ? ExitCode.failed : ExitCode.done
}
