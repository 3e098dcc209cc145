// How meshes lie on tori and nodes, and what collectives over shared, broken and several rings take.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { collectiveTime, planCollective } from '../../../server/src/cost/collectiveCosts'
import type { Device, Topology } from '../../../server/src/cost/devices'
import { findDevice } from '../../../server/src/cost/devices'
import type { Fabric } from '../../../server/src/cost/topology'
import { layOut } from '../../../server/src/cost/topology'
import { describeAssumptions, describePlace, describeShape } from '../../../server/src/cost/topologyText'
import { collectiveKinds } from '../../../server/src/lowering/localProgram'
import type { Mesh } from '../../../server/src/sharding/mesh'

const device = (name: string): Device => {
  const found = findDevice(name)
  if (found === undefined) throw new Error(`no ${name}`)
  return found
}
const meshOf = (sizes: Record<string, number>): Mesh => ({
  axes: Object.entries(sizes).map(([name, size]) => ({ name, size })),
})
const laid = (name: string, sizes: Record<string, number>, topology?: Partial<Topology>): Fabric =>
  layOut(meshOf(sizes), { ...device(name), topology: topology && { dims: undefined, wrap: [], axes: [], ...topology } })

const places = (fabric: Fabric): string[] => fabric.mesh.axes.map((_, axis) => describePlace(fabric, axis))
const axesOf = (axes: Record<string, string>): Topology['axes'] =>
  Object.entries(axes).map(([axis, text]) => ({ axis, places: text.split(' ') }))

describe('without a topology', () => {
  test.each<readonly [name: string, sizes: Record<string, number>, places: readonly string[]]>([
    ['tpu_v4', { batch: 16, model: 2 }, ['ring of 16 over x', 'line of 2 over y']],
    ['tpu_v5e', { batch: 16, model: 16 }, ['ring of 16 over x', 'ring of 16 over y']],
    ['tpu_v5e', { batch: 256 }, ['ring of 16 over x, ring of 16 over y']],
    [
      'tpu_v5e',
      { data: 2, batch: 8, model: 16 },
      ['ring of 2 over x, every 8-th device, links shared by 8 groups', 'line of 8 over x', 'ring of 16 over y'],
    ],
    [
      'tpu_v5e',
      { slices: 4, batch: 16, model: 16 },
      ['4 over the network between pods', 'ring of 16 over x', 'ring of 16 over y'],
    ],
    ['tpu_v3', { batch: 2, model: 4 }, ['line of 2 over x', 'ring of 4 over y']],
    ['h100', { batch: 16, model: 4 }, ['2 in a node, 8 over the network between nodes', '4 in a node']],
    ['gb200_nvl72', { batch: 4, model: 64 }, ['4 over the network between nodes', '64 in a node']],
    ['tpu_v4', { batch: 1 }, ['one device']],
  ])('%s %o', (name, sizes, expected) => {
    const fabric = laid(name, sizes)
    expect(places(fabric)).toEqual(expected)
    expect(fabric.problems).toEqual([])
  })

  test('what was assumed is said', () => {
    const fabric = laid('tpu_v4', { batch: 16, model: 2 })
    expect(describeAssumptions(fabric)).toEqual([
      '`batch`: 16 taken as ring of 16 over x',
      '`model`: 2 taken as line of 2 over y',
    ])
    expect(describeShape(fabric)).toBe('assumed torus 16×2 (x ring, y line)')
    expect(describeAssumptions(laid('tpu_v4', { batch: 16, model: 4 }, { dims: [4, 4, 4] }))).toEqual([])
  })
})

