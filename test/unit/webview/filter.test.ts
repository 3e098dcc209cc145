import { describe, expect, test } from 'vitest'
import type { FilterFields } from '../../../webview/src/base/filter'
import { parseFilter } from '../../../webview/src/base/filter'

interface Row {
  readonly name: string
  readonly bytes: number
  readonly seconds: number
  readonly dtype: string
  readonly axes: readonly string[]
  readonly dims: readonly number[]
}

const row = (name: string, change: Partial<Row> = {}): Row => ({
  name,
  bytes: 2 ** 20,
  seconds: 0.002,
  dtype: 'f32',
  axes: [],
  dims: [],
  ...change,
})

const rows = [
  row('params.layer_0.attn.q', { bytes: 3 * 2 ** 20, axes: ['model'], dims: [2048, 16] }),
  row('params.layer_1.mlp.up', { bytes: 2 ** 21, axes: ['batch', 'model'], dims: [8192] }),
  row('opt_state.0.mu.embed', { bytes: 512, dtype: 'bf16' }),
  row('layer_3/attn/probs', { seconds: 0.5 }),
]

const fields: FilterFields<Row> = {
  numbers: { bytes: ({ bytes }) => bytes, time: ({ seconds }) => seconds },
  words: { dtype: ({ dtype }) => [dtype], axis: ({ axes }) => axes },
  names: ({ name }) => [name],
  dims: ({ dims }) => dims,
}

const find = (text: string): readonly string[] => {
  const { test: keeps, problem } = parseFilter(text, fields)
  expect(problem).toBeUndefined()
  return rows.filter(keeps).map(({ name }) => name)
}
const problemOf = (text: string): string | undefined => parseFilter(text, fields).problem

describe('a filter', () => {
  test('without text keeps all', () => {
    expect(find('  ')).toHaveLength(4)
  })

  test('finds words anywhere in names, in any case, and all of them', () => {
    expect(find('ATTN')).toEqual(['params.layer_0.attn.q', 'layer_3/attn/probs'])
    expect(find('attn params')).toEqual(['params.layer_0.attn.q'])
  })

  test('matches patterns as tactics do: a pattern that ends at an inner node names all below', () => {
    expect(find('params.**')).toEqual(['params.layer_0.attn.q', 'params.layer_1.mlp.up'])
    expect(find('params.layer_*')).toHaveLength(2)
    expect(find('params.*.{attn, norm}')).toEqual(['params.layer_0.attn.q'])
    expect(find('{params.layer_1, opt_state}.**')).toEqual(['params.layer_1.mlp.up', 'opt_state.0.mu.embed'])
    expect(find('opt_state.{0..3}.mu')).toEqual(['opt_state.0.mu.embed'])
  })

  test('matches scopes by patterns with slashes', () => {
    expect(find('layer_*/attn/**')).toEqual(['layer_3/attn/probs'])
  })

  test('takes conditions behind patterns, with and without `where`', () => {
    expect(find('params.** bytes > 2 MiB')).toEqual(['params.layer_0.attn.q'])
    expect(find('params.** where bytes >= 2MiB and not dtype == bf16')).toHaveLength(2)
    expect(find('bytes < 1 KiB or time > 100 ms')).toEqual(['opt_state.0.mu.embed', 'layer_3/attn/probs'])
    expect(find('not (axis == batch or axis == model)')).toEqual(['opt_state.0.mu.embed', 'layer_3/attn/probs'])
  })

  test('reads dims, from the end too; a dim that is not there compares as false', () => {
    expect(find('dim(0) == 2048')).toEqual(['params.layer_0.attn.q'])
    expect(find('dim(-1) >= 16')).toHaveLength(2)
    expect(find('dim(1) != 3')).toEqual(['params.layer_0.attn.q'])
  })

  test('says what it cannot read, and keeps all rows meanwhile', () => {
    expect(problemOf('bytes >')).toBe('Behind `bytes >` stands a number or a word.')
    expect(problemOf('bytes = 3')).toBe('Behind `bytes` stands ==, !=, <, <=, > or >=.')
    expect(problemOf('bytes > many')).toBe('`many` is no number: such as 3, 1 MiB or 2 ms.')
    expect(problemOf('size > 3')).toBe('`size` is unknown: bytes, time, dtype, axis, dim(i) can be asked for.')
    expect(problemOf('dtype < f32')).toBe('Words are compared by == and !=, not by <.')
    expect(problemOf('dim(x) > 3')).toBe('`dim` names a dim in parentheses: `dim(0)`.')
    expect(problemOf('(bytes > 3')).toBe('A `)` is missing.')
    expect(problemOf('params.{q')).toBe('`params.{q` is no pattern: a brace is not closed.')
    expect(problemOf('constructor == f32')).toMatch(/`constructor` is unknown/)
    expect(rows.filter(parseFilter('bytes >', fields).test)).toHaveLength(4)
  })

  test('ends on whatever is typed', () => {
    for (const text of [
      '"',
      '{',
      '}',
      '((',
      ')',
      'not',
      'and',
      'or or',
      '*.*.{{a}',
      'where',
      '> 3',
      'a'.repeat(10_000),
    ]) {
      expect(() => parseFilter(text, fields)).not.toThrow()
    }
  })
})
