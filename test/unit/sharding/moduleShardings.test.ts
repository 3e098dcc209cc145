// Shardings that a model states itself: what they split, in which order they count, and what is said of those that do not fit.
import { describe, expect, test } from 'vitest'
import { runModule } from '../../support/moduleShardings'

const mesh = 'sdy.mesh @mesh = <["data"=2, "model"=2]>'
const sharding = (dims: string, more = ''): string => `{sdy.sharding = #sdy.sharding<@mesh, [${dims}]${more}>}`

const unsharded = { x: '', w: '', result: '' }

/** x[8,4] · w[4,6]. */
const dot = (given: Partial<typeof unsharded>, body = 'return %r : tensor<8x6xf32>', head = mesh): string => {
  const { x, w, result } = { ...unsharded, ...given }
  return `module {
${head}
func.func public @main(%x: tensor<8x4xf32> ${x}, %w: tensor<4x6xf32> ${w}) -> (tensor<8x6xf32> ${result}) {
  %r = stablehlo.dot_general %x, %w, contracting_dims = [1] x [0] : (tensor<8x4xf32>, tensor<4x6xf32>) -> tensor<8x6xf32>
  ${body}
}
}`
}

/** Local dims of arguments and results. */
const localDims = ({ local }: ReturnType<typeof runModule>): string[] =>
  [...local.arguments, ...local.results].map((value) => local.types[local.values.type[value]!]!.dims.join('x'))

describe('attributes of Shardy', () => {
  test('on arguments split them and what follows', () => {
    const run = runModule(dot({ x: sharding('{"data"}, {}'), w: sharding('{}, {"model"}') }))
    expect(localDims(run)).toEqual(['4x4', '4x3', '4x3'])
    expect(run.count).toEqual({})
    expect(run.messages).toEqual([])
  })

  test('on results split backwards', () => {
    const run = runModule(dot({ result: sharding('{"data"}, {"model"}') }))
    expect(localDims(run)).toEqual(['4x4', '4x3', '4x3'])
  })

  test('a closed argument is not split by what follows from others', () => {
    const run = runModule(dot({ x: sharding('{"data"}, {}'), result: sharding('{}, {}') }))
    expect(localDims(run)).toEqual(['4x4', '4x6', '8x6'])
    expect(run.count).toEqual({ all_gather: 1 })
  })

  test('an open one is', () => {
    const run = runModule(dot({ x: sharding('{"data"}, {}'), result: sharding('{?}, {?}') }))
    expect(localDims(run)).toEqual(['4x4', '4x6', '4x6'])
  })

  test('several axes of a dim are major to minor', () => {
    const run = runModule(dot({ x: sharding('{"model", "data"}, {}') }))
    expect(run.local.shardings[run.local.values.sharding[run.local.arguments[0]!]!]).toEqual([[1, 0], []])
  })

  test('on each of very many operations', () => {
    const count = 45_000
    const each = sharding('{"data"}, {}, {"model"}').replace('#sdy.sharding<@mesh,', '#sdy.sharding_per_value<[<@mesh,')
    const lines = Array.from(
      { length: count },
      (_, i) => `%r${i + 1} = stablehlo.tanh %r${i} ${each.replace('>}', '>]>}')} : tensor<4x1x4xf32>`,
    )
    const head = 'func.func public @main(%r0: tensor<4x1x4xf32>) -> tensor<4x1x4xf32> {'
    const run = runModule(
      `module {\n${mesh}\n${head}\n${lines.join('\n')}\nreturn %r${count} : tensor<4x1x4xf32>\n}\n}`,
    )
    expect(localDims(run)).toEqual(['2x1x2', '2x1x2'])
    expect(run.messages).toEqual([])
  })

  test('priorities: the lower one is applied first, and splits the dot by the batch', () => {
    const first = dot({ x: sharding('{"data"}, {?}'), w: sharding('{"data"}p1, {?}') })
    expect(runModule(first).count).toEqual({ all_gather: 1 })
    const other = dot({ x: sharding('{"data"}p1, {?}'), w: sharding('{"data"}, {?}') })
    // The contracted dim is split first: x is exchanged to be split there, and the results are summed.
    expect(runModule(other).count).toEqual({ all_reduce: 1, all_to_all: 1 })
  })

  test.each([
    ['a result of their own', 'tf.aliasing_output = 0 : i32'],
    ['any result, as JAX writes it beside shardings', 'jax.buffer_donor = true'],
  ])('arguments that are donated to %s come after the inputs of the step', (_, donated) => {
    const text = `module {
${mesh}
func.func public @main(%x: tensor<8x4xf32> ${sharding('{"data"}, {}')}, %w: tensor<4x4xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"data"}, {}]>, ${donated}}) -> (tensor<4x4xf32>) {
  %y = stablehlo.dot_general %x, %w, contracting_dims = [1] x [0] : (tensor<8x4xf32>, tensor<4x4xf32>) -> tensor<8x4xf32>
  %g = stablehlo.dot_general %x, %y, contracting_dims = [0] x [0] : (tensor<8x4xf32>, tensor<8x4xf32>) -> tensor<4x4xf32>
  %n = stablehlo.add %w, %g : tensor<4x4xf32>
  return %n : tensor<4x4xf32>
}
}`
    // ZeRO: the parameter is gathered for its use, its gradient scattered.
    expect(runModule(text).count).toEqual({ all_gather: 1, reduce_scatter: 1 })
    expect(runModule(text).conflicts).toEqual([])
  })
})

