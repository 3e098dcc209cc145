// Analysis -> Report, the JSON that programs read.
import { severityOf } from '../base/diagnostics'
import type { Problem } from '../base/problems'
import type { TextPositions } from '../base/textPositions'
import { indexText } from '../base/textPositions'
import type { Basis } from '../cost/assumptions'
import type { Explanation } from '../cost/explain/explanation'
import type { Figures } from '../cost/figures'
import { nodeOfStep } from '../cost/stepPlaces'
import type { Fabric } from '../cost/topology'
import { layOut } from '../cost/topology'
import { positionOf } from '../mlir/positions'
import type { Parameter } from '../model/module'
import { printTensorType } from '../model/tensorTypes'
import { deviceCount } from '../sharding/mesh'
import { phaseNames, phaseOf } from '../sharding/phases'
import type { TacticsSource } from '../tactics/sources'
import { sourceAt } from '../tactics/sources'
import type { Analysis, Evaluation, LoadedModel, ScheduleAnalysis } from './analysis'
import { numberedSteps } from './analysis'
import { placeOf } from '../sharding/places'
import { breakDownAll } from './breakdowns'
import type { ScheduleExplanations } from './explain'
import { explainSchedule } from './explain'
import { reportMemory } from './memoryReport'
import { lineOf, operationName, valueName } from './names'
import { describeCollective } from './reasons'
import type {
  Report,
  ReportedCollective,
  ReportedExplanation,
  ReportedFigures,
  ReportedProblem,
  ReportedSchedule,
  ReportedValue,
} from './reportFormat'
import { valueSharding } from './valueSharding'

/** How the two files are called in the report, and the text of the tactics file. */
export interface ReportFiles {
  readonly tacticsPath: string
  readonly tacticsText: string
  readonly modelPath: string
  /** The user's device file, where there is one. */
  readonly devices?: { readonly path: string; readonly text: string } | undefined
  /** Main file and includes, by the paths that the report calls them; left out for a file without includes. */
  readonly sources?: readonly TacticsSource[]
}

type TacticsTexts = Pick<ReportFiles, 'tacticsPath' | 'tacticsText' | 'sources'>

export function makeReport(analysis: Analysis, files: ReportFiles): Report {
  const { module } = analysis.model
  return {
    version: 1,
    model: {
      path: files.modelPath,
      operations: module.columns.operations.count,
      arguments: module.arguments.length,
      results: module.results.length,
    },
    mesh: { axes: analysis.mesh.axes, devices: deviceCount(analysis.mesh) },
    device: analysis.device.name,
    topology: reportTopology(layOut(analysis.mesh, analysis.device)),
    problems: [
      ...reportTacticsProblems(analysis.problems, files),
      ...reportModelProblems(analysis.model, files.modelPath, analysis.modelProblems),
      ...reportDeviceProblems(analysis, files),
    ],
    schedules: analysis.schedules.map((schedule) => reportSchedule(schedule, analysis)),
  }
}

function reportTopology({ mesh, device, dims, places, isAssumed }: Fabric): Report['topology'] {
  return {
    links: device.linkKind,
    dims: dims.map(({ name, size, isRing }) => ({ name, size, ring: isRing })),
    assumed: isAssumed,
    axes: places.map(({ torus, node, network }, axis) => ({
      name: mesh.axes[axis]!.name,
      torus: torus.map(({ dim, size, stride }) => ({ dim: dims[dim]!.name, size, stride })),
      node,
      network,
    })),
  }
}

/** Problems of the tactics file and its includes, each with its file, lines and columns from 1. */
export function reportTacticsProblems(
  problems: readonly Problem[],
  { tacticsPath, tacticsText, sources = [{ path: tacticsPath, text: tacticsText, start: 0 }] }: TacticsTexts,
): ReportedProblem[] {
  const indexes = new Map<TacticsSource, TextPositions>()
  return problems.map((problem) => {
    const source = sourceAt(sources, problem.span.start)
    const index = indexes.get(source) ?? indexText(source.text)
    indexes.set(source, index)
    return reportProblem(problem, source.path, (offset) => index.at(offset - source.start))
  })
}

function reportDeviceProblems({ deviceFile }: Analysis, { devices }: ReportFiles): ReportedProblem[] {
  if (deviceFile === undefined || devices === undefined) return []
  const { at } = indexText(devices.text)
  return deviceFile.problems.map((problem) => reportProblem(problem, devices.path, at))
}

/** Problems of the model, and `more` of them that a mesh brought about, with lines and columns from 1. */
export function reportModelProblems(
  model: LoadedModel,
  path: string,
  more: readonly Problem[] = [],
): ReportedProblem[] {
  return [...model.problems, ...more].map((problem) =>
    reportProblem(problem, path, (offset) => positionOf(model.module.columns, offset)),
  )
}

