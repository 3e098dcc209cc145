// What lives at the peak: kinds, scopes, sums; sizes beyond what numbers hold.
import { expect, test } from 'vitest'
import { findDevice } from '../../../server/src/cost/devices'
import { memoryFit } from '../../../server/src/cost/memoryFit'
import type { MemoryPlan } from '../../../server/src/cost/memory'
import { memoryKinds } from '../../../server/src/cost/memoryKinds'
import { memoryByScope } from '../../../server/src/cost/memoryScopes'
import { simulate } from '../../../server/src/cost/simulate'
import type { LocalProgram } from '../../../server/src/lowering/localProgram'
import { lower } from '../../../server/src/lowering/lower'
import { createState } from '../../../server/src/sharding/state'
import { loadProgram } from '../../support/loadProgram'
import { mlpTrain } from '../../support/models'

function plan(text: string): { local: LocalProgram; memory: MemoryPlan } {
  const device = findDevice('h100')
  if (device === undefined) throw new Error('no h100')
  const local = lower(createState(loadProgram(text), { axes: [] }))
  return { local, memory: simulate(local, device).memory }
}

const kindsOf = ({ byKind }: MemoryPlan): Record<string, number> =>
  Object.fromEntries(memoryKinds.flatMap((kind, i) => (byKind[i]! > 0 ? [[kind, byKind[i]!]] : [])))

test('every byte at the peak has a kind', () => {
  const { memory } = plan(mlpTrain)
  // w1 and w2, x and y, the loss; tanh 32x16 and the error 32x4 are kept for the backward pass, where the gradient of w2
  // (16x4) and the error of the hidden layer (32x16) lie beside them: the product that makes it is the peak.
  expect(kindsOf(memory)).toEqual({
    parameter: (8 * 16 + 16 * 4) * 4,
    input: (32 * 8 + 32 * 4) * 4,
    output: 4,
    gradient: 16 * 4 * 4,
    activation: (32 * 16 + 32 * 4) * 4,
    temporary: 32 * 16 * 4,
  })
  expect(memory.byKind.reduce((sum, bytes) => sum + bytes)).toBe(memory.peakBytes)
})

test('scopes of one name add up to the peak, arguments under their paths', () => {
  const { local, memory } = plan(mlpTrain)
  const rows = memoryByScope(local, memory)
  const sum = (depth: number): number => rows.reduce((total, row) => total + (row.depth === depth ? row.bytes : 0), 0)
  expect(sum(1)).toBe(memory.peakBytes)
  expect(rows.find(({ scope }) => scope === 'params')?.bytes).toBe((8 * 16 + 16 * 4) * 4)
  expect(rows.find(({ scope }) => scope === 'params/w1')).toEqual({ scope: 'params/w1', depth: 2, bytes: 8 * 16 * 4 })
  expect(rows.map(({ scope }) => scope)).toContain('hidden')
})

test('a piece says since and until when it lives', () => {
  const { local, memory } = plan(mlpTrain)
  const { live } = memory
  const tanh = live.value.findIndex((value) => local.types[local.values.type[value]!]!.dims.join() === '32,16')
  expect([live.since[tanh], live.until[tanh]]).toEqual([0, 9])
  expect(live.since.every((since, i) => since <= memory.peakStep && live.until[i]! >= memory.peakStep)).toBe(true)
})

test('a plan can be sent to another thread', () => {
  const { memory } = plan(mlpTrain)
  expect(structuredClone(memory)).toEqual(memory)
})

test('sizes that no number holds stay finite and never turn negative', () => {
  const huge = `tensor<${'4294967296x'.repeat(40)}f32>`
  const { memory } =
    plan(`func.func public @main(%a: ${huge} {tf.aliasing_output = 0 : i32}, %b: ${huge}) -> (${huge}, ${huge}) {
  %t = stablehlo.exponential %a : ${huge}
  %u = stablehlo.sine %b : ${huge}
  %v = stablehlo.add %t, %u : ${huge}
  %w = stablehlo.multiply %v, %t : ${huge}
  return %v, %w : ${huge}, ${huge}
}`)
  const figures = [memory.peakBytes, memory.temporaryBytes, ...memory.timeline, ...memory.byKind, ...memory.live.bytes]
  expect(figures.every((bytes) => Number.isFinite(bytes) && bytes >= 0)).toBe(true)
  expect(memory.peakBytes).toBeGreaterThanOrEqual(2 ** 53)
})

test('arrays without elements take nothing', () => {
  const empty = 'tensor<0x8xf32>'
  const { memory } = plan(`func.func public @main(%a: ${empty}) -> ${empty} {
  %t = stablehlo.dot_general %a, %a, contracting_dims = [0] x [0] : (${empty}, ${empty}) -> tensor<8x8xf32>
  %u = stablehlo.dot_general %a, %t, contracting_dims = [1] x [0] : (${empty}, tensor<8x8xf32>) -> ${empty}
  return %u : ${empty}
}`)
  expect([memory.argumentBytes, memory.peakBytes]).toEqual([0, 256])
})

test('a program that trains nothing keeps activations', () => {
  const { memory } = plan(`func.func public @main(%x: tensor<8x8xf32>, %w: tensor<8x8xf32>) -> tensor<8x8xf32> {
  %a = stablehlo.dot_general %x, %w, contracting_dims = [1] x [0] : (tensor<8x8xf32>, tensor<8x8xf32>) -> tensor<8x8xf32>
  %b = stablehlo.dot_general %a, %w, contracting_dims = [1] x [0] : (tensor<8x8xf32>, tensor<8x8xf32>) -> tensor<8x8xf32>
  return %b : tensor<8x8xf32>
}`)
  expect(kindsOf(memory)).toEqual({ parameter: 256, input: 256, output: 256, activation: 256 })
})

test('above six tenths of the device XLA may recompute, above all of it it must', () => {
  const device = { memory: 100 } as Parameters<typeof memoryFit>[1] // only the size counts
  expect([60, 61, 100, 101].map((peak) => memoryFit(peak, device))).toEqual(['fits', 'near', 'near', 'over'])
})
