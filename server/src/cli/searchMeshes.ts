// `shardlens search --mesh auto:N`: the automatic tactics on every mesh of N devices over the axes of the file.
import { formatBytes, formatCount, formatSeconds } from '../base/format'
import type { Analysis } from '../engine/analysis'
import { meshOf } from '../engine/analyze'
import { findFactorizations } from '../engine/factorizations'
import { findFound } from '../engine/search/foundHere'
import type { Mesh } from '../sharding/mesh'
import type { AnalyzeFlags, Inputs } from './request'
import { printTable } from './tables'

/** One schedule on one mesh. */
export interface MeshRow {
  readonly mesh: Readonly<Record<string, number>>
  readonly schedule: string
  readonly stepTime: number
  readonly peakMemory: number
  readonly fits: boolean
  readonly evaluations: number
  readonly decisions: readonly string[]
  readonly tactics: readonly string[]
}

/** Meshes looked at, where there are more: the search is run on each. */
const mostMeshes = 64

/** What fits first, then by time. Returns in words why there is nothing to search. */
export async function searchMeshes(
  { file, model }: Pick<Inputs, 'file' | 'model'>,
  devices: number,
  analyze: (axes: AnalyzeFlags['mesh']) => Promise<Analysis>,
): Promise<MeshRow[] | string> {
  const { axes } = meshOf(file, model)
  if (axes.length === 0)
    return 'has no mesh, so there are no axes to put devices on; expected `mesh { batch: 16, model: 2 }`'
  const { tuples } = findFactorizations(devices, axes.length, mostMeshes)
  const rows: MeshRow[] = []
  for (const sizes of tuples) {
    const mesh: Mesh = { axes: axes.map(({ name }, i) => ({ name, size: sizes[i]! })) }
    rows.push(...rowsOf(mesh, await analyze(mesh.axes)))
  }
  return rows.toSorted((a, b) => Number(b.fits) - Number(a.fits) || a.stepTime - b.stepTime)
}

function rowsOf(mesh: Mesh, analysis: Analysis): MeshRow[] {
  const found = findFound(analysis)
  return analysis.schedules.flatMap(({ name, final: { figures } }) => {
    const own = found.filter(({ schedule }) => schedule === name).map(({ strategy }) => strategy)
    return {
      mesh: Object.fromEntries(mesh.axes.map((axis) => [axis.name, axis.size])),
      schedule: name,
      stepTime: figures.stepTime,
      peakMemory: figures.peakMemory,
      fits: figures.peakMemory <= (own[0]?.memory ?? analysis.device.memory),
      evaluations: own.reduce((sum, { evaluations }) => sum + evaluations, 0),
      decisions: own.flatMap(({ decisions }) => decisions.map(({ title }) => title)),
      tactics: own.flatMap(({ tactics }) => tactics.map(({ text }) => text)),
    }
  })
}

/** A table, and the tactics of its first row. */
export function printMeshes(rows: readonly MeshRow[]): string {
  const [first] = rows
  if (first === undefined) return 'no mesh'
  const axes = Object.keys(first.mesh)
  const cells = rows.map((row) => [
    row.schedule,
    ...axes.map((axis) => formatCount(row.mesh[axis] ?? 1)),
    formatSeconds(row.stepTime),
    formatBytes(row.peakMemory),
    row.fits ? '' : 'does not fit',
    row.decisions.join('; '),
  ])
  const head = ['schedule', ...axes, 'step time', 'peak memory', '', 'found']
  return `${printTable([head, ...cells], [0, head.length - 2, head.length - 1])}\n\n${first.tactics.join('\n')}`
}
