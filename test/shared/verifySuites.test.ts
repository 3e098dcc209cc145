// Every text of the StableHLO suite that its verifier refuses has a problem at the operation, but for those listed; none of the
// texts that it takes has one, and no model either.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { loadModel } from '../../server/src/engine/loadModel'
import { lineOf } from '../../server/src/mlir/positions'
import { encodeText } from '../../server/src/mlir/text'
import { verifyOperations } from '../../server/src/model/verify/verifyOperations'

const root = '../shared/suites/stablehlo/stablehlo'
const models = '../shared/models'

/** Files of `tests` whose faults are not those of operations of the specification, with why. */
const elsewhere: Readonly<Record<string, string>> = {
  'print_types_invalid.mlir': 'faults of syntax in the own forms of operations',
  'ops_interpreter.mlir': 'operations of an interpreter',
  'chlo/chlo_legalize_to_stablehlo_broadcast.mlir': 'what a conversion refuses',
  'ops_broadcasting.mlir': 'operations made for testing',
  'future_type.mlir': 'types alone',
  'verify_bounds.mlir': 'types alone',
}

const reasons = {
  quantized: 'scales, zero points and quantized dims are not compared',
  bounded: 'bounds of unknown sizes are not read',
  value: 'it takes the values of constants that are operands',
  algorithm: 'which algorithms hardware has is not known',
  ownForm: 'a fault of syntax inside of an attribute',
  dialect: 'operations of another dialect: scan and select that broadcasts',
  symbol: 'meshes of replica groups are not looked up',
  backend: 'kinds of backend_config are not checked',
  type: 'a type that cannot be read is compatible with all',
} as const

const range = (first: number, last: number): number[] => Array.from({ length: last - first + 1 }, (_, i) => first + i)

/** Texts in which nothing is found where it is expected. */
const notFound: Readonly<Record<string, readonly (readonly [keyof typeof reasons, readonly number[]])[]>> = {
  'infer_chlo.mlir': [['dialect', [11]]],
  'infer_stablehlo.mlir': [['bounded', [90, 94, 96]]],
  'ops_chlo.mlir': [
    ['quantized', [1, 3, 4, 6, 7]],
    ['dialect', [...range(38, 43)]],
  ],
  'ops_dot_general_algorithms.mlir': [['algorithm', [...range(1, 3)]]],
  'ops_stablehlo.mlir': [
    ['type', [1, 554]],
    ['value', [...range(92, 94), 217, 336, 337, 341, 342, 346, 416, 417, 422, 423, 573, 574]],
    ['backend', [453, 454]],
    ['quantized', [19, 38, 519, ...range(535, 541)]],
    ['bounded', [97, 105, 345, 543]],
    ['ownForm', [162, 458, 461, ...range(465, 468)]],
    ['algorithm', [...range(330, 332)]],
  ],
  'ops_stablehlo_bounded_dynamism.mlir': [['bounded', [2, 4, 6]]],
  'ops_stablehlo_quantized.mlir': [
    ['quantized', [27, 29, 55, 65, ...range(79, 95), ...range(97, 103), ...range(105, 125), ...range(127, 130)]],
  ],
  'verify_convolution.mlir': [['ownForm', [...range(44, 52)]]],
  'verify_reduce.mlir': [
    ['quantized', [25, 26]],
    ['ownForm', [28]],
  ],
  'verify_reduce_window.mlir': [['quantized', [29, 30]]],
  'verify_replica_groups_mesh_axes.mlir': [['symbol', [1]]],
  'verify_scatter.mlir': [['quantized', [51, 52]]],
  'verify_select_and_scatter.mlir': [['quantized', [29]]],
}

interface Text {
  readonly name: string
  readonly isFaulty: boolean
  /** Lines where the suite expects an error, from 0. */
  readonly expectedLines: readonly number[]
  readonly findings: readonly Found[]
}

interface Found {
  readonly message: string
  /** Lines of the operation, its regions left out. */
  readonly lines: readonly [first: number, last: number]
}

function expectedLinesOf(text: string): number[] {
  return text.split('\n').flatMap((line, i) =>
    [...line.matchAll(/expected-error(?:-re)?\s*(?:@([+-]?\d+|above|below))?\s*(?:\d+\s*)?\{\{/g)].map(([, where]) => {
      if (where === undefined) return i
      return where === 'above' ? i - 1 : where === 'below' ? i + 1 : i + Number(where)
    }),
  )
}

function findIn(source: Uint8Array): Found[] {
  const { module, problems } = loadModel(source)
  const { columns } = module
  const { nameStart, end, regionCount } = columns.operations
  const { broken } = verifyOperations(module)
  const shown = problems.filter(({ code }) => code === 'model.broken-operation').map(({ message }) => message)
  expect(shown).toEqual(broken.slice(0, 20).map(({ message }) => message))
  return broken.map(({ operation, message }) => {
    const first = lineOf(columns, nameStart[operation]!)
    return { message, lines: [first, regionCount[operation] === 0 ? lineOf(columns, end[operation]!) : first] }
  })
}

function readTexts(): Text[] {
  const names = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.mlir'))
  return names.sort().flatMap((name) =>
    readFileSync(join(root, name), 'utf8')
      .split(/^\/\/ -----.*$|^\/\/--- .*$/m)
      .map((text, index) => ({
        name: `${name} ${index}`,
        isFaulty: /expected-error/.test(text),
        expectedLines: expectedLinesOf(text),
        findings: findIn(encodeText(text)),
      })),
  )
}

const texts: Text[] = []
beforeAll(() => {
  texts.push(...readTexts())
}, 300_000)

const describeFindings = ({ name, findings }: Text): string => `${name}: ${findings[0]?.message ?? ''}`

test('nothing is found in a text without an expected error', () => {
  const valid = texts.filter(({ isFaulty }) => !isFaulty)
  expect(valid.length).toBe(4148)
  expect(valid.filter(({ findings }) => findings.length > 0).map(describeFindings)).toEqual([])
})

test('what the verifier refuses is found at its line, but for what is listed', () => {
  const isOutside = (name: string): boolean => (name.replace(/^tests\//, '').split(' ')[0] ?? '') in elsewhere
  const faulty = texts.filter(({ isFaulty, name }) => isFaulty && !isOutside(name))
  const isFound = ({ expectedLines, findings }: Text): boolean =>
    findings.some(({ lines: [first, last] }) => expectedLines.some((line) => line >= first && line <= last))
  const missed = faulty.filter((text) => !isFound(text)).map(({ name }) => name)
  const listed = Object.entries(notFound).flatMap(([file, groups]) =>
    groups.flatMap(([, indices]) => indices.map((index) => `tests/${file} ${index}`)),
  )
  const used = new Set(Object.values(notFound).flatMap((groups) => groups.map(([reason]) => reason)))
  expect([...used].toSorted()).toEqual(Object.keys(reasons).toSorted())
  expect(missed.toSorted()).toEqual(listed.toSorted())
  expect({ faulty: faulty.length, found: faulty.length - missed.length }).toEqual({ faulty: 806, found: 671 })
})

test('nothing is found in the models', () => {
  const names = readdirSync(models).filter((name) => name.endsWith('.mlir'))
  const found = names.flatMap((name) =>
    findIn(readFileSync(join(models, name))).map(({ message }) => `${name}: ${message}`),
  )
  expect(names.length).toBeGreaterThan(20)
  expect(found).toEqual([])
}, 120_000)
