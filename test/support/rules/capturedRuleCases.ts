// Operations whose regions read values from outside, with their rules: what is captured follows the operands.
import type { RuleCase } from './ruleCase'

const region = (body: string, args = '%x: tensor<f32>, %y: tensor<f32>'): string =>
  `({\n  ^bb0(${args}):\n    ${body}\n  })`

const scaled =
  '%m = stablehlo.multiply %y, %t : tensor<f32>\n    %n = stablehlo.add %x, %m : tensor<f32>\n    stablehlo.return %n : tensor<f32>'

/** A scalar that depends on an argument: the first element of `%s`. */
const scalar =
  '%c = stablehlo.slice %s [0:1] : (tensor<8xf32>) -> tensor<1xf32>\n  %t = stablehlo.reshape %c : (tensor<1xf32>) -> tensor<f32>\n  '

export const capturedRuleCases: readonly RuleCase[] = [
  [
    'reduce that captures',
    '%a: tensor<4x8xf32>, %s: tensor<8xf32>',
    `${scalar}%z = stablehlo.constant dense<0.0> : tensor<f32>
  %r = "stablehlo.reduce"(%a, %z) <{dimensions = array<i64: 1>}> ${region(scaled)} : (tensor<4x8xf32>, tensor<f32>) -> tensor<4xf32>`,
    'tensor<4xf32>',
    '([i, j], [], [])->([i]) {i parallel; j whole}',
  ],
  [
    'reduce that captures a vector',
    '%a: tensor<4x8xf32>, %s: tensor<8xf32>',
    `%z = stablehlo.constant dense<0.0> : tensor<f32>
  %r = "stablehlo.reduce"(%a, %z) <{dimensions = array<i64: 1>}> ${region(
    `%c = stablehlo.slice %s [6:7] : (tensor<8xf32>) -> tensor<1xf32>
    %t = stablehlo.reshape %c : (tensor<1xf32>) -> tensor<f32>
    ${scaled}`,
  )} : (tensor<4x8xf32>, tensor<f32>) -> tensor<4xf32>`,
    'tensor<4xf32>',
    '([i, j], [], [k])->([i]) {i parallel; j, k whole}',
  ],
  [
    'reduce that adds an argument',
    '%a: tensor<4x8xf32>, %t: tensor<f32>',
    `%z = stablehlo.constant dense<0.0> : tensor<f32>
  %r = "stablehlo.reduce"(%a, %z) <{dimensions = array<i64: 1>}> ${region(
    '%n = stablehlo.add %x, %t : tensor<f32>\n    stablehlo.return %n : tensor<f32>',
  )} : (tensor<4x8xf32>, tensor<f32>) -> tensor<4xf32>`,
    'tensor<4xf32>',
    '([i, j], [], [])->([i]) {i parallel; j whole}',
  ],
  [
    'scatter that captures',
    '%a: tensor<8x4xf32>, %i: tensor<3x1xi32>, %u: tensor<3x4xf32>, %s: tensor<8xf32>',
    `${scalar}%r = "stablehlo.scatter"(%a, %i, %u) <{scatter_dimension_numbers = #stablehlo.scatter<update_window_dims = [1], inserted_window_dims = [0], scatter_dims_to_operand_dims = [0], index_vector_dim = 1>}> ${region(scaled)} : (tensor<8x4xf32>, tensor<3x1xi32>, tensor<3x4xf32>) -> tensor<8x4xf32>`,
    'tensor<8x4xf32>',
    '([l, k], [i, 1], [j, k], [])->([l, k]) {i, j whole; k, l parallel}',
  ],
  [
    'sort that captures',
    '%a: tensor<4x8xf32>, %s: tensor<8xf32>',
    `${scalar}%r = "stablehlo.sort"(%a) <{dimension = 1 : i64}> ${region(
      '%m = stablehlo.multiply %x, %t : tensor<f32>\n    %n = stablehlo.multiply %y, %t : tensor<f32>\n    %b = stablehlo.compare GT, %m, %n : (tensor<f32>, tensor<f32>) -> tensor<i1>\n    stablehlo.return %b : tensor<i1>',
    )} : (tensor<4x8xf32>) -> tensor<4x8xf32>`,
    'tensor<4x8xf32>',
    '([i, j], [])->([i, k]) {i parallel; j, k whole}',
  ],
  [
    'map that captures a captured value',
    '%a: tensor<4x8xf32>, %s: tensor<8xf32>',
    `${scalar}%r = "stablehlo.map"(%a) <{dimensions = array<i64: 0, 1>}> ${region(
      '%p = stablehlo.compare GT, %x, %t : (tensor<f32>, tensor<f32>) -> tensor<i1>\n    %n = "stablehlo.if"(%p) ({\n      stablehlo.return %t : tensor<f32>\n    }, {\n      stablehlo.return %x : tensor<f32>\n    }) : (tensor<i1>) -> tensor<f32>\n    stablehlo.return %n : tensor<f32>',
      '%x: tensor<f32>',
    )} : (tensor<4x8xf32>) -> tensor<4x8xf32>`,
    'tensor<4x8xf32>',
    '([i, j], [])->([i, j]) {i, j parallel}',
  ],
  [
    'reduce_window that captures',
    '%a: tensor<4x8xf32>, %s: tensor<8xf32>',
    `${scalar}%z = stablehlo.constant dense<0.0> : tensor<f32>
  %r = "stablehlo.reduce_window"(%a, %z) <{window_dimensions = array<i64: 1, 2>, window_strides = array<i64: 1, 2>}> ${region(scaled)} : (tensor<4x8xf32>, tensor<f32>) -> tensor<4x4xf32>`,
    'tensor<4x4xf32>',
    '([i, jk], [], [])->([i, j]) {i, j parallel; k whole}',
  ],
]
