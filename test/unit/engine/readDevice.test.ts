// The device statement: what it makes of a device, and each thing that can be wrong in it, at its text.
import { describe, expect, test } from 'vitest'
import { deviceCatalogue } from '../../../server/src/cost/deviceCatalogue'
import { deviceFieldTable } from '../../../server/src/cost/deviceFields'
import { findDevice, sourceOf } from '../../../server/src/cost/devices'
import { readDevice } from '../../../server/src/engine/readDevice'
import { readTactics } from '../../support/loadProgram'

const mesh = {
  axes: [
    { name: 'batch', size: 4 },
    { name: 'model', size: 16 },
  ],
}

async function checkDevice(statement: string, ...expected: string[]): Promise<void> {
  const { problems } = readDevice({ file: await readTactics(statement), mesh })
  const found = problems.map(
    ({ code, span, message }) => `${code} @ ${statement.slice(span.start, span.end)} | ${message}`,
  )
  expect(found).toEqual(expected)
}

async function readFigures(statement: string) {
  const { value, problems } = readDevice({ file: await readTactics(statement), mesh })
  expect(problems).toEqual([])
  return value
}

test('figures with their units', async () => {
  const device = await readFigures(
    'device tpu_v4 { memory: 16 GiB, link: 50 GB/s, bf16: 200 TFLOP/s, hop_latency: 2 us, launch_latency: 0, link_efficiency: 80%, domain: 64, overlap: on, dot_efficiency: 0.5 }',
  )
  expect(device).toMatchObject({ memory: 2 ** 34, link: 5e10, bf16: 2e14, hopLatency: 2e-6, launchLatency: 0 })
  expect(device).toMatchObject({ linkEfficiency: 0.8, domain: 64, overlap: true, efficiency: { dot: 0.5, sort: 1 } })
  expect(sourceOf(device, 'link')).toBe('the device block of the tactics file')
  expect(sourceOf(device, 'memoryBandwidth')).toMatch(/scaling-book/)
})

test('a topology and where axes lie', async () => {
  const { topology } = await readFigures(
    'device tpu_v4 { topology: 4x4x4, axes: { batch: x, model: y z }, wrap: { z: off } }',
  )
  expect(topology).toEqual({
    dims: [4, 4, 4],
    wrap: [undefined, undefined, false],
    axes: [
      { axis: 'batch', places: ['x'] },
      { axis: 'model', places: ['y', 'z'] },
    ],
  })
  expect((await readFigures('device h100 { axes: { batch: node, model: network } }')).topology?.dims).toBeUndefined()
})

