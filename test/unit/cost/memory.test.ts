// The worked examples of docs/COSTS.md, Memory, in bytes; and exact flops.
import { expect, test } from 'vitest'
import { findDevice, overrideDevice } from '../../../server/src/cost/devices'
import { simulate } from '../../../server/src/cost/simulate'
import type { Simulation } from '../../../server/src/cost/simulate'
import { loadModel } from '../../../server/src/engine/loadModel'
import { lower } from '../../../server/src/lowering/lower'
import { encodeText } from '../../../server/src/mlir/text'
import { createState } from '../../../server/src/sharding/state'

function simulateText(text: string, name: string): Simulation {
  const device = findDevice(name)
  if (device === undefined) throw new Error(`no device ${name}`)
  const { program, problems } = loadModel(encodeText(text))
  expect(problems).toEqual([])
  return simulate(lower(createState(program, { axes: [] })), device)
}

const square = 'tensor<256x256xf32>'
const products = `func.func public @main(%a: ${square}) -> ${square} {
  %t = stablehlo.exponential %a : ${square}
  %u = stablehlo.add %t, %a : ${square}
  %r = stablehlo.dot_general %u, %a, contracting_dims = [1] x [0] : (${square}, ${square}) -> ${square}
  %s = stablehlo.dot_general %r, %u, contracting_dims = [1] x [0] : (${square}, ${square}) -> ${square}
  return %s : ${square}
}`

test('a value that dots read is kept on a GPU, and computed again inside them on a TPU', () => {
  expect(simulateText(products, 'h100').memory.peakBytes).toBe(1_048_576)
  expect(simulateText(products, 'tpu_v4').memory.peakBytes).toBe(786_432)
})

test('dot_general counts 2 · m · n · k', () => {
  expect(simulateText(products, 'h100').figures.flops).toBe(2 * 2 * 256 ** 3 + 256 * 256)
})

const vector = 'tensor<1024xf32>'
const update = (
  isReadFirst: boolean,
): string => `func.func public @main(%w: ${vector} {tf.aliasing_output = 0 : i32}, %g: ${vector}) -> (${vector}, ${vector}) {
  %c = stablehlo.constant dense<0.1> : tensor<f32>
  ${isReadFirst ? `%n = stablehlo.negate %w : ${vector}` : ''}
  %b = stablehlo.broadcast_in_dim %c, dims = [] : (tensor<f32>) -> ${vector}
  %m = stablehlo.multiply %b, %g : ${vector}
  %x = stablehlo.subtract %w, %m : ${vector}
  ${isReadFirst ? '' : `%n = stablehlo.negate %w : ${vector}`}
  return %x, %n : ${vector}, ${vector}
}`

test('a donated argument that is read after its update is copied', () => {
  expect(simulateText(update(false), 'h100').memory.peakBytes).toBe(16_384)
  expect(simulateText(update(true), 'h100').memory.peakBytes).toBe(12_288)
})

test('a loop counts its body once, and carries what does not change in place', () => {
  const matrix = 'tensor<64x64xf32>'
  const loop = `func.func public @main(%w: ${matrix}) -> ${matrix} {
  %c0 = stablehlo.constant dense<0> : tensor<i32>
  %z = stablehlo.constant dense<0.0> : ${matrix}
  %r:3 = stablehlo.while(%i = %c0, %ww = %w, %acc = %z) : tensor<i32>, ${matrix}, ${matrix}
  cond {
    %c8 = stablehlo.constant dense<8> : tensor<i32>
    %p = stablehlo.compare LT, %i, %c8, SIGNED : (tensor<i32>, tensor<i32>) -> tensor<i1>
    stablehlo.return %p : tensor<i1>
  } do {
    %c1 = stablehlo.constant dense<1> : tensor<i32>
    %j = stablehlo.add %i, %c1 : tensor<i32>
    %d = stablehlo.dot_general %acc, %ww, contracting_dims = [1] x [0] : (${matrix}, ${matrix}) -> ${matrix}
    stablehlo.return %j, %ww, %d : tensor<i32>, ${matrix}, ${matrix}
  }
  return %r#2 : ${matrix}
}`
  const { memory, figures } = simulateText(loop, 'h100')
  // Two matrices beside argument and result are one too many; the counter takes four bytes.
  expect(memory.peakBytes).toBe(49_152 + 4)
  expect(figures.flops).toBeGreaterThanOrEqual(8 * 2 * 64 ** 3)
})

test('an efficiency of a half doubles the time', () => {
  const device = findDevice('tpu_v5p')
  if (device === undefined) throw new Error('no device tpu_v5p')
  const { program } = loadModel(encodeText(products))
  const local = lower(createState(program, { axes: [] }))
  const half = overrideDevice(device, [
    { field: 'matrix_efficiency', value: 0.5 },
    { field: 'vector_efficiency', value: 0.5 },
    { field: 'memory_efficiency', value: 0.5 },
  ])
  expect(simulate(local, half).figures.computeTime).toBeCloseTo(2 * simulate(local, device).figures.computeTime, 12)
})

test('a class of operations has an efficiency of its own', () => {
  const device = findDevice('tpu_v5p')
  if (device === undefined) throw new Error('no device tpu_v5p')
  const local = lower(createState(loadModel(encodeText(products)).program, { axes: [] }))
  const half = overrideDevice(device, [{ field: 'dot_efficiency', value: 0.5 }])
  expect(simulate(local, half).figures.computeTime).toBeCloseTo(2 * simulate(local, device).figures.computeTime, 12)
})
