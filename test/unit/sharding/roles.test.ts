// Roles of arguments: by structure, with names taken away too; by name where structure says nothing.
import { expect, test } from 'vitest'
import { argumentRoleNames, roleOf } from '../../../server/src/sharding/roles'
import { loadProgram } from '../../support/loadProgram'
import { mlpTrain } from '../../support/models'
import { withoutNames } from '../../support/names'

const rolesOf = (text: string): string[] => Array.from(roleOf(loadProgram(text)), (role) => argumentRoleNames[role]!)

/** Gradient descent with momentum; the step is counted. */
const momentum = `func.func public @main(%w: tensor<8x4xf32> {tf.aliasing_output = 0 : i32} loc("params['w']"), %m: tensor<8x4xf32> {tf.aliasing_output = 1 : i32} loc("trace['w']"), %n: tensor<i32> {tf.aliasing_output = 2 : i32} loc("opt_state.count"), %x: tensor<16x8xf32> loc("x")) -> (tensor<8x4xf32>, tensor<8x4xf32>, tensor<i32>) {
  %h = stablehlo.dot_general %x, %w, contracting_dims = [1] x [0] : (tensor<16x8xf32>, tensor<8x4xf32>) -> tensor<16x4xf32>
  %g = stablehlo.dot_general %x, %h, contracting_dims = [0] x [0] : (tensor<16x8xf32>, tensor<16x4xf32>) -> tensor<8x4xf32>
  %m1 = stablehlo.add %m, %g : tensor<8x4xf32>
  %w1 = stablehlo.subtract %w, %m1 : tensor<8x4xf32>
  %one = stablehlo.constant dense<1> : tensor<i32>
  %n1 = stablehlo.add %n, %one : tensor<i32>
  return %w1, %m1, %n1 : tensor<8x4xf32>, tensor<8x4xf32>, tensor<i32>
}`

test('what is updated is a parameter when products read it, its state when elementwise operations alone do', () => {
  expect(rolesOf(mlpTrain)).toEqual(['parameter', 'parameter', 'input', 'input'])
  expect(rolesOf(momentum)).toEqual(['parameter', 'state', 'state', 'input'])
})

test('without names structure says the same; only the counter is not known to be the optimizer’s', () => {
  expect(rolesOf(withoutNames(mlpTrain))).toEqual(['parameter', 'parameter', 'input', 'input'])
  expect(rolesOf(withoutNames(momentum))).toEqual(['parameter', 'state', 'other', 'input'])
})

/** One step of decoding within a loop: the cache is written into, not updated element by element. */
const decode = `func.func public @main(%w: tensor<4x4xf32>, %k: tensor<8x4xf32> {tf.aliasing_output = 0 : i32}, %t: tensor<1x4xf32>) -> (tensor<8x4xf32>, tensor<1x8xf32>) {
  %q = stablehlo.dot_general %t, %w, contracting_dims = [1] x [0] : (tensor<1x4xf32>, tensor<4x4xf32>) -> tensor<1x4xf32>
  %c0 = stablehlo.constant dense<0> : tensor<i32>
  %r:2 = stablehlo.while(%i = %c0, %kk = %k) : tensor<i32>, tensor<8x4xf32>
  cond {
    %c8 = stablehlo.constant dense<8> : tensor<i32>
    %p = stablehlo.compare LT, %i, %c8, SIGNED : (tensor<i32>, tensor<i32>) -> tensor<i1>
    stablehlo.return %p : tensor<i1>
  } do {
    %c1 = stablehlo.constant dense<1> : tensor<i32>
    %j = stablehlo.add %i, %c1 : tensor<i32>
    %u = stablehlo.dynamic_update_slice %kk, %q, %i, %c0 : (tensor<8x4xf32>, tensor<1x4xf32>, tensor<i32>, tensor<i32>) -> tensor<8x4xf32>
    stablehlo.return %j, %u : tensor<i32>, tensor<8x4xf32>
  }
  %s = stablehlo.dot_general %q, %r#1, contracting_dims = [1] x [1] : (tensor<1x4xf32>, tensor<8x4xf32>) -> tensor<1x8xf32>
  return %r#1, %s : tensor<8x4xf32>, tensor<1x8xf32>
}`

test('a cache is neither parameter nor state; names say what is a parameter where nothing is updated', () => {
  expect(rolesOf(decode)).toEqual(['input', 'other', 'input'])
  expect(rolesOf(decode.replace('%w: tensor<4x4xf32>', `%w: tensor<4x4xf32> loc("params['w']")`))[0]).toBe('parameter')
})

const vector = 'tensor<4xf32>'
const forward = `func.func public @main(%x: tensor<16x8xf32>, %w: tensor<8x4xf32>, %b: ${vector}, %table: tensor<32x8xf32>, %ids: tensor<16xi32>) -> tensor<16x4xf32> {
  %e = "stablehlo.gather"(%table, %ids) <{dimension_numbers = #stablehlo.gather<offset_dims = [1], collapsed_slice_dims = [0], start_index_map = [0], index_vector_dim = 1>, slice_sizes = array<i64: 1, 8>}> : (tensor<32x8xf32>, tensor<16xi32>) -> tensor<16x8xf32>
  %s = stablehlo.add %x, %e : tensor<16x8xf32>
  %h = stablehlo.dot_general %s, %w, contracting_dims = [1] x [0] : (tensor<16x8xf32>, tensor<8x4xf32>) -> tensor<16x4xf32>
  %c = stablehlo.broadcast_in_dim %b, dims = [1] : (${vector}) -> tensor<16x4xf32>
  %y = stablehlo.add %h, %c : tensor<16x4xf32>
  return %y : tensor<16x4xf32>
}`

test('where nothing is donated and nothing named, weights are told by how they are read', () => {
  expect(rolesOf(forward)).toEqual(['input', 'parameter', 'parameter', 'parameter', 'input'])
})
