// `shardlens analyze`: figures after each tactic of each schedule.
import { formatBytes, formatCount, formatPercent, formatSeconds, formatCountOf } from '../base/format'
import type { Figures } from '../cost/figures'
import type { Analysis, ScheduleAnalysis } from '../engine/analysis'
import { numberedSteps } from '../engine/analysis'
import { breakDown } from '../cost/breakdown'
import { describeBounds } from '../engine/breakdowns'
import { layoutText } from '../ide/deviceText'
import { footnotes } from '../ide/footnotes'
import { printCount } from '../ide/comparison'
import { printFigure } from '../engine/expectations'
import { makeReport } from '../engine/report'
import { idleAxes } from '../engine/valueSharding'
import type { Report } from '../engine/reportFormat'
import { collectiveKinds } from '../lowering/localProgram'
import { deviceCount } from '../sharding/mesh'
import type { ShardingState } from '../sharding/state'
import type { BreakdownFlag } from './breakdown'
import { printBreakdown } from './breakdown'
import { ExitCode } from './exitCodes'
import { printMemory } from './memory'
import { hasErrors, isExpectation, printProblems } from './problems'
import type { AnalyzeFlags } from './request'
import { requestAnalysis } from './request'
import { printTable, wrap } from './tables'

export interface AnalyzeOwnFlags extends AnalyzeFlags {
  readonly breakdown?: BreakdownFlag
  /** What fills the memory, in place of the figures after each tactic. */
  readonly memory?: boolean
}

/** Prints the analysis; resolves to the exit code. */
export async function runAnalyze(path: string, flags: AnalyzeOwnFlags): Promise<number> {
  const requested = await requestAnalysis(path, flags)
  if (requested.kind === 'problems') return printInputProblems(requested.problems, flags)
  const report = makeReport(requested.analysis, requested.files)
  if (flags.json === true) process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`)
  else process.stdout.write(`${printAnalysis(requested, report, flags)}\n`)
  return hasErrors(report.problems.filter((problem) => !isExpectation(problem))) ? ExitCode.badInput : ExitCode.done
}

/** Input that could not be analysed at all: its problems, as JSON too. */
export function printInputProblems(problems: Report['problems'], flags: AnalyzeFlags): number {
  if (flags.json === true)
    process.stdout.write(`${JSON.stringify({ version: 1, problems, schedules: [] }, undefined, 2)}\n`)
  else process.stderr.write(`${printProblems(problems)}\n`)
  return ExitCode.badInput
}

function printAnalysis(
  { analysis, milliseconds }: { readonly analysis: Analysis; readonly milliseconds: number },
  report: Report,
  { memory, breakdown }: AnalyzeOwnFlags,
): string {
  const parts = [
    printHead(analysis, report, milliseconds),
    ...(memory === true
      ? report.schedules.map(printMemory)
      : analysis.schedules.map((schedule) => printSchedule(schedule, breakdown))),
  ]
  const finals = analysis.schedules.map(({ name, final: { figures } }) => ({ name, figures }))
  const notes = footnotes(finals, analysis.model.program, analysis)
  if (notes.length > 0) parts.push(notes.join('\n'))
  if (report.problems.length > 0) parts.push(printProblems(report.problems))
  return parts.join('\n\n')
}

/** What is analysed, in a few lines. */
export function printHead(analysis: Analysis, report: Report, milliseconds: number): string {
  const axes = analysis.mesh.axes.map(({ name, size }) => `${name} ${formatCount(size)}`).join(' × ')
  const { device } = analysis
  return [
    `model   ${report.model.path}: ${formatCountOf(report.model.operations, 'operation')}, ${formatCountOf(report.model.arguments, 'argument')}`,
    `mesh    ${axes === '' ? 'none' : axes} = ${formatCountOf(deviceCount(analysis.mesh), 'device')}`,
    `device  ${device.name}: ${formatBytes(device.memory)}, overlap ${device.overlap ? 'on' : 'off'}; times are estimates (docs/COSTS.md)`,
    ...(deviceCount(analysis.mesh) === 1 ? [] : [wrap(`links   ${layoutText(device, analysis.mesh)}`, 8)]),
    `        analysed in ${Math.round(milliseconds)} ms`,
  ].join('\n')
}

function printSchedule(schedule: ScheduleAnalysis, breakdown: BreakdownFlag | undefined): string {
  const evaluations = [{ name: '(unpartitioned)', figures: schedule.initial.figures }].concat(
    schedule.steps.map((step) => ({ name: step.tactic.name.text, figures: step.figures })),
  )
  const kinds = collectiveKinds.filter(
    (kind) => kind !== 'all_slice' && evaluations.some(({ figures }) => figures.collectives[kind].count > 0),
  )
  const hides = evaluations.some(({ figures }) => figures.exposedCommunication < figures.communicationTime)
  const exposed = hides ? ['exposed'] : []
  const head = ['after', ...kinds, 'peak memory', 'compute', 'comm.', ...exposed, 'step time', 'MFU']
  const rows = evaluations.map(({ name, figures }) => [
    name,
    ...kinds.map((kind) => printCount(figures, kind)),
    ...printTotals(figures, hides),
  ])
  const expectations = schedule.expectations.map(
    ({ text, actual, holds }) =>
      `  expect ${text}: ${holds ? 'holds' : 'FAILS'}${actual === undefined ? '' : ` (${printFigure(figureOf(text), actual)})`}`,
  )
  const table = printTable([head, ...rows]).replaceAll(/^/gm, '  ')
  const bounds = schedule.evaluation === undefined ? '' : describeBounds(breakDown(schedule.evaluation, 'bound'))
  const lines = [
    `schedule ${schedule.name}`,
    table,
    ...(bounds === '' ? [] : [`  bound by ${bounds}`]),
    ...(schedule.evaluation === undefined ? [] : printIdle(schedule.evaluation.state)),
    ...expectations,
  ]
  return [...lines, ...printShares(schedule, breakdown)].join('\n')
}

/** `  nothing is split over model 16: its devices do the same`; no line where every axis is used. */
function printIdle(state: ShardingState): string[] {
  const names = idleAxes(state).map(
    (axis) => `${state.mesh.axes[axis]!.name} ${formatCount(state.mesh.axes[axis]!.size)}`,
  )
  if (names.length === 0) return []
  return [`  nothing is split over ${names.join(', ')}: ${names.length === 1 ? 'its' : 'their'} devices do the same`]
}

/** `peak_memory` of `peak_memory < 32 GiB`. */
const figureOf = (text: string): string => /^[\w.]+/.exec(text)?.[0] ?? ''

/** The breakdown that was asked for, after an empty line. */
function printShares({ evaluation, steps }: ScheduleAnalysis, breakdown: BreakdownFlag | undefined): string[] {
  if (evaluation === undefined || breakdown === undefined) return []
  const names = numberedSteps(steps).map(({ tactic }) => tactic.name.text)
  return ['', printBreakdown(evaluation, breakdown, names).replaceAll(/^/gm, '  ')]
}

const printTotals = (figures: Figures, hides: boolean): string[] => [
  formatBytes(figures.peakMemory),
  formatSeconds(figures.computeTime),
  formatSeconds(figures.communicationTime),
  ...(hides ? [formatSeconds(figures.exposedCommunication)] : []),
  formatSeconds(figures.stepTime),
  formatPercent(figures.mfu),
]
