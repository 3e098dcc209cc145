// What completion offers at a caret: half-typed text, contexts, paths by segment, values with their sizes.
import { beforeAll, describe, expect, test } from 'vitest'
import { createAnalyzer } from '../../../server/src/engine/analyze'
import { loadModel } from '../../../server/src/engine/loadModel'
import { makeSnapshot } from '../../../server/src/engine/snapshot'
import type { Completion } from '../../../server/src/ide/completion/completeTactics'
import { completeTactics } from '../../../server/src/ide/completion/completeTactics'
import { encodeText } from '../../../server/src/mlir/text'
import { mlpTrain } from '../../support/models'
import { parseTactics } from '../../../server/src/tactics/parseTactics'
import type { TacticsParser } from '../../../server/src/tactics/syntaxNodes'
import { takeCaret } from '../../support/caret'
import { getTacticsParser } from '../../support/tacticsParser'

const weights = ['attn.q', 'attn.k', 'attn.o', 'mlp.up']
const paths = [
  ...[0, 1].flatMap((layer) => weights.map((weight) => `params.layer_${layer}.${weight}`)),
  'params.embed',
  'params."block/linear"',
]
const written = (path: string): string => path.replaceAll(/\.("?)([^."]+)\1/g, "['$2']")
const model = loadModel(
  encodeText(`func.func public @main(%x: tensor<32x512xf32> loc("x"), ${paths
    .map((path, i) => `%w${i}: tensor<512x6xf32> loc("${written(path)}")`)
    .join(', ')}) -> tensor<32x512xf32> {
  %0 = stablehlo.tanh %x : tensor<32x512xf32> loc("jit(f)/layer_0/mlp/tanh")
  %1 = stablehlo.tanh %0 : tensor<32x512xf32> loc("jit(f)/layer_1/mlp/tanh")
  return %1 : tensor<32x512xf32>
}`),
)
const head = 'model "m.mlir"\nmesh { batch: 16, model: 4 }\n'
const tactics = 'tactic A on batch {\n  x: 0\n}\ntactic B on model {\n  x: 1\n}\n'
let parser: TacticsParser

beforeAll(async () => {
  parser = await getTacticsParser()
})

function completeAt(fixture: string): Completion[] {
  const { text, offset } = takeCaret(head + fixture)
  const { value: file, problems } = parseTactics(parser, text)
  const analysis = createAnalyzer().analyze({ file, syntaxProblems: problems, model })
  return completeTactics(parser, text, offset, {
    file,
    model,
    snapshot: makeSnapshot(analysis!, undefined),
    devices: [],
  })
}

const labels = (fixture: string): string[] =>
  completeAt(fixture)
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ label }) => label)
const details = (fixture: string): string[] =>
  completeAt(fixture).map(({ label, detail = '' }) => `${label}: ${detail}`)
const action = (text: string): string => `tactic T on model {\n  ${text}\n}`

describe('names', () => {
  test.each([
    ['tactic T on <|>', ['batch', 'model']],
    ['tactic T on mo<|> {\n}', ['batch', 'model']],
    ['tactic T auto on batch, <|> {\n}', ['model']],
    ['tactic T <|>', ['on', 'auto']],
    [`${tactics}schedule s = <|>`, ['A', 'B']],
    [`${tactics}schedule s = A, <|>`, ['B']],
    [`${tactics}schedule s = A {\n  <|>\n}`, ['expect']],
    ['tactic T auto on batch {\n  seed: 1\n  <|>\n}', ['memory', 'over', 'evaluations']],
    ['tactic T auto on batch {\n  evaluations: <|>\n}', ['60', '240']],
    ['tactic T auto on batch {\n  over: <|>\n}', ['params.**', 'x']],
    ['tactic T auto on batch {\n  memory: <|>\n}', ['32 GiB']],
    [`${tactics}tactic T auto on batch {}\nschedule s = A, <|>`, ['B', 'T']],
    ['tactic T <|>on batch { }', ['on', 'auto']],
    ['tactic <|>', []],
    ['// tactic T on <|>', []],
    [action('at "<|>"'), ['layer_*/mlp', 'layer_0/mlp', 'layer_1/mlp']],
    [action('at "layer_*/mlp" <|>'), ['backward', 'both', 'result', 'where']],
    [action('at "layer_*/mlp" backward <|>'), ['result', 'where']],
    ['device tpu_v4 {\n  axes: { <|> }\n}', ['batch', 'model']],
    ['device tpu_v4 {\n  axes: { batch: <|> }\n}', ['x', 'y', 'z', 'network']],
    ['device tpu_v4 {\n  wrap: { x: off, <|> }\n}', ['y', 'z']],
    ['device tpu_v4 {\n  wrap: { x: <|> }\n}', ['on', 'off']],
    ['device tpu_v4 {\n  overlap: <|>\n}', ['on', 'off']],
  ])('%s', (fixture, expected) => {
    expect(labels(fixture)).toEqual(expected)
  })

  test('of devices, their fields and statements', () => {
    expect(labels('device <|>')).toEqual(expect.arrayContaining(['tpu_v4', 'h100']))
    expect(labels('device tpu_v4 {\n  memory: 16 GiB\n  <|>\n}')).toEqual(expect.arrayContaining(['topology', 'link']))
    expect(labels('device tpu_v4 {\n  memory: 16 GiB\n  <|>\n}')).not.toContain('memory')
    expect(labels('<|>')).toEqual(expect.arrayContaining(['device', 'tactic', 'schedule', 'include']))
    expect(labels('<|>')).not.toContain('mesh')
  })
})