describe('constraints', () => {
  const constrained = (dims: string): string =>
    `%c = sdy.sharding_constraint %r <@mesh, [${dims}]> : tensor<8x6xf32>\n  return %c : tensor<8x6xf32>`

  test('exchange what is split otherwise', () => {
    const text = dot({ x: sharding('{"data"}, {}') }, constrained('{}, {"data"}'))
    expect(runModule(text).count).toEqual({ all_to_all: 1 })
  })

  test('split what nothing else has split', () => {
    const run = runModule(dot({}, constrained('{"data"}, {}')))
    expect(run.count).toEqual({})
    expect(localDims(run)).toEqual(['4x4', '4x6', '4x6'])
  })

  test('pass on what comes to be split as they say, so that parameters of the same axis are gathered', () => {
    const text = `module {
${mesh}
func.func public @main(%x: tensor<8x4xf32> ${sharding('{"data"}, {}')}, %w: tensor<4x4xf32> {jax.buffer_donor = true, sdy.sharding = #sdy.sharding<@mesh, [{}, {"data"}]>}) -> (tensor<4x4xf32>, tensor<8x4xf32>) {
  %c = sdy.sharding_constraint %x <@mesh, [{"data"}, {}]> : tensor<8x4xf32>
  %s = stablehlo.sine %c : tensor<8x4xf32>
  %y = stablehlo.dot_general %s, %w, contracting_dims = [1] x [0] : (tensor<8x4xf32>, tensor<4x4xf32>) -> tensor<8x4xf32>
  return %w, %y : tensor<4x4xf32>, tensor<8x4xf32>
}
}`
    expect(runModule(text).count).toEqual({ all_gather: 1 })
    expect(localDims(runModule(text))).toEqual(['4x4', '4x2', '4x2', '4x4'])
  })

  test('a group is split alike', () => {
    const text = `module {
${mesh}
func.func public @main(%a: tensor<8xf32> ${sharding('{"data"}')}, %b: tensor<8xf32>) -> (tensor<8xf32>, tensor<8xf32>) {
  sdy.sharding_group %a group_id = 3 : tensor<8xf32>
  sdy.sharding_group %b group_id = 3 : tensor<8xf32>
  return %a, %b : tensor<8xf32>, tensor<8xf32>
}
}`
    expect(localDims(runModule(text))).toEqual(['4', '4', '4', '4'])
  })
})

