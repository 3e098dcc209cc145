// Types that regions and functions take and give, read off the columns when a check needs them.
import type { ModuleColumns } from '../../mlir/columns'
import type { OperationKind } from '../operations'
import { unknownType } from './checkedTypes'
import type { CheckedRegion, CheckedType, Signature } from './question'

/** What of a module these readers need. */
export interface TypedColumns {
  readonly columns: ModuleColumns
  readonly kinds: readonly OperationKind[]
  readonly types: readonly CheckedType[]
}

/** Type of a value; -1 and undefined ones are unknown. */
export const typeOfValue = ({ columns, types }: TypedColumns, value: number): CheckedType =>
  types[columns.values.type[value] ?? -1] ?? unknownType

export const operandTypes = (typed: TypedColumns, operation: number): CheckedType[] => {
  const { operations, operands } = typed.columns
  const start = operations.operandStart[operation]!
  return Array.from({ length: operations.operandStart[operation + 1]! - start }, (_, i) =>
    typeOfValue(typed, operands.value[start + i]!),
  )
}

export const resultTypes = (typed: TypedColumns, operation: number): CheckedType[] => {
  const { resultStart, resultCount } = typed.columns.operations
  return Array.from({ length: resultCount[operation]! }, (_, i) => typeOfValue(typed, resultStart[operation]! + i))
}

/** Operations directly in a block. */
export function operationsIn({ blocks, operations }: ModuleColumns, block: number): number[] {
  const found: number[] = []
  const end = blocks.endOperation[block]!
  for (let i = blocks.firstOperation[block]!; i < end; i = operations.subtreeEnd[i]!) found.push(i)
  return found
}

export function regionsOf(typed: TypedColumns, operation: number): CheckedRegion[] {
  const { operations, regions } = typed.columns
  return Array.from({ length: operations.regionCount[operation]! }, (_, i) =>
    readRegion(typed, regions.firstBlock, operations.firstRegion[operation]! + i),
  )
}

function readRegion(typed: TypedColumns, firstBlock: Int32Array, region: number): CheckedRegion {
  const { regions, operations } = typed.columns
  const count = regions.blockCount[region]!
  if (count === 0) return { blocks: 0, arguments: [], results: [], operations: [] }
  const block = firstBlock[region]!
  const inside = operationsIn(typed.columns, block)
  const last = inside.at(-1)
  return {
    blocks: count,
    arguments: argumentTypes(typed, block),
    results: last === undefined ? [] : operandTypes(typed, last),
    operations: inside.map((each) => typed.kinds[operations.name[each]!] ?? 'unknown'),
  }
}

const argumentTypes = (typed: TypedColumns, block: number): CheckedType[] => {
  const { argumentStart, argumentCount } = typed.columns.blocks
  return Array.from({ length: argumentCount[block]! }, (_, i) => typeOfValue(typed, argumentStart[block]! + i))
}

/** Types of a function; a declaration's arguments are not known. */
export function signatureOf(typed: TypedColumns, functionIndex: number): Signature | undefined {
  const { functions, operations, regions } = typed.columns
  if (functionIndex < 0 || functionIndex >= functions.count) return undefined
  const operation = functions.operation[functionIndex]!
  const region = operations.firstRegion[operation]!
  const hasBody = operations.regionCount[operation]! > 0 && regions.blockCount[region]! > 0
  const start = functions.resultStart[functionIndex]!
  const results = Array.from({ length: functions.resultStart[functionIndex + 1]! - start }, (_, i) => {
    const type = functions.resultType[start + i]!
    return typed.types[type] ?? unknownType
  })
  return { arguments: hasBody ? argumentTypes(typed, regions.firstBlock[region]!) : undefined, results }
}
