// Colours before the server has spoken: what the TextMate grammars call the parts of a text.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Grammar, Rule } from '../support/tokenizeLine'
import { resolve, tokenize } from '../support/tokenizeLine'

// The files are ours; the test of their shape is below.
const readJson = <T>(name: string): T =>
  JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', 'syntaxes', name), 'utf8')) as T

const tactics = readJson<Grammar>('tactics.tmLanguage.json')
const mlir = readJson<Grammar>('mlir.tmLanguage.json')

const checkTokens = (grammar: Grammar, text: string, expected: readonly string[]): void =>
  expect(tokenize(grammar, text).map(({ text: part, name }) => `${part} ${name}`)).toEqual(expected)

describe.each([
  ['tactics', tactics],
  ['mlir', mlir],
])('the grammar of %s', (_, grammar) => {
  const rules = [...grammar.patterns, ...Object.values(grammar.repository ?? {})]
  const all = (list: readonly Rule[]): Rule[] => list.flatMap((rule) => [rule, ...all(rule.patterns ?? [])])

  test('has expressions that compile, and includes that exist', () => {
    for (const rule of all(rules)) {
      for (const source of [rule.match, rule.begin, rule.end]) if (source !== undefined) new RegExp(source)
      expect(() => resolve(grammar, [rule])).not.toThrow()
    }
  })

  test('has no rule that is not used', () => {
    const used = new Set(all(rules).map(({ include }) => include?.slice(1)))
    expect(Object.keys(grammar.repository ?? {}).filter((name) => !used.has(name))).toEqual([])
  })
})

describe('tactics', () => {
  test('the head', () =>
    checkTokens(
      tactics,
      'model "m.mlir" // the model\nmesh { batch: 16,\n  model: 2 }\ndevice tpu_v4 { memory: 16 GiB }',
      [
        'model keyword.other',
        '"m.mlir" markup.underline.link',
        '// the model comment.line.double-slash',
        'mesh keyword.other',
        '{ punctuation.section.braces.begin',
        'batch variable.parameter.axis',
        '16 constant.numeric',
        'model variable.parameter.axis',
        '2 constant.numeric',
        '} punctuation.section.braces.end',
        'device keyword.other',
        'tpu_v4 support.constant.device',
        '{ punctuation.section.braces.begin',
        'memory variable.other.property',
        '16 constant.numeric',
        'GiB keyword.other.unit',
        '} punctuation.section.braces.end',
      ],
    ))

  test('actions', () =>
    checkTokens(
      tactics,
      'tactic A on model {\n  model.layer_*.{q, 0..31}."a/b": -1\n  at "x/y" result 0: replicated\n  at "x" backward result 1: only 0\n  at "x" both: 0\n  at %5#1: 2\n}',
      [
        'tactic keyword.other',
        'A entity.name.function',
        'on keyword.other',
        'model variable.parameter.axis',
        '{ punctuation.section.braces.begin',
        'model variable.other.path',
        'layer_ variable.other.path',
        '* keyword.operator.wildcard',
        'q variable.other.path',
        '0 constant.numeric',
        '.. keyword.operator.range',
        '31 constant.numeric',
        '"a/b" string.quoted.double',
        '-1 constant.numeric',
        'at keyword.other',
        '"x/y" string.quoted.double',
        'result keyword.other',
        '0 constant.numeric',
        'replicated constant.language',
        'at keyword.other',
        '"x" string.quoted.double',
        'backward keyword.other',
        'result keyword.other',
        '1 constant.numeric',
        'only constant.language',
        '0 constant.numeric',
        'at keyword.other',
        '"x" string.quoted.double',
        'both keyword.other',
        '0 constant.numeric',
        'at keyword.other',
        '%5#1 variable.other.value',
        '2 constant.numeric',
        '} punctuation.section.braces.end',
      ],
    ))

  test('conditions', () =>
    checkTokens(tactics, 'tactic A on b { ** where bytes >= 1 MiB and not dtype == bf16: first_divisible }', [
      'tactic keyword.other',
      'A entity.name.function',
      'on keyword.other',
      'b variable.parameter.axis',
      '{ punctuation.section.braces.begin',
      '** keyword.operator.wildcard',
      'where keyword.other',
      'bytes support.variable.property',
      '>= keyword.operator.comparison',
      '1 constant.numeric',
      'MiB keyword.other.unit',
      'and keyword.operator.logical',
      'not keyword.operator.logical',
      'dtype support.variable.property',
      '== keyword.operator.comparison',
      'bf16 support.type',
      'first_divisible constant.language',
      '} punctuation.section.braces.end',
    ]))

  test('quantities', () =>
    checkTokens(tactics, 'device d { memory: 16_000 MB }\nmesh { a: 1_024 }', [
      'device keyword.other',
      'd support.constant.device',
      '{ punctuation.section.braces.begin',
      'memory variable.other.property',
      '16_000 constant.numeric',
      'MB keyword.other.unit',
      '} punctuation.section.braces.end',
      'mesh keyword.other',
      '{ punctuation.section.braces.begin',
      'a variable.parameter.axis',
      '1_024 constant.numeric',
      '} punctuation.section.braces.end',
    ]))

  test('schedules, also after a statement that is not closed', () =>
    checkTokens(
      tactics,
      'tactic A on b {\n  x: 0\nschedule s = A, B {\n  expect bytes.all_gather < 900 ms\n}\ninclude "c"',
      [
        'tactic keyword.other',
        'A entity.name.function',
        'on keyword.other',
        'b variable.parameter.axis',
        '{ punctuation.section.braces.begin',
        'x variable.other.path',
        '0 constant.numeric',
        'schedule keyword.other',
        's entity.name.type.schedule',
        'A entity.name.function',
        'B entity.name.function',
        '{ punctuation.section.braces.begin',
        'expect keyword.other',
        'bytes.all_gather support.variable.figure',
        '< keyword.operator.comparison',
        '900 constant.numeric',
        'ms keyword.other.unit',
        '} punctuation.section.braces.end',
        'include keyword.other',
        '"c" markup.underline.link',
      ],
    ))
})

