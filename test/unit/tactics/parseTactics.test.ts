// Reading tactics files: every construct, problems with their places, and that one fault costs no other line.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseTactics } from '../../../server/src/tactics/parseTactics'
import { hasFault, parseNodes } from '../../../server/src/tactics/syntaxNodes'
import { printAction, printStatement } from '../../../server/src/tactics/printTactics'
import type { Problem } from '../../../server/src/base/problems'
import { getTacticsParser } from '../../support/tacticsParser'
import { wholeLanguage } from '../../support/tacticsTexts'

const parser = await getTacticsParser()
const parse = (text: string) => parseTactics(parser, text)

/** `text at the span: message`. */
const printProblem = (text: string, { span, message }: Problem): string =>
  `${text.slice(span.start, span.end)}: ${message}`

const problemsOf = (text: string): readonly string[] =>
  parse(text).problems.map((problem) => printProblem(text, problem))
const actionsOf = (text: string): readonly string[] =>
  parse(text).value.tactics.flatMap(({ name, actions }) =>
    actions.map((action) => `${name.text} ${printAction(action)}`),
  )
const inTactic = (line: string): string => `tactic A on x {\n  ${line}\n}\n`

describe('a whole file', () => {
  const { value, problems } = parse(wholeLanguage)

  test('has all statements and no syntax problem', () => {
    expect(problems).toEqual([])
    expect(value.statements).toHaveLength(12)
    expect(value.model?.path).toBe('t32_train.mlir')
    expect(value.mesh?.axes.map(({ name, size }) => [name.text, size])).toEqual([
      ['batch', 16],
      ['model', 2],
    ])
    expect(value.tactics.map(({ name, axes }) => [name.text, ...axes.map(({ text }) => text)])).toEqual([
      ['BP', 'batch'],
      ['Megatron', 'model'],
      ['Z3', 'model', 'batch'],
      ['Values', 'model'],
      ['More', 'model'],
      ['Find', 'model', 'batch'],
    ])
    expect(value.schedules.map(({ tactics }) => tactics.map(({ text }) => text))).toEqual([
      ['BP', 'Megatron', 'Z3'],
      ['BP', 'Find'],
    ])
    expect(value.includes.map(({ path }) => path)).toEqual(['common.tactics'])
  })

  test('has quantities in base units', () => {
    expect(value.device?.overrides[0]?.value).toMatchObject({ value: 16 * 2 ** 30, unit: 'GiB' })
    const expectations = value.schedules[1]?.expectations ?? []
    expect(expectations.map(({ figure, operator, value: { value } }) => [figure.text, operator, value])).toEqual([
      ['all_reduce', '==', 289],
      ['executed.all_gather', '<=', 259],
      ['peak_memory', '<', 28 * 2 ** 30],
      ['step_time', '<', 0.9],
      ['mfu', '>', 0.4],
    ])
    expect(expectations[3]?.text).toBe('step_time < 900 ms')
  })

  test('has spans that cover what they name', () => {
    const at = ({ start, end }: { start: number; end: number }): string => wholeLanguage.slice(start, end)
    expect(value.model && at(value.model.pathSpan)).toBe('"t32_train.mlir"')
    expect(value.mesh?.axes.map(({ span, sizeSpan }) => [at(span), at(sizeSpan)])).toEqual([
      ['batch: 16', '16'],
      ['model: 2', '2'],
    ])
    const megatron = value.tactics[1]
    expect(megatron && at(megatron.headSpan)).toBe('tactic Megatron on model')
    expect(megatron?.actions.map(({ target, valueSpan }) => [at(target.span), at(valueSpan)])).toEqual([
      ['params.layer_*.attn.{q, k, v}', '1'],
      ['params.layer_*.mlp."block/linear".0', '-1'],
      ['model.{mlp.up, 0..31, 7, "a b"}.w', '0'],
    ])
    for (const statement of value.statements) expect(at(statement.span)).toMatch(/^[a-z]+ .*(?:[}"\w])$/s)
  })

  test('has conditions with `and` above `or` and `not` above both', () => {
    expect(actionsOf(inTactic('a where rank == 1 or rank == 2 and not rank == 3: 0'))).toEqual([
      'A a where rank == 1 or rank == 2 and not rank == 3: 0',
    ])
    const condition = parse(inTactic('a where rank == 1 or rank == 2 and rank == 3: 0')).value.tactics[0]?.actions[0]
    expect(condition?.condition).toMatchObject({ kind: 'or', right: { kind: 'and' } })
  })
})

test.each([
  ['a: x', 'x: expected a dim, `only` with a dim, `first_divisible`, `largest_divisible` or `replicated`, found `x`'],
  [
    'a: 1.5',
    '1.5: expected a dim, `only` with a dim, `first_divisible`, `largest_divisible` or `replicated`, found `1.5`',
  ],
  [
    'a:',
    ': expected a dim, `only` with a dim, `first_divisible`, `largest_divisible` or `replicated`, found the end of the line',
  ],
  ['a', ': expected `:` or `where`, found the end of the line'],
  ['a 1', '1: expected `:` or `where`, found `1`'],
  ['a where: 1', ':: expected a condition such as `rank == 2`, found `:`'],
  ['a where size > 1: 1', 'size: expected `rank`, `bytes`, `elements`, `dtype`, `dim(i)`, `not` or `(`, found `size`'],
  ['a where rank: 1', ':: expected `==`, `!=`, `<`, `<=`, `>` or `>=`, found `:`'],
  ['a where dim() > 1: 1', '): expected a dim, found `)`'],
  [
    'a where bytes > 1 Gb: 1',
    'Gb: expected a unit such as `KiB`, `MiB` or `GiB`, `:`, `and` or `or`, found `Gb`; did you mean `GiB`?',
  ],
  ['a where rank > 1 and: 1', ':: expected `rank`, `bytes`, `elements`, `dtype`, `dim(i)`, `not` or `(`, found `:`'],
  ['a.: 1', ':: expected a word, a number, `*`, `**`, a quoted segment or `{`, found `:`'],
  ['a.{b, c: 1', ':: expected `}`, found `:`'],
  ['a.{}: 1', '}: expected an alternative (a word, a number, `*`, `**`, a quoted segment or `{`), found `}`'],
  ['a."b: 1', ': expected `"` after `"b: 1`'],
  ['at: 1', ':: expected a scope in quotes or a value such as `%57`, found `:`'],
  ['at "x" result: 1', ':: expected a number, found `:`'],
  ['at "x" backward result: 1', ':: expected a number, found `:`'],
  ['a: only', ': expected a dim, found the end of the line'],
  ['a: only x', 'x: expected a dim, found `x`'],
  ['a: only 1.5', '1.5: expected a dim, found `1.5`'],
  ['layer_{0..3}: 1', '{: expected `:` or `where`, found `{`'],
  ['a: 1, b.c', ': expected `:` or `where`, found the end of the line'],
  ['a: 1,, b: 2', ',: expected an action such as `params.**: 0`, or `}`, found `,`'],
])('the action %s', (line, problem) => {
  const text = `tactic A on x {\n  first: 1\n  ${line}\n  last: 1\n}\ntactic B on y { b: 0 }\n`
  expect(problemsOf(text)[0]).toBe(problem)
  const actions = actionsOf(text)
  expect([actions[0], ...actions.slice(-2)]).toEqual(['A first: 1', 'A last: 1', 'B b: 0'])
})

test.each([
  ['tactic', 'expected the name of the tactic, found the end of the line'],
  ['tactic X', 'expected `on` and a mesh axis, found the end of the line'],
  ['tactic X on', 'expected a mesh axis, found the end of the line'],
  ['tactic X on y', 'expected `{`, found the end of the line'],
  ['tactic X on y {', 'expected `}`, found the end of the line'],
  ['tactic X on y {\n  a: 1', 'expected `}`, found the end of the line'],
  ['tactic X on y {\n  a.{b', 'expected `}`, found the end of the line'],
  ['tactic X y { a: 1 }', 'expected `on` and a mesh axis, found `y`'],
  ['tactic on y { a: 1 }', 'expected the name of the tactic, found `on`'],
  ['tactic X on y { a: 1 }}', 'expected `model`, `mesh`, `device`, `tactic`, `schedule` or `include`, found `}`'],
  [
    'tacti X on y {\n  a: 1\n}',
    'expected `model`, `mesh`, `device`, `tactic`, `schedule` or `include`, found `tacti`; did you mean `tactic`?',
  ],
  [
    'tactic Größe on y {\n  a: 1\n}',
    'expected `on`, a mesh axis or `{`, found `öße`; names are of the letters a to z, digits and `_`',
  ],
  [
    'tactic T on y {\n  a: replicatd\n}',
    'expected a dim, `only` with a dim, `first_divisible`, `largest_divisible` or `replicated`, found `replicatd`; did you mean `replicated`?',
  ],
  ['schedule s =', 'expected the name of a tactic, found the end of the line'],
  ['schedule s = A,', 'expected the name of a tactic, found the end of the line'],
  ['schedule s A', 'expected `=` and tactics, found `A`'],
  [
    'schedule s = A {\n  expect x < 28 Gb\n}',
    'expected a unit such as `MiB`, `GiB` or `ms`, `expect` or `}`, found `Gb`; did you mean `GiB`?',
  ],
  ['schedule s = A {\n  expect x <\n}', 'expected a number, found the end of the line'],
  ['mesh { a: 2, b: , c: 4 }', 'expected a size, found `,`'],
  ['mesh', 'expected `{`, found the end of the line'],
  ['device', 'expected the name of a device, found the end of the line'],
  [
    'device d { memory: 16 Gb }',
    'expected a unit (`KiB`, `MiB`, `GiB`, `TiB`, `KB`, `MB`, `GB`, `TB`, `GB/s`, `TFLOP/s`, `us`, `ms`, `s`, `%`) or the next field, found `Gb`; did you mean `GB`, `GiB` or `KB`?',
  ],
  ['device d { topology: 4x }', 'expected a size after `x`, found `}`'],
  ['device d { axes }', 'expected `:` and a value, found `}`'],
  ['device d { axes: x }', 'expected `{`, found `x`'],
  ['device d { axes: { a } }', 'expected `:` and where it lies, found `}`'],
  ['device d { axes: { a: } }', 'expected where it lies, such as `x`, found `}`'],
  ['device d { axes: { a: x, 4 } }', 'expected an axis and where it lies, such as `batch: x`, or `}`, found `4`'],
  ['model "x', 'expected `"` after `"x`'],
  ['include', 'expected a path in quotes, found the end of the line'],
  ['@', 'expected `model`, `mesh`, `device`, `tactic`, `schedule` or `include`, found `@`'],
])('the statement %s', (statement, message) => {
  const text = `tactic First on x {\n  a: 1\n}\n${statement}\n\ntactic Last on y {\n  b: 0\n}\n`
  const { value, problems } = parse(text)
  expect(problems.map((problem) => problem.message)).toContain(message)
  expect(problems.every(({ code }) => code === 'tactics.syntax')).toBe(true)
  const whole = value.tactics.filter(({ name }) => /First|Last/.test(name.text))
  expect(whole.map(printStatement)).toEqual(['tactic First on x {\n  a: 1\n}', 'tactic Last on y {\n  b: 0\n}'])
})

test.each([
  ['1 KiB', 1024],
  ['1.5 MiB', 1.5 * 2 ** 20],
  ['2GiB', 2 ** 31],
  ['1 TiB', 2 ** 40],
  ['3 KB', 3000],
  ['3 MB', 3e6],
  ['28 GB', 28e9],
  ['1 TB', 1e12],
  ['250 us', 250e-6],
  ['1_500 ms', 1.5],
  ['2 s', 2],
  ['40 %', 0.4],
  ['0.4', 0.4],
  ['1_000_000', 1e6],
  ['1e6', 1e6],
])('the quantity %s', (written, value) => {
  const text = `schedule s = A { expect x < ${written} }`
  expect(parse(text).problems).toEqual([])
  expect(parse(text).value.schedules[0]?.expectations[0]?.value.value).toBe(value)
})

test('digits may be grouped by single underscores, also in sizes and dims', () => {
  const text = 'mesh { a: 1_024 }\n'
  expect(problemsOf(text)).toEqual([])
  expect(parse(text).value.mesh?.axes[0]?.size).toBe(1024)
  expect(problemsOf('mesh { a: 1__0 }\n')).not.toEqual([])
  expect(problemsOf('mesh { a: 1_ }\n')).not.toEqual([])
})

test('a second model, mesh or device is redefined; the first one counts', () => {
  const text = 'model "a"\nmodel "b"\nmesh { a: 2 }\nmesh { a: 3 }\ndevice d\ndevice e\n'
  const { value, problems } = parse(text)
  expect(problems.map(({ code, span }) => [code, text.slice(span.start, span.end)])).toEqual([
    ['tactics.redefined', 'model "b"'],
    ['tactics.redefined', 'mesh { a: 3 }'],
    ['tactics.redefined', 'device e'],
  ])
  expect([value.model?.path, value.mesh?.axes[0]?.size, value.device?.name.text]).toEqual(['a', 2, 'd'])
})

test('words of the language are names where no statement can begin', () => {
  const text =
    'mesh { model: 2, device: 4 }\ntactic mesh on model, device {\n  model.mesh: 0\n  tactic.where.on: 1\n}\n'
  expect(problemsOf(text)).toEqual([])
  expect(actionsOf(text)).toEqual(['mesh model.mesh: 0', 'mesh tactic.where.on: 1'])
})

describe('on any damage to a file', () => {
  const checkOutcome = (text: string): void => {
    for (const { span, message } of parse(text).problems) {
      expect(0 <= span.start && span.start <= span.end && span.end <= text.length).toBe(true)
      expect(message).not.toBe('')
    }
  }
  const anyOffset = fc.nat(wholeLanguage.length)

  test('every prefix is read', () => {
    for (let end = 0; end <= wholeLanguage.length; end++) checkOutcome(wholeLanguage.slice(0, end))
  })

  test('a statement before the damage stays whole', () => {
    const first = printStatement(parse(wholeLanguage).value.tactics[0]!)
    const from = wholeLanguage.indexOf('tactic Megatron')
    for (let end = from; end <= wholeLanguage.length; end += 7) {
      const tactic = parse(wholeLanguage.slice(0, end)).value.tactics[0]
      expect(tactic && printStatement(tactic)).toBe(first)
    }
  })

  test('deletions and mutations are read; faults of the parser are never silent', () => {
    const damage = fc.tuple(
      anyOffset,
      fc.nat(12),
      fc.oneof(
        fc.constant(''),
        fc.string({ maxLength: 4 }),
        fc.constantFrom('{', '}', '"', '.', ':', '\n', 'tactic ', '//'),
      ),
    )
    fc.assert(
      fc.property(damage, ([at, count, inserted]) => {
        const text = wholeLanguage.slice(0, at) + inserted + wholeLanguage.slice(at + count)
        checkOutcome(text)
        const root = parseNodes(parser, text, { shift: 0, limit: text.length })
        const hasError = root !== undefined && hasFault(root)
        if (hasError) expect(parse(text).problems.filter(({ code }) => code === 'tactics.syntax')).not.toEqual([])
      }),
      { numRuns: 400 },
    )
  })

  test.each([
    ['braces', `${'{'.repeat(20_000)}a${'}'.repeat(20_000)}: 0`, 'nested too deeply to be read'],
    ['parentheses', `a where ${'('.repeat(20_000)}rank == 1${')'.repeat(20_000)}: 0`, 'nested too deeply to be read'],
    ['negations', `a where ${'not '.repeat(20_000)}rank == 1: 0`, 'nested too deeply to be read'],
    [
      'links of a chain',
      `a where rank == 1${' and rank == 1'.repeat(20_000)}: 0`,
      'more than 500 conditions joined by `and`',
    ],
  ])('too many %s are a problem, and cost no other line', (_, line, message) => {
    const text = `tactic A on x {\n  first: 1\n  ${line}\n  last: 1\n}\ntactic B on y { b: 0 }\n`
    checkOutcome(text)
    expect(parse(text).problems.map((problem) => problem.message)).toContain(message)
    const actions = actionsOf(text)
    expect([actions[0], ...actions.slice(-2)]).toEqual(['A first: 1', 'A last: 1', 'B b: 0'])
  })

  test('brackets that stay open are a problem, and cost no other tactic', () => {
    for (const bracket of ['{', '(', 'a where (', 'at "x" {']) {
      const text = `tactic A on x {\n  first: 1\n  ${bracket.repeat(20_000)}\n}\ntactic B on y { b: 0 }\n`
      checkOutcome(text)
      expect(parse(text).problems).not.toEqual([])
      const actions = actionsOf(text)
      expect([actions[0], actions.at(-1)]).toEqual(['A first: 1', 'B b: 0'])
    }
  })

  test('what a person may nest is read', () => {
    const deep = `a where ${'(rank == 1 and not '.repeat(40)}rank == 2${')'.repeat(40)}: 0`
    expect(parse(inTactic(deep)).problems).toEqual([])
    expect(parse(inTactic(`a where rank == 1${' or rank == 2'.repeat(499)}: 0`)).problems).toEqual([])
    expect(parse(inTactic(`${'{a.'.repeat(40)}b${'}'.repeat(40)}: 0`)).problems).toEqual([])
  })

  test('any text is read', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), checkOutcome), { numRuns: 200 })
  })
})
