// Refactorings of tactics files: patterns and lines, tactics taken apart and put together, figures pinned. The text after each is what
// the formatter leaves, and has no new errors.
import { describe, expect, test } from 'vitest'
import { roundUpBytes, roundUpSeconds } from '../../../server/src/ide/fixes/pinFigures'
import { analyseMlp, applyEverything, fixesAt, titlesOf } from '../../support/fixes'
import { mlpTactics } from '../../support/models'

const head = 'model "mlp.mlir"\nmesh { batch: 4, model: 2 }\ndevice tpu_v4\n\n'
const check = (fixture: string, title: string): string =>
  fixesAt(head + fixture)
    .after(title)
    .slice(head.length)
const figuresOf = (text: string, schedule?: string) =>
  analyseMlp(text, schedule).snapshot.schedules.map(({ name, final }) => [name, final] as const)

describe('patterns and lines', () => {
  test('a pattern is written out, and folded back', () => {
    const pattern = 'tactic A on batch {\n  params.**<|>: first_divisible\n}\n'
    const lines = 'tactic A on batch {\n  params.w1: first_divisible\n  params.w2: first_divisible\n}\n'
    expect(check(pattern, 'Write `params.**` out (2 arguments)')).toBe(lines)
    expect(check(lines.replace('w2', 'w2<|>'), 'Fold 2 lines into `params`')).toBe(
      'tactic A on batch {\n  params: first_divisible\n}\n',
    )
  })

  test('what an earlier action names is not written again', () => {
    const rule = 'tactic A on batch {\n  params.w1: replicated\n  params<|>: 0\n}\n'
    expect(check(rule, 'Write')).toBe('tactic A on batch {\n  params.w1: replicated\n  params.w2: 0\n}\n')
  })

  test('a body on one line grows', () => {
    expect(check('tactic A on batch { {x, y}<|>: 0 }\n', 'Write')).toBe('tactic A on batch {\n  x: 0\n  y: 0\n}\n')
  })

  test('results fold among results, and comments stay', () => {
    const lines = 'tactic A on batch {\n  result.0.w1: 0 // first\n  // second\n  result.0.w2<|>: 0\n}\n'
    expect(check(lines, 'Fold')).toBe('tactic A on batch {\n  result.0: 0 // first\n  // second\n}\n')
  })

  test('lines that differ do not fold', () => {
    const { candidates } = fixesAt(`${head}tactic A on batch {\n  params.w1: 0\n  params.w2<|>: 1\n}\n`)
    expect(titlesOf(candidates).filter((title) => title.startsWith('Fold'))).toEqual([])
  })
})

describe('tactics', () => {
  const megatron = 'tactic M on model {\n  params.w1: 1\n  params.w2: 0\n  {x, y}: replicated\n}\nschedule a = M\n'

  test('actions are extracted before or behind, by where they stand', () => {
    expect(check(megatron.replace('w1', 'w1<|>'), 'Extract the action into tactic `M_w1`')).toBe(
      'tactic M_w1 on model {\n  params.w1: 1\n}\ntactic M on model {\n  params.w2: 0\n  {x, y}: replicated\n}\nschedule a = M_w1, M\n',
    )
    expect(check(megatron.replace('w2: 0', 'w2<|>: 0').replace('{x, y}', '{x, y}<|>'), 'Extract 2 actions')).toBe(
      'tactic M on model {\n  params.w1: 1\n}\ntactic M_w2 on model {\n  params.w2: 0\n  {x, y}: replicated\n}\nschedule a = M, M_w2\n',
    )
    expect(check(megatron.replace('w2', 'w2<|>'), 'Split tactic `M`')).toContain('schedule a = M, M_w2\n')
  })

  test('what an action of the rest takes goes behind it', () => {
    const rule = 'tactic Z on batch {\n  params.w1: replicated\n  params.**<|>: first_divisible\n  x: 0\n}\n'
    expect(check(rule, 'Extract')).toBe(
      'tactic Z on batch {\n  params.w1: replicated\n  x: 0\n}\ntactic Z_params on batch {\n  params.**: first_divisible\n}\n',
    )
  })

  test('extracted and inlined again, the figures stay', () => {
    const text = head + megatron
    const extracted = fixesAt(text.replace('w1', 'w1<|>')).after('Extract')
    expect(figuresOf(extracted)).toEqual(figuresOf(text))
    expect(fixesAt(extracted.replace('tactic M_w1', 'tactic M_w1<|>')).after('Inline tactic `M_w1` into `M`')).toBe(
      text,
    )
  })

  test('only a neighbour in every schedule takes it in', () => {
    const text =
      'tactic A<|> on batch {\n  x: 0\n}\ntactic B on batch {\n  y: 0\n}\nschedule a = A, B\nschedule b = B\n'
    expect(titlesOf(fixesAt(head + text).candidates)).toEqual(['Search from `A` on model'])
    expect(check(text.replace('schedule b = B\n', ''), 'Inline')).toBe(
      'tactic B on batch {\n  x: 0\n  y: 0\n}\nschedule a = B\n',
    )
  })
})

