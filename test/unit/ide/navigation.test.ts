// Definitions, references and renaming: in a tactics file, over files that share names, and between patterns and the model.
import { describe, expect, test } from 'vitest'
import { loadModel } from '../../../server/src/engine/loadModel'
import { actionsNaming, defineInTactics, findAction, sourcesOf } from '../../../server/src/ide/definition'
import { defineInModel, referencesInModel } from '../../../server/src/ide/modelDefinition'
import { renameName } from '../../../server/src/ide/rename'
import type { NamedFile } from '../../../server/src/ide/tacticsNames'
import { findName, findOccurrences, listNames } from '../../../server/src/ide/tacticsNames'
import { decodeText, encodeText } from '../../../server/src/mlir/text'
import { parseTactics } from '../../../server/src/tactics/parseTactics'
import { takeCaret } from '../../support/caret'
import { mlpTrain } from '../../support/models'
import { splitFixture } from '../../support/tacticsFiles'
import { getTacticsParser } from '../../support/tacticsParser'

const model = loadModel(encodeText(mlpTrain))
const parser = await getTacticsParser()
const read = (text: string) => parseTactics(parser, text).value
const lineAt = (text: string, offset: number): number => text.slice(0, offset).split('\n').length

/** Where the definition of what stands at the caret is: `kind line «text»`. */
function define(fixture: string): string[] {
  const { text, offset } = takeCaret(fixture)
  const targets = defineInTactics(read(text), offset, model)
  if (targets === undefined) return []
  if (targets.kind === 'file') return [`file ${targets.statement.path}`]
  if (targets.kind === 'device') return [`device ${targets.name}`]
  const source = targets.kind === 'tactics' ? text : mlpTrain
  return targets.spans.map(({ start, end }) => `${targets.kind} ${lineAt(source, start)} «${source.slice(start, end)}»`)
}

describe('the definition', () => {
  test.each<readonly [fixture: string, ...expected: string[]]>([
    ['mesh { a: 2 }\ntactic T on <|>a { x: 0 }', 'tactics 1 «a»'],
    ['mesh { <|>a: 2 }\ntactic T on a { x: 0 }', 'tactics 1 «a»'],
    ['mesh { a: 2 }\ntactic T on b<|> { x: 0 }'],
    ['tactic T on a { x: 0 }\nschedule s = T<|>', 'tactics 1 «T»'],
    ['tactic T on a { <|>params.{w1, w2}: 0 }', 'model 2 «%w1»', 'model 2 «%w2»'],
    ['tactic T on a { params.w1<|> where rank == 3: 0 }'],
    ['tactic T on a { at "<|>hidden" result 0: 0 }', 'model 4 «%1»'],
    ['tactic T on a { at <|>%5: 0 }', 'model 9 «%5»'],
    ['tactic T on a { result.0.w<|>1: 0 }', 'model 14 «%10»'],
    ['model "m.<|>mlir"', 'file m.mlir'],
    ['include <|>"a.tactics"', 'file a.tactics'],
    ['<|>// nothing\nmesh { a: 2 }'],
  ])('of %s', (fixture, ...expected) => {
    expect(define(fixture)).toEqual(expected)
  })
})

/** Each file as a session of its own, and the names given as sessions of several files. */
function sessionsOf(files: ReadonlyMap<string, string>, ...joined: readonly (readonly string[])[]): NamedFile[][] {
  const named = (path: string): NamedFile => ({ path, names: listNames(read(files.get(path) ?? '')) })
  return joined.map((paths) => paths.map(named))
}

const shared = `//- a.tactics
mesh { batch: 2 }
tactic Own on batch { x: 0 }
schedule s = BP, Own
//- b.tactics
mesh { batch: 4 }
schedule s = BP
//- c.tactics
mesh { batch: 8 }
tactic BP on batch { x: 0 }
//- common.tactics
tactic BP on batch { y: 0 }
`
const files = splitFixture(shared)
const sessions = sessionsOf(files, ['a.tactics', 'common.tactics'], ['b.tactics', 'common.tactics'], ['c.tactics'])

