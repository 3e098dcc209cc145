// One text the whole way, as the editor and the command line take it: parse, analyse, report, hints, hovers, completion.
import { expect } from 'vitest'
import type { Problem } from '../../server/src/base/problems'
import type { LoadedModel } from '../../server/src/engine/analysis'
import type { Analyzer } from '../../server/src/engine/analyzer'
import { makeReport } from '../../server/src/engine/report'
import { attachSnapshot, detachSnapshot, makeSnapshot } from '../../server/src/engine/snapshot'
import { completeTactics } from '../../server/src/ide/completion/completeTactics'
import { modelHints } from '../../server/src/ide/modelHints'
import { modelFiguresOf } from '../../server/src/ide/modelFigures'
import { modelHover } from '../../server/src/ide/modelHover'
import { modelProblems } from '../../server/src/ide/modelProblems'
import { tacticsHints } from '../../server/src/ide/tacticsHints'
import { keywordHover, tacticsHover } from '../../server/src/ide/tacticsHover'
import { parseTactics } from '../../server/src/tactics/parseTactics'
import type { TacticsParser } from '../../server/src/tactics/parseTactics'

/** Throws where anything throws, or where a problem lies outside its text. `offset`: where hovers and completion are asked. */
export function goTheWholeWay(
  text: string,
  model: LoadedModel,
  analyzer: Analyzer,
  parser: TacticsParser,
  share: number,
): void {
  const { value: file, problems } = parseTactics(parser, text)
  const analysis = analyzer.analyze({ file, syntaxProblems: problems, model })
  if (analysis === undefined) throw new Error('nobody cancelled it')
  expectInside(analysis.problems, text.length)
  expectInside(model.problems, model.module.columns.bytes.length)
  makeReport(analysis, { tacticsPath: 'a.tactics', tacticsText: text, modelPath: 'a.mlir' })
  const snapshot = attachSnapshot(detachSnapshot(makeSnapshot(analysis, undefined)), model.program)
  const offset = Math.floor(share * text.length)
  tacticsHints(snapshot, model, text)
  tacticsHover(file, offset, { snapshot, model })
  completeTactics(parser, text, offset, { file, model, snapshot, devices: [] }).forEach(({ document }) => document?.())
  keywordHover(text, offset)
  const place = Math.floor(share * model.module.columns.bytes.length)
  const figures = modelFiguresOf(snapshot)
  modelHover(model, place, figures)
  expectInside(snapshot.modelProblems, model.module.columns.bytes.length)
  modelProblems(model, figures)
  if (snapshot.evaluation !== undefined) modelHints(snapshot.evaluation, { start: place, end: place + 2000 }, 'all')
}

function expectInside(problems: readonly Problem[], length: number): void {
  for (const { span, message } of problems) {
    const isInside = span.start >= 0 && span.start <= span.end && span.end <= Math.max(length, 1)
    if (!isInside) expect.fail(`${message}: ${span.start} to ${span.end} of ${length}`)
  }
}
