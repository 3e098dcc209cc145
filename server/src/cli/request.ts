// From the command's flags to an analysis: reads the tactics file and its model. What is wrong is a list of problems.
import { dirname, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Problem } from '../base/problems'
import type { Analysis, LoadedModel } from '../engine/analysis'
import { checkWithoutModel, createAnalyzer } from '../engine/analyze'
import { loadModel } from '../engine/loadModel'
import type { Analyzer } from '../engine/analyzer'
import type { Solve } from '../engine/search/solver'
import { createSearches } from './searchProgress'
import type { TacticsParser } from '../tactics/parseTactics'
import type { DeviceFile } from '../engine/deviceFile'
import type { ReportFiles } from '../engine/report'
import { reportModelProblems, reportTacticsProblems } from '../engine/report'
import type { ReportedProblem } from '../engine/reportFormat'
import { deviceNames, findDevice } from '../cost/devices'
import { gatherTactics } from '../tactics/includes'
import type { TacticsSource } from '../tactics/sources'
import { sourceAt } from '../tactics/sources'
import type { TacticsFile } from '../tactics/syntaxTree'
import { findDeviceFile } from '../worker/findDeviceFile'
import { loadTacticsParser } from '../worker/loadTacticsParser'
import { readModelFile } from '../worker/readModelFile'
import { diskIncludes, readTacticsFile } from '../worker/readTacticsFile'

export interface AnalyzeFlags {
  readonly schedule?: readonly string[]
  readonly mesh?: readonly { readonly name: string; readonly size: number }[]
  readonly device?: string
  /** In place of the nearest `shardlens.devices.json`. */
  readonly deviceFile?: string
  readonly overlap?: boolean
  /** False: the model's own shardings are left out. */
  readonly module?: boolean
  /** What a loop of unknown length is taken to run. */
  readonly tripCount?: number
  readonly json?: boolean
}

/** The tactics file and its model, read. */
export interface Inputs {
  readonly kind: 'inputs'
  readonly file: TacticsFile
  readonly parser: TacticsParser
  readonly syntaxProblems: readonly Problem[]
  readonly model: LoadedModel
  readonly files: ReportFiles
  /** Path of the model, and the time and size of what was read. */
  readonly modelFile: { readonly path: string; readonly stamp: string }
  readonly deviceFile: DeviceFile | undefined
  /** When reading began, by `performance.now()`. */
  readonly started: number
}

export interface Unreadable {
  readonly kind: 'problems'
  readonly problems: readonly ReportedProblem[]
}

export type Requested =
  | {
      readonly kind: 'analysis'
      readonly analysis: Analysis
      readonly files: ReportFiles
      readonly milliseconds: number
    }
  | Unreadable

/** Reads, parses and analyses. */
export async function requestAnalysis(path: string, flags: AnalyzeFlags): Promise<Requested> {
  const inputs = await readInputs(path, flags)
  if (inputs.kind === 'problems') return inputs
  const unknown = unknownNames(inputs, flags.schedule, flags.device === undefined ? [] : [flags.device])
  if (unknown !== undefined) return { kind: 'problems', problems: [flagProblem(path, unknown)] }
  const [searches, analyzer] = [createSearches(), createAnalyzer()]
  const analysis = await searches.analyze((solve) => analyzeInputs(analyzer, inputs, flags, solve))
  await searches.end()
  return { kind: 'analysis', analysis, files: inputs.files, milliseconds: performance.now() - inputs.started }
}

/** Automatic tactics are asked of `solve`. */
export function analyzeInputs(analyzer: Analyzer, inputs: Inputs, flags: AnalyzeFlags, solve: Solve): Analysis {
  const analysis = analyzer.analyze({
    file: inputs.file,
    syntaxProblems: inputs.syntaxProblems,
    model: inputs.model,
    deviceFile: inputs.deviceFile,
    ...(flags.schedule === undefined ? {} : { schedules: flags.schedule }),
    ...(flags.mesh === undefined ? {} : { mesh: flags.mesh }),
    ...(flags.device === undefined ? {} : { device: flags.device }),
    ...(flags.overlap === undefined ? {} : { overlap: flags.overlap }),
    withoutModule: flags.module === false,
    solve,
  })
  if (analysis === undefined) throw new Error('an analysis that nobody cancels has ended early')
  return analysis
}

