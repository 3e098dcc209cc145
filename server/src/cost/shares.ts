// What the figures of a program are made of, small enough to be kept for every state of every schedule.
import type { LocalProgram } from '../lowering/localProgram'
import type { CollectiveKind } from '../lowering/localProgram'
import { collectiveKinds } from '../lowering/localProgram'
import type { MemoryPlan } from './memory'
import type { Simulation } from './simulate'

/** Plain data of a few kilobytes. */
export interface Shares {
  /** Bytes at the peak by index in `memoryKinds`; they add up to the peak memory. */
  readonly memoryByKind: Float64Array
  /** Seconds over all executions by index in `collectiveKinds`; they add up to the exposed communication. */
  readonly exposedByKind: Float64Array
  /** Collectives of one kind along the same axes: as written in the program, and their seconds over all executions. */
  readonly communication: readonly Communication[]
  /** The most bytes in each of `stretches` equal parts of the unpartitioned program, so that states have the same parts. */
  readonly memoryByStretch: Float64Array
}

export interface Communication {
  readonly kind: CollectiveKind
  /** Indices in the mesh, major to minor. */
  readonly axes: readonly number[]
  readonly count: number
  readonly seconds: number
}

export const stretches = 512

/** Part of the program, 0 to before `stretches`, in which a node lies. */
export const stretchOf = (node: number, nodes: number): number => Math.floor((node * stretches) / Math.max(1, nodes))

/** Linear in steps and collectives. */
export function sharesOf(local: LocalProgram, { memory, timeline, collectiveSeconds }: Simulation): Shares {
  const exposedByKind = new Float64Array(collectiveKinds.length)
  const sums = new Map<string, { kind: CollectiveKind; axes: readonly number[]; count: number; seconds: number }>()
  local.collectives.forEach(({ kind, axes, step }, i) => {
    const executions = timeline.executions[local.steps.region[step]!]!
    exposedByKind[collectiveKinds.indexOf(kind)]! += timeline.exposed[i]! * executions
    const key = `${kind} ${axes.join()}`
    const sum = sums.get(key) ?? { kind, axes, count: 0, seconds: 0 }
    sums.set(key, sum)
    sum.count++
    sum.seconds += collectiveSeconds[i]! * executions
  })
  const memoryByStretch = findStretches(local, memory)
  return { memoryByKind: memory.byKind, exposedByKind, communication: [...sums.values()], memoryByStretch }
}

/** Parts without a step are as the one before. */
function findStretches({ steps, program }: LocalProgram, memory: MemoryPlan): Float64Array {
  const most = new Float64Array(stretches).fill(-1)
  const always = memory.peakBytes - memory.temporaryBytes
  for (let step = 0; step < steps.count; step++) {
    const stretch = stretchOf(steps.node[step]!, program.nodes.count)
    most[stretch] = Math.max(most[stretch]!, always + memory.timeline[step]!)
  }
  most.forEach((bytes, i) => {
    if (bytes < 0) most[i] = most[i - 1] ?? always
  })
  return most
}
