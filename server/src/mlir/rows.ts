// Growing tables of integers: row by row while scanning, turned into columns at the end.

export interface Rows {
  data: Int32Array
  count: number
  readonly stride: number
}

export function createRows(stride: number, capacity: number): Rows {
  const rows: Rows = { data: noData, count: 0, stride }
  // Assigned, not initialised: a field that engines take for a constant costs all optimised code at the first growth.
  rows.data = new Int32Array(stride * Math.max(capacity, 4))
  return rows
}

const noData = new Int32Array(0)

/** Adds a row of zeros and returns the offset of its first field in `data`. */
export function addRow(rows: Rows): number {
  const offset = rows.count * rows.stride
  if (offset + rows.stride > rows.data.length) grow(rows)
  rows.count++
  return offset
}

function grow(rows: Rows): void {
  const data = new Int32Array(rows.data.length * 2)
  data.set(rows.data)
  rows.data = data
}
