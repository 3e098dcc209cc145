// Programs that put panels to the test: of one operation, without collectives or a schedule, with names that are too long or look like markup,
// with more mesh axes than there are colours.
import { mlpTactics, mlpTrain } from '../support/models'

export interface OddProgram {
  readonly model: string
  readonly tactics: string
}

const oneOperation = `func.func public @main(%x: tensor<8xf32> loc("x")) -> tensor<8xf32> {
  %0 = stablehlo.tanh %x : tensor<8xf32>
  return %0 : tensor<8xf32>
}
`
const head = 'model "m.mlir"\nmesh { batch: 2, model: 2 }\ndevice tpu_v4\n'
const tileX = 'tactic BP on batch {\n  x: 0\n}\n'

export const longName = 'very_long_name_'.repeat(667).slice(0, 10_000)
export const markup = '<img src=x onerror=alert(1)><b>bold</b> & "quoted"'
const escaped = markup.replaceAll('"', '\\"')

export const oddPrograms = {
  oneOperation: { model: oneOperation, tactics: `${head}${tileX}` },
  noCollectives: { model: oneOperation, tactics: `${head}${tileX}schedule only = BP {\n  expect all_reduce == 0\n}\n` },
  noSchedule: { model: mlpTrain, tactics: head },
  longNames: {
    model: mlpTrain
      .replaceAll("params['w1']", `params['${longName}']`)
      .replaceAll('jvp(hidden)', `jvp(${longName})`)
      .replaceAll('/tanh"', `/${longName}"`),
    tactics: `model "m.mlir"\nmesh { ${longName}: 4, model: 2 }\ndevice tpu_v4
tactic ${longName} on ${longName} {\n  {x, y}: 0\n}\nschedule default = ${longName}\n`,
  },
  markup: {
    model: mlpTrain.replaceAll("params['w1']", `params['${escaped}']`).replaceAll('jvp(hidden)', `jvp(${escaped})`),
    tactics: mlpTactics.replaceAll('w1', '*').replaceAll(/model "[^"]*"/g, 'model "m.mlir"'),
  },
  eightAxes: {
    model: mlpTrain,
    tactics: `model "m.mlir"\nmesh { a: 2, b: 2, c: 2, d: 2, e: 2, f: 2, g: 2, h: 2 }\ndevice tpu_v4
tactic A on a {\n  {x, y}: 0\n}\ntactic G on g {\n  {x, y}: 0\n}\ntactic H on h {\n  params.w1: 1\n}\nschedule default = A, G, H\n`,
  },
} as const satisfies Readonly<Record<string, OddProgram>>