describe('paths', () => {
  test.each([
    [action('<|>'), ['params', 'x', 'result', 'at']],
    [action('par<|>'), ['params', 'x', 'result', 'at']],
    [action('params.<|>'), ['layer_*', 'block/linear', 'embed', 'layer_0', 'layer_1']],
    [action('params.layer_*.<|>'), ['attn', 'mlp']],
    [action('params.layer_*.attn.{q, <|>}: 0'), ['k', 'o']],
    [action('params.layer_0.{attn.<|>}: 0'), ['q', 'k', 'o']],
    [action('{params.layer_0.attn, <|>}: 0'), ['params', 'x', 'result']],
    [action('x: 0\n  params.layer_1.mlp.<|>'), ['up']],
    [action('nothing.<|>'), []],
  ])('%s', (fixture, expected) => {
    const found = labels(fixture)
    expect(found.filter((label) => expected.includes(label))).toEqual(found)
    expect(new Set(found)).toEqual(new Set(expected))
  })

  test('after ** any deeper segment', () => {
    expect(labels(action('params.**.<|>'))).toEqual(expect.arrayContaining(['q', 'attn', 'mlp', 'up', 'embed']))
  })

  test('carry shapes, counts and bytes, and quote what is no word', () => {
    expect(details(action('params.<|>'))).toContain('layer_*: 8 tensors · 512x6xf32 · 96.0 KiB')
    const block = completeAt(action('params.<|>')).find(({ label }) => label === 'block/linear')
    expect(block?.insert).toBe('"block/linear"')
    expect(completeAt(action('params."<|>"')).find(({ label }) => label === 'block/linear')?.insert).toBe(
      'block/linear',
    )
    expect(block?.document?.()).toBe('- `params."block/linear"` 512x6xf32')
  })
})

describe('values', () => {
  test('tell the local size that results, what divides first', () => {
    expect(labels(action('params.embed: <|>'))).toEqual([
      '0',
      'first_divisible',
      'largest_divisible',
      'replicated',
      'only',
      '1',
    ])
    expect(details(action('params.embed: <|>'))).toEqual(
      expect.arrayContaining(['0: 512 / 4 = 128', '1: 6, not divisible by 4']),
    )
    expect(labels(action('x: fir<|>'))).toContain('first_divisible')
    expect(labels(action('params.embed: only <|>'))).toEqual(['0', '1'])
  })

  test('take what other axes tile of a dim', () => {
    expect(details(`${tactics.replace('x: 1', 'x: <|>')}`)).toContain('0: 2, not divisible by 4')
  })
})

describe('conditions and amounts', () => {
  test.each([
    [action('params.** where <|>'), ['bytes', 'rank', 'elements', 'dtype', 'dim', 'not']],
    [action('params.** where by<|>: 0'), ['bytes', 'rank', 'elements', 'dtype', 'dim', 'not']],
    [action('params.** where bytes <|>'), ['>=', '<=', '==', '>', '<', '!=']],
    [action('params.** where dtype <|>'), ['==', '!=']],
    [action('params.** where dtype == <|>'), ['f32']],
    [action('params.** where bytes >= 1 <|>'), ['GiB', 'MiB', 'KiB', 'TiB']],
    [action('params.** where bytes >= 1 M<|>'), ['GiB', 'MiB', 'KiB', 'TiB']],
    [action('params.** where bytes >= 1 MiB <|>'), ['and', 'or']],
    [action('params.** where bytes >= 1 MiB and <|>'), ['bytes', 'rank', 'elements', 'dtype', 'dim', 'not']],
    [action('params.** <|>'), ['where']],
    ['device tpu_v4 {\n  link: 45 <|>\n}', expect.arrayContaining(['GB/s'])],
    [`${tactics}schedule s = A {\n  expect <|>\n}`, expect.arrayContaining(['peak_memory', 'all_reduce'])],
    [`${tactics}schedule s = A {\n  expect peak_memory <|>\n}`, ['>=', '<=', '==', '>', '<', '!=']],
    [`${tactics}schedule s = A {\n  expect step_time < 5 <|>\n}`, ['ms', 'us', 's']],
    [`${tactics}schedule s = A {\n  expect all_reduce == <|>\n}`, ['0']],
  ])('%s', (fixture, expected) => {
    expect(labels(fixture)).toEqual(expected)
  })
})

describe('strategies', () => {
  const mlp = loadModel(encodeText(mlpTrain))

  async function snippets(text: string): Promise<Completion[]> {
    const known = {
      file: parseTactics(await getTacticsParser(), text).value,
      model: mlp,
      snapshot: undefined,
      devices: [],
    }
    return completeTactics(await getTacticsParser(), text, text.length, known).filter(({ rank }) => rank >= 10)
  }

  test('are fitted to the paths and the mesh', async () => {
    const [data, pairs, zero] = await snippets(head)
    expect(data?.insert).toBe('tactic ${1:BP} on ${2:batch} {\n  {x, y}: 0\n}\n$0')
    expect(pairs?.insert).toBe('tactic ${1:Megatron} on ${2:model} {\n  params.w1: 1\n  params.w2: 0\n}\n$0')
    expect(zero?.insert).toContain('params: first_divisible')
    expect(data?.document?.()).toContain('```tactics\ntactic BP on batch')
  })

  test('say what does not divide, and take a free name', async () => {
    const found = await snippets('mesh { batch: 5 }\ntactic BP on batch { x: 0 }\n')
    const data = found.find(({ label }) => label === 'tactic BP')
    expect(data?.detail).toBe('data parallelism · a size is not divisible by `batch` (5)')
    expect(data?.insert).toContain('${1:BP2}')
  })
})
