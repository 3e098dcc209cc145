// Did-you-mean and clean-up fixes of tactics files, by what stands at the caret.
import { expect, test } from 'vitest'
import type { FixFixture } from '../../support/fixes'
import { fixesAt, titlesOf } from '../../support/fixes'

const head = 'model "mlp.mlir"\nmesh { batch: 4, model: 2 }\ndevice tpu_v4\n'
const check = (fixture: string, title: string, options: FixFixture = {}): string =>
  fixesAt(head + fixture, options)
    .after(title)
    .slice(head.length)

test('an unknown axis', () => {
  const { candidates, after } = fixesAt(`${head}tactic BP on batc<|>h_ {\n  x: 0\n}\n`)
  expect(titlesOf(candidates).slice(0, 2)).toEqual(['Change to `batch`', 'Add axis `batch_: 2` to the mesh'])
  expect(candidates[0]?.isPreferred).toBe(true)
  expect(after('Add axis')).toContain('mesh { batch: 4, model: 2, batch_: 2 }')
})

test.each([
  ['tactic BP on batch {\n  param<|>.w1: 0\n}\n', 'params.w1', 'tactic BP on batch {\n  params.w1: 0\n}\n'],
  ['tactic BP on batch {\n  param.w<|>l: 0\n}\n', 'params.w1', 'tactic BP on batch {\n  params.w1: 0\n}\n'],
  ['tactic BP on batch {\n  {xx, yy}<|>: 0\n}\n', 'Change to `{x, y}`', 'tactic BP on batch {\n  {x, y}: 0\n}\n'],
  ['tactic BP on batch {\n  at "hiddn"<|>: 0\n}\n', 'at "hidden"', 'tactic BP on batch {\n  at "hidden": 0\n}\n'],
  ['tactic BP on batch {\n  hidden<|>: 0\n}\n', 'at "hidden"', 'tactic BP on batch {\n  at "hidden": 0\n}\n'],
  [
    'tactic BP on batch {\n  at "hidden" result 7<|>: 0\n}\n',
    'result 0',
    'tactic BP on batch {\n  at "hidden" result 0: 0\n}\n',
  ],
  [
    'tactic BP on batch {\n  params.**<|> where rank > 3: 0\n}\n',
    'Remove the condition',
    'tactic BP on batch {\n  params.**: 0\n}\n',
  ],
  [
    'tactic BP on batch {\n  params.**<|> where rank > 1 and dtype == float32: 0\n}\n',
    'f32',
    'tactic BP on batch {\n  params.** where rank > 1 and dtype == f32: 0\n}\n',
  ],
])('an action that matches nothing: %s', (fixture, title, after) => expect(check(fixture, title)).toBe(after))

test('an alternative that matches nothing', () => {
  const tactic = (pattern: string): string => `tactic BP on batch {\n  ${pattern}: 0\n}\n`
  expect(check(tactic('{x, params.w3<|>}'), 'Change to `w1`')).toBe(tactic('{x, params.w1}'))
  expect(check(tactic('{x, z<|>, y}'), 'Remove `z`')).toBe(tactic('{x, y}'))
  expect(check(tactic('{x, y, z<|>}'), 'Remove `z`')).toBe(tactic('{x, y}'))
})

test('names in schedules', () => {
  const bp = 'tactic BP on batch {\n  x: 0\n}\n'
  expect(check(`${bp}schedule a = PB<|>\n`, 'Change to `BP`')).toBe(`${bp}schedule a = BP\n`)
  expect(check(`${bp}schedule a = BP\nschedule b = a<|>\n`, 'Change to `BP`')).toBe(
    `${bp}schedule a = BP\nschedule b = BP\n`,
  )
  expect(check(`${bp}schedule a = BP, Other<|>\n`, 'Remove')).toBe(`${bp}schedule a = BP\n`)
  expect(check(`${bp}schedule a = BP, BP<|>\n`, 'Remove the second')).toBe(`${bp}schedule a = BP\n`)
})

