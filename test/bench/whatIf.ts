// What-if questions: simulation alone, another device, every mesh of 256 devices, and 100,000 devices against 8.
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { findDevice } from '../../server/src/cost/devices'
import { simulate } from '../../server/src/cost/simulate'
import type { LoadedModel } from '../../server/src/engine/analysis'
import { createAnalyzer } from '../../server/src/engine/analyze'
import { loadModel } from '../../server/src/engine/loadModel'
import { planSweep } from '../../server/src/engine/planSweep'
import { sweep } from '../../server/src/engine/sweep'
import { lower } from '../../server/src/lowering/lower'
import { encodeText } from '../../server/src/mlir/text'
import { parseTactics } from '../../server/src/tactics/parseTactics'
import type { TacticsFile } from '../../server/src/tactics/syntaxTree'
import { loadTacticsParser } from '../../server/src/worker/loadTacticsParser'
import type { Row } from './measure'
import { median, timeRuns } from './measure'

const warmUps = 4
const runs = 15
const schedules = ['default']

export async function measureWhatIf(example: string): Promise<Row[]> {
  const parser = await loadTacticsParser({
    runtimeWasm: resolve('dist', 'web-tree-sitter.wasm'),
    grammarWasm: resolve('dist', 'tree-sitter-tactics.wasm'),
  })
  const model = loadModel(new Uint8Array(readFileSync(join(example, 't32_fused_train.mlir'))))
  const { value: file } = parseTactics(parser, readFileSync(join(example, 'transformer.tactics'), 'utf8'))
  const { value: deepFile } = parseTactics(parser, deepTactics)
  return [
    ...measureSimulation(model, file),
    ...measureSweep(model, file),
    measureDevices(loadModel(encodeText(deepModel)), deepFile),
  ]
}

/** After lowering: everything anew, and on another device what was kept is priced. */
function measureSimulation(model: LoadedModel, file: TacticsFile): Row[] {
  const analysis = createAnalyzer().analyze({ file, syntaxProblems: [], model, schedules })
  const state = analysis?.schedules[0]?.final.state
  const device = findDevice('tpu_v4')
  if (state === undefined || device === undefined) throw new Error('the example is another one than this measures')
  // As often as an editor has simulated after a few edits.
  const times = Array.from({ length: 5 * warmUps + runs }, () => {
    const local = lower(state)
    const anew = timeRuns(1, () => void simulate(local, device))[0]!
    const priced = timeRuns(1, () => void simulate(local, { ...device, link: device.link * 2 }))[0]!
    return { anew, priced }
  }).slice(5 * warmUps)
  const [anew, priced] = [times.map((time) => time.anew), times.map((time) => time.priced)]
  return [
    { name: 'simulation of one lowered program', value: median(anew), unit: 'ms', goal: 15 },
    {
      name: 'the same on other links',
      value: median(priced),
      unit: 'ms',
      note: 'what does not depend on them is kept',
    },
  ]
}

function measureSweep(model: LoadedModel, file: TacticsFile): Row[] {
  const plan = planSweep({ file, model, deviceCount: 256, mostMeshes: 256, schedules })
  if (typeof plan === 'string') throw new Error(plan)
  const times = timeRuns(5, () => void sweep({ model, ...plan }))
  return [
    {
      name: `one schedule on all ${plan.meshes.length} meshes of 256 devices`,
      value: median(times),
      unit: 'ms',
      goal: 2000,
    },
  ]
}

/** The same tactics on a model whose batch divides by both: what differs is the size of the mesh alone. */
function measureDevices(model: LoadedModel, file: TacticsFile): Row {
  const analyze = (batch: number) => (): void => {
    const mesh = [
      { name: 'batch', size: batch },
      { name: 'model', size: 2 },
    ]
    const analysis = createAnalyzer().analyze({ file, syntaxProblems: [], model, mesh })
    if (analysis?.schedules[0]?.steps.some(({ refused }) => refused > 0) !== false) throw new Error('refused')
  }
  timeRuns(warmUps, analyze(4))
  // By turns, so that what else the machine does falls on both.
  const times = Array.from({ length: runs }, () => [4, 50_000].map((batch) => timeRuns(1, analyze(batch))[0]!))
  const [few, many] = [0, 1].map((i) => median(times.map((pair) => pair[i]!)))
  return {
    name: 'analysis for 100,000 devices / for 8',
    value: many! / few!,
    unit: 'ratio',
    goal: 1.1,
    note: `${layers} layers, ${many!.toFixed(1)} ms against ${few!.toFixed(1)} ms`,
  }
}

const layers = 300
const [batch, width] = [400_000, 100_000]

const deepTactics = `model "deep.mlir"
mesh { batch: 4, model: 2 }
tactic BP on batch { x: 0 }
tactic MP on model { w_*: 1 }
tactic Z3 on batch { w_*: first_divisible }
`

/** Layers of x = tanh(x · w), each with an update of its weight. */
const deepModel = ((): string => {
  const [x, w] = [`tensor<${batch}x${width}xbf16>`, `tensor<${width}x${width}xbf16>`]
  const numbers = Array.from({ length: layers }, (_, i) => i)
  const body = numbers.flatMap((i) => [
    `%p${i} = stablehlo.dot_general %x${i}, %w${i}, contracting_dims = [1] x [0] : (${x}, ${w}) -> ${x}`,
    `%x${i + 1} = stablehlo.tanh %p${i} : ${x}`,
    `%g${i} = stablehlo.dot_general %x${i}, %x${i + 1}, contracting_dims = [0] x [0] : (${x}, ${x}) -> ${w}`,
    `%n${i} = stablehlo.subtract %w${i}, %g${i} : ${w}`,
  ])
  const parameters = numbers.map((i) => `%w${i}: ${w} {tf.aliasing_output = ${i} : i32} loc("w_${i}")`)
  const results = numbers.map(() => w)
  return `func.func public @main(${parameters.join(', ')}, %x0: ${x} loc("x")) -> (${results.join(', ')}) {
  ${body.join('\n  ')}
  return ${numbers.map((i) => `%n${i}`).join(', ')} : ${results.join(', ')}
}
`
})()
