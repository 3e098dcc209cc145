// From the command's flags to an analysis: reads the tactics file and its model. What is wrong is a list of problems.
import { readFile, stat } from 'node:fs/promises'
import { dirname, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Problem } from '../base/problems'
import type { Analysis } from '../engine/analysis'
import { createAnalyzer } from '../engine/analyze'
import { loadModel } from '../engine/loadModel'
import type { ReportFiles } from '../engine/report'
import { reportTacticsProblems } from '../engine/report'
import type { ReportedProblem } from '../engine/reportFormat'
import { deviceNames, findDevice } from '../cost/devices'
import { parseTactics } from '../tactics/parseTactics'
import { loadTacticsParser } from '../worker/loadTacticsParser'
import { readModelFile } from '../worker/readModelFile'

export interface AnalyzeFlags {
  readonly schedule?: readonly string[]
  readonly mesh?: readonly { readonly name: string; readonly size: number }[]
  readonly device?: string
  readonly overlap?: boolean
  /** False: the model's own shardings are left out. */
  readonly module?: boolean
  /** What a loop of unknown length is taken to run. */
  readonly tripCount?: number
  readonly json?: boolean
}

export type Requested =
  | {
      readonly kind: 'analysis'
      readonly analysis: Analysis
      readonly files: ReportFiles
      readonly milliseconds: number
    }
  | { readonly kind: 'problems'; readonly problems: readonly ReportedProblem[] }

/** Reads, parses and analyses. */
export async function requestAnalysis(path: string, flags: AnalyzeFlags): Promise<Requested> {
  const text = await readTactics(path)
  if (typeof text !== 'string') return { kind: 'problems', problems: [text.problem] }
  const started = performance.now()
  const parsed = parseTactics(await loadTacticsParser(bundledWasm()), text)
  const files = { tacticsPath: path, tacticsText: text }
  const fail = (problems: readonly Problem[]): Requested => ({
    kind: 'problems',
    problems: reportTacticsProblems(problems, files),
  })
  const { model } = parsed.value
  if (model === undefined) {
    const missing: Problem = {
      code: 'tactics.no-model',
      span: { start: 0, end: 0 },
      message: 'no `model "file.mlir"` in this file',
    }
    return fail([...parsed.problems, missing])
  }
  const modelPath = resolve(dirname(path), model.path)
  const file = await readModelFile(modelPath)
  if (file.kind !== 'text') {
    if (file.kind === 'unchanged') throw new Error('no stamp was asked for')
    return fail([
      ...parsed.problems,
      { code: file.code, span: model.pathSpan, message: `\`${model.path}\` ${file.message}` },
    ])
  }
  const unknown = unknownNames(
    flags,
    parsed.value.schedules.map(({ name }) => name.text),
  )
  if (unknown !== undefined) return { kind: 'problems', problems: [flagProblem(path, unknown)] }
  const analysis = createAnalyzer().analyze({
    file: parsed.value,
    syntaxProblems: parsed.problems,
    model: loadModel(file.bytes, flags.tripCount),
    ...(flags.schedule === undefined ? {} : { schedules: flags.schedule }),
    ...(flags.mesh === undefined ? {} : { mesh: flags.mesh }),
    ...(flags.device === undefined ? {} : { device: flags.device }),
    ...(flags.overlap === undefined ? {} : { overlap: flags.overlap }),
    withoutModule: flags.module === false,
  })
  if (analysis === undefined) throw new Error('an analysis that nobody cancels has ended early')
  const milliseconds = performance.now() - started
  return { kind: 'analysis', analysis, files: { ...files, modelPath: relative('.', modelPath) }, milliseconds }
}

/** Both wasm files lie beside the bundle. */
function bundledWasm(): { runtimeWasm: string; grammarWasm: string } {
  const here = dirname(fileURLToPath(import.meta.url))
  return { runtimeWasm: resolve(here, 'web-tree-sitter.wasm'), grammarWasm: resolve(here, 'tree-sitter-tactics.wasm') }
}

const largestTactics = 4 * 2 ** 20

async function readTactics(path: string): Promise<string | { readonly problem: ReportedProblem }> {
  try {
    const found = await stat(path)
    if (found.isDirectory()) return { problem: flagProblem(path, 'is a directory; expected a .tactics file') }
    if (found.size > largestTactics)
      return { problem: flagProblem(path, 'is too large for a tactics file (more than 4 MiB)') }
    return await readFile(path, 'utf8')
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    return { problem: flagProblem(path, isMissing ? 'does not exist' : `cannot be read (${String(error)})`) }
  }
}

const flagProblem = (file: string, message: string): ReportedProblem => ({
  file,
  line: 1,
  column: 1,
  endLine: 1,
  endColumn: 1,
  severity: 'error',
  code: 'input',
  message,
})

function unknownNames(flags: AnalyzeFlags, schedules: readonly string[]): string | undefined {
  const names = schedules.length === 0 ? ['default'] : schedules
  const schedule = flags.schedule?.find((name) => !names.includes(name))
  if (schedule !== undefined)
    return `has no schedule \`${schedule}\`; it has ${names.map((name) => `\`${name}\``).join(', ')}`
  if (flags.device !== undefined && findDevice(flags.device) === undefined) {
    return `device \`${flags.device}\` is not in the catalogue; it has ${deviceNames.join(', ')}`
  }
  return undefined
}
