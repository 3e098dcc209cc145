// Evaluation -> what `shardlens partition` writes: one device's program, and how arguments and results are split over the mesh.
import type { LocalProgram } from '../lowering/localProgram'
import { writeLocalModule } from '../lowering/write/writeLocalModule'
import type { Evaluation } from './analysis'
import { describeCollective } from './reasons'

/** `spec.json`: for every argument and result, by dim, its axes major to minor; device id is the row-major index. */
export interface PartitionSpec {
  readonly mesh: Readonly<Record<string, number>>
  readonly inputs: readonly (readonly (readonly string[])[])[]
  readonly outputs: readonly (readonly (readonly string[])[])[]
}

/** Text of the local module; before each collective a comment says why it is there. `names` are the schedule's tactics. */
export function printPartition(evaluation: Evaluation, names: readonly string[]): string {
  return writeLocalModule(evaluation.local, { noteOf: (index) => describeCollective(evaluation, index, names) })
}

export function partitionSpec(local: LocalProgram): PartitionSpec {
  const { mesh, values, shardings } = local
  const split = (value: number): string[][] =>
    shardings[values.sharding[value]!]!.map((axes) => axes.map((axis) => mesh.axes[axis]!.name))
  return {
    mesh: Object.fromEntries(mesh.axes.map(({ name, size }) => [name, size])),
    inputs: Array.from(local.arguments, split),
    outputs: Array.from(local.results, split),
  }
}