describe('what is wrong', () => {
  const sized = 'expected bytes a second above 0, such as `45 GB/s`'
  test.each<readonly [statement: string, ...problems: string[]]>([
    [
      'device tpu_v5',
      'tactics.unknown-device @ tpu_v5 | no device `tpu_v5`; did you mean `tpu_v3`, `tpu_v4` or `tpu_v5e`?',
    ],
    [
      'device h100 { memroy: 1 GiB }',
      'tactics.unknown-field @ memroy | a device has no field `memroy`; did you mean `memory`?',
    ],
    ['device h100 { link: 0 }', `tactics.bad-value @ 0 | \`link\` is 0; ${sized}`],
    ['device h100 { network: -1 GB/s }', `tactics.bad-value @ -1 GB/s | \`network\` is -1000000000; ${sized}`],
    [
      'device h100 { memory: 0 GiB }',
      'tactics.bad-value @ 0 GiB | `memory` is 0; expected bytes above 0, such as `16 GiB`',
    ],
    [
      'device h100 { memory: a.b }',
      'tactics.bad-value @ a.b | `memory` is `a.b`; expected bytes above 0, such as `16 GiB`',
    ],
    [
      'device h100 { memory: 2x2 }',
      'tactics.bad-value @ 2x2 | `memory` is `2x2`; expected bytes above 0, such as `16 GiB`',
    ],
    ['device h100 { link: 45 GB }', `device.wrong-unit @ 45 GB | \`link\` is in \`GB\`; ${sized}`],
    [
      'device h100 { memory: 16 ms }',
      'device.wrong-unit @ 16 ms | `memory` is in `ms`; expected bytes above 0, such as `16 GiB`',
    ],
    [
      'device h100 { link_efficiency: 1.5 }',
      'tactics.bad-value @ 1.5 | `link_efficiency` is 1.5; expected a share above 0 and up to 1, such as `0.8` or `80%`',
    ],
    ['device h100 { domain: 2.5 }', 'tactics.bad-value @ 2.5 | `domain` is 2.5; expected a whole number above 0'],
    ['device h100 { overlap: 1 }', 'tactics.bad-value @ 1 | `overlap` is 1; expected `on` or `off`'],
    ['device h100 { overlap: on, overlap: off }', 'tactics.redefined @ overlap | field `overlap` is defined twice'],
    [
      'device tpu_v4 { topology: 4x0x4 }',
      'tactics.bad-value @ 4x0x4 | `topology` is `4x0x4`; expected sizes above 0, such as `4x4x8`',
    ],
    [
      'device tpu_v4 { topology: 4x4x2 }',
      'device.topology-size @ 4x4x2 | `4x4x2` has 32 devices, the mesh 64; an axis that lies on `network` may span several of them',
    ],
    [
      'device tpu_v5e { topology: 4x4x4 }',
      'device.topology-dims @ 4x4x4 | `4x4x4` has 3 dims; `tpu_v5e` is a 2-D torus',
    ],
    [
      'device h100 { topology: 8x8 }',
      'device.no-torus @ 8x8 | `h100` has switched nodes and no torus; `axes` may lie on `node` and `network`',
    ],
    [
      'device tpu_v4 { axes: { batch: x } }',
      'device.no-torus @ axes | `axes` needs the shape of the torus, for example `topology: 4x4x4`',
    ],
    [
      'device tpu_v5e { topology: 4x16, axes: { batch: z } }',
      'device.unknown-place @ z | `tpu_v5e` has no `z` for an axis to lie on; it has `x`, `y`, `network`',
    ],
    ['device tpu_v4 { topology: 4x4x4, axes: { model: x x } }', 'device.unknown-place @ x | `model` lies on `x` twice'],
    [
      'device tpu_v4 { topology: 4x4x4, axes: { models: x } }',
      'tactics.unknown-axis @ models | the mesh has no axis `models`; it has `batch`, `model`',
    ],
    [
      'device tpu_v4 { topology: 4x4x4, axes: { model: x } }',
      'device.axis-misfit @ model | axis `model` of 16 does not fit the dims that it is to lie on: there is room for 4 of it',
    ],
    [
      'device h100 { axes: { model: node } }',
      'device.axis-misfit @ model | the axes inside a node have 16 devices; a node of `h100` has 8',
    ],
    [
      'device tpu_v4 { topology: 4x4x4, wrap: { w: on } }',
      'device.unknown-place @ w | the torus has no dim `w`; it has `x`, `y`, `z`',
    ],
    [
      'device tpu_v4 { topology: 4x4x4, wrap: { x: yes } }',
      'tactics.bad-value @ yes | `wrap` of `x` is `yes`; expected `on` or `off`',
    ],
    [
      'device tpu_v4 { topology: 4x4, axes: { batch: network, model: x } }',
      'device.axis-misfit @ model | axis `model` of 16 does not fit the dims that it is to lie on: there is room for 4 of it',
    ],
  ])('%s', checkDevice)
})

test('every figure of every device is in its range and has a source', () => {
  for (const device of deviceCatalogue) {
    for (const [name, { key, unit }] of deviceFieldTable) {
      if (unit !== 'flag' && key !== 'efficiency')
        expect(device[key], `${device.name} ${name}`).toBeGreaterThanOrEqual(0)
      expect(sourceOf(device, key).length, `${device.name} ${name}`).toBeGreaterThan(3)
    }
  }
  expect(findDevice('cpu')?.backend).toBe('cpu')
})
