// Symbols, folds, selections and tokens: printed as a person would see them.
import { describe, expect, test } from 'vitest'
import { loadModel } from '../../../server/src/engine/loadModel'
import { modelFolds, tacticsFolds } from '../../../server/src/ide/folds'
import { makeSymbols, modelSymbols } from '../../../server/src/ide/modelSymbols'
import { selectInModel, selectInTactics } from '../../../server/src/ide/selectionSpans'
import { tacticsTokens } from '../../../server/src/ide/semanticTokens'
import type { Symbol } from '../../../server/src/ide/symbol'
import { tacticsSymbols } from '../../../server/src/ide/tacticsSymbols'
import { findArguments, findNamesInFiles } from '../../../server/src/ide/workspaceSymbols'
import { listNames } from '../../../server/src/ide/tacticsNames'
import { encodeText } from '../../../server/src/mlir/text'
import { parseTactics } from '../../../server/src/tactics/parseTactics'
import { takeCaret } from '../../support/caret'
import { loopModel, mlpTactics, mlpTrain } from '../../support/models'
import { getTacticsParser } from '../../support/tacticsParser'

const parser = await getTacticsParser()
const read = (text: string) => parseTactics(parser, text).value

/** One line a symbol, indented by its depth. */
const outline = (symbols: readonly Symbol[], indent = ''): string[] =>
  symbols.flatMap(({ name, kind, detail, children = [] }) => [
    `${indent}${kind} ${name}${detail === '' ? '' : ` (${detail})`}`,
    ...outline(children, `${indent}  `),
  ])