describe('occurrences of a name', () => {
  const found = (kind: 'tactic' | 'axis' | 'schedule', text: string, path: string): string[] =>
    findOccurrences({ kind, text }, path, sessions).map(
      ({ path: file, isDefinition, span }) =>
        `${file} ${lineAt(files.get(file) ?? '', span.start)}${isDefinition ? ' defined' : ''}`,
    )

  test('go over all sessions that share a file with it, and no others', () => {
    expect(found('tactic', 'BP', 'a.tactics')).toEqual(['a.tactics 3', 'common.tactics 1 defined', 'b.tactics 2'])
    expect(found('tactic', 'BP', 'c.tactics')).toEqual(['c.tactics 2 defined'])
    expect(found('axis', 'batch', 'a.tactics')).toEqual([
      'a.tactics 1 defined',
      'a.tactics 2',
      'common.tactics 1',
      'b.tactics 1 defined',
    ])
    expect(found('schedule', 's', 'b.tactics')).toEqual(['b.tactics 2 defined'])
  })
})

describe('a new name', () => {
  const rename = (kind: 'tactic' | 'axis' | 'schedule', text: string, newText: string) => {
    const name = sessions[0]?.[0]?.names.find((one) => one.kind === kind && one.text === text)
    if (name === undefined) throw new Error(`no ${text}`)
    return renameName(name, newText, 'a.tactics', { sessions, parser })
  }

  test('goes to every place', () => {
    const renaming = rename('tactic', 'BP', 'Batch')
    expect(renaming.kind === 'changes' && renaming.places.map(({ path }) => path)).toEqual([
      'a.tactics',
      'common.tactics',
      'b.tactics',
    ])
  })

  test.each([
    ['Own', 'a tactic `Own` exists already, in a.tactics'],
    ['1st', '`1st` is no name; expected letters, digits and `_`, no digit first'],
    ['two words', '`two words` is no name; expected letters, digits and `_`, no digit first'],
    ['naïve', '`naïve` is no name; expected letters, digits and `_`, no digit first'],
    ['', '`` is no name; expected letters, digits and `_`, no digit first'],
  ])('%s is refused', (newText, message) => {
    expect(rename('tactic', 'BP', newText)).toEqual({ kind: 'refused', message })
  })

  test('that begins statements is a name like any other', () => {
    expect(rename('tactic', 'BP', 'mesh').kind).toBe('changes')
  })
})

describe('patterns and the model', () => {
  const text = `mesh { a: 2 }
tactic One on a {
  params.w1: 0
  {x, y}: 0
}
tactic Two on a {
  params.**: 1
}
`
  const file = read(text)

  test('a pattern refers to those that name the same values', () => {
    const action = findAction(file, text.indexOf('params.w1'))
    const spans = action === undefined ? [] : actionsNaming(file, sourcesOf(action, model), model)
    expect(spans.map(({ start, end }) => text.slice(start, end))).toEqual(['params.w1', 'params.**'])
  })

  test('an argument is found in the patterns that match it', () => {
    const argument = model.module.arguments.find(({ path }) => path === 'x')
    const spans = actionsNaming(file, new Set([argument?.value ?? -1]), model)
    expect(spans.map(({ start, end }) => text.slice(start, end))).toEqual(['{x, y}'])
  })
})

describe('in a model', () => {
  const calls = `func.func public @main(%a: tensor<4xf32>) -> tensor<4xf32> {
  %0 = func.call @relu(%a) : (tensor<4xf32>) -> tensor<4xf32>
  %1 = call @relu(%0) : (tensor<4xf32>) -> tensor<4xf32>
  %2 = call @relu_2(%1) : (tensor<4xf32>) -> tensor<4xf32>
  return %2 : tensor<4xf32>
}
func.func private @relu(%a: tensor<4xf32>) -> tensor<4xf32> {
  return %a : tensor<4xf32>
}
func.func private @relu_2(%a: tensor<4xf32>) -> tensor<4xf32> {
  return %a : tensor<4xf32>
}
`
  const called = loadModel(encodeText(calls))

  test('a call leads to its function, and the function to its calls', () => {
    const bytes = called.module.columns.bytes
    const place = ({ start, end }: { start: number; end: number }): string =>
      `${lineAt(calls, start)} ${decodeText(bytes, start, end)}`
    const definition = defineInModel(called, calls.indexOf('@relu(%a) :') + 2)
    expect(definition && place(definition)).toBe('7 @relu')
    const expected = ['7 @relu', '2 @relu', '3 @relu']
    expect(referencesInModel(called, calls.indexOf('@relu(%a: ')).map(place)).toEqual(expected)
    expect(referencesInModel(called, calls.indexOf('@relu(%0)') + 1).map(place)).toEqual(expected)
    expect(defineInModel(called, calls.indexOf('tensor'))).toBeUndefined()
  })
})

test('the name under the cursor ends with its last letter', () => {
  const { text, offset } = takeCaret('tactic BP<|> on a { x: 0 }')
  expect(findName(listNames(read(text)), offset)?.text).toBe('BP')
})
