// What a schedule's export says, and that reading it back gives the same shardings.
import { expect, test } from 'vitest'
import { exportJax } from '../../../server/src/engine/exportJax'
import { exportSdy } from '../../../server/src/engine/exportSdy'
import type { Evaluation, LoadedModel } from '../../../server/src/engine/analysis'
import { createAnalyzer } from '../../../server/src/engine/analyze'
import { loadModel } from '../../../server/src/engine/loadModel'
import { encodeText } from '../../../server/src/mlir/text'
import { parseTactics } from '../../../server/src/tactics/parseTactics'
import { mlpTrain } from '../../support/models'
import { runModule } from '../../support/moduleShardings'
import { getTacticsParser } from '../../support/tacticsParser'

async function evaluate(text: string, tactics: string): Promise<{ evaluation: Evaluation; model: LoadedModel }> {
  const model = loadModel(encodeText(text))
  const { value: file, problems } = parseTactics(await getTacticsParser(), tactics)
  const analysis = createAnalyzer().analyze({ file, syntaxProblems: problems, model })
  const evaluation = analysis?.schedules[0]?.evaluation
  if (evaluation === undefined) throw new Error('no schedule was evaluated')
  return { evaluation, model }
}

const tactics = `model "mlp.mlir"
mesh { batch: 4, model: 2 }
tactic BP on batch { {x, y}: 0 }
tactic Megatron on model { params.w1: 1
  params.w2: 0 }
tactic Z3 on batch { params.**: first_divisible }
`

const localDims = ({ local }: Evaluation): string[] =>
  [...local.arguments, ...local.results].map((value) => local.types[local.values.type[value]!]!.dims.join('x'))

test('attributes of Shardy, with the order of tactics as priorities', async () => {
  const { evaluation, model } = await evaluate(mlpTrain, tactics)
  const { text, ambiguous } = exportSdy(evaluation, model)
  expect(ambiguous).toBe(0)
  expect(text).toContain('sdy.mesh @mesh = <["batch"=4, "model"=2]>')
  expect(text).toContain('sdy.sharding = #sdy.sharding<@mesh, [{"batch"}, {}]>')
  expect(text).toContain('sdy.sharding = #sdy.sharding<@mesh, [{"batch"}p2, {"model"}p1]>')
  expect(text).toMatch(/stablehlo\.dot_general.*sdy\.sharding = #sdy\.sharding_per_value<\[<@mesh, \[\{"batch"\}, /)
  const back = runModule(text)
  expect(back.messages).toEqual([])
  expect(back.local.collectives.map(({ kind }) => kind).sort()).toEqual(
    evaluation.local.collectives.map(({ kind }) => kind).sort(),
  )
  expect(localDims({ ...evaluation, local: back.local })).toEqual(localDims(evaluation))
})

test('shardings and meshes that the model has are replaced, the rest is kept', async () => {
  const text = `module {
sdy.mesh @mesh = <["old"=2]>
func.func public @main(%a: tensor<8x4xf32> {jax.donor = true, mhlo.sharding = "{replicated}"} loc("a")) -> (tensor<8x4xf32> {jax.result_info = "out"}) {
  %0 = stablehlo.tanh %a {mhlo.frontend_attributes = {x = "y"}} : tensor<8x4xf32>
  %1 = sdy.sharding_constraint %0 <@mesh, [{?}, {?}]> : tensor<8x4xf32>
  %2:2 = "stablehlo.reduce_precision_pair"(%1) <{k = 3 : i32}> : (tensor<8x4xf32>) -> (tensor<8x4xf32>, tensor<8x4xf32>)
  return %1 : tensor<8x4xf32>
}
}`
  const { evaluation, model } = await evaluate(
    text,
    'model "a.mlir"\nmesh { d: 2 }\ntactic T on d { a: 0 }\nschedule s = T\n',
  )
  const exported = exportSdy(evaluation, model).text
  expect(exported).toContain('sdy.mesh @mesh_1 = <["d"=2]>')
  expect(exported).toContain('sdy.mesh @mesh = <["old"=2]>')
  expect(exported).not.toContain('replicated')
  expect(exported).toContain('jax.donor = true')
  expect(exported).toContain('jax.result_info = "out"')
  expect(exported).toMatch(/mhlo\.frontend_attributes = \{x = "y"\}, sdy\.sharding = #sdy\.sharding_per_value/)
  expect(exported).toMatch(/<\{k = 3 : i32\}> \{sdy\.sharding = #sdy\.sharding_per_value<\[<.*>, <.*>\]>\}/)
  expect(exported).toContain('sdy.sharding_constraint %0 <@mesh_1, [{}, {}]>')
})

test('PartitionSpecs by path', async () => {
  const { evaluation } = await evaluate(mlpTrain, tactics)
  const text = exportJax(evaluation, { tactics: 'a.tactics', schedule: 'default', model: 'mlp.mlir' })
  expect(text).toContain('"""How schedule default of a.tactics splits the arguments and results of mlp.mlir.')
  expect(text).toContain('mesh_shape = {"batch": 4, "model": 2}')
  expect(text).toContain('    "params.w1": P("batch", "model"),')
  expect(text).toContain('    "x": P("batch"),')
  expect(text).toContain('out_specs = {')
})
