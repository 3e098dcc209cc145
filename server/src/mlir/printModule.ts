// Columns to MLIR text that scans to the same columns. Operations are put together from what the columns hold of them; only
// attribute texts and types are as the source has them. What columns do not keep is not printed: comments, resources of the
// file, names of blocks, aliases of attributes and types, argument types of functions without a body.
import type { ModuleColumns } from './columns'
import type { OwnForm } from './ownForms'
import { genericForm, ownFormOf } from './ownForms'
import type { LocationTexts } from './printParts'
import { nameOf, printStart, printLocation, printResults, printSignature, printText } from './printParts'
import { decodeText, textOf } from './text'

/**
 * The module as text. Operations are in generic form, `"dialect.op"(%0) <{...}> ({regions}) {attributes} : (types) -> types`,
 * but for those whose attributes are known only as their own form writes them: these are printed in that.
 */
export function printModule(columns: ModuleColumns, edits: PrintEdits = {}): string {
  const printer: Printer = { columns, aliasOf: findAliases(columns), lines: [], edits }
  printAliases(printer)
  const isWrapped =
    columns.operations.count > 0 && textOf(columns, columns.names, columns.operations.name[0]!) === 'builtin.module'
  if (!isWrapped) printer.lines.push(...(edits.first ?? []))
  for (let i = 0; i < columns.operations.count; i = columns.operations.subtreeEnd[i]!) printOperation(printer, i, '')
  return printer.lines.join('\n') + '\n'
}

/** What is printed otherwise than the columns hold it. */
export interface PrintEdits {
  /** Lines at the begin of the module. */
  readonly first?: readonly string[]
  /** Attribute dictionary of a function's argument, in place of `text`. */
  readonly ofArgument?: (value: number, text: string) => string
  /** That of result `index` of function `row`. */
  readonly ofResult?: (row: number, index: number, text: string) => string
  /** Attributes of an operation before its regions or types, and after its regions. */
  readonly ofOperation?: (operation: number, before: string, after: string) => readonly [before: string, after: string]
}

/** Definitions before all uses, in the order of the source: each refers to those before it. */
function printAliases({ columns, lines }: Printer): void {
  const { aliases, aliasLocation, start, end } = columns.locations
  const placeOf = (alias: number): number => start[aliasLocation[alias]!]!
  const order = Array.from(aliasLocation, (_, alias) => alias).sort((a, b) => placeOf(a) - placeOf(b))
  for (const alias of order) {
    const body = decodeText(columns.bytes, placeOf(alias), end[aliasLocation[alias]!]!)
    if (body !== '') lines.push(`${textOf(columns, aliases, alias)} = loc(${body})`)
  }
}

interface Printer extends LocationTexts {
  readonly lines: string[]
  readonly edits: PrintEdits
}

function findAliases(columns: ModuleColumns): ReadonlyMap<number, string> {
  const { aliases, aliasLocation } = columns.locations
  const aliasOf = new Map<number, string>()
  for (let i = 0; i < aliases.count; i++) aliasOf.set(aliasLocation[i]!, textOf(columns, aliases, i))
  return aliasOf
}

function printOperation(printer: Printer, operation: number, indentation: string): void {
  const { columns } = printer
  const { operations, texts } = columns
  const name = textOf(columns, columns.names, operations.name[operation]!)
  const start = indentation + printResults(columns, operation)
  const kind = chooseKind(columns, operation, name)
  if (kind === 'function' || kind === 'module') return printSymbol(printer, operation, kind, start)
  const form = kind === 'generic' ? genericForm : ownFormOf(name)
  const text = (id: number): string => textOf(columns, texts, id)
  const [first, more] = [text(operations.attributes[operation]!), text(operations.moreAttributes[operation]!)]
  const hasRegions = operations.regionCount[operation]! > 0
  // A dictionary stands after the regions, properties `<{` and attributes in their own form before.
  const isAfter = kind === 'generic' && hasRegions && more === '' && first.startsWith('{')
  const [left, right] = isAfter ? ['', first] : [first, more]
  const [before, after] = printer.edits.ofOperation?.(operation, left, right) ?? [left, right]
  printer.lines.push(start + printStart(columns, operation, { name, form, attributes: before }))
  const types = printSignature(columns, operation, form)
  if (form.regions === 'reducer') append(printer, types)
  if (hasRegions) printRegions(printer, operation, form, indentation)
  if (hasRegions) append(printer, printText(after))
  if (form.regions !== 'reducer') append(printer, types)
  if (!hasRegions) append(printer, printText(after))
  append(printer, printLocation(printer, operations.location[operation]!))
}

