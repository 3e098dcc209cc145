// Regions partitioned by hand: each device computes what the region says, and together what the whole program would.
import { describe, expect, test } from 'vitest'
import { loadModel } from '../../../server/src/engine/loadModel'
import { evaluateFunction } from '../../../server/src/evaluate/devices'
import { asTensor } from '../../../server/src/evaluate/interpreter'
import { makeInput } from '../../../server/src/evaluate/shards'
import { encodeText } from '../../../server/src/mlir/text'
import { runEverywhere, runModule, shardFor } from '../../support/moduleShardings'

const args = '%x: tensor<8x4xf32>, %w: tensor<4x6xf32>, %v: tensor<6x4xf32>'

/** tanh(x · w) · v + x, whole. */
const whole = `func.func public @main(${args}) -> tensor<8x4xf32> {
  %0 = stablehlo.dot_general %x, %w, contracting_dims = [1] x [0] : (tensor<8x4xf32>, tensor<4x6xf32>) -> tensor<8x6xf32>
  %1 = stablehlo.tanh %0 : tensor<8x6xf32>
  %2 = stablehlo.dot_general %1, %v, contracting_dims = [1] x [0] : (tensor<8x6xf32>, tensor<6x4xf32>) -> tensor<8x4xf32>
  %3 = stablehlo.add %2, %x : tensor<8x4xf32>
  return %3 : tensor<8x4xf32>
}`

const sum = (
  groups: string,
): string => `"stablehlo.all_reduce"(%p) <{channel_handle = #stablehlo.channel_handle<handle = 1, type = 1>, replica_groups = dense<${groups}> : tensor<2x2xi64>, use_global_device_ids}> ({
    ^bb0(%a: tensor<f32>, %b: tensor<f32>):
      %s = stablehlo.add %a, %b : tensor<f32>
      stablehlo.return %s : tensor<f32>
    })`

/** The body for blocks of \`rows\` rows and 3 hidden elements. */
const body = (rows: number, groups: string): string => `
    %h = stablehlo.dot_general %xl, %wl, contracting_dims = [1] x [0] : (tensor<${rows}x4xf32>, tensor<4x3xf32>) -> tensor<${rows}x3xf32>
    %t = stablehlo.tanh %h : tensor<${rows}x3xf32>
    %p = stablehlo.dot_general %t, %vl, contracting_dims = [1] x [0] : (tensor<${rows}x3xf32>, tensor<3x4xf32>) -> tensor<${rows}x4xf32>
    %q = ${sum(groups)} : (tensor<${rows}x4xf32>) -> tensor<${rows}x4xf32>`

const pairs = '[[0, 1], [2, 3]]'

const region = (rows: number, axes: string, dim: string): string => `module {
sdy.mesh @mesh = <["data"=2, "model"=2]>
func.func public @main(${args}) -> tensor<8x4xf32> {
  %2 = sdy.manual_computation(%x, %w, %v) in_shardings=[<@mesh, [{${dim}}, {}]>, <@mesh, [{}, {"model"}]>, <@mesh, [{"model"}, {}]>] out_shardings=[<@mesh, [{${dim}}, {}]>] manual_axes={${axes}} (%xl: tensor<${rows}x4xf32>, %wl: tensor<4x3xf32>, %vl: tensor<3x4xf32>) {${body(rows, pairs)}
    sdy.return %q : tensor<${rows}x4xf32>
  } : (tensor<8x4xf32>, tensor<4x6xf32>, tensor<6x4xf32>) -> tensor<8x4xf32>
  %3 = stablehlo.add %2, %x : tensor<8x4xf32>
  return %3 : tensor<8x4xf32>
}
}`

const call = (name: string, target: string, operand: string, sharding: string, types: string): string =>
  `  ${name} = stablehlo.custom_call @${target}(${operand}) {mhlo.sharding = "${sharding}"} : ${types}\n`