/** Reads and parses the tactics file, what it includes, and the model. */
export async function readInputs(
  path: string,
  flags: Pick<AnalyzeFlags, 'tripCount' | 'deviceFile'>,
): Promise<Inputs | Unreadable> {
  if (/\.mlir(\.gz)?$/.test(path))
    return {
      kind: 'problems',
      problems: [flagProblem(path, 'is a model; expected a .tactics file that names it, or `shardlens inspect`')],
    }
  const main = await readTacticsFile(path)
  if (main.kind === 'problem') return { kind: 'problems', problems: [flagProblem(path, main.message)] }
  const started = performance.now()
  const parser = await loadTacticsParser(bundledWasm())
  const includes = diskIncludes(parser)
  const { file, sources, problems } = await gatherTactics({ path: resolve(path), text: main.text }, includes)
  const files = { tacticsPath: path, tacticsText: main.text, sources: sources.map(namedFor(path)) }
  const places = { folder: resolve(dirname(path)), roots: [process.cwd()], named: flags.deviceFile ?? '' }
  const found = await findDeviceFile(places)
  // As the editor does: what is wrong apart from the model is said too.
  const readable = [...problems, ...checkWithoutModel(file, found?.content)]
  const fail = (own: readonly Problem[]): Unreadable => ({
    kind: 'problems',
    problems: reportTacticsProblems([...readable, ...own], files),
  })
  const named = file.model
  if (named === undefined) return fail([])
  const devices = found && { path: relative('.', found.path), text: found.text }
  const modelPath = resolve(dirname(sourceAt(sources, named.span.start).path), named.path)
  const read = await readModelFile(modelPath)
  if (read.kind === 'unchanged') throw new Error('no stamp was asked for')
  if (read.kind !== 'text')
    return fail([{ code: read.code, span: named.pathSpan, message: `\`${named.path}\` ${read.message}` }])
  const model = loadModel(read.bytes, flags.tripCount)
  if (model.module.main < 0) {
    const unreadable = reportModelProblems(model, relative('.', modelPath))
    return { kind: 'problems', problems: [...reportTacticsProblems(readable, files), ...unreadable] }
  }
  return {
    kind: 'inputs',
    file,
    parser,
    syntaxProblems: problems,
    model,
    files: { ...files, modelPath: relative('.', modelPath), devices },
    modelFile: { path: modelPath, stamp: read.stamp },
    deviceFile: found?.content,
    started,
  }
}

/** Both wasm files lie beside the bundle. */
function bundledWasm(): { runtimeWasm: string; grammarWasm: string } {
  const here = dirname(fileURLToPath(import.meta.url))
  return { runtimeWasm: resolve(here, 'web-tree-sitter.wasm'), grammarWasm: resolve(here, 'tree-sitter-tactics.wasm') }
}

/** The main file is called as the command names it, includes by their paths from here. */
const namedFor =
  (path: string) =>
  (source: TacticsSource): TacticsSource => ({
    ...source,
    path: source.start === 0 ? path : relative('.', source.path),
  })

/** What is wrong with the request as such; it has no place in the text. */
export const flagProblem = (file: string, message: string): ReportedProblem => ({
  file,
  line: 1,
  column: 1,
  endLine: 1,
  endColumn: 1,
  severity: 'error',
  code: 'input',
  message,
})

/** Says which of the schedules and devices asked for there is not. */
export function unknownNames(
  { file, deviceFile }: Pick<Inputs, 'file' | 'deviceFile'>,
  schedules: readonly string[] | undefined,
  devices: readonly string[],
): string | undefined {
  const names = file.schedules.length === 0 ? ['default'] : file.schedules.map(({ name }) => name.text)
  const schedule = schedules?.find((name) => !names.includes(name))
  if (schedule !== undefined)
    return `has no schedule \`${schedule}\`; it has ${names.map((name) => `\`${name}\``).join(', ')}`
  const device = devices.find((name) => findDevice(name, deviceFile?.devices) === undefined)
  return device === undefined
    ? undefined
    : `device \`${device}\` is not in the catalogue nor in a device file; there are ${[...(deviceFile?.devices ?? []).map(({ name }) => name), ...deviceNames].join(', ')}`
}
