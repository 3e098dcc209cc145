// `shardlens export`: a schedule's shardings for other tools, in the model's text or as PartitionSpecs.
import { writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { formatCount, formatCountOf } from '../base/format'
import { exportJax } from '../engine/exportJax'
import { exportSdy } from '../engine/exportSdy'
import { ExitCode } from './exitCodes'
import type { OneSchedule, OneScheduleFlags } from './oneSchedule'
import { requestSchedule } from './oneSchedule'

export const exportFormats = ['sdy', 'jax'] as const

export interface ExportFlags extends OneScheduleFlags {
  readonly format: (typeof exportFormats)[number]
  /** Standard output when left out. */
  readonly out?: string
}

/** Resolves to the exit code. */
export async function runExport(path: string, flags: ExportFlags): Promise<number> {
  const requested = await requestSchedule(path, flags)
  if (typeof requested === 'number') return requested
  const text = flags.format === 'sdy' ? sdyText(path, requested) : jaxText(path, requested)
  if (flags.out === undefined) {
    process.stdout.write(text)
    return ExitCode.done
  }
  try {
    await writeFile(flags.out, text)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    process.stderr.write(`${flags.out}: error: cannot be written (${why})\n`)
    return ExitCode.badInput
  }
  const { arguments: args, results } = requested.evaluation.local
  process.stdout.write(
    `${flags.out}: schedule ${requested.name}, ${formatCountOf(args.length, 'argument')} and ${formatCountOf(results.length, 'result')}\n`,
  )
  return ExitCode.done
}

function sdyText(path: string, { evaluation, analysis }: OneSchedule): string {
  const { text, ambiguous } = exportSdy(evaluation, analysis.model)
  if (ambiguous > 0)
    process.stderr.write(
      `${path}: ${formatCount(ambiguous)} values of functions that are called from several places are split differently there; they are left to propagation\n`,
    )
  return text
}

function jaxText(path: string, { evaluation, analysis, name }: OneSchedule): string {
  const model = analysis.file.model?.path ?? ''
  return exportJax(evaluation, { tactics: basename(path), schedule: name, model: basename(model) })
}