function reportProblem(
  problem: Problem,
  file: string,
  at: (offset: number) => { readonly line: number; readonly column: number },
): ReportedProblem {
  const [start, end] = [at(problem.span.start), at(problem.span.end)]
  return {
    file,
    line: start.line + 1,
    column: start.column + 1,
    endLine: end.line + 1,
    endColumn: end.column + 1,
    severity: severityOf(problem.code),
    code: problem.code,
    message: problem.message,
  }
}

function reportSchedule(schedule: ScheduleAnalysis, basis: Basis): ReportedSchedule {
  const names = numberedSteps(schedule.steps).map(({ tactic }) => tactic.name.text)
  const final = schedule.evaluation
  if (final === undefined) throw new Error('a report needs its schedules in full')
  const explained = explainSchedule(final, basis)
  return {
    name: schedule.name,
    steps: schedule.steps.map((step) => ({
      tactic: step.tactic.name.text,
      matched: step.matched,
      refused: step.refused,
      figures: reportFigures(step.figures),
    })),
    figures: reportFigures(final.figures),
    memory: reportMemory(final, { tactics: names, device: basis.device }),
    arguments: final.local.program.module.arguments.map((argument, i) =>
      reportValue(final, argument, final.local.arguments[i]!),
    ),
    results: final.local.program.module.results.map((result, i) => reportValue(final, result, final.local.results[i]!)),
    conflicts: reportConflicts(final, names),
    collectives: reportCollectives(final, names, explained),
    explanations: [...explained.totals, ...explained.collectives].map(reportExplanation),
    assumptions: explained.assumptions,
    breakdown: breakDownAll(final, names),
    expectations: schedule.expectations.map(({ text, actual, holds }) => ({ text, actual: actual ?? null, holds })),
  }
}

/** What has no regime has null. */
function reportExplanation({ regime, ...explanation }: Explanation): ReportedExplanation {
  return { ...explanation, regime: regime ?? null }
}

/** Unbranded copy of the figures, with exactly the fields of the format. */
export function reportFigures(figures: Figures): ReportedFigures {
  return { ...figures }
}

function reportValue(evaluation: Evaluation, parameter: Parameter, local: number): ReportedValue {
  const { local: program, state } = evaluation
  const localType = program.types[program.values.type[local]!]
  return {
    path: parameter.path,
    type: printTensorType(parameter.type),
    localType: localType === undefined ? '' : printTensorType(localType),
    sharding: valueSharding(evaluation, parameter, local).map((axes) =>
      axes.map((axis) => state.mesh.axes[axis]!.name),
    ),
    bytes: parameter.type.bytes,
    localBytes: localType?.bytes ?? 0,
  }
}

function reportConflicts(evaluation: Evaluation, names: readonly string[]): ReportedSchedule['conflicts'] {
  const { program, mesh } = evaluation.state
  return evaluation.conflicts.map(({ axis, node, evidence }) => ({
    axis: mesh.axes[axis]!.name,
    operation: operationName(program, node),
    evidence: evidence.map(({ value, dim, tactic }) => ({
      value: valueName(program, value),
      dim,
      tactic: names[tactic] ?? '',
    })),
  }))
}

function reportCollectives(
  evaluation: Evaluation,
  names: readonly string[],
  { totals, ofCollective }: ScheduleExplanations,
): ReportedCollective[] {
  const { local, simulation } = evaluation
  const { timeline, collectiveSeconds } = simulation
  const phases = phaseOf(local.program)
  return local.collectives.flatMap((collective, index) => {
    if (collective.kind === 'all_slice') return []
    const place = placeOf(local.program, collective.node)
    return [
      {
        kind: collective.kind,
        axes: collective.axes.map((axis) => local.mesh.axes[axis]!.name),
        reduction: collective.combiner ?? null,
        type: printTensorType(collective.resultType),
        localType: printTensorType(collective.operandType),
        bytes: collective.bytes,
        executions: collective.executions,
        seconds: collectiveSeconds[index]!,
        exposedSeconds: timeline.exposed[index]!,
        phase: phaseNames[phases[nodeOfStep(local, collective.step)]!]!,
        onCriticalPath: timeline.isCritical[collective.step] === 1,
        tactic: names[collective.tactic] ?? null,
        explanation: totals.length + ofCollective[index]!,
        reason: describeCollective(evaluation, index, names),
        operation: operationName(local.program, collective.node),
        line: lineOf(local.program, collective.node),
        scope: place.scope,
        source: place.source ?? null,
      },
    ]
  })
}
