// Small models for tests, as StableHLO text.

const f32 = (...dims: readonly number[]): string => `tensor<${[...dims, 'f32'].join('x')}>`

/** A training step of a two-layer MLP by plain gradient descent; both weights are donated. Batch 32, widths 8, 16, 4. */
export const mlpTrain = `module @jit_step {
  func.func public @main(%w1: ${f32(8, 16)} {tf.aliasing_output = 0 : i32} loc("params['w1']"), %w2: ${f32(16, 4)} {tf.aliasing_output = 1 : i32} loc("params['w2']"), %x: ${f32(32, 8)} loc("x"), %y: ${f32(32, 4)} loc("y")) -> (${f32(8, 16)} {jax.result_info = "result[0]['w1']"}, ${f32(16, 4)} {jax.result_info = "result[0]['w2']"}, tensor<f32> {jax.result_info = "result[1]"}) {
    %0 = stablehlo.dot_general %x, %w1, contracting_dims = [1] x [0] : (${f32(32, 8)}, ${f32(8, 16)}) -> ${f32(32, 16)} loc("jit(step)/jvp(hidden)/dot_general")
    %1 = stablehlo.tanh %0 : ${f32(32, 16)} loc("jit(step)/jvp(hidden)/tanh")
    %2 = stablehlo.dot_general %1, %w2, contracting_dims = [1] x [0] : (${f32(32, 16)}, ${f32(16, 4)}) -> ${f32(32, 4)} loc("jit(step)/jvp(out)/dot_general")
    %3 = stablehlo.subtract %2, %y : ${f32(32, 4)} loc("jit(step)/jvp(loss)/sub")
    %4 = stablehlo.multiply %3, %3 : ${f32(32, 4)} loc("jit(step)/jvp(loss)/mul")
    %zero = stablehlo.constant dense<0.0> : tensor<f32>
    %5 = stablehlo.reduce(%4 init: %zero) applies stablehlo.add across dimensions = [0, 1] : (${f32(32, 4)}, tensor<f32>) -> tensor<f32> loc("jit(step)/jvp(loss)/reduce_sum")
    %6 = stablehlo.dot_general %1, %3, contracting_dims = [0] x [0] : (${f32(32, 16)}, ${f32(32, 4)}) -> ${f32(16, 4)} loc("jit(step)/transpose(jvp(out))/dot_general")
    %7 = stablehlo.dot_general %3, %w2, contracting_dims = [1] x [1] : (${f32(32, 4)}, ${f32(16, 4)}) -> ${f32(32, 16)} loc("jit(step)/transpose(jvp(out))/dot_general")
    %8 = stablehlo.multiply %7, %1 : ${f32(32, 16)} loc("jit(step)/transpose(jvp(hidden))/mul")
    %9 = stablehlo.dot_general %x, %8, contracting_dims = [0] x [0] : (${f32(32, 8)}, ${f32(32, 16)}) -> ${f32(8, 16)} loc("jit(step)/transpose(jvp(hidden))/dot_general")
    %10 = stablehlo.subtract %w1, %9 : ${f32(8, 16)} loc("jit(step)/update/sub")
    %11 = stablehlo.subtract %w2, %6 : ${f32(16, 4)} loc("jit(step)/update/sub")
    return %10, %11, %5 : ${f32(8, 16)}, ${f32(16, 4)}, tensor<f32>
  }
}
`

/** A loop of five steps: acc = acc · w, over a counter. */
export const loopModel = `func.func public @main(%w: ${f32(16, 16)} loc("w"), %a: ${f32(8, 16)} loc("a")) -> ${f32(8, 16)} {
  %c0 = stablehlo.constant dense<0> : tensor<i32>
  %r:3 = stablehlo.while(%i = %c0, %ww = %w, %acc = %a) : tensor<i32>, ${f32(16, 16)}, ${f32(8, 16)}
  cond {
    %c5 = stablehlo.constant dense<5> : tensor<i32>
    %p = stablehlo.compare LT, %i, %c5, SIGNED : (tensor<i32>, tensor<i32>) -> tensor<i1>
    stablehlo.return %p : tensor<i1>
  } do {
    %c1 = stablehlo.constant dense<1> : tensor<i32>
    %j = stablehlo.add %i, %c1 : tensor<i32>
    %d = stablehlo.dot_general %acc, %ww, contracting_dims = [1] x [0] : (${f32(8, 16)}, ${f32(16, 16)}) -> ${f32(8, 16)}
    stablehlo.return %j, %ww, %d : tensor<i32>, ${f32(16, 16)}, ${f32(8, 16)}
  }
  return %r#2 : ${f32(8, 16)}
}
`

/** The same until the first element of acc is negative: nobody knows how often. */
export const openLoopModel = loopModel.replace(
  /%p = stablehlo\.compare .*/,
  `%s = stablehlo.slice %acc [0:1, 0:1] : (${f32(8, 16)}) -> ${f32(1, 1)}
    %t = stablehlo.reshape %s : (${f32(1, 1)}) -> tensor<f32>
    %z = stablehlo.constant dense<0.0> : tensor<f32>
    %p = stablehlo.compare LT, %t, %z : (tensor<f32>, tensor<f32>) -> tensor<i1>`,
)

/** Its tactics on a mesh of 4 by 2. */
export const mlpTactics = `model "mlp.mlir"
mesh { batch: 4, model: 2 }
device tpu_v4

tactic BP on batch {
  {x, y}: 0
}
tactic Megatron on model {
  params.w1: 1
  params.w2: 0
}
tactic Z2 on batch {
  params.**: replicated
}
tactic Z3 on batch {
  params.**: first_divisible
}

schedule default = BP, Megatron, Z3 {
  expect all_reduce <= 2
}
schedule data = BP
`
