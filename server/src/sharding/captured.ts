// What the regions of an operation read from outside: for the operation itself these are operands like any other.
import type { Module } from '../model/module'
import { operationTable } from '../model/operations'

/**
 * Values of the columns that regions of an operation use and do not define, each once, in the order of their uses. Constants are
 * left out: they are made again inside.
 */
export function findCaptured(module: Module, operation: number): readonly number[] {
  const { operations, operands } = module.columns
  if (operations.regionCount[operation] === 0) return none
  const end = operations.subtreeEnd[operation]!
  const captured = new Set<number>()
  for (let at = operations.operandStart[operation + 1]!; at < operations.operandStart[end]!; at++) {
    const value = operands.value[at]!
    if (value >= 0 && !isInside(module, value, operation) && !isConstant(module, value)) captured.add(value)
  }
  return captured.size === 0 ? none : [...captured]
}

const none: readonly number[] = []

function isInside({ columns }: Module, value: number, operation: number): boolean {
  const { values, operations, blocks, regions } = columns
  const maker = values.operation[value]!
  if (maker >= 0) return maker > operation && maker < operations.subtreeEnd[operation]!
  const owner = regions.operation[blocks.region[values.block[value]!]!]!
  return owner >= operation && owner < operations.subtreeEnd[operation]!
}

function isConstant({ columns, kinds }: Module, value: number): boolean {
  const maker = columns.values.operation[value]!
  const kind = maker < 0 ? undefined : kinds[columns.operations.name[maker]!]
  return kind !== undefined && operationTable[kind].family === 'constant'
}
