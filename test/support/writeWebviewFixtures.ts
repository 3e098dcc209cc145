// `npm run webview:fixtures`: reports of real analyses for the panels' pages, in test/webview/fixtures/reports.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import type { CostsCase } from './costsReport'
import { makeReportOf } from './costsReport'
import { mlpTactics, mlpTrain } from './models'

const example = 'examples/transformer'
const f32 = (...dims: readonly number[]): string => `tensor<${[...dims, 'f32'].join('x')}>`

const oneOperation = `func.func public @main(%x: ${f32(8)} loc("x")) -> ${f32(8)} {
  %0 = stablehlo.tanh %x : ${f32(8)}
  return %0 : ${f32(8)}
}
`
const mesh = 'mesh { batch: 2, model: 2 }\ndevice tpu_v4\n'
const long = `${'very_long_name_'.repeat(667)}`.slice(0, 10_000)
const markup = '<img src=x onerror=alert(1)><b>bold</b> & "quoted"'
const escaped = markup.replaceAll('"', '\\"')

const transformer = {
  model: readFileSync(`${example}/t32_fused_train.mlir`),
  tactics: readFileSync(`${example}/transformer.tactics`, 'utf8'),
  modelName: 't32_fused_train.mlir',
}

const cases: Readonly<Record<string, CostsCase>> = {
  transformer,
  transformerAfterMegatron: { ...transformer, applied: 2 },
  small: { model: mlpTrain, tactics: mlpTactics },
  oneOperation: { model: oneOperation, tactics: `model "m.mlir"\n${mesh}tactic BP on batch {\n  x: 0\n}\n` },
  noSchedule: { model: mlpTrain, tactics: `model "m.mlir"\n${mesh}` },
  noCollectives: {
    model: oneOperation,
    tactics: `model "m.mlir"\n${mesh}tactic BP on batch {\n  x: 0\n}\nschedule only = BP {\n  expect all_reduce == 0\n}\n`,
  },
  longNames: {
    model: mlpTrain.replaceAll("params['w1']", `params['${long}']`),
    tactics: mlpTactics.replaceAll('w1', '*'),
    modelName: `${long}.mlir`,
  },
  markup: {
    model: mlpTrain.replaceAll("params['w1']", `params['${escaped}']`).replaceAll('jvp(hidden)', `jvp(${escaped})`),
    tactics: mlpTactics.replaceAll('w1', '*'),
    modelName: `${markup}.mlir`,
  },
  broken: { model: mlpTrain, tactics: mlpTactics.replace('tactic BP on batch', 'tactic BP on bathc') },
}

const folder = 'test/webview/fixtures/reports'
mkdirSync(folder, { recursive: true })
for (const [name, one] of Object.entries(cases)) {
  const { report } = await makeReportOf(one)
  const text = `${JSON.stringify(report)}\n`
  writeFileSync(`${folder}/${name}.json`, text)
  process.stdout.write(`${name}.json: ${Math.round(text.length / 1000)} kB\n`)
}