/** The same with custom_calls as borders. */
const borders = `func.func public @main(${args}) -> tensor<8x4xf32> {
${call('%xs', 'Sharding', '%x', '{devices=[2,1,2]<=[4] last_tile_dim_replicate}', '(tensor<8x4xf32>) -> tensor<8x4xf32>')}${call('%xl', 'SPMDFullToShardShape', '%xs', '{manual}', '(tensor<8x4xf32>) -> tensor<4x4xf32>')}${call('%ws', 'Sharding', '%w', '{devices=[1,2,2]<=[2,2]T(1,0) last_tile_dim_replicate}', '(tensor<4x6xf32>) -> tensor<4x6xf32>')}${call('%wl', 'SPMDFullToShardShape', '%ws', '{manual}', '(tensor<4x6xf32>) -> tensor<4x3xf32>')}${call('%vs', 'Sharding', '%v', '{devices=[2,1,2]<=[2,2]T(1,0) last_tile_dim_replicate}', '(tensor<6x4xf32>) -> tensor<6x4xf32>')}${call('%vl', 'SPMDFullToShardShape', '%vs', '{manual}', '(tensor<6x4xf32>) -> tensor<3x4xf32>')}${body(4, pairs)}
${call('%qs', 'Sharding', '%q', '{manual}', '(tensor<4x4xf32>) -> tensor<4x4xf32>')}${call('%2', 'SPMDShardToFullShape', '%qs', '{devices=[2,1,2]<=[4] last_tile_dim_replicate}', '(tensor<4x4xf32>) -> tensor<8x4xf32>')}
  %3 = stablehlo.add %2, %x : tensor<8x4xf32>
  return %3 : tensor<8x4xf32>
}`

/** Largest difference of any device's result from its shard of what the whole program computes. */
function differenceFromWhole({ local, model }: ReturnType<typeof runModule>): number {
  const inputs = model.module.arguments.map(({ type }, i) => makeInput(type, i, 7, undefined))
  const { module } = loadModel(encodeText(whole))
  const original = evaluateFunction(module, module.main, inputs)
  if (original.kind === 'refused') throw new Error(original.message)
  const expected = asTensor(original.outputs[0]?.[0])
  let largest = 0
  runEverywhere(local, inputs).forEach(([own], device) => {
    const { data } = shardFor(local, expected, local.results[0]!, device)
    data.forEach((element, i) => {
      largest = Math.max(largest, Math.abs(Number(element) - Number(own?.data[i] ?? NaN)))
    })
  })
  return largest
}

describe('a region', () => {
  test.each([
    ['on both axes', region(4, '"data", "model"', '"data"'), undefined],
    ['on one axis, the other left to propagation', region(8, '"model"', ''), undefined],
    ['with custom_calls as borders', borders, { data: 2, model: 2 }],
  ])('%s computes the same', (_, text, mesh) => {
    const run = runModule(text, mesh)
    expect(run.messages).toEqual([])
    expect(run.conflicts).toEqual([])
    expect(run.count).toEqual({ all_reduce: 1 })
    expect(run.local.collectives[0]).toMatchObject({ axes: [1], cause: { kind: 'model' }, groupSize: 2 })
    expect(differenceFromWhole(run)).toBeLessThan(1e-5)
  })

  test('is split along axes that it leaves alone', () => {
    const text = region(8, '"model"', '').replace(
      '%x: tensor<8x4xf32>',
      '%x: tensor<8x4xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"data"}, {}]>}',
    )
    const run = runModule(text)
    expect(run.count).toEqual({ all_reduce: 1 })
    expect(run.local.types[run.local.values.type[run.local.results[0]!]!]?.dims).toEqual([4, 4])
    expect(differenceFromWhole(run)).toBeLessThan(1e-5)
  })

  test('is not split along its own axes again', () => {
    const run = runModule(region(8, '"model"', ''))
    const { manual } = run.model.program
    for (let value = manual.regions[0]!.firstValue; value < manual.regions[0]!.endValue; value++)
      expect(run.state.valueDim[value * 2 + 1]).toBeLessThan(0)
  })

  test('a sum over groups that are not those of an axis stays as it is', () => {
    const run = runModule(region(4, '"data", "model"', '"data"').replace(pairs, '[[0, 3], [1, 2]]'))
    expect(run.count).toEqual({})
  })
})

describe('a region that does not fit the mesh', () => {
  test.each([
    [{ data: 2 }, 'a region partitioned by hand is on axis `model`, which the mesh does not have; it has `data`'],
    [{ data: 2, model: 4 }, 'a region partitioned by hand takes dim 1 in 2 parts, but the mesh has `model` = 4'],
  ])('%o', (mesh, message) => {
    const { messages } = runModule(region(4, '"data", "model"', '"data"'), mesh)
    expect(messages).toContain(`model.manual-region: ${message}`)
  })
})
