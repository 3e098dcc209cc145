// The combiner of a reducer: one known operation on its two block arguments, with its identity as initial value.
import { textOf } from '../mlir/text'
import type { Module } from '../model/module'
import type { OperationKind } from '../model/operations'
import { findReducerKind } from '../model/reducers'
import type { Combiner } from './rules/rule'

const combiners: Partial<Record<OperationKind, Combiner>> = {
  add: 'add',
  multiply: 'mul',
  maximum: 'max',
  minimum: 'min',
  and: 'and',
  or: 'or',
}

/** Combiner of a reduce or scatter operation, or undefined when its reducer is not one known operation. */
export function findReducer(module: Module, operation: number): Combiner | undefined {
  const kind = findReducerKind(module, operation)
  return kind === undefined ? undefined : combiners[kind]
}

/** True when the initial value leaves the result as it is: 0 for add, 1 for mul, anything for the others. */
export function isIdentity(module: Module, combiner: Combiner, initialValue: number): boolean {
  if (combiner !== 'add' && combiner !== 'mul') return true
  const number = constantNumber(module, initialValue)
  return number === (combiner === 'add' ? 0 : 1)
}

/** The number that a constant holds everywhere (`dense<2.0e+00>`), or undefined. */
export function constantNumber(module: Module, value: number): number | undefined {
  const operation = value < 0 ? -1 : module.columns.values.operation[value]!
  if (operation < 0 || module.kinds[module.columns.operations.name[operation]!] !== 'constant') return undefined
  const text = /dense<([^>[\]"]*)>/.exec(attributesOf(module, operation))?.[1]?.trim()
  if (text === undefined || text === '') return undefined
  if (text === 'true' || text === 'false') return text === 'true' ? 1 : 0
  const number = text.startsWith('0x') ? undefined : Number(text)
  return number === undefined || Number.isNaN(number) ? undefined : number
}

/** Attribute text of an operation, head included. */
export function attributesOf(module: Module, operation: number): string {
  const { operations, texts } = module.columns
  const part = (id: number): string => (id < 0 ? '' : textOf(module.columns, texts, id))
  return `${part(operations.head[operation]!)} ${part(operations.attributes[operation]!)}`
}
