// Which local values hold each program value, and in which sharding: lists over flat arrays, one a program value.
import { createIntList, pushInt } from '../base/intList'
import type { IntList } from '../base/intList'

/** In `node`: the form serves every use that sees it. */
export const ANY_NODE = -1

export interface FormTable {
  /** By program value: its newest form + 1, 0 when it has none. */
  readonly newest: Int32Array
  readonly sharding: IntList
  readonly local: IntList
  readonly region: IntList
  /** The one node that it was made for, or ANY_NODE. */
  readonly node: IntList
  /** Next older form of the same value + 1. */
  readonly older: IntList
}

export function createFormTable(values: number): FormTable {
  const capacity = values + (values >> 2)
  return {
    newest: new Int32Array(values),
    sharding: createIntList(capacity),
    local: createIntList(capacity),
    region: createIntList(capacity),
    node: createIntList(capacity),
    older: createIntList(capacity),
  }
}

export function addForm(
  table: FormTable,
  value: number,
  sharding: number,
  local: number,
  region: number,
  node: number,
): void {
  pushInt(table.sharding, sharding)
  pushInt(table.local, local)
  pushInt(table.region, region)
  pushInt(table.node, node)
  pushInt(table.older, table.newest[value]!)
  table.newest[value] = table.local.length
}