describe('symbols', () => {
  test('of a tactics file are its statements and what they hold', () => {
    const text = `${mlpTactics}include "a.tactics"\ndevice tpu_v4 { memory: 1 GiB }\n`
    expect(outline(tacticsSymbols(read(text), text))).toEqual([
      'file model mlp.mlir',
      'mesh mesh (batch 4, model 2)',
      '  axis batch (4)',
      '  axis model (2)',
      'device tpu_v4 (device)',
      'tactic BP (on batch)',
      '  action {x, y}',
      'tactic Megatron (on model)',
      '  action params.w1',
      '  action params.w2',
      'tactic Z2 (on batch)',
      '  action params.**',
      'tactic Z3 (on batch)',
      '  action params.**',
      'schedule default (BP, Megatron, Z3)',
      '  expectation all_reduce (all_reduce <= 2)',
      'schedule data (BP)',
      'file include a.tactics',
      'device tpu_v4 (device)',
      '  field memory',
    ])
  })

  test('of a model are functions, runs of name scopes, and operations', () => {
    const symbols = outline(modelSymbols(loadModel(encodeText(mlpTrain))))
    expect(symbols.slice(0, 8)).toEqual([
      'function main (14 operations)',
      '  scope hidden (2 operations)',
      '    operation %0 (stablehlo.dot_general)',
      '    operation %1 (stablehlo.tanh)',
      '  scope out',
      '    operation %2 (stablehlo.dot_general)',
      '  scope loss (4 operations)',
      '    operation %3 (stablehlo.subtract)',
    ])
    // A constant without a scope belongs to the run that goes on behind it; the return to none.
    expect(symbols).toContain('    operation %zero (stablehlo.constant)')
    expect(symbols.at(-1)).toBe('  operation func.return')
  })

  test('of loops hold the operations of their regions', () => {
    expect(outline(modelSymbols(loadModel(encodeText(loopModel))))).toEqual([
      'function main (10 operations)',
      '  operation %c0 (stablehlo.constant)',
      '  loop %r (stablehlo.while)',
      '    operation %c5 (stablehlo.constant)',
      '    operation %p (stablehlo.compare)',
      '    operation stablehlo.return',
      '    operation %c1 (stablehlo.constant)',
      '    operation %j (stablehlo.add)',
      '    operation %d (stablehlo.dot_general)',
      '    operation stablehlo.return',
      '  operation func.return',
    ])
  })

  test('stay few: operations are left out, then whole levels of scopes', () => {
    const { module } = loadModel(encodeText(mlpTrain))
    expect(outline(makeSymbols(module, 12)).map((line) => line.replace(/ \(.*/, ''))).toEqual([
      'function main',
      '  scope hidden',
      '  scope out',
      '  scope loss',
      '  scope out',
      '  scope hidden',
      '  scope update',
    ])
    expect(outline(makeSymbols(module, 3))).toEqual(['function main (14 operations)'])
  })

  test('of a workspace are found by letters in their order', () => {
    const files = [{ path: 'a.tactics', names: listNames(read(mlpTactics)) }]
    const names = (query: string) => findNamesInFiles(query, files).map(({ name, kind }) => `${kind} ${name}`)
    expect(names('mgt')).toEqual(['tactic Megatron'])
    expect(names('')).toHaveLength(8)
    expect(names('x y z')).toEqual([])
    const model = loadModel(encodeText(mlpTrain))
    expect(findArguments('pw2', model, 'm').map(({ name }) => name)).toEqual(['params.w2'])
    expect(findArguments('p', model, 'm')).toEqual([])
  })
})

describe('folds', () => {
  test('of a tactics file are bodies, up to their braces, and comments of several lines', () => {
    const text = '// one\n// two\ntactic A on a {\n  // alone\n  x: 0\n}\r\nschedule s =\n  A,\n  B\n'
    expect(tacticsFolds(read(text), text)).toEqual([
      { startLine: 0, endLine: 1, kind: 'comment' },
      { startLine: 2, endLine: 4 },
      { startLine: 6, endLine: 8 },
    ])
  })

  test('of a model are functions and each region', () => {
    const { columns } = loadModel(encodeText(loopModel)).module
    expect(modelFolds(columns)).toEqual([
      { startLine: 0, endLine: 13 },
      { startLine: 3, endLine: 6 },
      { startLine: 7, endLine: 11 },
    ])
  })
})

describe('selections grow', () => {
  test('in a tactics file by its syntax', () => {
    const { text, offset } = takeCaret('mesh { a: 2 }\ntactic A on a {\n  params.{w1, w<|>2}: 0\n  x: 1\n}\n')
    expect(selectInTactics(parser, text, offset).map(({ start, end }) => text.slice(start, end))).toEqual([
      'w2',
      'w1, w2',
      '{w1, w2}',
      'params.{w1, w2}',
      'params.{w1, w2}: 0',
      'params.{w1, w2}: 0\n  x: 1',
      '{\n  params.{w1, w2}: 0\n  x: 1\n}',
      'tactic A on a {\n  params.{w1, w2}: 0\n  x: 1\n}',
      text,
    ])
  })

  test('in a model by names, operations and what holds them', () => {
    const model = loadModel(encodeText(loopModel))
    const selected = selectInModel(model, loopModel.indexOf('%acc, %ww')).map(({ start, end }) =>
      loopModel.slice(start, end),
    )
    expect(selected.map((text) => text.slice(0, 12))).toEqual([
      '%acc',
      '%d = stableh',
      '%r:3 = stabl',
      'func.func pu',
      'func.func pu',
    ])
    expect(selected.at(-1)).toBe(loopModel)
  })
})

describe('semantic tokens', () => {
  /** `type[.modifiers] text`. */
  const tokens = (text: string): string[] =>
    tacticsTokens(parser, text).map(
      ({ start, end, type, modifiers }) => `${[type, ...modifiers].join('.')} ${text.slice(start, end)}`,
    )

  test('say what each word is, statement words used as names too', () => {
    expect(tokens('mesh { model: 2 }\ntactic mesh on model {\n  params."a b".*: first_divisible // note\n}')).toEqual([
      'keyword mesh',
      'parameter.declaration model',
      'number 2',
      'keyword tactic',
      'function.declaration mesh',
      'keyword on',
      'parameter model',
      'variable params',
      'string "a b"',
      'variable *',
      'variable.readonly first_divisible',
    ])
    expect(tokens('schedule s = A {\n  expect bytes.all_gather <= 3 GiB\n}')).toEqual([
      'keyword schedule',
      'class.declaration s',
      'function A',
      'keyword expect',
      'property bytes.all_gather',
      'operator <=',
      'number 3',
      'type GiB',
    ])
    expect(tokens('tactic A on a { at %3#1 where dtype == bf16 and not dim(0) > 2: -1 }').slice(4)).toEqual([
      'keyword at',
      'variable %3#1',
      'keyword where',
      'property dtype',
      'operator ==',
      'type bf16',
      'keyword and',
      'keyword not',
      'property dim',
      'number 0',
      'operator >',
      'number 2',
      'number -1',
    ])
  })

  test('of half-typed text keep to what is there', () => {
    expect(tokens('tactic A on\ntactic B on b { x')).toEqual([
      'keyword tactic',
      'function.declaration A',
      'keyword on',
      'keyword tactic',
      'function.declaration B',
      'keyword on',
      'parameter b',
      'variable x',
    ])
  })

  test('of a range are those that touch it', () => {
    const text = 'mesh { a: 2 }\ndevice tpu_v4\n'
    expect(tacticsTokens(parser, text, { start: 14, end: text.length })).toHaveLength(2)
  })
})
