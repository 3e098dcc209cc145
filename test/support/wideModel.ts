// A forward pass of equal layers, two products around a nonlinearity each, at sizes where splitting pays.

export interface WideSizes {
  readonly batch: number
  readonly width: number
  readonly hidden: number
  /** Prefixes of the parameters' paths, one a layer. */
  readonly layers: readonly string[]
}

export const wideSizes: WideSizes = {
  batch: 4096,
  width: 4096,
  hidden: 16384,
  layers: ['layer_0', 'layer_1', 'layer_2'],
}

const tensor = (...dims: readonly number[]): string => `tensor<${[...dims, 'f32'].join('x')}>`

/** StableHLO text; parameters are `params.LAYER.up` and `params.LAYER.down`, the input is `x`. */
export function wideModel({ batch, width, hidden, layers }: WideSizes): string {
  const [whole, inner] = [tensor(batch, width), tensor(batch, hidden)]
  const [up, down] = [tensor(width, hidden), tensor(hidden, width)]
  const parameters = layers.flatMap((layer, i) => [
    `%u${i}: ${up} loc("params['${layer}']['up']")`,
    `%d${i}: ${down} loc("params['${layer}']['down']")`,
  ])
  const body = layers.flatMap((layer, i) => {
    const scope = `loc("jit(f)/${layer}/dot_general")`
    return [
      `  %a${i} = stablehlo.dot_general %x${i}, %u${i}, contracting_dims = [1] x [0] : (${whole}, ${up}) -> ${inner} ${scope}`,
      `  %b${i} = stablehlo.tanh %a${i} : ${inner} loc("jit(f)/${layer}/tanh")`,
      `  %c${i} = stablehlo.dot_general %b${i}, %d${i}, contracting_dims = [1] x [0] : (${inner}, ${down}) -> ${whole} ${scope}`,
      `  %x${i + 1} = stablehlo.add %x${i}, %c${i} : ${whole} loc("jit(f)/${layer}/add")`,
    ]
  })
  const head = `func.func public @main(${[...parameters, `%x0: ${whole} loc("x")`].join(', ')}) -> ${whole}`
  return `${head} {\n${body.join('\n')}\n  return %x${layers.length} : ${whole}\n}\n`
}