describe("HLO's strings", () => {
  const hlo = (text: string): string => `{mhlo.sharding = "${text}"}`
  const axes = { data: 2, model: 2 }

  test.each([
    ['{devices=[2,1,2]<=[4] last_tile_dim_replicate}', '4x4'],
    ['{devices=[2,2]<=[4]}', '4x2'],
    ['{devices=[2,2]0,1,2,3}', '4x2'],
    ['{devices=[1,2,2]<=[2,2]T(1,0) last_tile_dim_replicate}', '8x2'],
    ['{devices=[1,2,2]<=[4] last_tile_dims={replicated}}', '8x2'],
    ['{replicated}', '8x4'],
  ])('%s', (text, dims) => {
    const run = runModule(dot({ x: hlo(text) }, undefined, ''), axes)
    expect(run.messages).toEqual([])
    expect(localDims(run)[0]).toBe(dims)
  })

  test('a custom_call is a constraint', () => {
    const body = `%c = stablehlo.custom_call @Sharding(%r) {mhlo.sharding = "{devices=[1,2,2]<=[4] last_tile_dim_replicate}"} : (tensor<8x6xf32>) -> tensor<8x6xf32>\n  return %c : tensor<8x6xf32>`
    const run = runModule(dot({ x: hlo('{devices=[2,1,2]<=[4] last_tile_dim_replicate}') }, body, ''), axes)
    expect(run.count).toEqual({ all_to_all: 1 })
  })

  test.each([
    ['{devices=[4,1,2]<=[8] last_tile_dim_replicate}', 'it is of 8 devices, the mesh has 4'],
    ['{devices=[2,2]0,2,1,3}', 'its devices are not in the order of the mesh'],
    ['{maximal device=0}', '`maximal` is no tiling'],
    ['{devices=[2]<=[2]}', 'it is of 2 devices, the mesh has 4'],
    ['{what}', 'its form is not known'],
  ])('%s is reported', (text, why) => {
    const run = runModule(dot({ x: hlo(text) }, undefined, ''), axes)
    expect(run.messages).toEqual([`model.bad-sharding: the sharding \`${text}\` is not applied: ${why}`])
    expect(localDims(run)[0]).toBe('8x4')
  })
})

describe('what cannot be represented is said', () => {
  test.each([
    [dot({ x: sharding('{"rows"}, {}') }), 'the sharding names axis `rows`, which its mesh does not have'],
    [
      dot({ x: sharding('{"data"}, {}').replace('@mesh', '@other') }),
      'the sharding is of mesh `@other`, which the model does not define; it has @mesh',
    ],
    [dot({ x: sharding('{"data"}') }), 'the sharding has 1 dims where the value has 2'],
    [
      dot({ x: sharding('{"data":(1)2}, {}') }),
      '`data:(1)2`, a part of an axis, is not represented: the dim stays whole along it',
    ],
    [
      dot({ x: sharding('{}, {}', ', unreduced={"data"}') }),
      'unreduced axes are not represented: the value counts as reduced',
    ],
    [
      dot({ x: sharding('{"data"}, {}') }, undefined, 'sdy.mesh @mesh = <["data"=3]>'),
      'dim 0 is not split on `data`: its local size 8 does not divide by 3',
    ],
  ])('%#', (text, message) => {
    expect(runModule(text).messages).toEqual([`model.bad-sharding: ${message}`])
  })

  test('an axis that the tactics do not have', () => {
    const run = runModule(dot({ x: sharding('{"data"}, {}'), w: sharding('{}, {"data"}') }), { batch: 2 })
    expect(run.messages).toEqual([
      'model.bad-sharding: the sharding names axis `data` of size 2, which the mesh of the tactics does not have; it has `batch` (here and at 1 more place)',
    ])
  })

  test('text that is no sharding', () => {
    const [message] = runModule(dot({ x: sharding('{data}, {}') })).messages
    expect(message).toMatch(/^model.bad-sharding: this sharding cannot be read: /)
  })
})
