// The parts of an operation as text: results, operands, attributes, types, location.
import { Char, skipName } from './characters'
import type { ModuleColumns } from './columns'
import type { OwnForm } from './ownForms'
import { genericForm } from './ownForms'
import { decodeText, textOf } from './text'

/** `%0 = `, `%0:2, %1 = `, or nothing. */
export function printResults(columns: ModuleColumns, operation: number): string {
  const first = columns.operations.resultStart[operation]!
  const end = first + columns.operations.resultCount[operation]!
  const names: string[] = []
  for (let value = first; value < end;) {
    const width = widthOf(columns, value, end)
    names.push(nameOf(columns, value) + (width > 1 ? `:${width}` : ''))
    value += width
  }
  return names.length === 0 ? '' : `${names.join(', ')} = `
}

/** How many results from `value` on share its name. */
function widthOf(columns: ModuleColumns, value: number, end: number): number {
  const { nameStart } = columns.values
  let next = value + 1
  while (next < end && nameStart[next] === nameStart[value]) next++
  return next - value
}

/** Name of a value with its `%`. */
export const nameOf = (columns: ModuleColumns, value: number): string =>
  decodeText(columns.bytes, columns.values.nameStart[value]!, columns.values.nameEnd[value]!)

export interface Start {
  readonly name: string
  readonly form: OwnForm
  /** Those that stand before the regions. */
  readonly attributes: string
}

/** Name, head, operands and attributes: `"a.b"(%0, %1)`, `a.b GE, %0, %1, FLOAT`, `a.b @f(%0) {x}`. */
export function printStart(columns: ModuleColumns, operation: number, { name, form, attributes }: Start): string {
  const uses = listOperands(columns, operation)
  const operands = uses.join(', ')
  const text = printText(attributes)
  if (form === genericForm) return `"${name}"(${operands})${text}`
  const head = textOf(columns, columns.texts, columns.operations.head[operation]!)
  const isBare = /^[A-Za-z_$][\w$]*\.[\w$.]*[\w$]$/.test(name)
  const start = (isBare ? name : `"${name}"`) + (/^[(<]/.test(head) ? finishLine(head) : printText(head))
  if (head.endsWith('(')) return start + operands + closersOf(head) + text
  // Without operands, `<"f">()` is all attribute text.
  if (form.operands === 'parentheses') return start + (attributes.startsWith('<') ? '' : `(${operands})`) + text
  if (form.operands === 'enclosing') return `${start}(${[operands, finishLine(attributes)].filter(Boolean).join(', ')})`
  if (form.operands === 'pairs' && uses.length % 2 === 0 && uses.length > 0) return start + printPairs(uses) + text
  const comma = form.hasComma && uses.length > 0 && /^\w/.test(attributes) ? ',' : ''
  return start + printText(operands) + closersOf(head) + comma + text
}

/** `(%a init: %x), (%b init: %y)` of the operands %a, %b, %x, %y. */
function printPairs(uses: readonly string[]): string {
  const half = uses.length / 2
  const pairs = uses.slice(0, half).map((input, i) => `(${input} init: ${uses[half + i] ?? ''})`)
  return pairs.join(', ')
}

/** The operands as the text names them. */
function listOperands(columns: ModuleColumns, operation: number): string[] {
  const { operations, operands } = columns
  const uses: string[] = []
  for (let i = operations.operandStart[operation]!; i < operations.operandStart[operation + 1]!; i++) {
    const value = operands.value[i]!
    uses.push(value < 0 ? printUndefined(columns, operands.start[i]!) : printUse(columns, value))
  }
  return uses
}

/** `%0`, or `%0#1` of several results with one name. */
function printUse(columns: ModuleColumns, value: number): string {
  const { nameStart, operation } = columns.values
  const owner = operation[value]!
  if (owner < 0) return nameOf(columns, value)
  const first = columns.operations.resultStart[owner]!
  let group = value
  while (group > first && nameStart[group - 1] === nameStart[value]) group--
  const width = widthOf(columns, group, first + columns.operations.resultCount[owner]!)
  return nameOf(columns, value) + (width > 1 ? `#${value - group}` : '')
}

/** A use that nothing defines, as written. */
function printUndefined({ bytes }: ModuleColumns, start: number): string {
  const end = skipName(bytes, start + 1, bytes.length)
  return decodeText(bytes, start, bytes[end] === Char.hash ? skipName(bytes, end + 1, bytes.length) : end)
}

/** What closes the brackets that a head such as `@f(` opens. */
function closersOf(head: string): string {
  const awaited: string[] = []
  for (const character of head.replace(/"(?:[^"\\]|\\.)*"/g, '')) {
    const opener = '([{<'.indexOf(character)
    if (opener >= 0) awaited.push(')]}>'[opener]!)
    else if (awaited.at(-1) === character) awaited.pop()
  }
  return awaited.reverse().join('')
}

/** With the space before it; a comment at its end must not swallow what follows. */
export const printText = (text: string): string => (text === '' ? '' : ` ${finishLine(text)}`)

const finishLine = (text: string): string => (/\/\/[^"\n]*$/.test(text) ? `${text}\n` : text)

/** `: (types) -> types`, or as the form has it; only the arrow's side where the type of an operand is not known, nothing where no type is. */
export function printSignature(columns: ModuleColumns, operation: number, form: OwnForm): string {
  const { operations, operands, values, types } = columns
  const typeOf = (value: number): string => (value < 0 ? '' : textOf(columns, types, values.type[value]!))
  const first = operations.resultStart[operation]!
  const count = operations.resultCount[operation]!
  const results = Array.from({ length: count }, (_, i) => typeOf(first + i)).filter((type) => type !== '')
  if (form.types === 'none' || (count > 0 && results.length === 0)) return ''
  const uses = operands.value.subarray(operations.operandStart[operation], operations.operandStart[operation + 1])
  const inputs = Array.from(uses, typeOf)
  if (form.types === 'list' && results.length === count) return ` : ${(count > 0 ? results : inputs).join(', ')}`
  const right = results.length === 1 && !results[0]!.includes('->') ? results[0]! : `(${results.join(', ')})`
  if (form.types === 'arrow' && !inputs.includes('')) return ` : ${inputs.join(', ')} -> ${right}`
  if (!inputs.includes('')) return ` : (${inputs.join(', ')}) -> ${right}`
  return count === 0 ? '' : ` -> ${right}`
}

/** A module with the aliases that stand for locations, by location id. */
export interface LocationTexts {
  readonly columns: ModuleColumns
  readonly aliasOf: ReadonlyMap<number, string>
}

/** ` loc(..)`, or nothing. */
export function printLocation({ columns, aliasOf }: LocationTexts, location: number): string {
  if (location < 0) return ''
  const { start, end } = columns.locations
  return ` loc(${aliasOf.get(location) ?? decodeText(columns.bytes, start[location]!, end[location]!)})`
}