describe('with a topology', () => {
  test('the last axis takes whole dims first', () =>
    expect(places(laid('tpu_v4', { batch: 16, model: 4 }, { dims: [4, 4, 4] }))).toEqual([
      'ring of 4 over x, ring of 4 over y',
      'ring of 4 over z',
    ]))

  test('axes lie where they are told to', () =>
    expect(
      places(laid('tpu_v4', { batch: 4, model: 16 }, { dims: [4, 4, 4], axes: axesOf({ batch: 'y', model: 'x z' }) })),
    ).toEqual(['ring of 4 over y', 'ring of 4 over x, ring of 4 over z']))

  test('two axes share a dim: the later one is a broken ring, the earlier one strides over it', () => {
    const fabric = laid('tpu_v5e', { batch: 4, model: 4 }, { dims: [16], axes: axesOf({ batch: 'x', model: 'x' }) })
    expect(places(fabric)).toEqual([
      'ring of 4 over x, every 4-th device, links shared by 4 groups',
      'line of 4 over x',
    ])
    const times = [[0], [1], [0, 1]].map((axes) => collectiveTime('all_gather', 9e8, axes, fabric))
    // V / (2·link/4), V·(3/4)/link, V / (2·link)
    expect(times[0]).toBeCloseTo(9e8 / ((2 * 4.5e10) / 4), 9)
    expect(times[1]).toBeCloseTo((9e8 * 3) / 4 / 4.5e10, 9)
    expect(times[2]).toBeCloseTo(9e8 / (2 * 4.5e10), 9)
  })

  test('a ring that is cut is a line', () => {
    const shape = { dims: [4, 4, 4], axes: axesOf({ Y: 'y' }) }
    const cut = laid('tpu_v4', { X: 4, Y: 4, Z: 4 }, { ...shape, wrap: [undefined, false] })
    expect(cut.dims.map(({ isRing }) => isRing)).toEqual([true, false, true])
    expect(collectiveTime('all_gather', 9e8, [1], cut)).toBeCloseTo((9e8 * 3) / 4 / 4.5e10, 9)
  })

  test('an axis over several slices: ring inside, network between', () => {
    const fabric = laid(
      'tpu_v4',
      { batch: 8, model: 16 },
      { dims: [4, 4, 4], axes: axesOf({ batch: 'network x', model: 'y z' }) },
    )
    expect(places(fabric)).toEqual([
      'ring of 4 over x, 2 over the network between pods',
      'ring of 4 over y, ring of 4 over z',
    ])
    const plan = planCollective('all_reduce', 1e9, [0], fabric)
    // Each of 4 devices reduces its quarter over the network.
    expect(plan.levels.map(({ kind, size, moved, rounds }) => [kind, size, moved, rounds])).toEqual([
      ['ring', 4, 1e9, 2],
      ['network', 2, 1.25e8, 2],
    ])
  })

  test('inside nodes an axis may be chosen', () =>
    expect(places(laid('h100', { model: 8, batch: 4 }, { axes: axesOf({ model: 'node', batch: 'network' }) }))).toEqual(
      ['8 in a node', '4 over the network between nodes'],
    ))

  test('one that does not fit is left out', () => {
    const fabric = laid('tpu_v4', { batch: 16, model: 2 }, { dims: [4, 4] })
    expect(fabric.problems.map(({ code }) => code)).toEqual(['device.topology-size'])
    expect(places(fabric)).toEqual(places(laid('tpu_v4', { batch: 16, model: 2 })))
  })
})