type Kind = 'generic' | 'own' | 'function' | 'module'

function chooseKind(columns: ModuleColumns, operation: number, name: string): Kind {
  const { operations, texts } = columns
  const attributes = textOf(columns, texts, operations.attributes[operation]!)
  const hasHead = operations.head[operation]! >= 0
  if (name === 'func.func' && hasHead) return 'function'
  if (name === 'builtin.module' && !attributes.startsWith('<')) return 'module'
  return hasHead || !isDictionary(attributes) ? 'own' : 'generic'
}

/** Whether a text is what generic form has for attributes: properties, a dictionary, successors, or nothing. */
function isDictionary(text: string): boolean {
  if (text === '' || text.startsWith('[^')) return true
  return (text.startsWith('{') && text.endsWith('}')) || (text.startsWith('<{') && /\}>?$/.test(text.slice(-2)))
}

/** Regions as the form has them; only one region of one block can have its arguments outside. */
function printRegions(printer: Printer, operation: number, form: OwnForm, indentation: string): void {
  const { operations, regions } = printer.columns
  const first = operations.firstRegion[operation]!
  const count = operations.regionCount[operation]!
  const block = regions.firstBlock[first]!
  if (form.regions !== 'list' && count === 1 && regions.blockCount[first] === 1) {
    // Without arguments, the empty list is part of the attribute text.
    append(
      printer,
      form.regions === 'reducer' ? printReducer(printer, block) : printText(printArguments(printer, block)),
    )
    append(printer, ' {')
    return printRegion(printer, first, indentation, true)
  }
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
  const args = listArguments(printer, block)
  return args.length === 0 ? '' : `(${args.join(', ')})`
}

/** ` reducer(%a: t, %x: t) (%b: t, %y: t)`: each list has an accumulator and an element; accumulators come first in the block. */
function printReducer(printer: Printer, block: number): string {
  const args = listArguments(printer, block)
  const half = args.length / 2
  const lists = args.slice(0, half).map((accumulator, i) => `(${accumulator}, ${args[half + i] ?? ''})`)
  return ` reducer${lists.join(' ')}`
}

function listArguments(printer: Printer, block: number): string[] {
  const { columns } = printer
  const { values, texts, types } = columns
  const start = columns.blocks.argumentStart[block]!
  return Array.from({ length: columns.blocks.argumentCount[block]! }, (_, i) => {
    const type = textOf(columns, types, values.type[start + i]!)
    const text = textOf(columns, texts, values.attributes[start + i]!)
    const attributes = printText(printer.edits.ofArgument?.(start + i, text) ?? text)
    const location = printLocation(printer, values.location[start + i]!)
    return `${nameOf(columns, start + i)}: ${type}${attributes}${location}`
  })
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
  const header = isFunction ? `func.func${head}${args}${printFunctionResults(printer, operation)}` : `module${head}`
  const dictionary =
    attributes === '' ? '' : `${attributes.startsWith('{') ? ' attributes' : ''}${printText(attributes)}`
  printer.lines.push(start + header + dictionary + (hasBody ? ' {' : ''))
  if (!isFunction && operation === 0) printer.lines.push(...(printer.edits.first ?? []))
  if (hasBody) printRegion(printer, region, indentation, isFunction)
  const more = textOf(columns, texts, operations.moreAttributes[operation]!)
  append(printer, printText(more) + printLocation(printer, operations.location[operation]!))
}

function printFunctionResults({ columns, edits }: Printer, operation: number): string {
  const { functions, texts, types } = columns
  const row = functions.operation.indexOf(operation)
  const results: string[] = []
  for (let i = functions.resultStart[row]!; i < functions.resultStart[row + 1]!; i++) {
    const text = textOf(columns, texts, functions.resultAttributes[i]!)
    const attributes = printText(edits.ofResult?.(row, i - functions.resultStart[row]!, text) ?? text)
    results.push(textOf(columns, types, functions.resultType[i]!) + attributes)
  }
  return results.length === 0 ? '' : ` -> (${results.join(', ')})`
}

/** Adds to the last line. */
function append(printer: Printer, text: string): void {
  printer.lines[printer.lines.length - 1] += text
}
