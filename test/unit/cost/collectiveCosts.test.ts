import { describe, expect, test } from 'vitest'
import { collectiveTime, planCollective } from '../../../server/src/cost/collectiveCosts'
import type { Device } from '../../../server/src/cost/devices'
import { findDevice, overrideDevice } from '../../../server/src/cost/devices'
import { layOut } from '../../../server/src/cost/topology'
import type { CollectiveKind } from '../../../server/src/lowering/localProgram'
import type { Mesh } from '../../../server/src/sharding/mesh'

const device = (name: string): Device => {
  const found = findDevice(name)
  if (found === undefined) throw new Error(`no ${name}`)
  return found
}
const meshOf = (sizes: Record<string, number>): Mesh => ({
  axes: Object.entries(sizes).map(([name, size]) => ({ name, size })),
})

/** Microseconds over the named axes. */
function micros(kind: CollectiveKind, bytes: number, axes: string, on: Device | string, mesh: Mesh): number {
  const indices = [...axes].map((name) => mesh.axes.findIndex((axis) => axis.name === name))
  const fabric = layOut(mesh, typeof on === 'string' ? device(on) : on)
  return collectiveTime(kind, bytes, indices, fabric) * 1e6
}

/** Within 5 %. */
function expectAbout(actual: number, expected: number): void {
  expect(Math.abs(actual / expected - 1), `${actual} is not about ${expected}`).toBeLessThan(0.05)
}

const cube = meshOf({ X: 4, Y: 4, Z: 4 })
const bf16 = (...dims: number[]): number => dims.reduce((product, size) => product * size, 2)

describe('cases with published answers, tpu_v4 4x4x4', () => {
  test('bf16 [1024, 4096] as [X, Y]: gathered over X, V is the quarter that Y leaves', () => {
    expectAbout(micros('all_gather', bf16(1024, 1024), 'X', 'tpu_v4', cube), 23)
  })

  test('gathered over X and Y, V is the whole array and two rings work at once', () => {
    expectAbout(micros('all_gather', bf16(1024, 4096), 'XY', 'tpu_v4', cube), 46)
  })

  test('partial over Z with Y left sharded: V is the bytes of one Y shard, twice the time of its gather', () => {
    expectAbout(micros('all_reduce', bf16(1024, 1024), 'Z', 'tpu_v4', cube), 2 * 23)
    const gather = micros('all_gather', bf16(1024, 1024), 'Z', 'tpu_v4', cube)
    expect(micros('all_reduce', bf16(1024, 1024), 'Z', 'tpu_v4', cube)).toBe(2 * gather)
  })

  test('bf16 [128] over X: two hops', () => {
    expectAbout(micros('all_gather', bf16(128), 'X', 'tpu_v4', cube), 2)
  })
})

describe('cases with published answers, tpu_v5e 4x4', () => {
  const square = meshOf({ X: 4, Y: 4 })

  test('bf16 [2048, 8192] split on Y: a line of four, as only 16 wraps', () => {
    expectAbout(micros('all_gather', bf16(2048, 8192), 'Y', 'tpu_v5e', square), 560)
  })

  test('the same on a closed ring', () => {
    const wrapped: Device = { ...device('tpu_v5e'), wrap: { kind: 'always' } }
    expectAbout(micros('all_gather', bf16(2048, 8192), 'Y', wrapped, square), 377)
  })

  test('bf16 [256, 256]: three hops', () => {
    expectAbout(micros('all_gather', bf16(256, 256), 'Y', 'tpu_v5e', square), 3)
  })
})

