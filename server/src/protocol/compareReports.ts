// Two reports -> what differs between them: of two schedules, or of one text now and then. Server and panel tell it by this alone.
import type { CostCollective, CostsReport, CostTensor, ScheduleDifference } from './costs'

type TensorChange = ScheduleDifference['tensors'][number]
type KindChange = ScheduleDifference['collectives'][number]

const mostRows = 2000

/**
 * Arguments, results and the values between that both have, where they are split otherwise; collectives by kind and axes, counted as hints,
 * `expect` lines and schedules count them. Where most bytes or seconds are won or lost first.
 */
export function compareReports(from: CostsReport, to: CostsReport): ScheduleDifference {
  const tensors = compareTensors(from.tensors, to.tensors)
  return {
    from: from.schedule,
    to: to.schedule,
    tensors: tensors.slice(0, mostRows),
    collectives: compareCollectives(from.collectives, to.collectives),
    more: Math.max(0, tensors.length - mostRows),
  }
}

/** What only one of them has is no difference in sharding: collectives tell of it. */
function compareTensors(from: readonly CostTensor[], to: readonly CostTensor[]): TensorChange[] {
  const before = groupRows(from)
  const changes = [...groupRows(to)].flatMap(([key, rows]) => compareRows(before.get(key) ?? [], rows))
  const weight = ({ fromBytes, toBytes }: TensorChange): number => Math.abs(fromBytes - toBytes)
  return changes.sort((a, b) => weight(b) - weight(a))
}

function groupRows(tensors: readonly CostTensor[]): ReadonlyMap<string, CostTensor[]> {
  const groups = new Map<string, CostTensor[]>()
  for (const tensor of tensors) {
    const key = `${tensor.kind}\n${tensor.path}\n${tensor.type}`
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [tensor])
    else group.push(tensor)
  }
  return groups
}

const nameSharding = ({ sharding }: CostTensor): string => sharding.join(';')

/** Rows of one name and type: each that is split as none was before, against one that is not split so any more, or else the first. */
function compareRows(from: readonly CostTensor[], to: readonly CostTensor[]): TensorChange[] {
  const [known, kept] = [new Set(from.map(nameSharding)), new Set(to.map(nameSharding))]
  const gone = from.filter((row) => !kept.has(nameSharding(row)))
  return to
    .filter((row) => !known.has(nameSharding(row)))
    .flatMap((row, i) => {
      const other = gone[i] ?? from[0]
      if (other === undefined) return []
      const [fromBytes, toBytes] = [other.localBytes * row.members, row.localBytes * row.members]
      return [{ path: row.path, from: other.sharding, to: row.sharding, fromBytes, toBytes, place: row.place }]
    })
}

function compareCollectives(from: readonly CostCollective[], to: readonly CostCollective[]): KindChange[] {
  const rows = new Map<string, KindChange>()
  const add = (collectives: readonly CostCollective[], side: 'from' | 'to'): void => {
    for (const { kind, axes, members, seconds } of collectives) {
      const key = `${kind} ${axes.join()}`
      const row = rows.get(key) ?? { kind, axes, from: 0, to: 0, fromSeconds: 0, toSeconds: 0 }
      const time = `${side}Seconds` as const
      rows.set(key, { ...row, [side]: row[side] + members, [time]: row[time] + seconds })
    }
  }
  add(from, 'from')
  add(to, 'to')
  return [...rows.values()]
    .filter(({ from: was, to: is, fromSeconds, toSeconds }) => was !== is || fromSeconds !== toSeconds)
    .sort((a, b) => Math.abs(b.fromSeconds - b.toSeconds) - Math.abs(a.fromSeconds - a.toSeconds))
}
