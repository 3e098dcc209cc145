// Columns to MLIR text that scans to the same columns. Operations are put together from what the columns hold of them; only
// attribute texts and types are as the source has them. What columns do not keep is not printed: comments, resources of the
// file, names of blocks, aliases of attributes and types, argument types of functions without a body.
import { Char, skipName } from './characters'
import type { ModuleColumns } from './columns'
import { decodeText, textOf } from './text'

/**
 * The module as text. Operations are in generic form, `"dialect.op"(%0) <{...}> ({regions}) {attributes} : (types) -> types`,
 * but for those whose attributes are known only as their own form writes them: these come as
 * `dialect.op head %0 attributes ({regions}) : (types) -> types`, which the scanner reads alike.
 */
export function printModule(columns: ModuleColumns): string {
  const printer: Printer = { columns, aliasOf: findAliases(columns), lines: [] }
  for (let i = 0; i < columns.operations.count; i = columns.operations.subtreeEnd[i]!) printOperation(printer, i, '')
  const { aliases, aliasLocation, start, end } = columns.locations
  for (let i = 0; i < aliases.count; i++) {
    const location = aliasLocation[i]!
    const body = decodeText(columns.bytes, start[location]!, end[location]!)
    if (body !== '') printer.lines.push(`${textOf(columns, aliases, i)} = loc(${body})`)
  }
  return printer.lines.join('\n') + '\n'
}

interface Printer {
  readonly columns: ModuleColumns
  /** By location id: the alias that stands for it. */
  readonly aliasOf: ReadonlyMap<number, string>
  readonly lines: string[]
}

function findAliases(columns: ModuleColumns): ReadonlyMap<number, string> {
  const { aliases, aliasLocation } = columns.locations
  const aliasOf = new Map<number, string>()
  for (let i = 0; i < aliases.count; i++) aliasOf.set(aliasLocation[i]!, textOf(columns, aliases, i))
  return aliasOf
}

function printOperation(printer: Printer, operation: number, indentation: string): void {
  const { columns } = printer
  const name = textOf(columns, columns.names, columns.operations.name[operation]!)
  const form = chooseForm(columns, operation, name)
  const results = printResults(columns, operation)
  if (form === 'function' || form === 'module') {
    printSymbol(printer, operation, form, indentation + results)
    return
  }
  const head = printHead(columns, operation, name, form)
  const { before, after } = placeAttributes(columns, operation, form)
  printer.lines.push(indentation + results + head + printText(before))
  if (columns.operations.regionCount[operation]! > 0) printRegions(printer, operation, indentation)
  append(
    printer,
    printText(after.isInTypes ? after.text : '') +
      printSignature(columns, operation, form) +
      printText(after.isInTypes ? '' : after.text) +
      printLocation(printer, columns.operations.location[operation]!),
  )
}

type Form = 'generic' | 'own' | 'function' | 'module'

