// One schedule of three tactics on the example: everything anew, and after an edit of its last tactic.
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { LoadedModel } from '../../server/src/engine/analysis'
import { createAnalyzer } from '../../server/src/engine/analyze'
import type { Analyzer } from '../../server/src/engine/analyzer'
import { loadModel } from '../../server/src/engine/loadModel'
import { makeReport } from '../../server/src/engine/report'
import { parseTactics } from '../../server/src/tactics/parseTactics'
import { loadTacticsParser } from '../../server/src/worker/loadTacticsParser'
import type { Row } from './measure'
import { median, timeRuns } from './measure'

const warmUps = 4
const runs = 15

export async function measureAnalysis(example: string): Promise<Row[]> {
  const wasm = {
    runtimeWasm: resolve('dist', 'web-tree-sitter.wasm'),
    grammarWasm: resolve('dist', 'tree-sitter-tactics.wasm'),
  }
  const parser = await loadTacticsParser(wasm)
  const bytes = new Uint8Array(readFileSync(join(example, 't32_fused_train.mlir')))
  const text = oneSchedule(readFileSync(join(example, 'transformer.tactics'), 'utf8'))
  const analyze = (analyzer: Analyzer, model: LoadedModel, edited: string): void => {
    const { value: file, problems } = parseTactics(parser, edited)
    const analysis = analyzer.analyze({ file, syntaxProblems: problems, model })
    if (analysis?.schedules[0]?.steps.length !== 3)
      throw new Error('the example has another first schedule than this measures')
  }
  let model = loadModel(bytes)
  const first = timeRuns(1, () => analyze(createAnalyzer(), model, text))[0] ?? Number.NaN
  timeRuns(warmUps, () => analyze(createAnalyzer(), model, text))
  const cold = timeRuns(runs, () => analyze(createAnalyzer(), model, text))
  const analyzer = createAnalyzer()
  analyze(analyzer, model, text)
  const edits = timeRuns(runs, (i) => analyze(analyzer, model, text.replaceAll('>= 1 MiB', `>= ${i + 2} MiB`)))
  const load = timeRuns(runs, () => {
    model = loadModel(bytes)
  })
  const report = timeRuns(runs, () => {
    const { value: file, problems } = parseTactics(parser, text)
    const analysis = analyzer.analyze({ file, syntaxProblems: problems, model })
    if (analysis !== undefined) makeReport(analysis, { tacticsPath: 'a', tacticsText: text, modelPath: 'b' })
  })
  return [
    { name: 'model: scan, types, expansion', value: median(load), unit: 'ms' },
    {
      name: 'three tactics: propagate, lower, simulate',
      value: median(cold),
      unit: 'ms',
      goal: 120,
      note: 'nothing kept',
    },
    { name: 'the same, first of a process', value: first, unit: 'ms', note: 'before the engine has compiled' },
    { name: 'edit of the last tactic', value: median(edits), unit: 'ms', goal: 30 },
    { name: 'analysis and JSON report, all kept', value: median(report), unit: 'ms' },
  ]
}

/** The text up to its second schedule. */
function oneSchedule(text: string): string {
  const second = text.indexOf('\nschedule ', text.indexOf('\nschedule ') + 1)
  return second < 0 ? text : text.slice(0, second)
}
