// A growing list of integers over SharedArrayBuffer: appended while something is built, then handed on without a copy.
import { sharedInt32 } from './sharedArrays'

export interface IntList {
  data: Int32Array
  length: number
}

export function createIntList(capacity: number): IntList {
  return { data: sharedInt32(Math.max(capacity, 16)), length: 0 }
}

/** Appends an item. `data` may be another array afterwards. */
export function pushInt(list: IntList, item: number): void {
  if (list.length === list.data.length) grow(list)
  list.data[list.length++] = item
}

function grow(list: IntList): void {
  const larger = sharedInt32(list.data.length * 2)
  larger.set(list.data)
  list.data = larger
}

/** The items as a shared array. */
export const intsOf = (list: IntList): Int32Array => list.data.subarray(0, list.length)
