// Devices in lock-step: collectives give each its part, and what can never meet is refused.
import { describe, expect, test } from 'vitest'
import { loadModel } from '../../../server/src/engine/loadModel'
import { evaluateOnDevices } from '../../../server/src/evaluate/devices'
import { asTensor } from '../../../server/src/evaluate/interpreter'
import { makeTensor } from '../../../server/src/evaluate/tensor'
import { decodeText, encodeText } from '../../../server/src/mlir/text'

const channel = 'channel_handle = #stablehlo.channel_handle<handle = 1, type = 1>'
const sum =
  '({\n^bb0(%l: tensor<f32>, %r: tensor<f32>):\n%s = stablehlo.add %l, %r : tensor<f32>\nstablehlo.return %s : tensor<f32>\n})'

function program(body: string, result: string): string {
  return `func.func public @main(%a: tensor<2xf32>) -> ${result} {\n%0 = ${body}\nreturn %0 : ${result}\n}`
}

/** Device d begins with [2d, 2d + 1]; elements by device. */
function run(text: string, devices: number): number[][] {
  const { module } = loadModel(encodeText(text))
  const inputs = Array.from({ length: devices }, (_, device) => {
    const tensor = makeTensor('f32', [2])
    tensor.data.set([2 * device, 2 * device + 1] as never) // f32 elements are numbers
    return [tensor]
  })
  const ran = evaluateOnDevices(module, module.main, inputs, { replicas: 1, partitions: devices })
  if (ran.kind === 'refused') {
    const { bytes } = module.columns
    throw new Error(`${ran.message} at ${decodeText(bytes, ran.span.start, ran.span.end)}`)
  }
  return ran.outputs.map(([output]) => Array.from(asTensor(output).data, Number))
}

const groups = 'replica_groups = dense<[[0, 1], [2, 3]]> : tensor<2x2xi64>'

describe('a collective', () => {
  test.each([
    [
      'all_gather',
      `"stablehlo.all_gather"(%a) <{all_gather_dim = 0 : i64, ${channel}, ${groups}, use_global_device_ids}> : (tensor<2xf32>) -> tensor<4xf32>`,
      'tensor<4xf32>',
      [
        [0, 1, 2, 3],
        [0, 1, 2, 3],
        [4, 5, 6, 7],
        [4, 5, 6, 7],
      ],
    ],
    [
      'all_reduce',
      `"stablehlo.all_reduce"(%a) <{${channel}, ${groups}, use_global_device_ids}> ${sum} : (tensor<2xf32>) -> tensor<2xf32>`,
      'tensor<2xf32>',
      [
        [2, 4],
        [2, 4],
        [10, 12],
        [10, 12],
      ],
    ],
    [
      'reduce_scatter',
      `"stablehlo.reduce_scatter"(%a) <{scatter_dimension = 0 : i64, ${channel}, ${groups}, use_global_device_ids}> ${sum} : (tensor<2xf32>) -> tensor<1xf32>`,
      'tensor<1xf32>',
      [[2], [4], [10], [12]],
    ],
    [
      'all_to_all',
      `"stablehlo.all_to_all"(%a) <{split_dimension = 0 : i64, concat_dimension = 0 : i64, split_count = 2 : i64, ${channel}, ${groups}}> : (tensor<2xf32>) -> tensor<2xf32>`,
      'tensor<2xf32>',
      [
        [0, 2],
        [1, 3],
        [4, 6],
        [5, 7],
      ],
    ],
    [
      'collective_permute: who is no target gets zeros',
      `"stablehlo.collective_permute"(%a) <{${channel}, source_target_pairs = dense<[[0, 1], [3, 0]]> : tensor<2x2xi64>}> : (tensor<2xf32>) -> tensor<2xf32>`,
      'tensor<2xf32>',
      [
        [6, 7],
        [0, 1],
        [0, 0],
        [0, 0],
      ],
    ],
  ])('%s', (_, body, result, expected) => {
    expect(run(program(body, result), 4)).toEqual(expected)
  })

  test('that not all of a group reach is refused, not waited for', () => {
    const reduce = `"stablehlo.all_reduce"(%a) <{${channel}, replica_groups = dense<[[0, 1]]> : tensor<1x2xi64>, use_global_device_ids}> ${sum} : (tensor<2xf32>) -> tensor<2xf32>`
    const text = `func.func public @main(%a: tensor<2xf32>) -> tensor<2xf32> {
  %id = stablehlo.partition_id : tensor<ui32>
  %zero = stablehlo.constant dense<0> : tensor<ui32>
  %first = stablehlo.compare EQ, %id, %zero : (tensor<ui32>, tensor<ui32>) -> tensor<i1>
  %r = "stablehlo.if"(%first) ({
    %0 = ${reduce}
    stablehlo.return %0 : tensor<2xf32>
  }, {
    stablehlo.return %a : tensor<2xf32>
  }) : (tensor<i1>) -> tensor<2xf32>
  return %r : tensor<2xf32>
}`
    expect(() => run(text, 2)).toThrow(/wait|never|meet/)
  })
})

test('what cannot be evaluated is refused with its place', () => {
  const text = program('"other.thing"(%a) : (tensor<2xf32>) -> tensor<2xf32>', 'tensor<2xf32>')
  expect(() => run(text, 1)).toThrow(/other\.thing/)
})
