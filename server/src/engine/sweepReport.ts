// A sweep -> the JSON that programs read, version 1. docs/JSON.md documents it and test/unit/engine holds its schema.
import type { ReportFiles } from './report'
import { reportFigures, reportModelProblems, reportTacticsProblems } from './report'
import type { Report, ReportedFigures, ReportedProblem } from './reportFormat'
import type { LoadedModel } from './analysis'
import type { SweepPlan } from './planSweep'
import type { SweepRow } from './sweep'

export interface ReportedSweepRow {
  readonly schedule: string
  readonly device: string
  /** Size of each axis. */
  readonly mesh: Readonly<Record<string, number>>
  readonly matched: number
  readonly refused: number
  readonly complete: boolean
  readonly fits: boolean
  /** Bytes above the memory of the device. */
  readonly overMemory: number
  readonly pareto: boolean
  readonly best: boolean
  /** The topology of the device does not fit this mesh: the default layout is taken. */
  readonly topologyLeftOut: boolean
  readonly figures: ReportedFigures
  /** Tactics that a search has found here for automatic ones. */
  readonly found: readonly { readonly name: string; readonly text: string }[]
  readonly problems: readonly ReportedProblem[]
}

export interface SweepReport {
  readonly version: 1
  readonly model: Report['model']
  readonly axes: readonly string[]
  /** How many meshes there are, and how many of them were looked at. */
  readonly meshes: { readonly count: number; readonly evaluated: number }
  readonly devices: readonly { readonly name: string; readonly memory: number }[]
  readonly problems: readonly ReportedProblem[]
  readonly rows: readonly ReportedSweepRow[]
}

export function reportSweep(
  model: LoadedModel,
  plan: SweepPlan,
  rows: readonly SweepRow[],
  files: ReportFiles,
): SweepReport {
  const locate = ({ problems, modelProblems }: Pick<SweepRow, 'problems' | 'modelProblems'>): ReportedProblem[] => [
    ...reportTacticsProblems(problems, files),
    ...reportModelProblems(model, files.modelPath, modelProblems).slice(model.problems.length),
  ]
  const { module } = model
  return {
    version: 1,
    model: {
      path: files.modelPath,
      operations: module.columns.operations.count,
      arguments: module.arguments.length,
      results: module.results.length,
    },
    axes: plan.axes,
    meshes: { count: Number(plan.meshCount), evaluated: plan.meshes.length },
    devices: plan.devices.map(({ name, memory }) => ({ name, memory })),
    problems: [
      ...reportTacticsProblems(plan.problems, files),
      ...reportModelProblems(model, files.modelPath),
      ...plan.schedules.flatMap(({ name }) => neverComplete(name, rows, locate)),
    ],
    rows: rows.map((row) => ({
      schedule: row.schedule,
      device: row.device,
      mesh: Object.fromEntries(row.mesh.axes.map(({ name, size }) => [name, size])),
      matched: row.matched,
      refused: row.refused,
      complete: row.isComplete,
      fits: row.overMemory === 0,
      overMemory: row.overMemory,
      pareto: row.isPareto,
      best: row.isBest,
      topologyLeftOut: row.isTopologyLeftOut,
      figures: reportFigures(row.figures),
      found: row.found,
      problems: locate(row),
    })),
  }
}

/** Errors when a schedule is nowhere applied in full: what hinders it where least is refused. */
function neverComplete(
  name: string,
  rows: readonly SweepRow[],
  locate: (row: Pick<SweepRow, 'problems' | 'modelProblems'>) => ReportedProblem[],
): ReportedProblem[] {
  const own = rows.filter(({ schedule }) => schedule === name)
  const [first, ...others] = own
  if (first === undefined || own.some(({ isComplete }) => isComplete)) return []
  const nearest = others.reduce((least, row) => (row.refused < least.refused ? row : least), first)
  const where = nearest.mesh.axes.map((axis) => `${axis.name} ${axis.size}`).join(' × ')
  return locate(nearest)
    .slice(0, 1)
    .map((problem) => ({
      ...problem,
      severity: 'error',
      message: `schedule \`${name}\` cannot be applied in full on any mesh; on ${where}: ${problem.message}`,
    }))
}
