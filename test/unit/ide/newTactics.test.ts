// The first tactics file of a model, and a model's own shardings as tactics that give the same.
import { describe, expect, test } from 'vitest'
import { severityOf } from '../../../server/src/base/diagnostics'
import { createAnalyzer } from '../../../server/src/engine/analyze'
import { loadModel } from '../../../server/src/engine/loadModel'
import { writeModuleTactics } from '../../../server/src/engine/moduleTactics'
import { declaredAxes } from '../../../server/src/engine/valueSharding'
import type { Candidate } from '../../../server/src/ide/fixes/fix'
import { newTactics, newTacticsText } from '../../../server/src/ide/fixes/newTactics'
import { encodeText } from '../../../server/src/mlir/text'
import { formatTactics } from '../../../server/src/tactics/formatTactics'
import { parseTactics } from '../../../server/src/tactics/parseTactics'
import { loopModel, mlpTrain } from '../../support/models'
import { getTacticsParser } from '../../support/tacticsParser'

const parser = await getTacticsParser()

const sharded = `module @jit_f {
  sdy.mesh @mesh = <["batch"=4, "model"=2]>
  func.func public @main(%w: tensor<8x16xf32> {sdy.sharding = #sdy.sharding<@mesh, [{}, {"model"}]>} loc("params['w']"), %x: tensor<32x8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"batch"}, {}]>} loc("x")) -> (tensor<32x16xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"batch", ?}, {?}]>}) {
    %0 = stablehlo.dot_general %x, %w, contracting_dims = [1] x [0] : (tensor<32x8xf32>, tensor<8x16xf32>) -> tensor<32x16xf32>
    %1 = stablehlo.tanh %0 : tensor<32x16xf32>
    %2 = sdy.sharding_constraint %1 <@mesh, [{"batch", ?}, {"model", ?}]> : tensor<32x16xf32>
    %3 = stablehlo.negate %2 : tensor<32x16xf32>
    return %3 : tensor<32x16xf32>
  }
}
`

const modelOf = (text: string) => loadModel(encodeText(text))

function analyze(text: string, model: ReturnType<typeof modelOf>, withoutModule = false) {
  const { value: file, problems } = parseTactics(parser, text)
  const analysis = createAnalyzer().analyze({ file, syntaxProblems: problems, model, withoutModule })
  return { analysis: analysis!, state: analysis!.schedules[0]!.final.state }
}

const offered = (text: string): readonly Candidate[] =>
  newTactics.make({ model: modelOf(text), modelPath: 'folder/model.mlir', tactics: undefined }, { start: 0, end: 0 })

describe('a new file', () => {
  test('is data parallel over the inputs', () => {
    expect(newTacticsText(modelOf(mlpTrain), 'mlp.mlir')).toBe(`model "mlp.mlir"
mesh { batch: 8 }
device tpu_v4

// Data parallelism: each device takes a part of the inputs.
tactic BP on batch {
  {x, y}: 0
}

schedule default = BP

// To try next, each with its name added to a schedule:
//
// Megatron tensor parallelism, on a second axis of the mesh such as \`model: 2\`. Pairs of weights are split by the
// columns of the first and the rows of the second: one all_reduce a pair, forward and backward.
// tactic Megatron on model {
//   params.w1: 1
//   params.w2: 0
// }
//
// ZeRO-3: parameters and optimizer state. Parameters are split too and gathered where they are used (FSDP).
// tactic Z3 on batch {
//   params: first_divisible
// }
//
// Figures of a schedule can be pinned as \`expect\` lines, which \`shardlens check\` tests.
`)
  })

  test('lies beside its model, and is offered at its head', () => {
    const [candidate] = offered(mlpTrain)
    expect(candidate?.newFiles?.map(({ path }) => path)).toEqual(['folder/model.tactics'])
    const inside = mlpTrain.indexOf('%0')
    expect(
      newTactics.make(
        { model: modelOf(mlpTrain), modelPath: 'm.mlir', tactics: undefined },
        { start: inside, end: inside },
      ),
    ).toEqual([])
  })

  test.each([
    ['a training step', mlpTrain],
    ['a loop', loopModel],
    ['a model with shardings', sharded],
    [
      'a model without a batch',
      'func.func @main(%a: tensor<1x3xf32>) -> tensor<1x3xf32> {\n  return %a : tensor<1x3xf32>\n}\n',
    ],
    ['scalars', 'func.func @main(%a: tensor<f32>) -> tensor<f32> {\n  return %a : tensor<f32>\n}\n'],
  ])('of %s is formatted and without errors', (_, text) => {
    for (const { newFiles } of offered(text)) {
      const made = newFiles?.[0]?.text ?? ''
      expect(formatTactics(made, parser)).toBe(made)
      const { problems } = analyze(made, modelOf(text)).analysis
      expect(problems.filter(({ code }) => severityOf(code) === 'error').map(({ message }) => message)).toEqual([])
    }
  })
})

describe("a model's own shardings", () => {
  test('become tactics by axis', () => {
    const { tactics, ...rest } = writeModuleTactics(modelOf(sharded), {
      axes: [
        { name: 'batch', size: 4 },
        { name: 'model', size: 2 },
      ],
    })
    expect(tactics).toEqual([
      { name: 'Inputs_batch', axis: 'batch', lines: ['x: 0', 'params: replicated'] },
      { name: 'Inputs_model', axis: 'model', lines: ['params: 1', 'x: replicated'] },
    ])
    expect(rest).toMatchObject({ unnamed: 0, differing: 0, reordered: 0, split: 7 })
  })

  test('that split as the model does', () => {
    const text = offered(sharded)[1]?.newFiles?.[0]?.text ?? ''
    expect(text).toContain('// On this mesh they give what the model states, value by value.')
    const model = modelOf(sharded)
    const written = analyze(text, model, true).state
    const own = analyze('model "m.mlir"\n', model).state
    for (let value = 0; value < model.program.values.count; value++) {
      expect(declaredAxes(written, value)).toEqual(declaredAxes(own, value))
    }
  })
})
