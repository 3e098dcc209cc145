// `shardlens compare --sweep N`: schedules on every mesh of N devices; with several `--device`, on each of them.
import { formatBytes, formatCount, formatPercent, formatSeconds, formatCountOf } from '../base/format'
import { findAssumptions } from '../cost/assumptions'
import type { Figures } from '../cost/figures'
import type { LoadedModel } from '../engine/analysis'
import { byTime } from '../engine/pareto'
import type { SweepPlan } from '../engine/planSweep'
import { planSweep } from '../engine/planSweep'
import type { SweepRow } from '../engine/sweep'
import { sweep } from '../engine/sweep'
import type { SweepReport } from '../engine/sweepReport'
import { reportSweep } from '../engine/sweepReport'
import { collectiveKinds } from '../lowering/localProgram'
import type { Mesh } from '../sharding/mesh'
import { ExitCode } from './exitCodes'
import { hasErrors, printProblems } from './problems'
import { createProgress } from './progress'
import type { AnalyzeFlags, Unreadable } from './request'
import { flagProblem, readInputs, unknownNames } from './request'
import { printTable } from './tables'

export interface SweepFlags extends Omit<AnalyzeFlags, 'device'> {
  readonly device?: readonly string[]
  /** Meshes at most. */
  readonly most: number
}

