// A training step of equal layers with JAX's name stacks, small enough to be read: product, activation, residual without a scope.

export interface LayeredOptions {
  readonly layers: number
  /** Activation of each layer; `tanh` for those left out. */
  readonly activations?: readonly string[]
}

const x = 'tensor<16x64xf32>'
const w = 'tensor<64x64xf32>'

export function layeredModel({ layers, activations = [] }: LayeredOptions): string {
  const numbers = Array.from({ length: layers }, (_, i) => i)
  const weights = numbers.map((i) => `%w${i}: ${w} {tf.aliasing_output = ${i} : i32} loc("params['layer_${i}']['w']")`)
  const forward = numbers.flatMap((i) => [
    `%p${i} = stablehlo.dot_general %h${i}, %w${i}, contracting_dims = [1] x [0] : (${x}, ${w}) -> ${x} loc("jit(step)/jvp(layer_${i}/mlp)/dot_general")`,
    `%a${i} = stablehlo.${activations[i] ?? 'tanh'} %p${i} : ${x} loc("jit(step)/jvp(layer_${i}/mlp)/${activations[i] ?? 'tanh'}")`,
    `%q${i} = stablehlo.multiply %a${i}, %p${i} : ${x} loc("jit(step)/jvp(layer_${i}/mlp)/mul")`,
    `%h${i + 1} = stablehlo.add %h${i}, %q${i} : ${x} loc("jit(step)/jvp()/add")`,
  ])
  const backward = [...numbers]
    .reverse()
    .flatMap((i) => [
      `%s${i} = stablehlo.multiply %g${i + 1}, %a${i} : ${x} loc("jit(step)/transpose(jvp(layer_${i}/mlp))/mul")`,
      `%d${i} = stablehlo.dot_general %h${i}, %s${i}, contracting_dims = [0] x [0] : (${x}, ${x}) -> ${w} loc("jit(step)/transpose(jvp(layer_${i}/mlp))/dot_general")`,
      `%g${i} = stablehlo.dot_general %s${i}, %w${i}, contracting_dims = [1] x [1] : (${x}, ${w}) -> ${x} loc("jit(step)/transpose(jvp(layer_${i}/mlp))/dot_general")`,
    ])
  const update = numbers.map((i) => `%n${i} = stablehlo.subtract %w${i}, %d${i} : ${w} loc("jit(step)/sgd/sub")`)
  return `func.func @main(${weights.join(', ')}, %h0: ${x} loc("x")) -> (${[...numbers.map(() => w), 'tensor<f32>'].join(', ')}) {
%zero = stablehlo.constant dense<0.0> : tensor<f32>
${forward.join('\n')}
%loss = stablehlo.reduce(%h${layers} init: %zero) applies stablehlo.add across dimensions = [0, 1] : (${x}, tensor<f32>) -> tensor<f32> loc("jit(step)/jvp(loss)/reduce_sum")
%g${layers} = stablehlo.tanh %h${layers} : ${x} loc("jit(step)/transpose(jvp(loss))/tanh")
${backward.join('\n')}
${update.join('\n')}
return ${[...numbers.map((i) => `%n${i}`), '%loss'].join(', ')} : ${[...numbers.map(() => w), 'tensor<f32>'].join(', ')}
}
`
}

/** Its tactics: batches split, then weights. */
export const layeredTactics = `model "layered.mlir"
mesh { batch: 4, model: 2 }
device tpu_v4
tactic BP on batch {
  x: 0
}
tactic MP on model {
  params.layer_*.w: 1
}
schedule default = BP, MP
`
