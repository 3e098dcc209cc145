import { describe, expect, test } from 'vitest'
import type { Grouping, RowColumn } from '../../../webview/src/base/rows'
import { listRows, sortRows } from '../../../webview/src/base/rows'

interface Row {
  readonly name: string
  readonly kind: string
  readonly bytes: number
}

const row = (name: string, kind: string, bytes: number): Row => ({ name, kind, bytes })
const name: RowColumn<Row> = { key: 'name', title: 'name', value: (one) => one.name }
const bytes: RowColumn<Row> = { key: 'bytes', title: 'bytes', isNumber: true, value: (one) => one.bytes }
const rows = [row('layer_10', 'a', 1), row('layer_2', 'b', 5), row('layer_1', 'a', 3), row('layer_3', 'c', 5)]
const byKind: Grouping<Row> = {
  key: ({ kind }) => kind,
  merge: (some) =>
    row(
      'several',
      some[0]?.kind ?? '',
      some.reduce((total, one) => total + one.bytes, 0),
    ),
}

describe('rows', () => {
  test('sort by number, equal ones in the order they had', () => {
    expect(sortRows(rows, bytes, true).map((one) => one.name)).toEqual(['layer_2', 'layer_3', 'layer_1', 'layer_10'])
    expect(sortRows(rows, bytes, false).map((one) => one.bytes)).toEqual([1, 3, 5, 5])
  })

  test('sort by name with its numbers as numbers', () => {
    expect(sortRows(rows, name, false).map((one) => one.name)).toEqual(['layer_1', 'layer_2', 'layer_3', 'layer_10'])
  })

  test('stand in groups that sort by what they add up to; a group of one is its row', () => {
    const sorting = { sort: 'bytes', isDescending: true }
    const closed = listRows(rows, [name, bytes], sorting, { grouping: byKind, open: new Set() })
    expect(closed.map(({ row: { name: text }, members }) => [text, members])).toEqual([
      ['layer_2', 1],
      ['layer_3', 1],
      ['several', 2],
    ])
    const open = listRows(rows, [name, bytes], sorting, { grouping: byKind, open: new Set(['a']) })
    expect(open.map(({ row: { name: text }, level }) => [text, level]).slice(2)).toEqual([
      ['several', 1],
      ['layer_1', 2],
      ['layer_10', 2],
    ])
  })

  test('sort by the first column where the one asked for is not there', () => {
    const listed = listRows(
      rows,
      [name],
      { sort: 'gone', isDescending: false },
      { grouping: undefined, open: new Set() },
    )
    expect(listed[0]?.row.name).toBe('layer_1')
  })
})