/** Prints the table; resolves to the exit code. Without `deviceCount` there is the one mesh of the file. */
export async function runSweep(path: string, flags: SweepFlags, deviceCount: number | undefined): Promise<number> {
  const inputs = await readInputs(path, flags)
  if (inputs.kind === 'problems') return fail(inputs.problems, flags)
  const { file, model, files, syntaxProblems } = inputs
  const unknown = unknownNames(inputs, flags.schedule, flags.device ?? [])
  if (unknown !== undefined) return fail([flagProblem(path, unknown)], flags)
  const withoutModule = flags.module === false
  const plan = planSweep({
    file,
    model,
    deviceCount,
    mostMeshes: flags.most,
    withoutModule,
    ownDevices: inputs.deviceFile?.devices,
    ...(flags.mesh === undefined ? {} : { mesh: flags.mesh }),
    ...(flags.schedule === undefined ? {} : { schedules: flags.schedule }),
    ...(flags.device === undefined ? {} : { devices: flags.device }),
    ...(flags.overlap === undefined ? {} : { overlap: flags.overlap }),
  })
  if (typeof plan === 'string') return fail([flagProblem(path, plan)], flags)
  const progress = createProgress('schedules on meshes')
  const rows = sweep({ model, ...plan, withoutModule, onProgress: progress.show })
  progress.end()
  if (rows === undefined) throw new Error('a sweep that nobody cancels has ended early')
  const problems = [...syntaxProblems, ...plan.problems]
  const report = reportSweep(model, { ...plan, problems }, rows, files)
  if (flags.json === true) process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`)
  else {
    const head = printHead(plan, report, performance.now() - inputs.started)
    const parts = [head, printRows(plan, rows), ...printIncomplete(rows), ...printAssumptions(plan, rows, model)]
    process.stdout.write(`${parts.join('\n\n')}\n`)
    const errors = report.problems.filter(({ severity }) => severity === 'error')
    if (errors.length > 0) process.stderr.write(`${printProblems(errors)}\n`)
  }
  return hasErrors(report.problems) ? ExitCode.badInput : ExitCode.done
}

function fail(problems: Unreadable['problems'], flags: SweepFlags): number {
  if (flags.json === true) process.stdout.write(`${JSON.stringify({ version: 1, problems, rows: [] }, undefined, 2)}\n`)
  else process.stderr.write(`${printProblems(problems)}\n`)
  return ExitCode.badInput
}

const printMesh = ({ axes }: Mesh): string => axes.map(({ name, size }) => `${name} ${formatCount(size)}`).join(' × ')

function printHead(plan: SweepPlan, report: SweepReport, milliseconds: number): string {
  const [first] = plan.meshes
  const devices = first === undefined ? 0 : first.axes.reduce((count, { size }) => count * size, 1)
  const meshes =
    report.meshes.evaluated < report.meshes.count
      ? `${formatCount(report.meshes.evaluated)} of the ${formatCount(report.meshes.count)} meshes, chosen evenly (--most)`
      : report.meshes.count === 1
        ? 'one mesh'
        : `all ${formatCount(report.meshes.count)} meshes`
  return [
    `model    ${report.model.path}: ${formatCountOf(report.model.operations, 'operation')}, ${formatCountOf(report.model.arguments, 'argument')}`,
    `meshes   ${formatCountOf(devices, 'device')} over ${plan.axes.join(' × ')}: ${meshes}`,
    ...plan.devices.map(({ name, memory }, i) => `${i === 0 ? 'device ' : '       '}  ${name}: ${formatBytes(memory)}`),
    `         evaluated in ${Math.round(milliseconds)} ms; times are estimates, lower bounds (docs/COSTS.md)`,
  ].join('\n')
}

/** Device by device; complete rows that fit first, then the others, each from the fastest to the slowest. */
function printRows(plan: SweepPlan, rows: readonly SweepRow[]): string {
  const rank = (row: SweepRow): number => (!row.isComplete ? 2 : row.overMemory > 0 ? 1 : 0)
  const sorted = plan.devices.flatMap(({ name }) =>
    rows.filter(({ device }) => device === name).sort((a, b) => rank(a) - rank(b) || byTime(a, b)),
  )
  const labels: (readonly [head: string, print: (row: SweepRow) => string])[] = [
    ['', ({ isPareto }: SweepRow) => (isPareto ? '*' : '')],
    ...(plan.devices.length > 1 ? [['device', ({ device }: SweepRow) => device] as const] : []),
    ...(plan.schedules.length > 1 ? [['schedule', ({ schedule }: SweepRow) => schedule] as const] : []),
  ]
  const axes = plan.meshes.length > 1 ? plan.axes : []
  const numbers = ['peak memory', 'step time', 'compute', 'exposed comm.', 'MFU', 'collectives']
  const cells = sorted.map((row) => [
    ...labels.map(([, print]) => print(row)),
    ...axes.map((_, axis) => formatCount(row.mesh.axes[axis]?.size ?? 1)),
    ...printFigures(row.figures),
    printNote(row),
  ])
  const head = [...labels.map(([name]) => name), ...axes, ...numbers, '']
  const table = printTable([head, ...cells], [...labels.keys(), head.length - 1])
  const where = plan.devices.length > 1 ? 'nothing on the same device' : 'nothing here'
  const legend = `* ${where} takes less memory without more time, or less time without more memory`
  return rows.some(({ isPareto }) => isPareto) ? `${table}\n\n${legend}` : table
}

const printFigures = (figures: Figures): string[] => [
  formatBytes(figures.peakMemory),
  formatSeconds(figures.stepTime),
  formatSeconds(figures.computeTime),
  formatSeconds(figures.exposedCommunication),
  formatPercent(figures.mfu),
  formatCount(
    collectiveKinds.reduce((sum, kind) => (kind === 'all_slice' ? sum : sum + figures.collectives[kind].executed), 0),
  ),
]

function printNote(row: SweepRow): string {
  const { isBest, overMemory, isComplete, matched, refused, isTopologyLeftOut, found } = row
  const notes = [
    ...(isBest ? ['fastest that fits'] : []),
    ...(isComplete
      ? []
      : [refused > 0 ? `in part: ${formatCount(refused)} of ${formatCount(matched)} refused` : 'in part']),
    ...(overMemory > 0 ? [`${formatBytes(overMemory)} over`] : []),
    ...(found.length > 0 ? [`found ${found.map(({ name }) => name).join(', ')}`] : []),
    ...(isTopologyLeftOut ? ['topology does not fit, default layout'] : []),
  ]
  return notes.join('; ')
}

const mostReasons = 6

/** Why rows are incomplete. */
function printIncomplete(rows: readonly SweepRow[]): string[] {
  const reasons = rows.flatMap(({ mesh, problems, modelProblems }) =>
    [...problems, ...modelProblems].map(({ message }) => `  ${printMesh(mesh)}: ${message}`),
  )
  const distinct = [...new Set(reasons)]
  if (distinct.length === 0) return []
  const more = distinct.length - mostReasons
  return [
    ['applied in part:', ...distinct.slice(0, mostReasons), ...(more > 0 ? [`  and ${more} more (--json)`] : [])].join(
      '\n',
    ),
  ]
}

/** What the figures take for granted that may put them off by any factor. */
function printAssumptions(
  { devices, isDeviceAssumed }: SweepPlan,
  rows: readonly SweepRow[],
  model: LoadedModel,
): string[] {
  const [row] = rows
  const [device] = devices
  if (row === undefined || device === undefined) return []
  const notable = findAssumptions(model.program, row.figures, { mesh: row.mesh, device, isDeviceAssumed }).filter(
    ({ isNotable }) => isNotable,
  )
  return notable.length === 0 ? [] : [notable.map(({ text }) => `assumes: ${text}`).join('\n')]
}