describe('mlir', () => {
  test('an operation', () =>
    checkTokens(
      mlir,
      '%4:2 = stablehlo.dot_general %arg0, %3#1, contracting_dims = [1], precision = [DEFAULT] : (tensor<8x?xf32>) -> tensor<complex<f32>> loc(#loc23)',
      [
        '%4 variable.other.value',
        '2 constant.numeric',
        '= keyword.operator',
        'stablehlo.dot_general entity.name.function.operation',
        '%arg0 variable.other.value',
        '%3#1 variable.other.value',
        'contracting_dims entity.other.attribute-name',
        '= keyword.operator',
        '1 constant.numeric',
        'precision entity.other.attribute-name',
        '= keyword.operator',
        'DEFAULT constant.language',
        'tensor<8x?xf32> storage.type',
        '-> keyword.operator',
        'tensor<complex<f32>> storage.type',
        'loc(#loc23) comment.block.location',
      ],
    ))

  test('a generic operation, a function and a location', () =>
    checkTokens(
      mlir,
      'func.func public @main(%a: !t.token {jax.buffer_donor = true} loc("x")) // c\n"stablehlo.gather"(%a) <{d = #stablehlo.gather<o = [2]>, s = array<i64: 1>}>\n^bb0:\n#loc1 = loc("a.py":2:1)',
      [
        'func.func entity.name.function.operation',
        'public storage.modifier',
        '@main entity.name.function.symbol',
        '%a variable.other.value',
        '!t.token storage.type',
        'jax.buffer_donor entity.other.attribute-name',
        '= keyword.operator',
        'true constant.language',
        'loc keyword.other',
        '"x" string.quoted.double',
        '// c comment.line.double-slash',
        '"stablehlo.gather" entity.name.function.operation',
        '%a variable.other.value',
        'd entity.other.attribute-name',
        '= keyword.operator',
        '#stablehlo.gather variable.other.constant',
        'o entity.other.attribute-name',
        '= keyword.operator',
        '2 constant.numeric',
        's entity.other.attribute-name',
        '= keyword.operator',
        'array constant.language',
        'i64 storage.type',
        '1 constant.numeric',
        '^bb0 entity.name.label',
        '#loc1 variable.other.constant',
        'loc keyword.other',
        '"a.py" string.quoted.double',
        '2 constant.numeric',
        '1 constant.numeric',
      ],
    ))
})

describe.each(['tactics', 'mlir'])('the configuration of %s', (language) => {
  const configuration = readJson<{ wordPattern: string; comments: { lineComment: string }; indentationRules: object }>(
    `${language}.language-configuration.json`,
  )

  test('has the comments of the language and expressions that compile', () => {
    expect(configuration.comments).toEqual({ lineComment: '//' })
    for (const source of Object.values(configuration.indentationRules)) new RegExp(String(source))
  })

  test('takes names as words', () => {
    const words = [...'at %58#1 layer_0 -3'.matchAll(new RegExp(configuration.wordPattern, 'g'))].map(([word]) => word)
    expect(words).toEqual(['at', '%58#1', 'layer_0', '-3'])
  })
})
