// Regions that combine two lots of scalars into one: of reduce, scatter, all_reduce and their like; comparators of sort.
import { elementBits } from '../tensorTypes'
import { areCompatible, classOf, fitsSize } from './checkedTypes'
import { elementIs, equalElements, equalShapes, firstOf, found, printType, rankIs } from './findings'
import type { CheckedRegion, CheckedType, Finding } from './question'

/** What a reducer combines, with the specification's label of the constraint on its region. */
export interface Reduction {
  readonly inputs: readonly CheckedType[]
  readonly initialValues?: readonly CheckedType[]
  readonly results: readonly CheckedType[]
  readonly label: string
  /** Sizes that a combined piece may have a part of, where it need not be a scalar. */
  readonly pieces?: readonly number[]
}

/** `(E0, .., En, E0, .., En) -> (E0, .., En)` where inputs can be promoted to E; undefined regions are written as `applies`. */
export function checkReducer(region: CheckedRegion | undefined, reduction: Reduction): Finding {
  if (region === undefined) return undefined
  const { inputs, initialValues = [], results, label, pieces = [] } = reduction
  const count = inputs.length
  if (region.blocks === 0) return found('its region is empty', label)
  if (region.arguments.length !== 2 * count)
    return found(`its region takes ${region.arguments.length} values; it must take ${2 * count}`, label)
  if (region.results.length !== count)
    return found(`its region returns ${region.results.length} values; it must return ${count}`, label)
  return (
    firstOf(region.arguments, (argument, i) => checkArgument(region, argument, i, reduction)) ??
    firstOf(inputs, (input, i) => isPromotable([`input ${i}`, input], region.results[i]!, label)) ??
    firstOf(initialValues, (value, i) => isPromotable([`initial value ${i}`, value], region.results[i]!, label)) ??
    firstOf(results, (result, i) =>
      equalElements([`result ${i}`, result], [`what the region returns at ${i}`, region.results[i]!], label),
    ) ??
    firstOf(initialValues, (value, i) =>
      pieces.length > 0
        ? equalShapes([`initial value ${i}`, value], [`what the region returns at ${i}`, region.results[i]!], label)
        : undefined,
    )
  )
}

function checkArgument(region: CheckedRegion, argument: CheckedType, i: number, reduction: Reduction): Finding {
  const { label, pieces = [] } = reduction
  const result = region.results[i % region.results.length]!
  const name = `region argument ${i}`
  if (argument.category !== 'tensor' && argument.category !== 'unknown')
    return found(`${name} is ${printType(argument)}; it must be a tensor of rank 0`, label)
  const isPiece = !argument.isRanked || isPartOf(argument.dims, pieces)
  if (!isPiece) return found(`${name} is ${printType(argument)}; it must be a scalar`, label)
  if (areCompatible(argument, result)) return undefined
  return found(
    `${name} is ${printType(argument)} and the region returns ${printType(result)} there; they must be equal`,
    label,
  )
}

/** Whether the sizes are there in this order, others between them. */
function isPartOf(dims: readonly number[], pieces: readonly number[]): boolean {
  let at = 0
  for (const size of pieces) if (at < dims.length && fitsSize(size, dims[at])) at++
  return at === dims.length
}

/** Of one kind and not wider. */
function isPromotable([name, from]: readonly [string, CheckedType], to: CheckedType, label: string): Finding {
  const [source, target] = [from.comparedElement, to.comparedElement]
  if (source === undefined || target === undefined || source === target) return undefined
  const kindOf = (type: CheckedType): string | undefined => classOf(type)?.replace('unsigned', 'signed')
  if (kindOf(from) === kindOf(to) && elementBits[source] <= elementBits[target]) return undefined
  return found(`${name} has element type ${source}, which is not promotable to ${target} of the region`, label)
}

/** A pair of scalars of each element type gives a truth value. */
export function checkComparator(
  region: CheckedRegion | undefined,
  inputs: readonly CheckedType[],
  label: string,
): Finding {
  if (region === undefined || region.blocks === 0) return found('its region is empty', label)
  const count = region.arguments.length
  if (count !== 2 * inputs.length)
    return found(`its region takes ${count} values; it must take ${2 * inputs.length}`, label)
  return (
    firstOf(region.arguments, (argument, i) => {
      const input = inputs[i >> 1]!
      const name = `region argument ${i}`
      return rankIs([name, argument], 0, label) ?? equalElements([name, argument], [`input ${i >> 1}`, input], label)
    }) ?? returnsBoolean(region, label)
  )
}

/** One `tensor<i1>`. */
export function returnsBoolean(region: CheckedRegion, label: string): Finding {
  const result = region.results[0]
  if (region.results.length !== 1 || result === undefined)
    return found(`its region returns ${region.results.length} values; it must return one tensor<i1>`, label)
  if (result.category !== 'tensor' && result.category !== 'unknown')
    return found(`its region returns ${printType(result)}; it must return a tensor<i1>`, label)
  return (
    rankIs(['what its region returns', result], 0, label) ??
    elementIs(['what its region returns', result], ['i1'], label)
  )
}
