// Collectives by kind, axes and type, on both sides in the same words; bytes moved are those that a device sends in a ring.
import type { Collective, CollectiveKind, LocalProgram } from '../../server/src/lowering/localProgram'
import type { TensorType } from '../../server/src/model/tensorTypes'

/** Equal collectives of one program. */
export interface CollectiveGroup {
  readonly kind: CollectiveKind
  /** Names of the mesh axes that it runs along, in the order of the mesh, joined by `,`. */
  readonly axes: string
  /** Of the whole array that is gathered or reduced, as `f32[512,64]`; for exchanges and permutes of the local one. */
  readonly type: string
  /** As written. */
  readonly count: number
  /** Times trip counts. */
  readonly executed: number
  /** That a device sends in all executions. */
  readonly ringBytes: number
}

/**
 * Bytes that each device sends in a ring (or directly, for all_to_all and collective_permute) to collect or reduce an array of
 * `full` bytes among `size` devices. The same on both sides, so that what is compared is the program, not the counting.
 */
export function ringBytes(kind: CollectiveKind, full: number, size: number): number {
  const share = size > 0 ? (size - 1) / size : 0
  switch (kind) {
    case 'all_reduce':
      return 2 * full * share
    case 'all_gather':
    case 'reduce_scatter':
    case 'all_to_all':
      return full * share
    case 'collective_permute':
      return full
    case 'all_slice':
      return 0
  }
}

/** Each collective of a lowered program with the node it belongs to, slices left out: they are local. */
export const collectivesOf = (local: LocalProgram): { readonly group: CollectiveGroup; readonly node: number }[] =>
  local.collectives
    .filter(({ kind }) => kind !== 'all_slice')
    .map((collective) => ({
      group: {
        kind: collective.kind,
        axes: namesOf(local, collective.axes),
        type: printType(fullType(collective)),
        count: 1,
        executed: collective.executions,
        ringBytes: ringBytes(collective.kind, collective.bytes, collective.groupSize) * collective.executions,
      },
      node: collective.node,
    }))

/** Those of a lowered program. */
export const groupCollectives = (local: LocalProgram): CollectiveGroup[] =>
  mergeGroups(collectivesOf(local).map(({ group }) => group))

const namesOf = ({ mesh }: LocalProgram, axes: readonly number[]): string =>
  [...axes]
    .sort((a, b) => a - b)
    .map((axis) => mesh.axes[axis]!.name)
    .join()

const fullType = ({ operandType, resultType }: Collective): TensorType =>
  operandType.bytes > resultType.bytes ? operandType : resultType

/** HLO's spelling: `i32` is `s32`, `ui8` is `u8`, `i1` is `pred`. */
function printType({ element, dims }: TensorType): string {
  const name = element === 'i1' ? 'pred' : element.replace(/^ui/, 'u').replace(/^i/, 's')
  return `${name}[${dims.join()}]`
}

const keyOf = ({ kind, axes, type }: CollectiveGroup): string => `${kind} ${axes} ${type}`

/** One group for each kind, axes and type, in order of kind and then of bytes. */
export function mergeGroups(groups: readonly CollectiveGroup[]): CollectiveGroup[] {
  const merged = new Map<string, CollectiveGroup>()
  for (const group of groups) {
    const known = merged.get(keyOf(group))
    merged.set(keyOf(group), known === undefined ? group : addGroups(known, group))
  }
  return [...merged.values()].sort((a, b) => a.kind.localeCompare(b.kind) || b.ringBytes - a.ringBytes)
}

const addGroups = (one: CollectiveGroup, other: CollectiveGroup): CollectiveGroup => ({
  ...one,
  count: one.count + other.count,
  executed: one.executed + other.executed,
  ringBytes: one.ringBytes + other.ringBytes,
})

export const totalRingBytes = (groups: readonly CollectiveGroup[]): number =>
  groups.reduce((sum, group) => sum + group.ringBytes, 0)

/** What one side has and the other has not: executions of collectives of one kind, axes and size. */
export interface Unmatched {
  readonly side: 'ours' | 'theirs'
  readonly kind: CollectiveKind
  readonly axes: string
  readonly type: string
  readonly executed: number
  readonly ringBytes: number
}

/** Pairs collectives of one kind, axes and array size (the order of dims is the compiler's own); lists what is left over. */
export function findUnmatched(
  ours: readonly CollectiveGroup[],
  theirs: readonly CollectiveGroup[],
): readonly Unmatched[] {
  const sums = new Map<string, { readonly group: CollectiveGroup; executed: number }>()
  const add = (group: CollectiveGroup, sign: 1 | -1): void => {
    const key = `${group.kind} ${group.axes} ${group.ringBytes / group.executed}`
    const sum = sums.get(key) ?? { group, executed: 0 }
    sum.executed += sign * group.executed
    sums.set(key, sum)
  }
  for (const group of ours) add(group, 1)
  for (const group of theirs) add(group, -1)
  return [...sums.values()]
    .filter(({ executed }) => executed !== 0)
    .map(({ group: { kind, axes, type, ringBytes: bytes, executed: count }, executed }) => ({
      side: executed > 0 ? 'ours' : 'theirs',
      kind,
      axes,
      type,
      executed: Math.abs(executed),
      ringBytes: (bytes / count) * Math.abs(executed),
    }))
}
