// `shardlens search`: runs the automatic tactics of schedules, or one that flags describe; prints what was found as manual tactics.
import type { Analysis } from '../engine/analysis'
import { createAnalyzer } from '../engine/analyze'
import { makeReport } from '../engine/report'
import type { FoundHere } from '../engine/search/foundHere'
import { findFound } from '../engine/search/foundHere'
import { printHead, printInputProblems } from './analyze'
import { ExitCode } from './exitCodes'
import { printFound } from './printFound'
import { hasErrors, isExpectation, printProblems } from './problems'
import type { AnalyzeFlags, Inputs } from './request'
import { analyzeInputs, flagProblem, readInputs, unknownNames } from './request'
import type { AutoFlags } from './searchFlags'
import { withAutoTactic } from './searchFlags'
import { printMeshes, searchMeshes } from './searchMeshes'
import { createSearches } from './searchProgress'
import { writeFound } from './writeFound'

export interface SearchFlags extends Omit<AnalyzeFlags, 'mesh'>, AutoFlags {
  /** `count`: every mesh of so many devices over the axes of the file. */
  readonly mesh?: NonNullable<AnalyzeFlags['mesh']> | { readonly count: number }
  /** Writes what was found into the file. */
  readonly write?: boolean
}

/** Resolves to the exit code. */
export async function runSearchCommand(path: string, flags: SearchFlags): Promise<number> {
  const { mesh, ...others } = flags
  const inputs = await readInputs(path, flags)
  if (inputs.kind === 'problems') return printInputProblems(inputs.problems, others)
  const unknown = unknownNames(inputs, flags.schedule, flags.device === undefined ? [] : [flags.device])
  const prepared = unknown ?? withAutoTactic(inputs.file, flags, inputs.parser)
  if (typeof prepared === 'string') return printInputProblems([flagProblem(path, prepared)], others)
  const asked: Inputs = { ...inputs, file: prepared.file }
  const searches = createSearches(flags)
  const analyzer = createAnalyzer()
  const analyze = (axes: AnalyzeFlags['mesh']): Promise<Analysis> => {
    const own = { ...others, ...(axes === undefined ? {} : { mesh: axes }) }
    return searches.analyze((solve) => analyzeInputs(analyzer, asked, own, solve))
  }
  if (mesh !== undefined && 'count' in mesh) {
    const rows = await searchMeshes(asked, mesh.count, analyze)
    await searches.end()
    if (typeof rows === 'string') return printInputProblems([flagProblem(path, rows)], others)
    process.stdout.write(
      flags.json === true ? `${JSON.stringify({ version: 1, rows }, undefined, 2)}\n` : `${printMeshes(rows)}\n`,
    )
    return ExitCode.done
  }
  const analysis = await analyze(mesh)
  await searches.end()
  const found = findFound(analysis)
  const report = makeReport(analysis, inputs.files)
  if (flags.json === true)
    process.stdout.write(`${JSON.stringify({ ...report, found: found.map(toJson) }, undefined, 2)}\n`)
  else {
    const problems = report.problems.length === 0 ? [] : [printProblems(report.problems)]
    const head = printHead(analysis, report, performance.now() - inputs.started)
    process.stdout.write(`${[head, ...found.map((one) => printFound(one, analysis)), ...problems].join('\n\n')}\n`)
  }
  const unwritten = flags.write === true ? await writeFound(path, { inputs, prepared, found }) : undefined
  if (unwritten !== undefined) process.stderr.write(`${printProblems([flagProblem(path, unwritten)])}\n`)
  if (unwritten !== undefined) return ExitCode.badInput
  return hasErrors(report.problems.filter((problem) => !isExpectation(problem))) ? ExitCode.badInput : ExitCode.done
}

/** Without what is bound, which no other program can read. */
const toJson = ({ schedule, automatic, strategy }: FoundHere): unknown => ({
  schedule,
  tactic: automatic,
  ...strategy,
  tactics: strategy.tactics.map(({ name, kind, text }) => ({ name, kind, text })),
})
