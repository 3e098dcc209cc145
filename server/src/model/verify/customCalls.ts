// custom_call: layouts of operands and results, and the buffers that they share.
import { tupleElements } from './checkedTypes'
import { areCompatible } from './checkedTypes'
import { firstOf, found, printType } from './findings'
import { readNumber, readValues } from './lists'
import type { Check, CheckedType, Finding } from './question'

export const checkCustomCall: Check = ({ operands, results, attributes }) => {
  const [inputs, outputs] = [readLayouts(attributes, 'operand_layouts'), readLayouts(attributes, 'result_layouts')]
  if ((inputs === undefined) !== (outputs === undefined))
    return 'it has layouts of operands or of results only; it must have both or none'
  const whole = results.length === 1 && results[0]!.category === 'tuple' ? tupleElements(results[0]!) : results
  return (
    (inputs === undefined ? undefined : checkLayouts('operand', inputs, operands)) ??
    (outputs === undefined ? undefined : checkLayouts('result', outputs, whole)) ??
    checkAliases(attributes, operands, results)
  )
}

/** Each `dense<..> : tensor<..>` of a list; undefined when there is none. */
function readLayouts(text: string, key: string): readonly (readonly number[])[] | undefined {
  const start = new RegExp(`(?:^|[^\\w])${key}\\s*=\\s*\\[`).exec(text)
  if (start === null) return undefined
  const from = start.index + start[0].length
  let depth = 1
  let end = from
  for (; end < text.length && depth > 0; end++) depth += text[end] === '[' ? 1 : text[end] === ']' ? -1 : 0
  const body = text.slice(from, end - 1)
  return [...body.matchAll(/dense<([^>]*)>/g)].map((match) => (match[1]?.match(/-?\d+/g) ?? []).map(Number))
}

function checkLayouts(what: string, layouts: readonly (readonly number[])[], types: readonly CheckedType[]): Finding {
  if (layouts.length !== types.length)
    return `${types.length} ${what}s and ${layouts.length} layouts of ${what}s; there must be as many`
  return firstOf(types, (type, i) => {
    const layout = layouts[i]!
    if (type.category === 'tuple') return `${what} ${i} is a tuple, which has no layout`
    if (type.category !== 'tensor')
      return type.category === 'unknown' || layout.length === 0
        ? undefined
        : `${what} ${i} is ${printType(type)} and has a layout; only tensors have one`
    if (!type.isRanked) return undefined
    const isPermutation = layout.length === type.dims.length && type.dims.every((_, dim) => layout.includes(dim))
    return isPermutation
      ? undefined
      : `the layout [${layout.join(', ')}] of ${what} ${i} is no permutation of the dims of ${printType(type)}`
  })
}

function checkAliases(text: string, operands: readonly CheckedType[], results: readonly CheckedType[]): Finding {
  const aliases = [...text.matchAll(/output_operand_alias<(.*?)>/gs)].map((match) => match[1] ?? '')
  return firstOf(aliases, (alias) => {
    const operandIndex = readNumber(alias, 'operand_index') ?? 0
    const operand = operands[operandIndex]
    if (operand === undefined)
      return found(`operand_index of an alias is ${operandIndex}; it must be in [0, ${operands.length})`)
    const outputPath = readValues(alias, 'output_tuple_indices') ?? []
    // Several results are aliased as the elements of a tuple.
    const [first, ...rest] = outputPath
    const output =
      results.length > 1
        ? follow(first === undefined ? undefined : results[first], rest)
        : follow(results[0], outputPath)
    const input = follow(operand, readValues(alias, 'operand_tuple_indices') ?? [])
    if (output === undefined) return 'output_tuple_indices of an alias name no result'
    if (input === undefined) return 'operand_tuple_indices of an alias name no operand'
    return areCompatible(input, output)
      ? undefined
      : `an alias is of operand ${printType(input)} and result ${printType(output)}; they must be equal`
  })
}

const follow = (type: CheckedType | undefined, path: readonly number[]): CheckedType | undefined =>
  path.reduce<CheckedType | undefined>(
    (inner, index) => (inner === undefined || inner.category !== 'tuple' ? undefined : tupleElements(inner)[index]),
    type,
  )
