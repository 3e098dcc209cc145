// Schedules on many meshes and devices: figures of each, whether it fits, what could not be done, and which ones nothing beats.
import { severityOf } from '../base/diagnostics'
import type { Problem } from '../base/problems'
import type { Device } from '../cost/devices'
import type { Figures } from '../cost/figures'
import { layOut } from '../cost/topology'
import type { BoundTactic } from '../sharding/applyTactic'
import { bindTactic } from '../sharding/bindTactic'
import { describeRefusals } from '../sharding/describeRefusals'
import type { Mesh } from '../sharding/mesh'
import type { Tactic } from '../tactics/syntaxTree'
import type { LoadedModel } from './analysis'
import type { NamedSchedule } from './analyzeSchedule'
import type { Applied } from './applySchedule'
import { applyFound, contentOf } from './applySchedule'
import type { Solve } from './search/solver'
import { createSolver } from './search/solver'
import type { Evaluator, Prefix } from './evaluate'
import { createEvaluator, endAnalysis, extendByModule, extendPrefix, figurePrefix, startPrefix } from './evaluate'
import type { Comparable, Marks } from './pareto'
import { markRows } from './pareto'

export interface SweepRequest {
  readonly model: LoadedModel
  readonly schedules: readonly NamedSchedule[]
  /** All with the same axes, by name. */
  readonly meshes: readonly Mesh[]
  readonly devices: readonly Device[]
  /** Names that tactics which are found must not take. */
  readonly taken: readonly string[]
  /** Searches automatic tactics, on each mesh and for each device; on this thread when left out. */
  readonly solve?: Solve
  /** Leaves the shardings out that the model states itself. */
  readonly withoutModule?: boolean
  /** Called after each schedule on each mesh. */
  readonly onProgress?: (done: number, total: number) => void
  /** Asked before each schedule on each mesh; true ends the sweep. */
  readonly isCancelled?: () => boolean
}

/** One schedule on one mesh of one device. Plain data. */
export interface SweepRow extends Comparable, Marks {
  readonly schedule: string
  readonly device: string
  readonly mesh: Mesh
  readonly figures: Figures
  /** What was found here for automatic tactics. */
  readonly found: readonly { readonly name: string; readonly text: string }[]
  /** Values that the tactics' patterns match, and those that could not be split as asked; of all tactics. */
  readonly matched: number
  readonly refused: number
  /**
   * Every value could be split as asked. Where a dim does not divide, the row is a mixture that nobody asked for. What an earlier tactic
   * has decided otherwise is the schedule's own doing and counts as complete.
   */
  readonly isComplete: boolean
  /** The topology of the device does not fit this mesh: the default layout is taken. */
  readonly isTopologyLeftOut: boolean
  /** What tactics could not do here, located in the tactics file. */
  readonly problems: readonly Problem[]
  /** What does not fit this mesh of the model's own shardings, in byte offsets of its text. */
  readonly modelProblems: readonly Problem[]
}

/**
 * Evaluates each schedule on each mesh, and prices it on each device. Tactics are bound once, schedules that begin alike share
 * their states, and devices share the lowered program.
 * Returns rows by mesh, schedule and device, in the order of the request; undefined when it was cancelled.
 */
export function sweep(request: SweepRequest): readonly SweepRow[] | undefined {
  const { meshes, schedules } = request
  const evaluator = createEvaluator(request.model.program)
  const first = meshes[0]
  if (first === undefined) return []
  const bound = schedules.map((schedule) => bindSchedule(schedule, evaluator, first))
  const searching = { ...request, solve: request.solve ?? createSolver() }
  const rows: Omit<SweepRow, keyof Marks>[] = []
  let done = 0
  for (const mesh of meshes) {
    for (const schedule of bound) {
      if (request.isCancelled?.() === true) return undefined
      // What is found depends on the device.
      const isSearched = schedule.tactics.some(({ tactic }) => tactic.isAutomatic)
      const groups = isSearched ? request.devices.map((device) => [device]) : [request.devices]
      for (const devices of groups) rows.push(...evaluateSchedule({ ...searching, devices }, evaluator, schedule, mesh))
      request.onProgress?.(++done, meshes.length * bound.length)
    }
    endAnalysis(evaluator)
  }
  return markRows(rows)
}

