// A model of any length: one elementwise operation after the other on one argument.

/** StableHLO text of `operations` operations. */
export function chainModel(operations: number): string {
  const type = 'tensor<8x16xf32>'
  const lines = Array.from(
    { length: operations },
    (_, i) => `  %${i} = stablehlo.add %${i === 0 ? 'x' : i - 1}, %x : ${type}`,
  )
  return `func.func public @main(%x: ${type} loc("x")) -> ${type} {\n${lines.join('\n')}\n  return %${operations - 1} : ${type}\n}\n`
}

export const chainTactics = (model: string): string =>
  `model "${model}"\nmesh { batch: 4 }\ntactic BP on batch { x: 0 }\nschedule default = BP\n`
