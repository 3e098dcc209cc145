// Smallest operations that break one constraint each, and how their findings read.
import { describe, expect, test } from 'vitest'
import { loadModel } from '../../../server/src/engine/loadModel'
import { encodeText } from '../../../server/src/mlir/text'

const scalar = (element: string, name: string): string =>
  `^bb0(%a: tensor<${element}>, %b: tensor<${element}>):
    %s = stablehlo.${name} %a, %b : tensor<${element}>
    stablehlo.return %s : tensor<${element}>`

/** What is found in a function of these arguments and lines. */
function findings(parameters: string, ...lines: readonly string[]): string[] {
  const text = `func.func @f(%x: tensor<i32>) -> tensor<i32> {\n  return %x : tensor<i32>\n}
func.func public @main(${parameters}) {\n${lines.join('\n')}\n  return\n}\n`
  return loadModel(encodeText(text))
    .problems.filter(({ code }) => code === 'model.broken-operation')
    .map(({ message }) => message)
}

const xAndY = '%x: tensor<4x6xf32>, %y: tensor<6xf32>, %i: tensor<i32>, %z: tensor<f32>'

/** Group, operation, and what is found: the specification's label where it has one. */
const broken: readonly (readonly [group: string, operation: string, finding: RegExp])[] = [
  [
    'counts',
    '%0 = "stablehlo.add"(%x) : (tensor<4x6xf32>) -> tensor<4x6xf32>',
    /^add: it has 1 operand; it must have 2$/,
  ],
  ['counts', '"stablehlo.while"(%i) : (tensor<i32>) -> ()', /it has 0 regions; it must have 2/],
  [
    'elementwise',
    '%0 = "stablehlo.tanh"(%x) : (tensor<4x6xf32>) -> tensor<4x5xf32>',
    /operand has shape 4x6 and result 4x5; they must be equal \(C1\)/,
  ],
  [
    'joined',
    '%u = "other.op"() : () -> tensor<?x6xf32>\n%v = "other.op"() : () -> tensor<3x6xf32>\n%0 = stablehlo.concatenate %u, %x, %v, dim = 1 : (tensor<?x6xf32>, tensor<4x6xf32>, tensor<3x6xf32>) -> tensor<?x18xf32>',
    /inputs 1 and 2 have shapes 4x6 and 3x6; they must be equal but for dim 1 \(C2\)/,
  ],
  ['elementwise', '%0 = stablehlo.sine %i : tensor<i32>', /element type i32; it must be floating-point/],
  [
    'accuracy',
    '%0 = "stablehlo.sine"(%x) {result_accuracy = #stablehlo.result_accuracy<atol = 1.0, ulps = 0, mode = #stablehlo.result_accuracy_mode<HIGHEST>>} : (tensor<4x6xf32>) -> tensor<4x6xf32>',
    /atol of result_accuracy/,
  ],
  ['shapes', '%0 = stablehlo.reshape %x : (tensor<4x6xf32>) -> tensor<5x5xf32>', /24 elements.*25.*\(C2\)/],
  ['shapes', '%0 = stablehlo.transpose %x, dims = [1, 1] : (tensor<4x6xf32>) -> tensor<6x4xf32>', /\(C2\)/],
  ['shapes', '%0 = "stablehlo.transpose"(%x) : (tensor<4x6xf32>) -> tensor<6x4xf32>', /it has no permutation/],
  [
    'slices',
    '%0 = stablehlo.slice %x [0:5, 0:6] : (tensor<4x6xf32>) -> tensor<5x6xf32>',
    /limit 5.*over its size 4 \(C3\)/,
  ],
  [
    'dot',
    '%0 = stablehlo.dot_general %x, %x, contracting_dims = [1] x [0] : (tensor<4x6xf32>, tensor<4x6xf32>) -> tensor<4x6xf32>',
    /contracting dims 1 and 0 have sizes 6 and 4; they must be equal \(C10\)/,
  ],
  [
    'reduce',
    '%0 = stablehlo.reduce(%x init: %z) applies stablehlo.add across dimensions = [1] : (tensor<4x6xf32>, tensor<f32>) -> tensor<6xf32>',
    /result 0 has shape 6; it must be 4 \(C7\)/,
  ],
  [
    'reduce',
    '%0 = stablehlo.reduce(%x init: %z) applies stablehlo.divide across dimensions = [1] : (tensor<4x6xf32>, tensor<f32>) -> tensor<4xf32>',
    /it applies divide/,
  ],
  [
    'reduce',
    `%0 = "stablehlo.reduce"(%x, %z) ({\n${scalar('i8', 'add')}\n}) {dimensions = array<i64: 0>} : (tensor<4x6xf32>, tensor<f32>) -> tensor<6xf32>`,
    /f32, which is not promotable to i8 of the region \(C6\)/,
  ],
  [
    'windows',
    `%0 = "stablehlo.reduce_window"(%x, %z) ({\n${scalar('f32', 'add')}\n}) {window_dimensions = array<i64: 2, 2>, window_strides = array<i64: 2, 0>} : (tensor<4x6xf32>, tensor<f32>) -> tensor<2x3xf32>`,
    /window_strides has 0; it must be at least 1 \(C7\)/,
  ],
  [
    'windows',
    `%0 = "stablehlo.reduce_window"(%x, %z) ({\n${scalar('f32', 'add')}\n}) {window_dimensions = array<i64: 2, 2>} : (tensor<4x6xf32>, tensor<f32>) -> tensor<2x3xf32>`,
    /result 0 has shape 2x3; it must be 3x5 \(C15\)/,
  ],
  [
    'sort',
    '%0 = "stablehlo.sort"(%x) ({\n^bb0(%a: tensor<f32>):\n"stablehlo.return"(%a) : (tensor<f32>) -> ()\n}) {dimension = 0 : i64} : (tensor<4x6xf32>) -> tensor<4x6xf32>',
    /its region takes 1 values; it must take 2 \(C5\)/,
  ],
  [
    'gather',
    '%0 = "stablehlo.gather"(%x, %i) {dimension_numbers = #stablehlo.gather<offset_dims = [0], collapsed_slice_dims = [0], start_index_map = [0], index_vector_dim = 0>, slice_sizes = array<i64: 2, 6>} : (tensor<4x6xf32>, tensor<i32>) -> tensor<6xf32>',
    /slice_sizes has 2 in dim 0 of collapsed_slice_dims; it must be at most 1 \(C9\)/,
  ],
  [
    'scatter',
    `%0 = "stablehlo.scatter"(%x, %i, %y) ({\n${scalar('f32', 'add')}\n}) {scatter_dimension_numbers = #stablehlo.scatter<update_window_dims = [0], inserted_window_dims = [2], scatter_dims_to_operand_dims = [0], index_vector_dim = 0>} : (tensor<4x6xf32>, tensor<i32>, tensor<6xf32>) -> tensor<4x6xf32>`,
    /inserted_window_dims has 2; it must be in \[0, 2\) \(C11\)/,
  ],
  [
    'top_k',
    '%0:2 = chlo.top_k(%y, k = 7) : tensor<6xf32> -> (tensor<7xf32>, tensor<7xi32>)',
    /k is 7, and the last dim has size 6/,
  ],
  [
    'linear algebra',
    '%0 = "stablehlo.cholesky"(%x) {lower = true} : (tensor<4x6xf32>) -> tensor<4x6xf32>',
    /last two dims must be equal \(C3\)/,
  ],
  [
    'fft',
    '%0 = "stablehlo.fft"(%y) {fft_type = #stablehlo<fft_type RFFT>, fft_length = array<i64: 5>} : (tensor<6xf32>) -> tensor<3xcomplex<f32>>',
    /the last dims of operand are \[6\]; they must be \[5\] \(C4\)/,
  ],
  [
    'collectives',
    '%0 = "stablehlo.all_gather"(%x) {all_gather_dim = 0 : i64, replica_groups = dense<[[0, 0]]> : tensor<1x2xi64>} : (tensor<4x6xf32>) -> tensor<8x6xf32>',
    /replica_groups has 0 twice.*\(C2\)/,
  ],
  [
    'collectives',
    '%0 = "stablehlo.collective_permute"(%y) {source_target_pairs = dense<[[0, 1], [2, 1]]> : tensor<2x2xi64>} : (tensor<6xf32>) -> tensor<6xf32>',
    /target 1 twice \(C3\)/,
  ],
  [
    'calls',
    '%0 = call @f(%y) : (tensor<6xf32>) -> tensor<i32>',
    /operands, 0 is 6xf32 and of arguments of the function i32/,
  ],
  [
    'branches',
    '%0 = "stablehlo.case"(%i) ({\n"stablehlo.return"(%z) : (tensor<f32>) -> ()\n}) : (tensor<i32>) -> tensor<i32>',
    /values that branch 0 returns, 0 is f32 and of results i32; they must be equal \(C3\)/,
  ],
  [
    'loops',
    '%0 = "stablehlo.while"(%i) ({\n^bb0(%a: tensor<i32>):\n"stablehlo.return"(%a) : (tensor<i32>) -> ()\n}, {\n^bb0(%a: tensor<i32>):\n"stablehlo.return"(%a) : (tensor<i32>) -> ()\n}) : (tensor<i32>) -> tensor<i32>',
    /what its region returns has element type i32; it must be i1 \(C1\)/,
  ],
  [
    'constants',
    '%0 = "stablehlo.constant"() <{value = dense<[1, 2]> : tensor<2xi32>}> : () -> tensor<3xi32>',
    /shape 2 and the result 3.*\(C1\)/,
  ],
  [
    'dynamic shapes',
    '%0 = "stablehlo.get_dimension_size"(%x) {dimension = 2 : i64} : (tensor<4x6xf32>) -> tensor<i32>',
    /dimension has 2; it must be in \[0, 2\) \(C1\)/,
  ],
  ['tuples', '%0 = "stablehlo.tuple"(%i, %z) : (tensor<i32>, tensor<f32>) -> tuple<tensor<i32>>', /\(C1\)/],
  [
    'custom calls',
    '%0 = stablehlo.custom_call @g(%y) {operand_layouts = [dense<0> : tensor<1xindex>]} : (tensor<6xf32>) -> tensor<6xf32>',
    /it must have both or none/,
  ],
  [
    'convolution',
    '%0 = stablehlo.convolution(%n, %k) dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f], window = {stride = [1, 0]} {batch_group_count = 1 : i64, feature_group_count = 1 : i64} : (tensor<1x8x8x4xf32>, tensor<3x3x4x2xf32>) -> tensor<1x6x6x2xf32>',
    /window_strides has 0; it must be at least 1 \(C3\)/,
  ],
  [
    'convolution',
    '%0 = stablehlo.convolution(%n, %k) dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f], window = {} {batch_group_count = 1 : i64, feature_group_count = 2 : i64} : (tensor<1x8x8x4xf32>, tensor<3x3x4x2xf32>) -> tensor<1x6x6x2xf32>',
    /input feature dim of rhs has size 4; it must be 2 \(C14\)/,
  ],
  [
    'convolution',
    '%0 = stablehlo.convolution(%n, %k) dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f], window = {pad = [[1, 1], [0, 0]]} {batch_group_count = 1 : i64, feature_group_count = 1 : i64} : (tensor<1x8x8x4xf32>, tensor<3x3x4x2xf32>) -> tensor<1x6x6x2xf32>',
    /result has shape 1x6x6x2; it must be 1x8x6x2 \(C25\)/,
  ],
  [
    'random numbers',
    '%0:2 = "stablehlo.rng_bit_generator"(%s) {rng_algorithm = #stablehlo<rng_algorithm DEFAULT>} : (tensor<2xui64>) -> (tensor<3xui64>, tensor<2x2xui32>)',
    /initial_state has shape 2 and output_state 3.*\(C1\)/,
  ],
  [
    'batch norm',
    '%0 = "stablehlo.batch_norm_inference"(%x, %y, %y, %y, %y) {epsilon = 0.001 : f32, feature_index = 0 : i64} : (tensor<4x6xf32>, tensor<6xf32>, tensor<6xf32>, tensor<6xf32>, tensor<6xf32>) -> tensor<4x6xf32>',
    /statistic 0 has shape 6; it must be 4 \(C3\)/,
  ],
  [
    'asynchronous',
    '%0 = "stablehlo.async_start"(%x) ({\n^bb0(%a: tensor<4x6xf32>):\n%1 = stablehlo.add %a, %a : tensor<4x6xf32>\nstablehlo.return %1 : tensor<4x6xf32>\n}) : (tensor<4x6xf32>) -> !stablehlo.future<tensor<4x6xf32>>',
    /its region is add; it must be a collective or a slice/,
  ],
  [
    'ragged dot',
    '%0 = "chlo.ragged_dot"(%x, %r, %g) {ragged_dot_dimension_numbers = #chlo.ragged_dot<lhs_batching_dimensions = [], rhs_batching_dimensions = [], lhs_contracting_dimensions = [1], rhs_contracting_dimensions = [1], lhs_ragged_dimensions = [0], rhs_group_dimensions = [0]>} : (tensor<4x6xf32>, tensor<3x6x2xf32>, tensor<2xi64>) -> tensor<4x2xf32>',
    /the group dim of rhs has size 3; it must be 2/,
  ],
  [
    'tokens',
    '%0 = "stablehlo.after_all"(%x) : (tensor<4x6xf32>) -> !stablehlo.token',
    /operand 0 is 4x6xf32; it must be a token/,
  ],
  ['quantized', '%0 = stablehlo.abs %q : tensor<2x!quant.uniform<i8:f32:0, {0.1, 0.2}>>', /quantized along dim 0/],
]

