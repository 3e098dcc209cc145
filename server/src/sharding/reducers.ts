// The combiner of a reducer: one known operation on its two block arguments, with its identity as initial value.
import { textOf } from '../mlir/text'
import type { Module } from '../model/module'
import type { OperationKind } from '../model/operations'
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
  const { columns, kinds } = module
  const { operations } = columns
  if (operations.regionCount[operation] === 0) {
    const text = attributesOf(module, operation)
    const name = /applies\s+(?:stablehlo|mhlo)\.(\w+)/.exec(text)?.[1]
    return name === undefined ? undefined : combiners[name as OperationKind] // a missing key gives undefined
  }
  const first = operation + 1
  const end = operations.subtreeEnd[operation]!
  if (end - first !== 2 || kinds[operations.name[first + 1]!] !== 'return') return undefined
  const [left, right] = [operandOf(module, first, 0), operandOf(module, first, 1)]
  const areArguments = columns.values.block[left]! >= 0 && columns.values.block[right]! >= 0 && left !== right
  const returns = operandOf(module, first + 1, 0) === operations.resultStart[first]
  const kind = kinds[operations.name[first]!]
  return areArguments && returns && kind !== undefined ? combiners[kind] : undefined
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

const operandOf = (module: Module, operation: number, index: number): number => {
  const { operations, operands } = module.columns
  const at = operations.operandStart[operation]! + index
  return at < operations.operandStart[operation + 1]! ? operands.value[at]! : -1
}