interface BoundSchedule {
  readonly name: string
  readonly tactics: readonly { readonly tactic: Tactic; readonly content: string; readonly bound: BoundTactic }[]
}

/** What patterns match does not depend on the sizes of axes, only on their names. */
function bindSchedule({ name, tactics }: NamedSchedule, { program }: Evaluator, mesh: Mesh): BoundSchedule {
  return {
    name,
    tactics: tactics.map((tactic) => ({
      tactic,
      content: contentOf(tactic),
      bound: bindTactic(tactic, program, mesh).value,
    })),
  }
}

function evaluateSchedule(
  request: SweepRequest,
  evaluator: Evaluator,
  { name, tactics }: BoundSchedule,
  mesh: Mesh,
): Omit<SweepRow, keyof Marks>[] {
  const { prefix: start, modelProblems } = startOf(request, evaluator, mesh)
  let prefix = start
  const problems: Problem[] = []
  const found: SweepRow['found'][number][] = []
  let [matched, refused] = [0, 0]
  for (const { tactic, content, bound } of tactics) {
    if (tactic.isAutomatic) {
      const parts = findParts(request, evaluator, prefix, tactic)
      prefix = parts.at(-1)?.prefix ?? prefix
      found.push(...parts.flatMap(({ found: part }) => part?.written ?? []).map(({ name, text }) => ({ name, text })))
      continue
    }
    if (bound.axis < 0) continue
    prefix = extendPrefix(evaluator, prefix, bound, content)
    const { outcome, state } = prefix.partitioned
    for (const { values, refusals } of outcome?.actions ?? []) {
      matched += values.length
      refused += refusals.length
    }
    problems.push(...describeRefusals(tactic, outcome?.actions ?? [], evaluator.program, state).filter(isError))
  }
  const isComplete = problems.length === 0 && modelProblems.length === 0
  return request.devices.map((device) => {
    const { figures } = figurePrefix(evaluator, prefix, device)
    const overMemory = Math.max(0, figures.peakMemory - device.memory)
    const isTopologyLeftOut = device.topology !== undefined && layOut(mesh, device).problems.length > 0
    const counts = { matched, refused, isComplete, overMemory, isTopologyLeftOut }
    return { schedule: name, device: device.name, mesh, figures, found, ...counts, problems, modelProblems }
  })
}

/** What a search finds for an automatic tactic here; for the one device that is asked about. */
function findParts(
  { devices, taken, solve }: SweepRequest,
  evaluator: Evaluator,
  start: Prefix,
  tactic: Tactic,
): readonly Applied[] {
  const [device] = devices
  return device === undefined ? [] : applyFound({ evaluator, device, taken, ...(solve && { solve }) }, start, tactic)
}

const isError = ({ code }: Problem): boolean => severityOf(code) === 'error'

/** Before the first tactic: regions partitioned by hand, and what else the model states. */
function startOf(
  { model, withoutModule }: SweepRequest,
  evaluator: Evaluator,
  mesh: Mesh,
): { readonly prefix: Prefix; readonly modelProblems: readonly Problem[] } {
  const start = startPrefix(evaluator, mesh)
  const ownProblems = start.partitioned.problems ?? []
  const { shardings } = model
  if (withoutModule === true || (shardings.found.length === 0 && shardings.groups.length === 0))
    return { prefix: start, modelProblems: ownProblems }
  const { prefix, problems } = extendByModule(evaluator, start, shardings)
  return { prefix, modelProblems: [...ownProblems, ...problems] }
}
