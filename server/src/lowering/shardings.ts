// Interned shardings: for each dim the mesh axes that split it, major to minor. Equal shardings have equal ids.
import { createSequenceTable } from '../base/sequenceTable'
import type { TensorType } from '../model/tensorTypes'
import { makeTensorType } from '../model/tensorTypes'
import type { Mesh } from '../sharding/mesh'

/** Axes by dim, major to minor. */
export type DimAxes = readonly (readonly number[])[]

export interface ShardingTable {
  readonly mesh: Mesh
  readonly intern: (dims: DimAxes) => number
  readonly get: (id: number) => DimAxes
  /** All, by id. */
  readonly all: () => readonly DimAxes[]
  /** Nothing split, for any rank. */
  readonly whole: (rank: number) => number
}

export function createShardingTable(mesh: Mesh): ShardingTable {
  const table = createSequenceTable()
  const shardings: DimAxes[] = []
  const wholes: number[] = []
  const intern = (dims: DimAxes): number => {
    const key: number[] = []
    for (const axes of dims) key.push(...axes, -1)
    const id = table.intern(key, 0, key.length)
    if (id === shardings.length) shardings.push(dims.map((axes) => [...axes]))
    return id
  }
  return {
    mesh,
    intern,
    get: (id) => shardings[id]!,
    all: () => shardings,
    whole: (rank) => (wholes[rank] ??= intern(Array.from({ length: rank }, () => []))),
  }
}

/** Type on one device. Indivisible splits do not occur: actions and propagation refuse them. */
export function localType(type: TensorType, sharding: DimAxes, mesh: Mesh): TensorType {
  const dims = type.dims.map((size, dim) => {
    let local = size
    for (const axis of sharding[dim] ?? []) local /= mesh.axes[axis]!.size
    return local
  })
  const local = makeTensorType(type.element, dims)
  return type.quantization === undefined ? local : { ...local, quantization: type.quantization }
}

/** Number of devices that a list of axes spans. */
export const groupSize = (axes: readonly number[], mesh: Mesh): number =>
  axes.reduce((size, axis) => size * mesh.axes[axis]!.size, 1)

/** Axes of a bit mask, in mesh order. */
export const axesOfMask = (mask: number): number[] =>
  Array.from({ length: 32 }, (_, axis) => axis).filter((axis) => ((mask >>> axis) & 1) === 1)
