// `shardlens verify`: evaluates the original program and the partitioned one on all devices, and compares their results.
import { formatBytes, formatCount, formatCountOf } from '../base/format'
import { bytes } from '../base/units'
import type { VerifiedOutput } from '../engine/verify'
import { verifyPartition } from '../engine/verify'
import { deviceCount } from '../sharding/mesh'
import { ExitCode } from './exitCodes'
import type { OneSchedule, OneScheduleFlags } from './oneSchedule'
import { requestSchedule } from './oneSchedule'
import { printTable } from './tables'

export interface VerifyFlags extends OneScheduleFlags {
  readonly seed?: number
}

/** More than this takes minutes: operations of all devices and of the original, and what all devices hold at once. */
const mostFlops = 2e10
const mostBytes = 2 * 2 ** 30

/** Prints how results compare; resolves to the exit code: failed where one differs, bad input where it cannot be evaluated. */
export async function runVerify(path: string, flags: VerifyFlags): Promise<number> {
  const requested = await requestSchedule(path, flags)
  if (typeof requested === 'number') return requested
  const tooLarge = findTooLarge(requested)
  if (tooLarge !== undefined) {
    process.stderr.write(`${path}: error: ${tooLarge}\n`)
    return ExitCode.badInput
  }
  const verification = verifyPartition(requested.evaluation.local, { seed: flags.seed ?? 0 })
  if (verification.kind === 'refused') {
    process.stderr.write(
      `${path}: error: the ${verification.program} program cannot be evaluated: ${verification.message}\n`,
    )
    return ExitCode.badInput
  }
  const { outputs } = verification
  const differing = outputs.filter(({ holds }) => !holds)
  const devices = formatCountOf(deviceCount(requested.analysis.mesh), 'device')
  if (differing.length > 0) process.stdout.write(`${printOutputs(differing)}\n`)
  process.stdout.write(`schedule ${requested.name} on ${devices}: ${summary(outputs, differing)}\n`)
  return differing.length > 0 ? ExitCode.failed : ExitCode.done
}

function findTooLarge({ analysis, evaluation, name }: OneSchedule): string | undefined {
  const devices = deviceCount(analysis.mesh)
  const { initial } = analysis.schedules[0] ?? {}
  const flops = evaluation.figures.flops * devices + (initial?.figures.flops ?? 0)
  // Elements are held as doubles: at most eight bytes for one of a byte.
  const held = evaluation.figures.peakMemory * devices * 4 + (initial?.figures.peakMemory ?? 0) * 4
  if (flops <= mostFlops && held <= mostBytes) return undefined
  const needs = `${formatCount(Math.ceil(flops / 1e9))} GFLOP and about ${formatBytes(bytes(held))} on ${formatCount(devices)} devices`
  return `schedule ${name} is too large to evaluate: ${needs}; up to ${formatCount(mostFlops / 1e9)} GFLOP and ${formatBytes(bytes(mostBytes))} can be. Lower the model with fewer layers and smaller dims, or give a smaller --mesh`
}

function printOutputs(outputs: readonly VerifiedOutput[]): string {
  const number = (value: number): string => value.toExponential(2)
  return printTable(
    [
      ['result', 'difference', 'allowed', 'scale'],
      ...outputs.map(({ path, difference, allowed, scale }) => [
        path,
        number(difference),
        number(allowed),
        number(scale),
      ]),
    ],
    [0],
  )
}

function summary(outputs: readonly VerifiedOutput[], differing: readonly VerifiedOutput[]): string {
  if (differing.length > 0) return `${formatCount(differing.length)} of ${formatCount(outputs.length)} results differ`
  const largest = Math.max(
    0,
    ...outputs.map(({ difference, scale }) => (scale === 0 ? difference : difference / scale)),
  )
  const closeness = largest === 0 ? 'bit for bit' : `largest difference ${largest.toExponential(1)} of a result's scale`
  return `all ${formatCount(outputs.length)} results equal (${closeness})`
}
