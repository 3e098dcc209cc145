// The one operation that a reducer region applies to its two arguments.
import { textOf } from '../mlir/text'
import type { Module } from './module'
import type { OperationKind } from './operations'
import { operationKindOf } from './operations'
import { isConstraint } from './shardings/constraints'

const commutative: ReadonlySet<OperationKind> = new Set<OperationKind>([
  'add',
  'multiply',
  'maximum',
  'minimum',
  'and',
  'or',
  'xor',
])

/**
 * Kind of the operation when an operation's one region (or its `applies stablehlo.add`) is a single commutative operation on
 * the two block arguments; undefined otherwise.
 */
export function findReducerKind(module: Module, operation: number): OperationKind | undefined {
  const { columns, kinds } = module
  const { operations } = columns
  if (operations.regionCount[operation] === 0) return appliedKind(module, operation)
  const inner: number[] = []
  for (let i = operation + 1; i < operations.subtreeEnd[operation]!; i++) if (!isConstraint(module, i)) inner.push(i)
  const [first, last] = inner
  if (inner.length !== 2 || first === undefined || last === undefined) return undefined
  if (kinds[operations.name[last]!] !== 'return') return undefined
  const [left, right] = [operandOf(module, first, 0), operandOf(module, first, 1)]
  const block = operations.block[first]!
  const areArguments = columns.values.block[left] === block && columns.values.block[right] === block && left !== right
  const returns = operandOf(module, last, 0) === operations.resultStart[first]
  const kind = kinds[operations.name[first]!]
  return areArguments && returns && kind !== undefined && commutative.has(kind) ? kind : undefined
}

function appliedKind(module: Module, operation: number): OperationKind | undefined {
  const { columns } = module
  const text = textOf(columns, columns.texts, columns.operations.attributes[operation]!)
  const name = /applies\s+((?:stablehlo|mhlo)\.\w+)/.exec(text)?.[1]
  const kind = name === undefined ? 'unknown' : operationKindOf(name)
  return commutative.has(kind) ? kind : undefined
}

/** Operand of an operation, looked up behind constraints. */
function operandOf(module: Module, operation: number, index: number): number {
  const { operations, operands, values } = module.columns
  const at = operations.operandStart[operation]! + index
  const value = at < operations.operandStart[operation + 1]! ? operands.value[at]! : -1
  const maker = value < 0 ? -1 : values.operation[value]!
  return maker >= 0 && isConstraint(module, maker) ? operandOf(module, maker, 0) : value
}
