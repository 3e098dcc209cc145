// async_start and async_done: one collective or slice that runs beside others.
import type { OperationKind } from '../operations'
import { areListsCompatible, tupleElements } from './checkedTypes'
import { found, printType } from './findings'
import type { Check, CheckedType } from './question'

const asynchronous: ReadonlySet<OperationKind> = new Set([
  'all_gather',
  'all_reduce',
  'all_to_all',
  'collective_broadcast',
  'collective_permute',
  'collective_reduce',
  'reduce_scatter',
  'slice',
  'dynamic_slice',
  'dynamic_update_slice',
])

/** Types that a future holds. */
const heldTypes = (future: CheckedType): CheckedType[] =>
  tupleElements({ ...future, text: future.text.replace(/^!\w+\.future\s*/, 'tuple') })

const printTypes = (types: readonly CheckedType[]): string => types.map(printType).join(', ')

export const checkAsyncStart: Check = ({ operands, results, regions }) => {
  const [region, future] = [regions[0]!, results[0]!]
  const [inner, last] = region.operations
  if (region.operations.length !== 2 || last !== 'return') return 'its region must be one operation and a return'
  if (inner !== undefined && inner !== 'unknown' && !asynchronous.has(inner))
    return `its region is ${inner}; it must be a collective or a slice`
  if (!areListsCompatible(region.arguments, operands))
    return `its region takes ${printTypes(region.arguments)} and the operands are ${printTypes(operands)}; they must be equal`
  if (future.category !== 'future' || areListsCompatible(heldTypes(future), region.results)) return undefined
  return `its region returns ${printTypes(region.results)} and the result is ${printType(future)}; it must hold the same`
}

export const checkAsyncDone: Check = ({ operands, results }) => {
  const future = operands[0]!
  if (future.category !== 'future' || areListsCompatible(heldTypes(future), results)) return undefined
  return found(`the operand is ${printType(future)} and the results are ${printTypes(results)}; they must be equal`)
}