const parameters = `${xAndY}, %n: tensor<1x8x8x4xf32>, %k: tensor<3x3x4x2xf32>, %s: tensor<2xui64>, %r: tensor<3x6x2xf32>, %g: tensor<2xi64>, %q: tensor<2x!quant.uniform<i8:f32:0, {0.1, 0.2}>>`

test.each(broken)('%s: %s', (_, operation, finding) => {
  const found = findings(parameters, operation)
  expect(found).toHaveLength(1)
  expect(found[0]).toMatch(finding)
})

describe('what is not known is compatible with everything', () => {
  test.each([
    '%0 = "stablehlo.tanh"(%x) : (tensor<4x6xf32>) -> tensor<?x6xf32>',
    '%0 = "stablehlo.add"(%u, %x) : (tensor<*xf32>, tensor<4x6xf32>) -> tensor<4x6xf32>',
    '%0 = stablehlo.dot_general %x, %d, contracting_dims = [1] x [0] : (tensor<4x6xf32>, tensor<?x3xf32>) -> tensor<4x3xf32>',
    '%0 = "stablehlo.sine"(%alias) : (!alias) -> !alias',
    '%0 = stablehlo.custom_call @anything(%x, %i) : (tensor<4x6xf32>, tensor<i32>) -> tensor<9xi8>',
    '%0 = call @missing(%x) : (tensor<4x6xf32>) -> tensor<i32>',
  ])('%s', (operation) => {
    expect(findings(`${xAndY}, %u: tensor<*xf32>, %d: tensor<?x3xf32>, %alias: !alias`, operation)).toEqual([])
  })
})
