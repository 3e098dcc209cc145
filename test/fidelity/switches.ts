// What the two switches that XLA's partitioner has no counterpart of change, collective by collective, with the place in the model.
import type { LocalProgram } from '../../server/src/lowering/localProgram'
import { getScopeTable } from '../../server/src/sharding/scopes'
import type { CollectiveGroup } from './collectives'
import { collectivesOf } from './collectives'

/** Collectives at one place of the model that one lowering executes and the other does not. */
export interface SwitchedCollectives {
  /** Name scope and primitive, the numbers of layers as `*`. */
  readonly place: string
  readonly group: Pick<CollectiveGroup, 'kind' | 'axes' | 'type'>
  /** Executions by default, and plain. */
  readonly executed: readonly [number, number]
  /** Of all executions plain, less those by default. */
  readonly ringBytes: number
}

/** Places at which the lowerings differ, the most bytes first. */
export function compareLowerings(local: LocalProgram, plain: LocalProgram): SwitchedCollectives[] {
  const rows = new Map<string, { place: string; group: CollectiveGroup; executed: [number, number]; bytes: number }>()
  ;[local, plain].forEach((program, side) => {
    collectivesOf(program).forEach(({ group, node }) => {
      const place = placeOf(program, node)
      const key = `${place} ${group.kind} ${group.axes} ${group.type}`
      const row = rows.get(key) ?? { place, group, executed: [0, 0], bytes: 0 }
      rows.set(key, row)
      row.executed[side]! += group.executed
      row.bytes += side === 0 ? -group.ringBytes : group.ringBytes
    })
  })
  return [...rows.values()]
    .filter(({ executed: [one, other] }) => one !== other)
    .map(({ bytes, ...row }) => ({ ...row, ringBytes: bytes }))
    .sort((a, b) => Math.abs(b.ringBytes) - Math.abs(a.ringBytes))
}

function placeOf({ program }: LocalProgram, node: number): string {
  const { texts, scope, primitive, isBackward } = getScopeTable(program)
  const text = (index: number): string => texts[index] ?? ''
  const path = [text(scope[node]!), text(primitive[node]!)].filter((part) => part !== '').join('/')
  return `${path.replaceAll(/_\d+\b/g, '_*')}${isBackward[node] === 1 ? ', backward' : ''}`
}
