// What is swept: the meshes of so many devices over the axes of a file, its schedules, its device or others.
import type { Problem } from '../base/problems'
import type { Device } from '../cost/devices'
import { bindTactic } from '../sharding/bindTactic'
import type { Mesh, MeshAxis } from '../sharding/mesh'
import { readDevice } from './readDevice'
import { checkTactics } from '../tactics/checkTactics'
import type { TacticsFile } from '../tactics/syntaxTree'
import type { LoadedModel } from './analysis'
import type { NamedSchedule } from './analyzeSchedule'
import { deviceOf, isDeviceAssumed, knownNames, meshOf, schedulesOf } from './analyze'
import { distinctProblems } from './distinctProblems'
import { findFactorizations } from './factorizations'
import { modelProblemsAt } from './findings'

export interface SweepQuestion {
  readonly file: TacticsFile
  readonly model: LoadedModel
  /** Of every mesh; undefined for the mesh of the file (or of `mesh`) alone. */
  readonly deviceCount: number | undefined
  /** Meshes looked at, where there are more. */
  readonly mostMeshes: number
  /** In place of the file's; in a sweep only its names count. */
  readonly mesh?: readonly MeshAxis[]
  /** Only these schedules; all when undefined. */
  readonly schedules?: readonly string[]
  /** By name, in place of the file's. */
  readonly devices?: readonly string[]
  /** The user's own, beside the catalogue. */
  readonly ownDevices?: readonly Device[] | undefined
  readonly overlap?: boolean
  readonly withoutModule?: boolean
}

export interface SweepPlan {
  readonly axes: readonly string[]
  /** How many meshes there are. */
  readonly meshCount: bigint
  /** Those looked at, the first axis largest first. */
  readonly meshes: readonly Mesh[]
  readonly schedules: readonly NamedSchedule[]
  /** Names of all tactics of the file. */
  readonly taken: readonly string[]
  readonly devices: readonly Device[]
  /** Nobody named the device. */
  readonly isDeviceAssumed: boolean
  /** What is wrong with the tactics on any mesh, located in their file. */
  readonly problems: readonly Problem[]
}

/** Returns the plan, or in words why there is nothing to sweep. */
export function planSweep(question: SweepQuestion): SweepPlan | string {
  const { file, model, deviceCount, mostMeshes } = question
  const { axes } = question.mesh === undefined ? meshOf(file, model) : { axes: question.mesh }
  if (axes.length === 0)
    return 'has no mesh, so there are no axes to put devices on; expected `mesh { batch: 16, model: 2 }`, or --mesh'
  const schedules = schedulesOf(file).filter(({ name }) => question.schedules?.includes(name) ?? true)
  const isStated = question.withoutModule !== true && model.shardings.found.length > 0
  if (!isStated && schedules.every(({ tactics }) => tactics.length === 0))
    return 'has no tactic, and the model states no shardings: every mesh is the same'
  const names = axes.map(({ name }) => name)
  const { count, tuples } =
    deviceCount === undefined
      ? { count: 1n, tuples: [axes.map(({ size }) => size)] }
      : findFactorizations(deviceCount, names.length, mostMeshes)
  const meshes = tuples.map((sizes) => ({ axes: names.map((name, axis) => ({ name, size: sizes[axis]! })) }))
  const wanted = [...new Set(question.devices ?? [undefined])]
  return {
    axes: names,
    meshCount: count,
    meshes,
    schedules,
    taken: file.tactics.map(({ name }) => name.text),
    devices: wanted.map((name) => deviceOf(file, name, { overlap: question.overlap, devices: question.ownDevices })),
    isDeviceAssumed: wanted.some((name) => isDeviceAssumed(file, name, question.ownDevices)),
    problems: findProblems(question, schedules),
  }
}

/** Names and patterns: the sizes of axes do not matter for them. */
function findProblems(question: SweepQuestion, schedules: readonly NamedSchedule[]): Problem[] {
  const { file, model } = question
  const mesh = question.mesh === undefined ? meshOf(file, model) : { axes: question.mesh }
  const tactics = new Set(schedules.flatMap((schedule) => schedule.tactics))
  return distinctProblems([
    ...checkTactics(file, knownNames(question)),
    ...readDevice({ file, mesh: meshOf(file, model), devices: question.ownDevices }).problems,
    ...(file.model === undefined ? [] : modelProblemsAt(model, file.model)),
    ...[...tactics].flatMap((tactic) => (tactic.isAutomatic ? [] : bindTactic(tactic, model.program, mesh).problems)),
  ])
}
