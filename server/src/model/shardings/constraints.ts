// Operations that state how their operand is sharded, and otherwise pass it on.
import { textOf } from '../../mlir/text'
import { readCallTarget } from '../attributes'
import type { Module } from '../module'
import { operationTable } from '../operations'

/** A sharding_constraint and the like, or a custom_call of `@Sharding`. */
export function isConstraint({ columns, kinds }: Module, operation: number): boolean {
  const { name, head, attributes } = columns.operations
  const kind = kinds[name[operation]!] ?? 'unknown'
  if (kind !== 'custom_call') return operationTable[kind].family === 'constraint'
  const textAt = (id: number): string => (id < 0 ? '' : textOf(columns, columns.texts, id))
  return readCallTarget(`${textAt(head[operation]!)} ${textAt(attributes[operation]!)}`) === 'Sharding'
}
