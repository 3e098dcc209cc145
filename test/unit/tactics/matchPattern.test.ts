import { describe, expect, test } from 'vitest'
import { compilePattern, compileScope, hasTooManyAlternatives } from '../../../server/src/tactics/matchPattern'
import { readTactics } from '../../support/loadProgram'

const paths = [
  'params.embed',
  'params.layer_0.attn.q',
  'params.layer_0.mlp.up',
  'params.layer_12.attn.k',
  'params.block/linear.w',
  'opt_state.1.0.mu.layer_0.attn.q',
  'tokens',
]

/** Names the paths that a pattern matches. */
async function checkPattern(pattern: string, expected: readonly string[]): Promise<void> {
  const file = await readTactics(`tactic A on b { ${pattern}: 0 }`)
  const target = file.tactics[0]?.actions[0]?.target
  if (target?.kind !== 'path') throw new Error('no path')
  const matches = compilePattern(target)
  expect(paths.filter((path) => matches(path.split('.')))).toEqual(expected)
}

describe('a path pattern', () => {
  test.each([
    ['tokens', ['tokens']],
    ['params.embed', ['params.embed']],
    ['params.embed.w', []],
    ['**', paths],
    ['params', paths.slice(0, 5)],
    ['params.layer_*', ['params.layer_0.attn.q', 'params.layer_0.mlp.up', 'params.layer_12.attn.k']],
    ['params.layer_*.attn.{q, v}', ['params.layer_0.attn.q']],
    ['params.*.{attn.k, mlp.up}', ['params.layer_0.mlp.up', 'params.layer_12.attn.k']],
    ['**.attn', ['params.layer_0.attn.q', 'params.layer_12.attn.k', 'opt_state.1.0.mu.layer_0.attn.q']],
    ['**.q', ['params.layer_0.attn.q', 'opt_state.1.0.mu.layer_0.attn.q']],
    ['{**.mlp, tok*}', ['params.layer_0.mlp.up', 'tokens']],
    ['opt_state.{0..3}.{0, 5}', ['opt_state.1.0.mu.layer_0.attn.q']],
    ['opt_state.{2..3}', []],
    ['params."block/linear".w', ['params.block/linear.w']],
    ['params."*/lin?ar"', ['params.block/linear.w']],
    ['*.*.*', paths.slice(1, 6)],
  ])('%s', checkPattern)

  test('with many gaps and stars takes no time that grows with their combinations', async () => {
    const file = await readTactics(`tactic A on b { ${'**.a.'.repeat(12)}${'*a'.repeat(30)}b: 0 }`)
    const target = file.tactics[0]?.actions[0]?.target
    if (target?.kind !== 'path') throw new Error('no path')
    const matches = compilePattern(target)
    expect(matches(Array.from({ length: 29 }, () => 'a'.repeat(2000)))).toBe(false)
    expect(matches(Array.from({ length: 400 }, () => 'a'))).toBe(false)
  })

  test('may have alternatives whose combinations are many', async () => {
    const file = await readTactics(`tactic A on b { ${Array(14).fill('{a, b.b, c}').join('.')}: 0 }`)
    const target = file.tactics[0]?.actions[0]?.target
    if (target?.kind !== 'path') throw new Error('no path')
    const matches = compilePattern(target)
    expect(matches([...Array<string>(13).fill('a'), 'b', 'b'])).toBe(true)
    expect(matches([...Array<string>(13).fill('a'), 'b', 'c'])).toBe(false)
  })
})

describe('a scope pattern', () => {
  test.each([
    ['layer_*/mlp', 'layer_0/mlp', true],
    ['layer_*/mlp', 'layer_0/mlp/gate', false],
    ['layer_*', 'layer_0/mlp', false],
    ['**/mlp', 'decoder/layer_0/mlp', true],
    ['**/mlp', 'mlp', true],
    ['decoder/**', 'decoder/layer_0/mlp', true],
    ['layer_{0..11}/{mlp,attn}', 'layer_10/attn', true],
    ['layer_{0..11}/{mlp,attn}', 'layer_12/attn', false],
    ['{layer_{0,1}/mlp,head}', 'layer_1/mlp', true],
    ['{layer_{0,1}/mlp,head}', 'head', true],
    ['layer_?', 'layer_10', false],
  ])('%s on %s: %s', (pattern, scope, expected) => {
    expect(compileScope(pattern)(scope)).toBe(expected)
  })

  test('with too many alternatives is found out', () => {
    expect(hasTooManyAlternatives('{0..99999999}/{0..99999999}')).toBe(true)
    expect(hasTooManyAlternatives('{0..9}/{0..9}')).toBe(false)
  })
})