describe('switches and wires', () => {
  test('switches that add up take one round inside a node, two between nodes', () => {
    const sharp = layOut(meshOf({ X: 16 }), { ...device('h100'), inNetworkReduction: true })
    expect(planCollective('all_reduce', 1e9, [0], sharp).levels.map(({ kind, rounds }) => [kind, rounds])).toEqual([
      ['switch', 1],
      ['network', 2],
    ])
  })

  test('fully linked nodes: two devices share one wire, eight have seven each', () => {
    const pair = laid('mi300x', { X: 4, Y: 2 })
    expect(collectiveTime('all_gather', 1e9, [1], pair)).toBeCloseTo(1e9 / 2 / 6.4e10, 9)
    expect(collectiveTime('all_gather', 1e9, [0, 1], pair)).toBeCloseTo(1e9 / 8 / 6.4e10, 9)
    expect(collectiveTime('collective_permute', 1e9, [0, 1], pair)).toBeCloseTo(1e9 / 6.4e10, 9)
  })

  test('a published profile is an efficiency: 680 µs on tpu_v5e instead of 560', () => {
    const real = layOut(meshOf({ X: 4, Y: 4 }), { ...device('tpu_v5e'), linkEfficiency: 0.82 })
    expect(Math.abs(collectiveTime('all_gather', 2 * 2048 * 8192, [1], real) / 680e-6 - 1)).toBeLessThan(0.05)
  })

  test('a published profile of small gathers is a launch: 8 µs instead of 3', () => {
    const real = layOut(meshOf({ X: 4, Y: 4 }), { ...device('tpu_v5e'), launchLatency: 5e-6 })
    expect(collectiveTime('all_gather', 2 * 256 * 256, [1], real)).toBeCloseTo(8e-6, 9)
  })
})

describe('any mesh on any device', () => {
  const names = fc.constantFrom(
    'tpu_v3',
    'tpu_v4',
    'tpu_v5e',
    'tpu_v5p',
    'tpu_7x',
    'a100',
    'gb200_nvl72',
    'mi300x',
    'cpu',
  )
  const sizes = fc.array(fc.constantFrom(1, 2, 3, 4, 6, 8, 16, 32, 100), { minLength: 1, maxLength: 5 })
  const nameAxes = (list: readonly number[]): Record<string, number> =>
    Object.fromEntries(list.map((size, i) => [`a${i}`, size]))

  test('axes lie somewhere in whole; times are finite, above 0, and never longer with faster links', () => {
    fc.assert(
      fc.property(
        names,
        sizes,
        fc.double({ min: 1, max: 1e10, noNaN: true }),
        fc.nat(31),
        (name, list, bytes, mask) => {
          const fabric = laid(name, nameAxes(list))
          fabric.places.forEach(({ torus, node, network }, axis) => {
            expect(torus.reduce((product, part) => product * part.size, node * network)).toBe(list[axis])
          })
          const faster = layOut(fabric.mesh, {
            ...fabric.device,
            link: fabric.device.link * 2,
            network: fabric.device.network * 2,
          })
          const axes = list.flatMap((size, axis) => (size > 1 && (mask >> axis) % 2 === 1 ? [axis] : []))
          for (const kind of collectiveKinds) {
            const time = collectiveTime(kind, bytes, axes, fabric)
            expect(Number.isFinite(time)).toBe(true)
            expect(time > 0).toBe(kind !== 'all_slice' && axes.length > 0)
            expect(collectiveTime(kind, bytes, axes, faster)).toBeLessThanOrEqual(time)
          }
        },
      ),
    )
  })

  test('the shape that is assumed, given in words, is the same layout', () => {
    fc.assert(
      fc.property(fc.constantFrom('tpu_v4', 'tpu_v5e', 'tpu_v3'), sizes, (name, list) => {
        const assumed = laid(name, nameAxes(list))
        fc.pre(assumed.places.every(({ network }) => network === 1) && assumed.dims.length > 0)
        const given = laid(name, nameAxes(list), { dims: assumed.dims.map(({ size }) => size) })
        expect(given.problems).toEqual([])
        expect(given.places).toEqual(assumed.places)
        expect(given.dims).toEqual(assumed.dims)
      }),
    )
  })

  test('a mesh of 100,000 devices is laid out as one of 8 is: by its axes', () => {
    const large = laid('tpu_v5p', { pods: 25, batch: 1000, model: 4 })
    const small = laid('tpu_v5p', { pods: 2, batch: 2, model: 2 })
    expect(large.places.length).toBe(small.places.length)
    expect(JSON.stringify(planCollective('all_reduce', 1e9, [0, 1, 2], large)).length).toBeLessThan(1500)
  })
})
