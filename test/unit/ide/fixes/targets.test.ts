// Values are named with their likes in other layers, as a person would write them.
import { expect, test } from 'vitest'
import { nameValue } from '../../../../server/src/ide/fixes/targets'
import { findNamedValues } from '../../../../server/src/sharding/valueNames'
import { loadProgram } from '../../../support/loadProgram'

const program = loadProgram(`
module @m {
  func.func public @main(%arg0: tensor<4xf32> loc("x")) -> tensor<4xf32> {
    %0 = stablehlo.negate %arg0 : tensor<4xf32> loc("jit(f)/jvp(layer_0/attn)/neg")
    %1 = stablehlo.negate %0 : tensor<4xf32> loc("jit(f)/jvp(layer_0/attn)/neg")
    %2 = stablehlo.tanh %1 : tensor<4xf32> loc("jit(f)/jvp(layer_0/attn)/tanh")
    %3 = stablehlo.add %0, %2 : tensor<4xf32> loc("jit(f)/jvp(layer_0/attn)/add")
    %4 = stablehlo.negate %3 : tensor<4xf32> loc("jit(f)/jvp(layer_1/attn)/neg")
    %5 = stablehlo.negate %4 : tensor<4xf32> loc("jit(f)/jvp(layer_1/attn)/neg")
    %6 = stablehlo.tanh %5 : tensor<4xf32> loc("jit(f)/jvp(layer_1/attn)/tanh")
    %7 = stablehlo.add %4, %6 : tensor<4xf32> loc("jit(f)/jvp(layer_1/attn)/add")
    %8 = stablehlo.sine %7 : tensor<4xf32> loc("jit(f)/transpose(jvp(layer_1/attn))/sin")
    %9 = stablehlo.cosine %8 : tensor<4xf32> loc("jit(f)/transpose(jvp(layer_1/attn))/cos")
    %10 = stablehlo.sine %9 : tensor<4xf32> loc("jit(f)/transpose(jvp(layer_0/attn))/sin")
    %11 = stablehlo.cosine %10 : tensor<4xf32> loc("jit(f)/transpose(jvp(layer_0/attn))/cos")
    return %11 : tensor<4xf32>
  }
}`)

test.each([
  // What leaves the scope, by its number among what leaves it.
  ['%3', 'at "layer_*/attn" result 0'],
  // One operation of its name in each scope needs no number, several do.
  ['%2', 'at "layer_*/attn/tanh"'],
  ['%1', 'at "layer_*/attn/neg" result 1'],
  ['%9', 'at "layer_*/attn" backward result 0'],
  ['%10', 'at "layer_*/attn/sin" backward'],
])('%s is %s', (name, target) => {
  expect(nameValue(program, findNamedValues(program, name)[0] ?? expect.fail())).toBe(target)
})