describe('h100', () => {
  const node = meshOf({ X: 8 })

  test('bf16 [1024, 16384] over the 8 of a node', () => {
    expectAbout(micros('all_gather', bf16(1024, 16384), 'X', 'h100', node), 65)
    expectAbout(micros('reduce_scatter', bf16(1024, 16384), 'X', 'h100', node), 65)
    expectAbout(micros('all_reduce', bf16(1024, 16384), 'X', 'h100', node), 130)
  })

  test('a measured rate is an efficiency: an all_reduce of 58 MB at 1.5e11 instead of 4.5e11', () => {
    const ideal = micros('all_reduce', 58e6, 'X', 'h100', node)
    const real = overrideDevice(device('h100'), [{ field: 'link_efficiency', value: 1.5 / 4.5 }])
    expect(micros('all_reduce', 58e6, 'X', real, node)).toBeCloseTo(3 * ideal, 6)
  })

  test('an all_to_all moves an n-th of what an all_gather of the same global array moves', () => {
    const local = 1e8
    const moved = (kind: CollectiveKind, bytes: number): number => micros(kind, bytes, 'X', 'h100', node)
    expect(moved('all_to_all', local)).toBeCloseTo(moved('all_gather', 8 * local) / 8, 6)
  })

  test('two nodes: an axis across them takes 5e10 a device; the slower level decides', () => {
    const mesh = meshOf({ data: 2, model: 8 })
    const where = layOut(mesh, device('h100'))
    expect(collectiveTime('all_gather', 1e9, [0], where)).toBeCloseTo(1e9 / 2 / 5e10, 9)
    const both = planCollective('all_gather', 1e9, [0, 1], where)
    expect(both.levels.map(({ kind, size }) => [kind, size])).toEqual([
      ['switch', 8],
      ['network', 2],
    ])
    expect(collectiveTime('all_gather', 1e9, [0, 1], where)).toBeCloseTo((1e9 * 7) / 8 / 4.5e11, 9)
  })

  test('an axis larger than a node is split into a part inside and a part across that divide it', () => {
    const levels = (sizes: Record<string, number>, axis: number): (readonly [string, number])[] =>
      planCollective('all_gather', 1e9, [axis], layOut(meshOf(sizes), device('h100'))).levels.map(
        ({ kind, size }) => [kind, size] as const,
      )
    expect(levels({ X: 64 }, 0)).toEqual([
      ['switch', 8],
      ['network', 8],
    ])
    expect(levels({ X: 12 }, 0)).toEqual([
      ['switch', 6],
      ['network', 2],
    ])
    expect(levels({ X: 6, Y: 3 }, 0)).toEqual([
      ['switch', 2],
      ['network', 3],
    ])
    expect(levels({ X: 6, Y: 3 }, 1)).toEqual([['switch', 3]])
  })
})

describe('a torus', () => {
  test('all_to_all on a ring is a quarter of the all_gather of the same global array', () => {
    const ring = meshOf({ X: 8 })
    const gather = micros('all_gather', 8e8, 'X', 'tpu_v4', ring)
    expect(micros('all_to_all', 1e8, 'X', 'tpu_v4', ring)).toBeCloseTo(gather / 4, 6)
  })

  test('all_to_all on a line of two: half of the local array crosses the one link', () => {
    expect(micros('all_to_all', 9e8, 'X', 'tpu_v4', meshOf({ X: 2 }))).toBeCloseTo((4.5e8 / 4.5e10) * 1e6, 6)
  })

  test('all_to_all over two axes: V·max(X, Y) / (4·N·2·link)', () => {
    const local = 1e8
    const expected = (local * 64 * 8) / (4 * 64 * 2 * 4.5e10)
    expect(micros('all_to_all', local, 'XY', 'tpu_v4', meshOf({ X: 8, Y: 8 }))).toBeCloseTo(expected * 1e6, 6)
  })

  test('a permute sends the local array over one link', () => {
    expect(micros('collective_permute', 4.5e7, 'X', 'tpu_v4', cube)).toBeCloseTo(1000, 6)
    expect(micros('collective_permute', 1, 'X', 'tpu_v4', cube)).toBeCloseTo(1, 6)
  })

  test('beyond the pod the slow network counts', () => {
    const mesh = meshOf({ S: 4, X: 256 })
    expect(micros('all_reduce', 1e9, 'S', 'tpu_v5e', mesh)).toBeCloseTo(((2 * 1e9 * 3) / 4 / 3.125e9) * 1e6, 3)
  })
})

test('slices, axes of size 1 and no axes cost nothing', () => {
  expect(micros('all_slice', 1e9, 'X', 'tpu_v4', cube)).toBe(0)
  expect(micros('all_gather', 1e9, 'X', 'tpu_v4', meshOf({ X: 1 }))).toBe(0)
  expect(micros('all_reduce', 1e9, '', 'tpu_v4', cube)).toBe(0)
})

test('no bytes still take the latency', () => {
  expect(micros('all_gather', 0, 'X', 'tpu_v4', cube)).toBeCloseTo(2, 6)
  expect(micros('all_reduce', 0, 'X', 'h100', meshOf({ X: 8 }))).toBeCloseTo(6.6 + 2 * 0.6, 6)
})
