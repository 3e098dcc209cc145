// What shows how a text is built and leads through it, asked of one text: for tests that damage it.
import { expect } from 'vitest'
import type { Span } from '../../server/src/base/problems'
import type { LoadedModel } from '../../server/src/engine/analysis'
import { defineInTactics } from '../../server/src/ide/definition'
import { modelFolds, tacticsFolds } from '../../server/src/ide/folds'
import { defineInModel, referencesInModel } from '../../server/src/ide/modelDefinition'
import { modelSymbols } from '../../server/src/ide/modelSymbols'
import { selectInModel, selectInTactics } from '../../server/src/ide/selectionSpans'
import { tacticsTokens } from '../../server/src/ide/semanticTokens'
import type { Symbol } from '../../server/src/ide/symbol'
import { findOccurrences, listNames } from '../../server/src/ide/tacticsNames'
import { tacticsSymbols } from '../../server/src/ide/tacticsSymbols'
import type { TacticsParser } from '../../server/src/tactics/parseTactics'
import { parseTactics } from '../../server/src/tactics/parseTactics'

/** Structure and navigation; symbols inside one another, spans inside the text. */
export function goThroughTactics(
  text: string,
  offset: number,
  { model, parser }: { readonly model: LoadedModel; readonly parser: TacticsParser },
): void {
  const file = parseTactics(parser, text).value
  defineInTactics(file, offset, model)
  findOccurrences({ kind: 'axis', text: 'batch' }, 'a', [[{ path: 'a', names: listNames(file) }]])
  for (const symbol of tacticsSymbols(file, text)) expectNested(symbol, { start: 0, end: text.length })
  for (const { startLine, endLine } of tacticsFolds(file, text)) expect(endLine).toBeGreaterThan(startLine)
  const selected = selectInTactics(parser, text, offset)
  expect(selected.at(-1)).toEqual({ start: 0, end: text.length })
  let end = 0
  for (const token of tacticsTokens(parser, text)) {
    expect(token.start).toBeGreaterThanOrEqual(end)
    end = token.end
  }
}

/** The same of a model. */
export function goThroughModel(model: LoadedModel, offset: number): void {
  const { columns } = model.module
  const whole = { start: 0, end: columns.bytes.length }
  for (const symbol of modelSymbols(model)) expectNested(symbol, whole)
  for (const { startLine, endLine } of modelFolds(columns)) expect(endLine).toBeGreaterThan(startLine)
  expect(selectInModel(model, offset).at(-1)).toEqual(whole)
  defineInModel(model, offset)
  for (const { start, end } of referencesInModel(model, offset)) expect(end).toBeGreaterThanOrEqual(start)
}

/** Editors refuse symbols that break this. */
function expectNested({ name, span, selection, children }: Symbol, around: Span): void {
  const isNested =
    span.start >= around.start &&
    span.end <= around.end &&
    selection.start >= span.start &&
    selection.end <= span.end &&
    selection.start <= selection.end
  if (!isNested || name === '') expect.fail(`symbol ${name}: ${JSON.stringify([around, span, selection])}`)
  for (const child of children ?? []) expectNested(child, span)
}