function chooseForm(columns: ModuleColumns, operation: number, name: string): Form {
  const { operations, texts } = columns
  const attributes = textOf(columns, texts, operations.attributes[operation]!)
  const hasHead = operations.head[operation]! >= 0
  if (name === 'func.func' && hasHead) return 'function'
  if (name === 'builtin.module' && !attributes.startsWith('<')) return 'module'
  return hasHead || !/^($|<?\{|\[\^)/.test(attributes) ? 'own' : 'generic'
}

/** `%0 = `, `%0:2, %1 = `, or nothing. */
function printResults(columns: ModuleColumns, operation: number): string {
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

const nameOf = (columns: ModuleColumns, value: number): string =>
  decodeText(columns.bytes, columns.values.nameStart[value]!, columns.values.nameEnd[value]!)

/** Name, head and operands: `"a.b"(%0, %1)`, `a.b GE, %0, %1`, `a.b @f(%0)`. */
function printHead(columns: ModuleColumns, operation: number, name: string, form: Form): string {
  const operands = printOperands(columns, operation)
  if (form === 'generic') return `"${name}"(${operands})`
  const head = textOf(columns, columns.texts, columns.operations.head[operation]!)
  const isBare = /^[A-Za-z_$][\w$]*\.[\w$.]*[\w$]$/.test(name)
  const parts = [isBare ? name : `"${name}"`]
  if (head !== '') parts.push(finishLine(head))
  const separator = head.endsWith('(') ? '' : ' '
  return parts.join(' ') + (operands === '' ? '' : separator) + operands + closersOf(head)
}

function printOperands(columns: ModuleColumns, operation: number): string {
  const { operations, operands } = columns
  const uses: string[] = []
  for (let i = operations.operandStart[operation]!; i < operations.operandStart[operation + 1]!; i++) {
    const value = operands.value[i]!
    uses.push(value < 0 ? printUndefined(columns, operands.start[i]!) : printUse(columns, value))
  }
  return uses.join(', ')
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

interface Placed {
  readonly before: string
  readonly after: { readonly text: string; readonly isInTypes: boolean }
}

/** Which attributes stand before the regions, and which after them: properties `<{` and own forms before, a dictionary after. */
function placeAttributes(columns: ModuleColumns, operation: number, form: Form): Placed {
  const { operations, texts } = columns
  const attributes = textOf(columns, texts, operations.attributes[operation]!)
  const more = textOf(columns, texts, operations.moreAttributes[operation]!)
  const isInTypes = operations.regionCount[operation]! > 0
  const isAfter = form === 'generic' && isInTypes && more === '' && attributes.startsWith('{')
  return isAfter
    ? { before: '', after: { text: attributes, isInTypes } }
    : { before: attributes, after: { text: more, isInTypes } }
}

/** With the space before it; a comment at its end must not swallow what follows. */
const printText = (text: string): string => (text === '' ? '' : ` ${finishLine(text)}`)

const finishLine = (text: string): string => (/\/\/[^"\n]*$/.test(text) ? `${text}\n` : text)

function printRegions(printer: Printer, operation: number, indentation: string): void {
  const { operations } = printer.columns
  const first = operations.firstRegion[operation]!
  const count = operations.regionCount[operation]!
  for (let i = 0; i < count; i++) {
    append(printer, i === 0 ? ' ({' : ', {')
    printRegion(printer, first + i, indentation, false)
  }
  append(printer, ')')
}

/** The blocks of a region and its `}`. `isEntered`: the arguments of its first block are printed already. */
function printRegion(printer: Printer, region: number, indentation: string, isEntered: boolean): void {
  const { regions, blocks, operations } = printer.columns
  const first = regions.firstBlock[region]!
  const count = regions.blockCount[region]!
  for (let i = 0; i < count; i++) {
    const block = first + i
    const firstOperation = blocks.firstOperation[block]!
    const end = blocks.endOperation[block]!
    const args = i === 0 && isEntered ? '' : printArguments(printer, block)
    const isEmpty = firstOperation === end && (blocks.argumentCount[block] === 0 || args !== '')
    if (i > 0 || args !== '' || isEmpty) printer.lines.push(`${indentation}^bb${i}${args}:`)
    for (let at = firstOperation; at < end; at = operations.subtreeEnd[at]!)
      printOperation(printer, at, `${indentation}  `)
  }
  printer.lines.push(`${indentation}}`)
}

/** `(%a: type {attributes} loc(..), ...)`, or nothing. */
function printArguments(printer: Printer, block: number): string {
  const { columns } = printer
  const { values, texts, types } = columns
  const start = columns.blocks.argumentStart[block]!
  const args = Array.from({ length: columns.blocks.argumentCount[block]! }, (_, i) => {
    const type = textOf(columns, types, values.type[start + i]!)
    const attributes = printText(textOf(columns, texts, values.attributes[start + i]!))
    const location = printLocation(printer, values.location[start + i]!)
    return `${nameOf(columns, start + i)}: ${type}${attributes}${location}`
  })
  return args.length === 0 ? '' : `(${args.join(', ')})`
}

/** `: (types) -> types`, in an own form without operands `: type`; only the arrow's side where the type of an operand is not known, nothing where no type is. */
function printSignature(columns: ModuleColumns, operation: number, form: Form): string {
  const { operations, operands, values, types } = columns
  const typeOf = (value: number): string => (value < 0 ? '' : textOf(columns, types, values.type[value]!))
  const first = operations.resultStart[operation]!
  const count = operations.resultCount[operation]!
  const results = Array.from({ length: count }, (_, i) => typeOf(first + i)).filter((type) => type !== '')
  if (count > 0 && results.length === 0) return ''
  const right = results.length === 1 && !results[0]!.includes('->') ? results[0]! : `(${results.join(', ')})`
  const uses = operands.value.subarray(operations.operandStart[operation], operations.operandStart[operation + 1])
  const inputs = Array.from(uses, typeOf)
  if (form === 'own' && inputs.length === 0 && count === 1 && !right.startsWith('(')) return ` : ${right}`
  if (!inputs.includes('')) return ` : (${inputs.join(', ')}) -> ${right}`
  return count === 0 ? '' : ` -> ${right}`
}

function printLocation({ columns, aliasOf }: Printer, location: number): string {
  if (location < 0) return ''
  const { start, end } = columns.locations
  return ` loc(${aliasOf.get(location) ?? decodeText(columns.bytes, start[location]!, end[location]!)})`
}

/** A function or module: `func.func public @f(%a: type) -> (type) attributes {..} {`, whose body has no parentheses around it. */
function printSymbol(printer: Printer, operation: number, form: 'function' | 'module', start: string): void {
  const { columns } = printer
  const { operations, regions, texts } = columns
  const indentation = /^ */.exec(start)?.[0] ?? ''
  const attributes = textOf(columns, texts, operations.attributes[operation]!)
  const head = printText(textOf(columns, texts, operations.head[operation]!))
  const hasBody = operations.regionCount[operation]! > 0
  const region = operations.firstRegion[operation]!
  const entry = hasBody && regions.blockCount[region]! > 0 ? regions.firstBlock[region]! : -1
  const isFunction = form === 'function'
  const args = isFunction ? (entry < 0 ? '' : printArguments(printer, entry)) || '()' : ''
  const header = isFunction ? `func.func${head}${args}${printFunctionResults(columns, operation)}` : `module${head}`
  const dictionary =
    attributes === '' ? '' : `${attributes.startsWith('{') ? ' attributes' : ''}${printText(attributes)}`
  printer.lines.push(start + header + dictionary + (hasBody ? ' {' : ''))
  if (hasBody) printRegion(printer, region, indentation, isFunction)
  const more = textOf(columns, texts, operations.moreAttributes[operation]!)
  append(printer, printText(more) + printLocation(printer, operations.location[operation]!))
}

function printFunctionResults(columns: ModuleColumns, operation: number): string {
  const { functions, texts, types } = columns
  const row = functions.operation.indexOf(operation)
  const results: string[] = []
  for (let i = functions.resultStart[row]!; i < functions.resultStart[row + 1]!; i++) {
    const attributes = printText(textOf(columns, texts, functions.resultAttributes[i]!))
    results.push(textOf(columns, types, functions.resultType[i]!) + attributes)
  }
  return results.length === 0 ? '' : ` -> (${results.join(', ')})`
}

/** Adds to the last line. */
function append(printer: Printer, text: string): void {
  printer.lines[printer.lines.length - 1] += text
}
