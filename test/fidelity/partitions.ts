// Collectives that XLA's partitioner makes of our schedules, one by one, as `npm run fidelity -- --record` wrote them down.
// The shared truth has totals by kind alone; axes and types are needed to tell which collective has no counterpart.
import { readFileSync, writeFileSync } from 'node:fs'
import type { CollectiveKind } from '../../server/src/lowering/localProgram'
import type { CollectiveGroup } from './collectives'

const path = 'test/fidelity/partitions.tsv'
const head = ['case', 'kind', 'axes', 'type', 'written', 'executed', 'ring bytes executed']

export type Partitions = ReadonlyMap<string, readonly CollectiveGroup[]>

export function readPartitions(): Partitions {
  const partitions = new Map<string, CollectiveGroup[]>()
  for (const line of readFileSync(path, 'utf8').trimEnd().split('\n').slice(1)) {
    const [name, kind, axes, type, count, executed, bytes] = line.split('\t')
    const groups = partitions.get(name!) ?? []
    partitions.set(name!, groups)
    if (kind === '') continue
    groups.push({
      kind: kind as CollectiveKind, // as written below
      axes: axes!,
      type: type!,
      count: Number(count),
      executed: Number(executed),
      ringBytes: Number(bytes),
    })
  }
  return partitions
}

/** A case without collectives has one line of its name. */
export function writePartitions(partitions: Partitions): void {
  const lines = [...partitions].flatMap(([name, groups]) =>
    groups.length === 0
      ? [[name, '', '', '', '', '', '']]
      : groups.map(({ kind, axes, type, count, executed, ringBytes }) => [
          name,
          kind,
          axes,
          type,
          String(count),
          String(executed),
          String(ringBytes),
        ]),
  )
  writeFileSync(path, `${[head, ...lines].map((line) => line.join('\t')).join('\n')}\n`)
}
