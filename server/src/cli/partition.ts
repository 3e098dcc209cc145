// `shardlens partition`: one device's program as StableHLO, and how arguments and results are split.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { formatCount, formatCountOf } from '../base/format'
import { partitionSpec, printPartition } from '../engine/partition'
import { countCollectives } from '../lowering/countCollectives'
import { deviceCount } from '../sharding/mesh'
import { ExitCode } from './exitCodes'
import type { OneScheduleFlags } from './oneSchedule'
import { requestSchedule } from './oneSchedule'

export interface PartitionFlags extends OneScheduleFlags {
  readonly out: string
}

/** Writes `local.mlir` and `spec.json` into a folder, which it makes; resolves to the exit code. */
export async function runPartition(path: string, flags: PartitionFlags): Promise<number> {
  const requested = await requestSchedule(path, flags)
  if (typeof requested === 'number') return requested
  const { evaluation, tactics, name, analysis } = requested
  try {
    await mkdir(flags.out, { recursive: true })
    await writeFile(join(flags.out, 'local.mlir'), printPartition(evaluation, tactics))
    await writeFile(join(flags.out, 'spec.json'), `${JSON.stringify(partitionSpec(evaluation.local), undefined, 2)}\n`)
  } catch (error) {
    process.stderr.write(
      `${flags.out}: error: cannot be written (${error instanceof Error ? error.message : String(error)})\n`,
    )
    return ExitCode.badInput
  }
  const counts = countCollectives(evaluation.local)
  const collectives =
    counts.length === 0 ? 'no collectives' : counts.map(({ kind, count }) => `${formatCount(count)} ${kind}`).join(', ')
  process.stdout.write(
    `${join(flags.out, 'local.mlir')}: schedule ${name} on one of ${formatCount(deviceCount(analysis.mesh))} devices, ${collectives}\n` +
      `${join(flags.out, 'spec.json')}: how ${formatCountOf(evaluation.local.arguments.length, 'argument')} and ${formatCountOf(evaluation.local.results.length, 'result')} are split\n`,
  )
  return ExitCode.done
}
