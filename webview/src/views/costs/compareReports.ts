// Two reports -> what differs between them, as the server says it of two schedules: for the state that was last saved.
import type { CostsReport, CostTensor, ScheduleDifference } from '../../../../server/src/protocol/costs'

/** Rows that only one of them has count as no difference in sharding: their collectives tell. */
export function compareReports(from: CostsReport, to: CostsReport): ScheduleDifference {
  return {
    from: from.schedule,
    to: to.schedule,
    tensors: compareTensors(from.tensors, to.tensors),
    collectives: compareCollectives(from, to),
    more: 0,
  }
}

function compareTensors(from: readonly CostTensor[], to: readonly CostTensor[]): ScheduleDifference['tensors'] {
  const before = new Map(from.map((tensor) => [keyOf(tensor), tensor]))
  return to.flatMap((tensor) => {
    const other = before.get(keyOf(tensor))
    if (other === undefined || other.sharding.join(';') === tensor.sharding.join(';')) return []
    const { path, place, members } = tensor
    const [fromBytes, toBytes] = [other.localBytes * other.members, tensor.localBytes * members]
    return [{ path, from: other.sharding, to: tensor.sharding, fromBytes, toBytes, place }]
  })
}

const keyOf = ({ kind, path, type }: CostTensor): string => `${kind}\n${path}\n${type}`

function compareCollectives(from: CostsReport, to: CostsReport): ScheduleDifference['collectives'] {
  const rows = new Map<string, ScheduleDifference['collectives'][number]>()
  const add = ({ collectives }: CostsReport, side: 'from' | 'to'): void => {
    for (const { kind, axes, count, seconds } of collectives) {
      const key = `${kind} ${axes.join(',')}`
      const row = rows.get(key) ?? { kind, axes, from: 0, to: 0, fromSeconds: 0, toSeconds: 0 }
      const time = `${side}Seconds` as const
      rows.set(key, { ...row, [side]: row[side] + count, [time]: row[time] + seconds })
    }
  }
  add(from, 'from')
  add(to, 'to')
  return [...rows.values()].filter((row) => row.from !== row.to)
}