test('devices, fields, figures', () => {
  const device = (text: string, title: string): string => fixesAt(`model "m.mlir"\n${text}\n`).after(title)
  expect(device('device tpu_4<|>', '`tpu_v4`')).toContain('device tpu_v4\n')
  expect(device('device tpu_v4 { memry<|>: 16 GiB }', 'memory')).toContain('{ memory: 16 GiB }')
  expect(device('device tpu_v4 { memory_bandwidth: 1 TB<|> }', 'TB/s')).toContain('memory_bandwidth: 1 TB/s }')
  const schedule = 'tactic BP on batch {\n  x: 0\n}\nschedule a = BP {\n  expect allreduce<|> == 1\n}\n'
  expect(check(schedule, 'all_reduce')).toContain('expect all_reduce == 1')
})

test('files beside', () => {
  const offered = fixesAt('model "mpl.mlir<|>"\n', {
    model: undefined,
    nearby: ['mlp.mlir', 'other.tactics', 'transformer.mlir'],
  })
  expect(offered.after('mlp')).toBe('model "mlp.mlir"\n')
  const none = fixesAt('<|>tactic BP on batch {\n  x: 0\n}\n', { nearby: ['step.mlir', 'a.mlir', 'x.tactics'] })
  expect(titlesOf(none.candidates)).toEqual([
    'Insert `model "step.mlir"`',
    'Insert `model "a.mlir"`',
    'Insert `mesh { batch: 2 }`',
  ])
  expect(none.after('step')).toBe('model "step.mlir"\ntactic BP on batch {\n  x: 0\n}\n')
})

test.each([
  ['tactc<|> BP on batch {\n  x: 0\n}\n', 'tactic', 'tactic BP on batch {\n  x: 0\n}\n'],
  ['tactic BP onn<|> batch {\n  x: 0\n}\n', '`on`', 'tactic BP on batch {\n  x: 0\n}\n'],
  [
    'tactic BP on batch {\n  x: frst_divisible<|>\n}\n',
    'first_divisible',
    'tactic BP on batch {\n  x: first_divisible\n}\n',
  ],
  ['tactic BP on batch {\n  x where byte<|> > 1: 0\n}\n', 'bytes', 'tactic BP on batch {\n  x where bytes > 1: 0\n}\n'],
  [
    'tactic BP on batch {\n  x where bytes > 1 Mib<|>: 0\n}\n',
    'MiB',
    'tactic BP on batch {\n  x where bytes > 1 MiB: 0\n}\n',
  ],
  ['tactic BP on batch {\n  x whre<|> rank > 1: 0\n}\n', 'where', 'tactic BP on batch {\n  x where rank > 1: 0\n}\n'],
])('a word that cannot be read: %s', (fixture, title, after) => expect(check(fixture, title)).toBe(after))

test('dims', () => {
  const odd = head.replace('model: 2', 'model: 3')
  const offered = fixesAt(`${odd}tactic M on model {\n  params.w1: 0<|>\n}\n`)
  expect(titlesOf(offered.candidates)).toEqual(expect.arrayContaining(['Change the mesh to `model: 2`']))
  const rank = fixesAt(`${head}tactic M on model {\n  params.w1: 3<|>\n}\n`)
  expect(titlesOf(rank.candidates).slice(0, 3)).toEqual([
    'Use dim 0 (local size 8 → 4)',
    'Use dim 1 (local size 16 → 8)',
    'Use `first_divisible`',
  ])
  const before = fixesAt(`${head}tactic A on batch {\n  params.w2: 1\n}\ntactic M on model {\n  params.w2: 1<|>\n}\n`)
  expect(titlesOf(before.candidates).slice(0, 2)).toEqual(['Use dim 0 (local size 16 → 8)', 'Use `first_divisible`'])
})

