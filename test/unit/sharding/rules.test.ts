// The rule of every family of operations, as printed text.
import { expect, test } from 'vitest'
import { printRule } from '../../../server/src/sharding/rules/printRule'
import { loadProgram } from '../../support/loadProgram'

/** Printed rule of the last operation before the return. */
function ruleOf(args: string, body: string, result: string, name = '%r'): string {
  const program = loadProgram(
    `func.func public @main(${args}) -> ${result} {\n  ${body}\n  return ${name} : ${result}\n}`,
  )
  const { nodes, rules, outputs } = program
  return printRule(rules[nodes.rule[outputs[0]! - 1]!]!)
}

const cases: readonly (readonly [name: string, args: string, body: string, result: string, rule: string])[] = [
  [
    'elementwise',
    '%a: tensor<4x1x8xf32>',
    '%r = stablehlo.add %a, %a : tensor<4x1x8xf32>',
    'tensor<4x1x8xf32>',
    '([i, 1, j], [i, 1, j])->([i, 1, j]) {i, j parallel}',
  ],
  [
    'a scalar predicate',
    '%p: tensor<i1>, %a: tensor<4xf32>',
    '%r = stablehlo.select %p, %a, %a : tensor<i1>, tensor<4xf32>',
    'tensor<4xf32>',
    '([], [i], [i])->([i]) {i parallel}',
  ],
  [
    'dot_general',
    '%a: tensor<2x4x8xf32>, %b: tensor<2x8x16xf32>',
    '%r = stablehlo.dot_general %a, %b, batching_dims = [0] x [0], contracting_dims = [2] x [1] : (tensor<2x4x8xf32>, tensor<2x8x16xf32>) -> tensor<2x4x16xf32>',
    'tensor<2x4x16xf32>',
    '([i, j, l], [i, l, k])->([i, j, k]) {i, j, k parallel; l add}',
  ],
  [
    'dot_general in generic form',
    '%a: tensor<4x8xf32>, %b: tensor<8x16xf32>',
    '%r = "stablehlo.dot_general"(%a, %b) <{dot_dimension_numbers = #stablehlo.dot<lhs_contracting_dimensions = [1], rhs_contracting_dimensions = [0]>}> : (tensor<4x8xf32>, tensor<8x16xf32>) -> tensor<4x16xf32>',
    'tensor<4x16xf32>',
    '([i, k], [k, j])->([i, j]) {i, j parallel; k add}',
  ],
  [
    'broadcast_in_dim that widens',
    '%a: tensor<4x1xf32>',
    '%r = stablehlo.broadcast_in_dim %a, dims = [1, 2] : (tensor<4x1xf32>) -> tensor<3x4x5xf32>',
    'tensor<3x4x5xf32>',
    '([j, 1])->([i, j, k]) {i, j, k parallel}',
  ],
  [
    'transpose',
    '%a: tensor<2x3x4xf32>',
    '%r = stablehlo.transpose %a, dims = [2, 0, 1] : (tensor<2x3x4xf32>) -> tensor<4x2x3xf32>',
    'tensor<4x2x3xf32>',
    '([j, k, i])->([i, j, k]) {i, j, k parallel}',
  ],
  [
    'reshape that splits and merges',
    '%a: tensor<8x6x5xf32>',
    '%r = stablehlo.reshape %a : (tensor<8x6x5xf32>) -> tensor<2x4x30xf32>',
    'tensor<2x4x30xf32>',
    '([ij, k, l])->([i, j, kl]) {i, j, k, l parallel}',
  ],
  [
    'reshape whose dims share a divisor only',
    '%a: tensor<6x4xf32>',
    '%r = stablehlo.reshape %a : (tensor<6x4xf32>) -> tensor<8x3xf32>',
    'tensor<8x3xf32>',
    '([ij, l])->([ik, m]) {i parallel; j, k, l, m whole}',
  ],
  [
    'slice',
    '%a: tensor<4x8xf32>',
    '%r = stablehlo.slice %a [0:4, 2:6] : (tensor<4x8xf32>) -> tensor<4x4xf32>',
    'tensor<4x4xf32>',
    '([i, j])->([i, k]) {i parallel; j, k whole}',
  ],
  [
    'dynamic_slice',
    '%a: tensor<4x8xf32>, %i: tensor<i32>',
    '%r = stablehlo.dynamic_slice %a, %i, %i, sizes = [1, 8] : (tensor<4x8xf32>, tensor<i32>, tensor<i32>) -> tensor<1x8xf32>',
    'tensor<1x8xf32>',
    '([i, j], [], [])->([1, j]) {i whole; j parallel}',
  ],
  [
    'dynamic_update_slice',
    '%a: tensor<4x8xf32>, %u: tensor<1x8xf32>, %i: tensor<i32>',
    '%r = stablehlo.dynamic_update_slice %a, %u, %i, %i : (tensor<4x8xf32>, tensor<1x8xf32>, tensor<i32>, tensor<i32>) -> tensor<4x8xf32>',
    'tensor<4x8xf32>',
    '([i, j], [1, j], [], [])->([i, j]) {i whole; j parallel}',
  ],
  [
    'pad',
    '%a: tensor<4x8xf32>, %p: tensor<f32>',
    '%r = stablehlo.pad %a, %p, low = [0, 1], high = [0, 1], interior = [0, 0] : (tensor<4x8xf32>, tensor<f32>) -> tensor<4x10xf32>',
    'tensor<4x10xf32>',
    '([i, j], [])->([i, k]) {i parallel; j, k whole}',
  ],
  [
    'concatenate',
    '%a: tensor<4x8xf32>',
    '%r = stablehlo.concatenate %a, %a, dim = 1 : (tensor<4x8xf32>, tensor<4x8xf32>) -> tensor<4x16xf32>',
    'tensor<4x16xf32>',
    '([i, j], [i, k])->([i, l]) {i parallel; j, k, l whole}',
  ],
  [
    'reverse',
    '%a: tensor<4x8xf32>',
    '%r = stablehlo.reverse %a, dims = [1] : tensor<4x8xf32>',
    'tensor<4x8xf32>',
    '([i, j])->([i, k]) {i parallel; j, k whole}',
  ],
  [
    'reduce with its identity',
    '%a: tensor<4x8xf32>',
    '%z = stablehlo.constant dense<0.0> : tensor<f32>\n  %r = stablehlo.reduce(%a init: %z) applies stablehlo.add across dimensions = [1] : (tensor<4x8xf32>, tensor<f32>) -> tensor<4xf32>',
    'tensor<4xf32>',
    '([i, j], [])->([i]) {i parallel; j add}',
  ],
  [
    'reduce with another initial value',
    '%a: tensor<4x8xf32>',
    '%z = stablehlo.constant dense<1.0> : tensor<f32>\n  %r = stablehlo.reduce(%a init: %z) applies stablehlo.add across dimensions = [1] : (tensor<4x8xf32>, tensor<f32>) -> tensor<4xf32>',
    'tensor<4xf32>',
    '([i, j], [])->([i]) {i parallel; j whole}',
  ],
  [
    'reduce by maximum, from anything',
    '%a: tensor<4x8xf32>, %z: tensor<f32>',
    '%r = stablehlo.reduce(%a init: %z) applies stablehlo.maximum across dimensions = [0] : (tensor<4x8xf32>, tensor<f32>) -> tensor<8xf32>',
    'tensor<8xf32>',
    '([i, j], [])->([j]) {i max; j parallel}',
  ],
  [
    'gather of rows',
    '%t: tensor<512x64xf32>, %i: tensor<16x32x1xi32>',
    '%r = "stablehlo.gather"(%t, %i) <{dimension_numbers = #stablehlo.gather<offset_dims = [2], collapsed_slice_dims = [0], start_index_map = [0], index_vector_dim = 2>, slice_sizes = array<i64: 1, 64>}> : (tensor<512x64xf32>, tensor<16x32x1xi32>) -> tensor<16x32x64xf32>',
    'tensor<16x32x64xf32>',
    '([l, k], [i, j, 1])->([i, j, k]) {i, j, k parallel; l add}',
  ],
  [
    'scatter that adds',
    '%t: tensor<512x64xf32>, %i: tensor<16x32x1xi32>, %u: tensor<16x32x64xf32>',
    `%r = "stablehlo.scatter"(%t, %i, %u) <{scatter_dimension_numbers = #stablehlo.scatter<update_window_dims = [2], inserted_window_dims = [0], scatter_dims_to_operand_dims = [0], index_vector_dim = 2>}> ({
  ^bb0(%x: tensor<f32>, %y: tensor<f32>):
    %s = stablehlo.add %x, %y : tensor<f32>
    stablehlo.return %s : tensor<f32>
  }) : (tensor<512x64xf32>, tensor<16x32x1xi32>, tensor<16x32x64xf32>) -> tensor<512x64xf32>`,
    'tensor<512x64xf32>',
    '([l, k], [i, j, 1], [i, j, k])->([l, k]) {i, j add; k, l parallel}',
  ],
  [
    'convolution',
    '%a: tensor<8x16x16x4xf32>, %k: tensor<3x3x4x32xf32>',
    '%r = stablehlo.convolution(%a, %k) dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f], window = {pad = [[1, 1], [1, 1]]} {batch_group_count = 1 : i64, feature_group_count = 1 : i64} : (tensor<8x16x16x4xf32>, tensor<3x3x4x32xf32>) -> tensor<8x16x16x32xf32>',
    'tensor<8x16x16x32xf32>',
    '([i, l, o, j], [m, p, j, k])->([i, n, q, k]) {i, k parallel; j add; l, m, n, o, p, q whole}',
  ],
  [
    'grouped convolution of one point',
    '%a: tensor<8x16x4xf32>, %k: tensor<1x2x6xf32>',
    '%r = stablehlo.convolution(%a, %k) dim_numbers = [b, 0, f]x[0, i, o]->[b, 0, f], window = {} {batch_group_count = 1 : i64, feature_group_count = 2 : i64} : (tensor<8x16x4xf32>, tensor<1x2x6xf32>) -> tensor<8x16x6xf32>',
    'tensor<8x16x6xf32>',
    '([j, m, ik], [1, k, il])->([j, m, il]) {i, j, l, m parallel; k add}',
  ],
  ['iota', '', '%r = stablehlo.iota dim = 0 : tensor<4x8xi32>', 'tensor<4x8xi32>', '()->([i, j]) {i, j parallel}'],
  [
    'an unknown custom_call',
    '%a: tensor<4xf32>',
    '%r = stablehlo.custom_call @mystery(%a) : (tensor<4xf32>) -> tensor<4xf32>',
    'tensor<4xf32>',
    '([i])->([j]) {i, j whole}',
  ],
  [
    'a dim of unknown size',
    '%a: tensor<?x4xf32>',
    '%r = stablehlo.negate %a : tensor<?x4xf32>',
    'tensor<?x4xf32>',
    '([i, j])->([k, l]) {i, j, k, l whole}',
  ],
]

test.each(cases)('%s', (_, args, body, result, rule) => {
  expect(ruleOf(args, body, result)).toBe(rule)
})

test('equal operations share one rule', () => {
  const program = loadProgram(`func.func public @main(%a: tensor<4xf32>) -> tensor<4xf32> {
  %0 = stablehlo.add %a, %a : tensor<4xf32>
  %1 = stablehlo.add %0, %a : tensor<4xf32>
  return %1 : tensor<4xf32>
}`)
  expect(program.nodes.rule[0]).toBe(program.nodes.rule[1])
})
