// Invariants of columns, whatever the text was.
import { expect } from 'vitest'
import type { ModuleColumns } from '../../../server/src/mlir/columns'
import { findOperationAt, findValueAt } from '../../../server/src/mlir/find'
import { readLocation } from '../../../server/src/mlir/locations'
import { offsetOf, positionOf } from '../../../server/src/mlir/positions'

/** Every id names something, every span lies in the text, and nesting is consistent. */
export function checkColumns(columns: ModuleColumns): void {
  const { operations, operands, values, blocks, regions, locations, bytes } = columns
  const faults: string[] = []
  const check = (isWell: boolean, what: string): void => {
    if (!isWell && faults.length < 5) faults.push(what)
  }
  const isId = (id: number, count: number): boolean => id >= -1 && id < count
  for (let i = 0; i < operations.count; i++) {
    check(operations.start[i]! <= operations.end[i]! && operations.end[i]! <= bytes.length, `span of ${i}`)
    check(i === 0 || operations.start[i - 1]! <= operations.start[i]!, `order of ${i}`)
    check(operations.operandStart[i]! <= operations.operandStart[i + 1]!, `operands of ${i}`)
    check(operations.subtreeEnd[i]! > i && operations.subtreeEnd[i]! <= operations.count, `subtree of ${i}`)
    check(operations.name[i]! >= 0 && operations.name[i]! < columns.names.count, `name of ${i}`)
    check(isId(operations.head[i]!, columns.texts.count), `head of ${i}`)
    check(isId(operations.attributes[i]!, columns.texts.count), `attributes of ${i}`)
    check(isId(operations.location[i]!, locations.count), `location of ${i}`)
    const block = operations.block[i]!
    check(isId(block, blocks.count), `block of ${i}`)
    if (block >= 0) {
      check(i >= blocks.firstOperation[block]! && i < blocks.endOperation[block]!, `place of ${i} in its block`)
      const parent = regions.operation[blocks.region[block]!]!
      check(parent < i && operations.subtreeEnd[parent]! >= operations.subtreeEnd[i]!, `parent of ${i}`)
    }
  }
  for (const value of operands.value) check(isId(value, values.count), 'operand')
  for (let i = 0; i < values.count; i++) {
    check(isId(values.type[i]!, columns.types.count), `type of value ${i}`)
    check(values.operation[i]! >= 0 !== values.block[i]! >= 0, `owner of value ${i}`)
    check(isId(values.operation[i]!, operations.count) && isId(values.block[i]!, blocks.count), `owner of value ${i}`)
  }
  for (let i = 0; i < locations.count; i++) readLocation(columns, i)
  for (let offset = 0; offset < bytes.length; offset += 1 + (bytes.length >> 6)) {
    check(isId(findOperationAt(columns, offset), operations.count), `operation at ${offset}`)
    check(isId(findValueAt(columns, offset), values.count), `value at ${offset}`)
    check(offsetOf(columns, positionOf(columns, offset)) <= offset, `position of ${offset}`)
  }
  expect(faults).toEqual([])
}
