// Shardings as text: `{batch, –, model}` by dim.
import type { Mesh } from '../sharding/mesh'

/** One entry a dim: axes major to minor joined by `+`, or a dash for a whole dim; `whole` when nothing is split. */
export function printSharding(dims: readonly (readonly number[])[], mesh: Mesh): string {
  if (dims.every((axes) => axes.length === 0)) return 'whole'
  return `{${dims.map((axes) => (axes.length === 0 ? '–' : axes.map((axis) => mesh.axes[axis]?.name ?? '?').join('+'))).join(', ')}}`
}