const mixed = `func.func @main(%a: tensor<8x6xf32> loc("p['a']"), %b: tensor<6x8xf32> loc("p['b']"), %c: tensor<8xf32> loc("p['c']")) -> tensor<8x6xf32> {
  return %a : tensor<8x6xf32>
}
`

test('what does not fit is left out', () => {
  const options = { model: mixed }
  expect(check('tactic A on batch {\n  p.**: 0<|> // all\n}\n', 'Keep `p.b` whole', options)).toBe(
    'tactic A on batch {\n  p.b: replicated\n  p.**: 0 // all\n}\n',
  )
  expect(check('tactic M on model {\n  p.**: 1<|>\n}\n', 'Add `where rank >= 2`', options)).toBe(
    'tactic M on model {\n  p.** where rank >= 2: 1\n}\n',
  )
  expect(check('tactic M on model {\n  p.** where bytes > 1: -2<|>\n}\n', 'Add', options)).toContain(
    'p.** where bytes > 1 and rank >= 2: -2',
  )
})

test('values that cannot be meant', () => {
  expect(check('tactic A on batch {\n  params.{3..1<|>}: 0\n}\n', '1..3')).toContain('params.{1..3}: 0')
  const axes = 'tactic A on batch, model<|> {\n  params.w1: 0\n}\nschedule a = A\n'
  expect(check(axes, 'Keep')).toContain('tactic A on batch {')
  expect(check(axes, 'Split it')).toBe(
    'tactic A on batch {\n  params.w1: 0\n}\ntactic A_model on model { params.w1: 0 }\nschedule a = A, A_model\n',
  )
  expect(check('tactic A on batch {\n  params.** where dtype <|>> f32: 0\n}\n', '==')).toContain('dtype == f32')
})

test('statements too many or too few', () => {
  const two = 'tactic A on batch {\n  x: 0\n}\ntactic A<|> on batch {\n  y: 0\n}\n'
  expect(check(two, 'Rename')).toContain('tactic A2 on batch')
  expect(check(two, 'Remove')).toBe('tactic A on batch {\n  x: 0\n}\n')
  const unused = 'tactic A on batch {\n  x: 0\n}\n\ntactic B<|> on batch {\n  y: 0\n}\n\nschedule a = A\n'
  expect(check(unused, 'Add')).toContain('schedule a = A, B\n')
  expect(check(unused, 'Remove')).toBe('tactic A on batch {\n  x: 0\n}\n\nschedule a = A\n')
  const shadowed = 'tactic A on batch {\n  params.**: first_divisible\n  params.w1<|>: replicated\n}\n'
  expect(check(shadowed, 'Remove')).toBe('tactic A on batch {\n  params.**: first_divisible\n}\n')
  const between = 'tactic A on batch {\n  params.w1: 0,\n  params.w1<|>: 1, // why\n  params.w2: 0\n}\n'
  expect(check(between, 'Remove')).toBe('tactic A on batch {\n  params.w1: 0,\n  params.w2: 0\n}\n')
  const line = 'tactic A on batch { params.w1: 0, params.w1<|>: 1, params.w2: 0 }\n'
  expect(check(line, 'Remove')).toBe('tactic A on batch {\n  params.w1: 0\n  params.w2: 0\n}\n')
  expect(check(shadowed, 'Move it')).toBe(
    'tactic A on batch {\n  params.w1: replicated\n  params.**: first_divisible\n}\n',
  )
  expect(fixesAt('<|>model "m.mlir"\ntactic A on<|> batch {\n  x: 0\n}\n').after('Insert')).toBe(
    'model "m.mlir"\nmesh { batch: 2 }\ntactic A on batch {\n  x: 0\n}\n',
  )
})

test('an axis that is there already', () => {
  const text = 'model "mlp.mlir"\nmesh { batch: 4, model: 2, bat<|>ch: 2 }\n'
  expect(fixesAt(text).after('Remove the second axis `batch`')).toBe('model "mlp.mlir"\nmesh { batch: 4, model: 2 }\n')
})
