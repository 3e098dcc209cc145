// Folding paths into patterns: what a person would write, and that it always names exactly the paths.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { foldPaths } from '../../../server/src/tactics/foldPaths'
import { foldToOne } from '../../../server/src/tactics/joinPatterns'
import { compilePattern } from '../../../server/src/tactics/matchPattern'
import { parseTactics } from '../../../server/src/tactics/parseTactics'
import type { PathPattern } from '../../../server/src/tactics/syntaxTree'
import { getTacticsParser } from '../../support/tacticsParser'

const parser = await getTacticsParser()

/** The pattern as the language reads it. */
function read(text: string): PathPattern {
  const { value, problems } = parseTactics(parser, `tactic A on b { ${text}: 0 }`)
  expect(problems).toEqual([])
  const target = value.tactics[0]?.actions[0]?.target
  if (target?.kind !== 'path') throw new Error(`${text} is no path`)
  return target
}

const layers = Array.from({ length: 12 }, (_, i) => `params.layer_${i}`)
const model = [
  ...layers.flatMap((layer) => ['q', 'k', 'v', 'o'].map((name) => `${layer}.attn.${name}`)),
  ...layers.flatMap((layer) => ['gate', 'up', 'down', 'norm'].map((name) => `${layer}.mlp.${name}`)),
  ...layers.map((layer) => `${layer}.attn.norm`),
  ...layers
    .slice(0, 3)
    .flatMap((layer) => ['attn.o', 'attn.x', 'mlp.up', 'mlp.down', 'mlp.x'].map((name) => `${layer}.${name}`))
    .map((path) => path.replace('params', 'ema.0')),
  'params.embed',
  'params.norm',
  ...Array.from({ length: 8 }, (_, i) => `opt_state.${i}.mu.w`),
  ...Array.from({ length: 8 }, (_, i) => `opt_state.${i}.nu.w`),
  'tokens',
  'targets',
].map((path) => path.split('.'))

const pick = (test: RegExp): string[] =>
  foldPaths(
    model.filter((path) => test.test(path.join('.'))),
    model,
  )

test.each<[RegExp, string[]]>([
  [/params.*attn\.o$/, ['params.layer_*.attn.o']],
  [/attn\.[qkv]$/, ['params.layer_*.attn.{q, k, v}']],
  [/params.*(attn\.[qkv]|mlp\.(up|gate))$/, ['params.layer_*.attn.{q, k, v}', 'params.layer_*.mlp.{gate, up}']],
  [/norm$/, ['params.**.norm']],
  [/^params/, ['params']],
  [/params.layer_3\./, ['params.layer_3']],
  [/layer_[35]\./, ['params.{layer_3, layer_5}']],
  [/params.*\.attn\./, ['params.layer_*.attn']],
  [/^t/, ['{tokens, targets}']],
  [/mu/, ['opt_state.*.mu']],
  [/(params|ema).*(up|down|\.o)$/, ['{params, ema.0}.layer_*.attn.o', '{params, ema.0}.layer_*.mlp.{up, down}']],
  [/^tokens|embed|opt_state|params.norm/, ['params.{embed, norm}', '{opt_state, tokens}']],
  [/opt_state\.[0-3]\.mu/, ['opt_state.{0..3}.mu']],
  [/opt_state\.[0-357]\./, ['opt_state.{0..3, 5, 7}']],
  [/params.*layer_1\.mlp.up/, ['params.layer_1.mlp.up']],
  [/./, ['**']],
  [/nothing/, []],
])('%s', (wanted, patterns) => expect(pick(wanted)).toEqual(patterns))

test('results keep their keyword, an argument of that name is quoted', () => {
  const results = [
    ['result', '0', 'w'],
    ['result', '1'],
  ]
  expect(foldPaths(results.slice(0, 1), results, { kind: 'result' })).toEqual(['result.0'])
  expect(foldPaths(results, results, { kind: 'result' })).toEqual(['result'])
  expect(foldPaths(results.slice(1), results)).toEqual(['"result".1'])
})

test('names that would match others stay as they are', () => {
  const paths = [['a*', 'w'], ['ab', 'w'], ['c']]
  expect(foldPaths(paths.slice(0, 1), paths)).toEqual(['"a*".w'])
  expect(foldPaths([['layer_1'], ['layer_2']], [['layer_1'], ['layer_2'], ['layer_norm']])).toEqual([
    '{layer_1, layer_2}',
  ])
})

interface Tree {
  readonly [name: string]: Tree | undefined
}

const name = fc.oneof(
  fc.constantFrom('w', 'b', 'q', 'params', 'result', 'at', 'where', 'block/linear', 'a.b', 'model'),
  fc.nat(12).map(String),
  fc.nat(12).map((n) => `layer_${n}`),
  fc.nat(3).map((n) => `0${n}`),
)
const { tree } = fc.letrec<{ tree: Tree; below: Tree | undefined }>((tie) => ({
  below: fc.option(tie('tree'), { nil: undefined, maxDepth: 4 }),
  tree: fc.dictionary(name, tie('below'), { minKeys: 1, maxKeys: 6, noNullPrototype: true }),
}))

const leavesOf = (node: Tree): string[][] =>
  Object.entries(node).flatMap(([key, below]) =>
    below === undefined ? [[key]] : leavesOf(below).map((path) => [key, ...path]),
  )

test('any choice of leaves is named exactly, in no more patterns than leaves', () => {
  fc.assert(
    fc.property(tree, fc.infiniteStream(fc.boolean()), (root, chosen) => {
      const all = leavesOf(root)
      const paths = all.filter(() => chosen.next().value === true)
      const patterns = foldPaths(paths, all)
      expect(patterns.length).toBeLessThanOrEqual(paths.length)
      const tests = patterns.map((pattern) => compilePattern(read(pattern)))
      expect(all.filter((path) => tests.some((matches) => matches(path)))).toEqual(paths)
      const one = paths.length === 0 ? undefined : foldToOne(paths, all)
      if (one !== undefined) expect(all.filter(compilePattern(read(one)))).toEqual(paths)
    }),
    { numRuns: 300 },
  )
})

test('one pattern for several: what they begin with alike stands once', () => {
  const one = (wanted: RegExp): string | undefined =>
    foldToOne(
      model.filter((path) => wanted.test(path.join('.'))),
      model,
    )
  expect(one(/embed|attn\.(norm|o)$|params.*mlp/)).toBe(
    '{params.{layer_*.{attn.{o, norm}, mlp}, embed}, ema.0.layer_*.attn.o}',
  )
  expect(one(/^params\.(embed|norm)$/)).toBe('params.{embed, norm}')
  expect(one(/^(tokens|targets)$/)).toBe('{tokens, targets}')
})
