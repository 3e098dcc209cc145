// `shardlens inspect`: what is in a model, before any tactic.
import { formatBytes, formatCount, formatFlops } from '../base/format'
import type { Inspection } from '../engine/inspect'
import { inspectModel } from '../engine/inspect'
import { loadModel } from '../engine/loadModel'
import { reportModelProblems } from '../engine/report'
import { readModelFile } from '../worker/readModelFile'
import { ExitCode } from './exitCodes'
import { hasErrors, printProblems } from './problems'
import type { AnalyzeFlags } from './request'
import { printTable } from './tables'

/** Prints the inspection; resolves to the exit code. */
export async function runInspect(path: string, flags: AnalyzeFlags): Promise<number> {
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
    process.stdout.write(`${printInspection(path, inspection)}\n`)
    if (problems.length > 0) process.stdout.write(`\n${printProblems(problems)}\n`)
  }
  return hasErrors(problems) ? ExitCode.badInput : ExitCode.done
}

const mostRows = 40

function printInspection(path: string, inspection: Inspection): string {
  const { operations, functions, results } = inspection
  const bytes = inspection.arguments.reduce((sum, argument) => sum + argument.bytes, 0)
  const summary = `${path}: ${formatCount(operations)} operations in ${formatCount(functions)} functions, ${formatCount(inspection.arguments.length)} arguments (${formatBytes(bytes)}), ${formatCount(results.length)} results`
  const args = inspection.arguments.map(({ path: name, type, bytes: size, donatedTo, sharding }) => [
    name,
    type,
    formatBytes(size),
    donatedTo === null ? '' : `→ ${donatedTo}`,
    sharding ?? '',
  ])
  const sections = [
    section('arguments', [['path', 'type', 'bytes', 'donated to', 'sharding'], ...args], [0, 1, 3, 4]),
    section('operations', [
      ['operation', 'count'],
      ...inspection.histogram.map(({ operation, count }) => [operation, formatCount(count)]),
    ]),
    section('flops of the whole model', [
      ['class', 'flops', 'transcendentals'],
      ...inspection.flops.map((row) => [row.class, formatFlops(row.flops), formatCount(row.transcendentals)]),
    ]),
    section('scopes', [
      ['scope', 'operations'],
      ...inspection.scopes.map(({ scope, operations: count }) => [scope === '' ? '(none)' : scope, formatCount(count)]),
    ]),
    section('loops', [
      ['loop', 'line', 'iterations'],
      ...inspection.loops.map((loop) => [
        loop.operation,
        String(loop.line),
        loop.tripCount === null ? 'unknown' : formatCount(loop.tripCount),
      ]),
    ]),
    section('shardings in the model', [
      ['kind', 'count'],
      ...inspection.shardings.map(({ kind, count }) => [kind, formatCount(count)]),
    ]),
  ]
  return [summary, ...sections.filter((text) => text !== '')].join('\n\n')
}

/** A titled table of the first rows; what is left out is counted and found in the JSON. */
function section(title: string, rows: readonly (readonly string[])[], left: readonly number[] = [0]): string {
  if (rows.length <= 1) return ''
  const shown = rows.slice(0, mostRows + 1)
  const more =
    rows.length > shown.length ? `\n  … and ${formatCount(rows.length - shown.length)} more (--json lists all)` : ''
  return `${title}\n${printTable(shown, left).replaceAll(/^/gm, '  ')}${more}`
}
