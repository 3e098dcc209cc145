// Phases of nodes: by name stacks, and by structure where there are none.
import { expect, test } from 'vitest'
import { phaseNames, phaseOf } from '../../../server/src/sharding/phases'
import { NodeRole } from '../../../server/src/sharding/program'
import { loadProgram } from '../../support/loadProgram'
import { loopModel, mlpTrain } from '../../support/models'
import { withoutNames } from '../../support/names'

/** Phase of each operation in order: F, B, U, or - for none. */
function phasesOf(text: string): string {
  const program = loadProgram(text)
  const letters = Array.from(phaseOf(program), (phase, node) => {
    const isOperation = program.nodes.role[node]! <= NodeRole.branch
    return isOperation ? (phaseNames[phase] === 'none' ? '-' : phaseNames[phase]![0]!.toUpperCase()) : ''
  })
  return letters.join('')
}

test('name stacks tell forward from backward; the rest is update where it ends in donated results', () => {
  expect(phasesOf(mlpTrain)).toBe('FFFFFFFBBBBUU')
})

test('without names the loss and the gradients tell the same', () => {
  expect(phasesOf(withoutNames(mlpTrain))).toBe('FFFFFFFBBBBUU')
})

test('what clips gradients and what corrects for the step belong to the update, their norm is no loss', () => {
  const text = (
    scope: (name: string) => string,
  ): string => `func.func public @main(%w: tensor<8x4xf32> {tf.aliasing_output = 0 : i32}, %n: tensor<f32> {tf.aliasing_output = 1 : i32}, %x: tensor<16x8xf32>) -> (tensor<8x4xf32>, tensor<f32>, tensor<f32>, tensor<f32>) {
  %zero = stablehlo.constant dense<0.0> : tensor<f32>
  %one = stablehlo.constant dense<1.0> : tensor<f32>
  %h = stablehlo.dot_general %x, %w, contracting_dims = [1] x [0] : (tensor<16x8xf32>, tensor<8x4xf32>) -> tensor<16x4xf32>${scope('jvp()')}
  %loss = stablehlo.reduce(%h init: %zero) applies stablehlo.add across dimensions = [0, 1] : (tensor<16x4xf32>, tensor<f32>) -> tensor<f32>${scope('jvp()')}
  %g = stablehlo.dot_general %x, %h, contracting_dims = [0] x [0] : (tensor<16x8xf32>, tensor<16x4xf32>) -> tensor<8x4xf32>${scope('transpose(jvp())')}
  %s = stablehlo.multiply %g, %g : tensor<8x4xf32>
  %norm = stablehlo.reduce(%s init: %zero) applies stablehlo.add across dimensions = [0, 1] : (tensor<8x4xf32>, tensor<f32>) -> tensor<f32>
  %next = stablehlo.add %n, %one : tensor<f32>
  %rate = stablehlo.divide %next, %norm : tensor<f32>
  %b = stablehlo.broadcast_in_dim %rate, dims = [] : (tensor<f32>) -> tensor<8x4xf32>
  %d = stablehlo.multiply %g, %b : tensor<8x4xf32>
  %new = stablehlo.subtract %w, %d : tensor<8x4xf32>
  %unused = stablehlo.negate %x : tensor<16x8xf32>
  return %new, %next, %loss, %norm : tensor<8x4xf32>, tensor<f32>, tensor<f32>, tensor<f32>
}`
  // %zero starts the loss too, so it is forward.
  const expected = 'FUFFBUUUUUUU-'
  expect(phasesOf(text((name) => ` loc("jit(f)/${name}/op")`))).toBe(expected)
  expect(phasesOf(text(() => ''))).toBe(expected)
})

test('what trains nothing is forward, in loops too', () => {
  // Zero, the loop; its condition's constant and comparison; its body's constant, counter and product.
  expect(phasesOf(loopModel)).toBe('FFFFFFF')
})
