// `shardlens inspect`: what is in a model, before any tactic.
import { inspectModel } from '../engine/inspect'
import { loadModel } from '../engine/loadModel'
import { reportModelProblems } from '../engine/report'
import { readModelFile } from '../worker/readModelFile'
import { ExitCode } from './exitCodes'
import { printInspection } from './printInspection'
import { hasErrors, printProblems } from './problems'

export interface InspectFlags {
  readonly json?: boolean
  /** No row stands for several. */
  readonly all?: boolean
}

/** Prints the inspection; resolves to the exit code. */
export async function runInspect(path: string, flags: InspectFlags): Promise<number> {
  if (path.endsWith('.tactics')) {
    process.stderr.write(
      `${path}: error: is a tactics file; expected the model that it names, or \`shardlens analyze\`\n`,
    )
    return ExitCode.badInput
  }
  const file = await readModelFile(path)
  if (file.kind === 'unchanged') throw new Error('no stamp was asked for')
  if (file.kind === 'problem') {
    process.stderr.write(`${path}: error: ${file.message} [${file.code}]\n`)
    return ExitCode.badInput
  }
  const model = loadModel(file.bytes)
  const problems = reportModelProblems(model, path)
  const inspection = inspectModel(model)
  if (flags.json === true) process.stdout.write(`${JSON.stringify({ ...inspection, problems }, undefined, 2)}\n`)
  else {
    process.stdout.write(`${printInspection(path, inspection, flags.all === true)}\n`)
    if (problems.length > 0) process.stdout.write(`\n${printProblems(problems)}\n`)
  }
  return hasErrors(problems) ? ExitCode.badInput : ExitCode.done
}
