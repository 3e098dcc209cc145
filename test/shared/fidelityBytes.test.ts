// Bytes of arguments, outputs and aliased buffers of a device equal XLA's for CPU on every case that it was asked about.
import { describe, expect, test } from 'vitest'
import { byteRows } from '../fidelity/byteRows'
import { familyOf } from '../fidelity/rows'

const rows = byteRows(/./)

describe.each(['argument bytes', 'output bytes', 'aliased bytes'] as const)('%s', (figure) => {
  const own = rows.filter((row) => row.figure === figure)

  test('are known for 75 schedules and 109 programs', () => {
    expect(own).toHaveLength(75 + 109)
  })

  test('equal those of XLA', () => {
    const different = own.filter(({ ours, theirs, note }) => ours !== theirs && note === undefined)
    expect(different).toEqual([])
  })

  test('differ where a note says why', () => {
    const noted = own.filter(({ note }) => note !== undefined)
    expect(noted.map(({ case: name, theirs, ours }) => [name, theirs - ours])).toEqual(
      figure === 'output bytes' ? [['it2_decode BP+MP+MQ 4x2', 64]] : [],
    )
  })
})

test('cases of every kind of model are among them', () => {
  expect(new Set(rows.map((row) => familyOf(row.case))).size).toBe(6)
})
