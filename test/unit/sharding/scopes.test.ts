import { expect, test } from 'vitest'
import type { ScopeName } from '../../../server/src/sharding/scopes'
import { findScopeValues } from '../../../server/src/sharding/scopes'
import { valueName } from '../../../server/src/sharding/valueNames'
import { loadProgram } from '../../support/loadProgram'

const program = loadProgram(`
module @m {
  func.func public @main(%arg0: tensor<4xf32>, %arg1: tensor<i32>) -> (tensor<4xf32>, tensor<4xf32>) {
    %0 = stablehlo.tanh %arg0 : tensor<4xf32> loc("jit(f)/jvp(layer_0/attn)/tanh")
    %1 = stablehlo.exponential %0 : tensor<4xf32> loc("jit(f)/jvp(layer_0/attn/inner)/exp")
    %2 = stablehlo.add %0, %1 : tensor<4xf32> loc("jit(f)/jvp(layer_0/attn)/add")
    %3 = stablehlo.multiply %2, %1 : tensor<4xf32> loc("jit(f)/jvp(layer_0/mlp)/mul")
    %4 = func.call @silu(%3) : (tensor<4xf32>) -> tensor<4xf32> loc("jit(f)/jvp(layer_0/mlp)/jit(silu)")
    %5 = stablehlo.sine %4 : tensor<4xf32> loc("jit(f)/jvp(layer_1/attn)/sin")
    %6:2 = stablehlo.while(%iterArg = %arg1, %iterArg_0 = %5) : tensor<i32>, tensor<4xf32>
    cond {
      %10 = stablehlo.compare LT, %iterArg, %arg1 : (tensor<i32>, tensor<i32>) -> tensor<i1> loc("jit(f)/jvp(layer_1/attn)/while/cond/lt")
      stablehlo.return %10 : tensor<i1>
    } do {
      %10 = stablehlo.add %iterArg, %iterArg : tensor<i32> loc("jit(f)/jvp(layer_1/attn)/while/body/add")
      %11 = stablehlo.cosine %iterArg_0 : tensor<4xf32> loc("jit(f)/jvp(layer_1/attn)/while/body/cos")
      stablehlo.return %10, %11 : tensor<i32>, tensor<4xf32>
    } loc("jit(f)/jvp(layer_1/attn)/while")
    %7 = stablehlo.negate %6#1 : tensor<4xf32> loc("jit(f)/transpose(jvp(layer_1/attn))/neg")
    %8 = stablehlo.multiply %7, %0 : tensor<4xf32> loc("jit(f)/transpose(jvp(layer_0/attn))/mul")
    return %6#1, %8 : tensor<4xf32>, tensor<4xf32>
  }
  func.func private @silu(%arg0: tensor<4xf32>) -> tensor<4xf32> {
    %20 = stablehlo.logistic %arg0 : tensor<4xf32> loc("logistic")
    %21 = stablehlo.multiply %arg0, %20 : tensor<4xf32> loc("gate/mul")
    return %21 : tensor<4xf32>
  }
}`)

const namesOf = (name: ScopeName): string[] => findScopeValues(program, name).map((value) => valueName(program, value))

test.each<[string, number | undefined, string[]]>([
  // %0 is used by the backward pass of its own scope alone, so it does not leave; %1 stands in a scope inside.
  ['layer_0/attn', undefined, ['%1', '%2']],
  ['layer_*/attn', 0, ['%1', '%6#1']],
  ['layer_*/attn', 1, ['%2']],
  ['layer_0/attn/inner', undefined, ['%1']],
  // What a called function makes belongs to the scope of the call.
  ['layer_0/mlp', undefined, ['%21']],
  ['layer_0/mlp/gate', undefined, ['%21']],
  ['layer_0', undefined, ['%21']],
  // A loop's results leave, not what its body yields.
  ['layer_1/attn', undefined, ['%6#1']],
  ['layer_*', 0, ['%21', '%6#1']],
  ['**', undefined, ['%21', '%6#1']],
  // No scope is called so: operations, forward ones alone.
  ['layer_0/attn/tanh', 0, ['%0']],
  ['layer_*/attn/{tanh,sin}', undefined, ['%0', '%5']],
  ['layer_*/attn/neg', undefined, []],
  ['layer_*/attn/while', 1, ['%6#1']],
  // The n-th of them in each scope.
  ['layer_*/attn/{tanh,add,sin}', 0, ['%0', '%5']],
  ['layer_*/attn/{tanh,add,sin}', 1, ['%2', '%10']],
  ['layer_9', undefined, []],
])('at "%s" result %s', (pattern, result, expected) => {
  expect(namesOf({ scope: pattern, pass: 'forward', result })).toEqual(expected)
})

test.each<[string, number | undefined, string[]]>([
  ['layer_1/attn', undefined, ['%7']],
  ['layer_*/attn', 0, ['%7', '%8']],
  ['**', undefined, ['%7', '%8']],
  ['layer_*/mlp', undefined, []],
  ['layer_0/attn', undefined, ['%8']],
  ['layer_*/attn/mul', 0, ['%8']],
  // Operations of the backward pass alone.
  ['layer_*/attn/{neg,tanh}', undefined, ['%7']],
])('at "%s" backward result %s', (pattern, result, expected) => {
  expect(namesOf({ scope: pattern, pass: 'backward', result })).toEqual(expected)
})

test.each<[string, number | undefined, string[]]>([
  // What leaves it in either pass, counted in each.
  ['layer_*/attn/{tanh,neg}', undefined, ['%0', '%7']],
  // Only one of the passes has any.
  ['layer_*/mlp', undefined, ['%21']],
  ['layer_1/attn', 0, ['%6#1', '%7']],
])('at "%s" both result %s', (pattern, result, expected) => {
  const [forward, backward] = (['forward', 'backward'] as const).map((pass) =>
    namesOf({ scope: pattern, pass, result }),
  )
  const both = namesOf({ scope: pattern, pass: 'both', result })
  expect(both).toEqual([...forward!, ...backward!])
  expect(both).toEqual(expected)
})