describe('figures', () => {
  test('are pinned, and hold', () => {
    const text = mlpTactics.replace('schedule data = BP', 'schedule data = BP<|>')
    const after = fixesAt(text).after("Pin today's figures of `data`")
    expect(after).toContain('schedule data = BP {\n  expect all_reduce == 3\n  expect peak_memory <= ')
    const results = analyseMlp(after, 'data').snapshot.active?.expectations
    expect(results?.map(({ holds }) => holds)).toEqual([true, true, true])
    expect(titlesOf(fixesAt(after.replace('= BP {', '= BP<|> {')).candidates)).toEqual(['Search from `BP` on model'])
  })

  test('that are pinned already stay', () => {
    const after = fixesAt(mlpTactics.replace('Z3 {', 'Z3 {<|>')).after('Pin')
    expect(after).toContain('  expect all_reduce <= 2\n  expect all_gather == ')
    expect(after.match(/expect all_reduce /g)).toHaveLength(1)
  })

  test.each([
    [21_638_414_336, '20.2 GiB'],
    [2 ** 30, '1 GiB'],
    [2 ** 30 + 1, '1.01 GiB'],
    [1000, '1000'],
    [1_072_693_249, '1024 MiB'],
  ])('%s bytes', (value, text) => expect(roundUpBytes(value)).toBe(text))

  test.each([
    [0.4315, '432 ms'],
    [1.0101, '1.02 s'],
    [3.2e-6, '3.2 us'],
    [4.4e-8, '0.044 us'],
    [0, '0 us'],
  ])('%s seconds', (value, text) => expect(roundUpSeconds(value)).toBe(text))
})

const broken = `model "mlp.mlir"
mesh { batch: 4, model: 3 }
device tpu_v5 { memry: 16 GiB }

// Data.
tactic BP on bach {
  {x, yy}: 0 // inputs
}

tactic M on model { params.w1: 0 }
tactic M on model {
  params.w3: 1

  params.**: 5
  params.w1: 1
}
tactic Unused on batch, model {
  at "hiden": 0
}

schedule default = BP, M, M, Nothing {
  expect allreduce == 1
}
schedule other = default
`

const included = `// A head.
model "mlp.mlir"

mesh {
  batch: 4,
  model: 2,
}

tactic A on batch {
  // inputs
  x: 0
  y: 0

  // weights
  params.w1: replicated
  params.w2: replicated
}
tactic B on batch { params.**: first_divisible }
tactic C on model {
  params.w1: 1
  at %1: 1 // inside
  result.0.w2: 0
}

schedule one = A, B, C { expect all_reduce <= 9 }
schedule two = A
`

describe.each([
  ['the example', mlpTactics],
  ['one with every fault', broken],
  ['one with comments and blank lines', included],
])('every change of %s', (_, text) => {
  const changes = applyEverything(text)

  test('is what the formatter leaves', () => {
    expect(changes.length).toBeGreaterThan(5)
    expect(
      changes.filter(({ isFormatted }) => !isFormatted).map(({ title, text: after }) => `${title}\n${after}`),
    ).toEqual([])
  })

  test('brings no new errors', () => {
    // Where a fault goes, one that it hid may come to light; text that cannot be read is never due to that.
    const isOurs = (error: string): boolean => text !== broken || error.startsWith('tactics.syntax')
    const bad = changes.flatMap(({ title, newErrors }) => newErrors.filter(isOurs).map((error) => `${title}: ${error}`))
    expect(bad).toEqual([])
  })
})
