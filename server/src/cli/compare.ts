// `shardlens compare`: schedules side by side, one column each; what differs from the first is marked.
import { formatBytes, formatChange, formatCount, formatPercent, formatSeconds } from '../base/format'
import type { Figures } from '../cost/figures'
import type { ScheduleAnalysis } from '../engine/analysis'
import { makeReport } from '../engine/report'
import { collectiveKinds } from '../lowering/localProgram'
import { printCount, printHead, printInputProblems } from './analyze'
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
    process.stdout.write(`${head}\n\n${printComparison(requested.analysis.schedules)}\n`)
    const errors = report.problems.filter(({ severity }) => severity === 'error')
    if (errors.length > 0) process.stderr.write(`${printProblems(errors)}\n`)
  }
  return hasErrors(report.problems.filter((problem) => !isExpectation(problem))) ? ExitCode.badInput : ExitCode.done
}

interface Row {
  readonly name: string
  readonly print: (figures: Figures) => string
  readonly value: (figures: Figures) => number
}

const totals: readonly Row[] = [
  { name: 'peak memory', print: (figures) => formatBytes(figures.peakMemory), value: (figures) => figures.peakMemory },
  {
    name: 'arguments',
    print: (figures) => formatBytes(figures.argumentMemory),
    value: (figures) => figures.argumentMemory,
  },
  {
    name: 'temporaries',
    print: (figures) => formatBytes(figures.temporaryMemory),
    value: (figures) => figures.temporaryMemory,
  },
  { name: 'compute', print: (figures) => formatSeconds(figures.computeTime), value: (figures) => figures.computeTime },
  {
    name: 'communication',
    print: (figures) => formatSeconds(figures.communicationTime),
    value: (figures) => figures.communicationTime,
  },
  { name: 'step time', print: (figures) => formatSeconds(figures.stepTime), value: (figures) => figures.stepTime },
  { name: 'MFU', print: (figures) => formatPercent(figures.mfu), value: (figures) => figures.mfu },
  { name: 'conflicts', print: (figures) => formatCount(figures.conflicts), value: (figures) => figures.conflicts },
]

function printComparison(schedules: readonly ScheduleAnalysis[]): string {
  const base = schedules[0]
  if (base === undefined) return 'no schedule'
  const kinds = collectiveKinds.filter(
    (kind) => kind !== 'all_slice' && schedules.some(({ final }) => final.figures.collectives[kind].count > 0),
  )
  const rows: Row[] = [
    ...kinds.map((kind) => ({
      name: kind,
      print: (figures: Figures) => printCount(figures, kind),
      value: (figures: Figures) => figures.collectives[kind].executed,
    })),
    ...totals,
  ]
  const cells = rows.map(({ name, print, value }) => [
    name,
    ...schedules.map(
      ({ final }) => `${print(final.figures)}${printMark(value(final.figures), value(base.final.figures))}`,
    ),
  ])
  const tactics = ['', ...schedules.map(({ steps }) => steps.map(({ tactic }) => tactic.name.text).join(', '))]
  const note = schedules.length > 1 ? `\n\nin parentheses: against \`${base.name}\`` : ''
  return printTable([['schedule', ...schedules.map(({ name }) => name)], tactics, ...cells]) + note
}

/** ` (−42 %)`; nothing where they are equal. */
function printMark(value: number, base: number): string {
  if (value === base) return ''
  if (base === 0) return ' (new)'
  const change = value / base - 1
  return ` (${formatChange(change, formatPercent)})`
}
