// What cases of diagnostics are made of: a sum, a loop, and tactics files of one tactic.
export interface DiagnosticCase {
  /** Text of `file.tactics`, whose model is `m.mlir`. */
  readonly tactics: string
  /** Text of `m.mlir`; a sum when left out. */
  readonly model?: string | Uint8Array
  /** Files beside it, by name. */
  readonly files?: Readonly<Record<string, string>>
  /** The file at which it is shown. */
  readonly shownIn: string
  /** The text that it is about. */
  readonly at: string
  readonly message: string
  /** The server's workers end when they are asked this. */
  readonly endsOn?: 'analyze' | 'search'
}

/** What takes more than an input. */
export interface ToldElsewhere {
  readonly testedIn: string
}

const signature = '(%a: tensor<8x8xf32> loc("a"), %b: tensor<8x8xf32> loc("b")) -> tensor<8x8xf32>'
export const main = (body: string): string =>
  `func.func public @main${signature} {\n${body}\n  return %0 : tensor<8x8xf32>\n}\n`

/** A sum. */
export const usualModel = main('  %0 = stablehlo.add %a, %b : tensor<8x8xf32>')

/** A loop over as many layers as it is told, each of which takes a row of a stack. */
export const loop = `func.func public @main(%n: tensor<i32> loc("n"), %s: tensor<4x8xf32> loc("stack"), %v: tensor<8xf32> loc("v")) -> tensor<8xf32> {
  %0:3 = stablehlo.while(%i = %n, %t = %s, %x = %v) : tensor<i32>, tensor<4x8xf32>, tensor<8xf32>
  cond {
    %1 = stablehlo.compare LT, %i, %n : (tensor<i32>, tensor<i32>) -> tensor<i1>
    stablehlo.return %1 : tensor<i1>
  } do {
    %1 = stablehlo.dynamic_slice %t, %i, %i, sizes = [1, 8] : (tensor<4x8xf32>, tensor<i32>, tensor<i32>) -> tensor<1x8xf32>
    %2 = stablehlo.reshape %1 : (tensor<1x8xf32>) -> tensor<8xf32>
    stablehlo.return %i, %t, %2 : tensor<i32>, tensor<4x8xf32>, tensor<8xf32>
  }
  return %0#2 : tensor<8xf32>
}
`

export const head = 'model "m.mlir"\nmesh { m: 2 }\n'
export const tactic = (actions: string): string => `${head}tactic T on m {\n  ${actions}\n}\n`
export const plain = tactic('a: 0')
/** On a device whose block says this. */
export const device = (name: string, fields: string): string =>
  `${head}device ${name} { ${fields} }\ntactic T on m { a: 0 }\n`
export const inTactics = 'file.tactics'
export const inModel = 'm.mlir'
