// A user's device file: what its entries become, each thing that can be wrong in it at its text, and its JSON schema.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { describe, expect, test } from 'vitest'
import { findDevice, sourceOf } from '../../../server/src/cost/devices'
import { pointAtEntry, readDeviceFile } from '../../../server/src/engine/deviceFile'
import { readTactics } from '../../support/loadProgram'

const own = `{
  "devices": {
    "our_v5p": {
      "extends": "tpu_v5p",
      "source": "measured on our pod",
      "memory": "90 GiB",
      "link_efficiency": { "value": 0.82, "source": "profile of March" },
      "overlap": true,
      "topology": "4x4x8"
    },
    "card": {
      "links": "switch", "backend": "gpu", "memory": "24 GB", "memory_bandwidth": "1 TB/s",
      "bf16": "165 TFLOP/s", "vector": 8e13, "link": "32 GB/s", "network": 12.5e9, "domain": 4
    },
    "slow_card": { "extends": "card", "link": "16 GB/s", "wrap": { "only": 8 } }
  }
}`

test('entries extend a device or stand alone', () => {
  const { devices, problems } = readDeviceFile(own)
  expect(problems).toEqual([])
  const [pod, card, slow] = devices
  expect(pod).toMatchObject({ name: 'our_v5p', memory: 90 * 2 ** 30, linkEfficiency: 0.82, overlap: true })
  expect(pod?.topology?.dims).toEqual([4, 4, 8])
  expect(pod && [sourceOf(pod, 'memory'), sourceOf(pod, 'linkEfficiency')]).toEqual([
    'measured on our pod',
    'profile of March',
  ])
  expect(card).toMatchObject({ linkKind: 'switch', memory: 24e9, bf16: 1.65e14, f32: 1.65e14, f32Highest: 8e13 })
  expect(slow).toMatchObject({ link: 1.6e10, wrap: { kind: 'only', size: 8 }, memory: 24e9 })
  expect(findDevice('card', devices)).toBe(card)
})

test('its example fits the schema that the editor is given', () => {
  const path = join(import.meta.dirname, '..', '..', '..', 'syntaxes', 'devices.schema.json')
  const validate = new Ajv({ allowUnionTypes: true }).compile(JSON.parse(readFileSync(path, 'utf8')) as object) // our own file
  expect(validate(JSON.parse(own))).toBe(true)
  expect(validate({ devices: { a: { memroy: 1 } } })).toBe(false)
})

describe('what is wrong', () => {
  const entry = (fields: string): string => `{ "devices": { "d": { "extends": "h100", ${fields} } } }`
  test.each<readonly [text: string, ...problems: string[]]>([
    ['{', 'device.file «» not JSON: expected `}`'],
    ['[]', 'device.file «[]» expected `{ "devices": { "NAME": { … } } }`'],
    ['{ "devices": 4 }', 'device.file «4» expected `{ "devices": { "NAME": { … } } }`'],
    ['{ "devices": { "d": 4 } }', 'device.file «4» `d` is `4`; expected `{ … }`'],
    ['{ "devices": { "a b": {} } }', 'device.file «"a b"» `a b` is no name; expected letters, digits and `_`'],
    [
      '{ "devices": { "d": { "extends": "h10" } } }',
      'tactics.unknown-device «"h10"» no device `"h10"` in the catalogue or above in this file; did you mean `h100`?',
    ],
    [
      '{ "devices": { "d": { "links": "full", "backend": "gpu", "memory": 1, "memory_bandwidth": 1, "bf16": 1, "vector": 1, "link": 1, "network": 1 } } }',
      'device.file «"d"» a device that extends no other needs `domain` too, or `"extends": "h100"`',
    ],
    [entry('"memroy": 1'), 'tactics.unknown-field «"memroy"» a device has no field `memroy`; did you mean `memory`?'],
    [entry('"link": 0'), 'tactics.bad-value «0» `link` is `0`; expected bytes a second above 0, such as `45 GB/s`'],
    [
      entry('"memory": "16 ms"'),
      'device.wrong-unit «"16 ms"» `memory` is in `ms`; expected bytes above 0, such as `16 GiB`',
    ],
    [entry('"overlap": 3'), 'tactics.bad-value «3» `overlap` is `3`; expected `on` or `off`'],
    [entry('"topology": "4x0"'), 'tactics.bad-value «"4x0"» `topology` is `"4x0"`; expected sizes such as `"4x4x8"`'],
    [entry('"source": 1'), 'tactics.bad-value «1» `source` is `1`; expected a text'],
  ])('%s', (text, ...expected) => {
    const { problems } = readDeviceFile(text)
    const found = problems.map(({ code, span, message }) => `${code} «${text.slice(span.start, span.end)}» ${message}`)
    expect(found.slice(0, 1)).toEqual(expected)
  })

  test('is pointed at from the tactics file', async () => {
    const file = readDeviceFile(entry('"link": 0, "memory": 0'))
    const problems = pointAtEntry(await readTactics('device d'), file)
    expect(problems).toEqual([
      {
        code: 'device.entry',
        span: { start: 7, end: 8 },
        message: 'the entry of `d` in shardlens.devices.json has 2 problems',
      },
    ])
    expect(pointAtEntry(await readTactics('device h100'), file)).toEqual([])
  })
})

test('never throws on any prefix', () => {
  for (let end = 0; end <= own.length; end += 7) readDeviceFile(own.slice(0, end))
})
