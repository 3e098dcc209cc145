// while, case, if, calls, composites and returns: types that regions and functions take and give.
import { areCompatible } from './checkedTypes'
import { elementIs, firstOf, found, printType, rankIs } from './findings'
import type { Check, CheckedRegion, CheckedType, Finding } from './question'
import { returnsBoolean } from './reducers'

type List = readonly [name: string, types: readonly CheckedType[]]

/** As many, and each compatible. */
function equalLists([leftName, left]: List, [rightName, right]: List, label = ''): Finding {
  if (left.length !== right.length)
    return found(`${left.length} ${leftName} and ${right.length} ${rightName}; there must be as many`, label)
  return firstOf(left, (type, i) =>
    areCompatible(type, right[i]!)
      ? undefined
      : found(
          `of ${leftName}, ${i} is ${printType(type)} and of ${rightName} ${printType(right[i]!)}; they must be equal`,
          label,
        ),
  )
}

export const checkWhile: Check = ({ operands, results, regions }) => {
  const [condition, body] = [regions[0]!, regions[1]!]
  if (condition.blocks === 0 || body.blocks === 0)
    return found('a region of it is empty', condition.blocks === 0 ? 'C1' : 'C2')
  const carried: List = ['operands', operands]
  return (
    equalLists(carried, ['arguments of the condition', condition.arguments], 'C1') ??
    returnsBoolean(condition, 'C1') ??
    equalLists(carried, ['arguments of the body', body.arguments], 'C2') ??
    equalLists(carried, ['values that the body returns', body.results], 'C2') ??
    equalLists(carried, ['results', results], 'C3')
  )
}

const checkBranches = (
  regions: readonly CheckedRegion[],
  results: readonly CheckedType[],
  labels: readonly [string, string],
): Finding =>
  firstOf(regions, (region, i) => {
    if (region.blocks === 0) return found(`branch ${i} is empty`, labels[0])
    if (region.arguments.length > 0)
      return found(`branch ${i} takes ${region.arguments.length} values; it must take none`, labels[0])
    return equalLists([`values that branch ${i} returns`, region.results], ['results', results], labels[1])
  })

export const checkCase: Check = ({ operands, results, regions }) =>
  rankIs(['index', operands[0]!], 0) ??
  elementIs(['index', operands[0]!], ['i32']) ??
  checkBranches(regions, results, ['C2', 'C3'])

export const checkIf: Check = ({ operands, results, regions }) =>
  rankIs(['pred', operands[0]!], 0) ??
  elementIs(['pred', operands[0]!], ['i1']) ??
  checkBranches(regions, results, ['C1', 'C2'])

/** Nothing is said of functions that the module does not have: that is a problem of its own. */
export const checkCall: Check = ({ operands, results, signature }) => {
  if (signature === undefined) return undefined
  const takes = signature.arguments
  return (
    (takes === undefined ? undefined : equalLists(['operands', operands], ['arguments of the function', takes])) ??
    equalLists(['results', results], ['results of the function', signature.results])
  )
}

export const checkComposite: Check = ({ operands, results, signature, attributes, head }) => {
  const name = /(?:name\s*=\s*)?"([^"]*)"/.exec(`${head} ${attributes}`)?.[1]
  if (name !== undefined && !/^[a-zA-Z_][\w$]*(?:\.[\w$]+)+$/.test(name))
    return found(`its name is "${name}"; it must be of the form "namespace.name"`, 'C1')
  if (signature === undefined) return found('its decomposition names no function of the module', 'C2')
  const takes = signature.arguments
  return (
    (takes === undefined
      ? undefined
      : equalLists(['operands', operands], ['arguments of the decomposition', takes], 'C3')) ??
    equalLists(['results', results], ['results of the decomposition', signature.results], 'C4')
  )
}

/** Of a function; what regions return is checked with their operation. */
export const checkReturn: Check = ({ operands, signature }) =>
  signature === undefined
    ? undefined
    : equalLists(['values returned', operands], ['results of the function', signature.results])
