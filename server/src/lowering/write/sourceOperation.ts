// An operation of the model -> its text with other operand names and types, in the form (pretty or generic) of the source.
import { readIntegers, readSymbols } from '../../model/attributes'
import type { Module } from '../../model/module'
import type { OperationKind } from '../../model/operations'
import { isConstraint } from '../../model/shardings/constraints'
import { operationTable } from '../../model/operations'
import { Char } from '../../mlir/characters'
import { textOf } from '../../mlir/text'
import { isShardingEntry, removeEntries } from './attributeTexts'
import type { Writer } from './writer'
import { freshName, pushLine } from './writer'

/** What an operation's text says besides its operands and types. */
export interface SourceTexts {
  /** `stablehlo.add`. */
  readonly name: string
  readonly kind: OperationKind
  /** Text before the first operand. */
  readonly head: string
  /** Text after the last operand, and after the regions when there is one there too. */
  readonly attributes: string
  readonly moreAttributes: string
  readonly isGeneric: boolean
}

export function readSourceTexts(module: Module, operation: number): SourceTexts {
  const { columns, kinds } = module
  const { operations, names, texts } = columns
  const text = (id: number): string => (id < 0 ? '' : textOf(columns, texts, id))
  const start = operations.nameStart[operation]!
  const isQuoted = columns.bytes[start] === Char.quote || columns.bytes[start - 1] === Char.quote
  return {
    name: textOf(columns, names, operations.name[operation]!),
    kind: kinds[operations.name[operation]!] ?? 'unknown',
    head: text(operations.head[operation]!),
    attributes: removeEntries(text(operations.attributes[operation]!), isShardingEntry),
    moreAttributes: removeEntries(text(operations.moreAttributes[operation]!), isShardingEntry),
    isGeneric: isQuoted,
  }
}

export interface OperationParts {
  readonly texts: SourceTexts
  readonly operands: readonly string[]
  readonly operandTypes: readonly string[]
  readonly resultTypes: readonly string[]
  /** Writes the regions `({ … }, { … })`, or undefined when there are none. */
  readonly writeRegions: (() => void) | undefined
}

/** Writes `name = operation …` with its regions; `name` is empty for an operation without results. */
export function writeParts(writer: Writer, name: string, parts: OperationParts): void {
  const { texts, operandTypes, resultTypes, writeRegions } = parts
  for (const symbol of readSymbols(`${texts.head} ${texts.attributes}`)) writer.mentioned.add(symbol)
  const left = name === '' ? '' : `${name}${resultTypes.length > 1 ? `:${resultTypes.length}` : ''} = `
  const results = resultTypes.length === 1 ? resultTypes[0]! : `(${resultTypes.join(', ')})`
  const types = `(${operandTypes.join(', ')}) -> ${results}`
  if (texts.isGeneric || writeRegions !== undefined || needsGeneric(texts, parts)) {
    const [before, after] = genericAttributes(parts)
    const start = `${left}"${texts.name}"(${parts.operands.join(', ')})${spaced(before)}`
    if (writeRegions === undefined) return pushLine(writer, `${start}${spaced(after)} : ${types}`)
    pushLine(writer, `${start} ({`)
    writeRegions()
    return pushLine(writer, `})${spaced(after)} : ${types}`)
  }
  pushLine(writer, left + prettyText(parts, types))
}

const spaced = (text: string): string => (text === '' ? '' : ` ${text}`)

/** chlo's pretty forms differ from one another; the generic form is common to all. */
const needsGeneric = (texts: SourceTexts, { operands, resultTypes }: OperationParts): boolean =>
  texts.name.startsWith('chlo.') && (operands.length !== 1 || resultTypes.length !== 1)

/** Attribute text before and after the regions. */
function genericAttributes({ texts }: OperationParts): [before: string, after: string] {
  const { attributes, moreAttributes, kind, isGeneric } = texts
  if (kind === 'reduce' && !attributes.startsWith('<{') && !attributes.startsWith('{')) {
    const dimensions = readIntegers(attributes, 'dimensions') ?? []
    return [`<{dimensions = array<i64${dimensions.length === 0 ? '' : `: ${dimensions.join(', ')}`}>}>`, '']
  }
  if (kind === 'top_k' && !isGeneric) return [`<{${attributes} : i64}>`, moreAttributes]
  return attributes.startsWith('<{') ? [attributes, moreAttributes] : ['', attributes]
}

function prettyText(parts: OperationParts, types: string): string {
  const { texts, operands } = parts
  const { name, head, attributes, kind } = texts
  const list = operands.join(', ')
  const type = signatureOf(parts, types)
  const shortName = name === 'func.call' ? 'call' : name
  if (head.endsWith('(')) return `${shortName} ${head}${list})${spaced(attributes)} : ${type}`
  if (kind === 'convolution') return `${name}(${list})${spaced(attributes)} : ${type}`
  if (kind === 'reduce') return `${name}${initialisedOperands(operands)}${spaced(attributes)} : ${type}`
  const before = [head, list].filter((part) => part !== '').join(' ')
  return `${name}${spaced(before)}${joinAttributes(before, attributes)} : ${type}`
}

const joinAttributes = (before: string, attributes: string): string => {
  if (attributes === '') return ''
  return before === '' || /^[{[<=]/.test(attributes) ? ` ${attributes}` : `, ${attributes}`
}

/** `(%a init: %x), (%b init: %y)` of `%a, %b, %x, %y`. */
function initialisedOperands(operands: readonly string[]): string {
  const count = operands.length / 2
  return operands
    .slice(0, count)
    .map((operand, i) => `(${operand} init: ${operands[count + i]!})`)
    .join(', ')
}

/** One type where all are the same and the operation is elementwise; else the functional type. */
function signatureOf({ texts, operandTypes, resultTypes }: OperationParts, types: string): string {
  const [first] = resultTypes
  if (texts.name.startsWith('chlo.')) return `${operandTypes[0] ?? ''} -> ${first ?? ''}`
  if (first === undefined || resultTypes.length > 1) return types
  if (operandTypes.length === 0) return first
  const isPlain = isElementwise(texts.kind) && texts.kind !== 'compare' && texts.kind !== 'select'
  return isPlain && operandTypes.every((type) => type === first) ? first : types
}

const isElementwise = (kind: OperationKind): boolean =>
  operationTable[kind].family === 'elementwise' || operationTable[kind].family === 'barrier'

/** Writes the blocks of region operations as they are in the source, with names of their own. */
export function writeSourceRegions(writer: Writer, operation: number, names: ReadonlyMap<number, string>): void {
  const { operations, regions } = writer.local.program.module.columns
  const first = operations.firstRegion[operation]!
  const count = operations.regionCount[operation]!
  for (let region = first; region < first + count; region++) {
    if (region > first) pushLine(writer, '}, {')
    const block = regions.firstBlock[region]!
    // What is named inside of one region is not known in the next.
    if (regions.blockCount[region]! > 0) writeSourceBlock(writer, block, new Map(names))
  }
}

function writeSourceBlock(writer: Writer, block: number, names: Map<number, string>): void {
  const { blocks, operations } = writer.local.program.module.columns
  const args = Array.from({ length: blocks.argumentCount[block]! }, (_, i) => blocks.argumentStart[block]! + i)
  for (const value of args) names.set(value, freshName(writer))
  const list = args.map((value) => `${names.get(value)!}: ${sourceType(writer, value)}`)
  if (args.length > 0) pushLine(writer, `^bb0(${list.join(', ')}):`)
  writer.depth++
  const end = blocks.endOperation[block]!
  for (let inner = blocks.firstOperation[block]!; inner < end; inner = operations.subtreeEnd[inner]!)
    writeSourceOperation(writer, inner, names)
  writer.depth--
}

function writeSourceOperation(writer: Writer, operation: number, names: Map<number, string>): void {
  const { module } = writer.local.program
  const { operations, operands } = module.columns
  const texts = readSourceTexts(module, operation)
  const uses = Array.from(
    operands.value.subarray(operations.operandStart[operation], operations.operandStart[operation + 1]),
  )
  const names_ = uses.map((value) => names.get(value) ?? writeCaptured(writer, value, names))
  const types = uses.map((value) => sourceType(writer, value))
  if (operationTable[texts.kind].family === 'return') {
    return pushLine(
      writer,
      `stablehlo.return${spaced(names_.join(', '))}${types.length === 0 ? '' : ` : ${types.join(', ')}`}`,
    )
  }
  const results = Array.from(
    { length: operations.resultCount[operation]! },
    (_, i) => operations.resultStart[operation]! + i,
  )
  // Shardings are settled, and their mesh is not written.
  if (isConstraint(module, operation)) return results.forEach((value, i) => names.set(value, names_[i] ?? unknownName))
  const name = results.length === 0 ? '' : freshName(writer)
  results.forEach((value, i) => names.set(value, results.length > 1 ? `${name}#${i}` : name))
  const hasRegions = operations.regionCount[operation]! > 0
  writeParts(writer, name, {
    texts,
    operands: names_,
    operandTypes: types,
    resultTypes: results.map((value) => sourceType(writer, value)),
    writeRegions: hasRegions ? () => writeSourceRegions(writer, operation, names) : undefined,
  })
}

const unknownName = '%undefined'

/** Regions may read constants from outside, where canonical programs have them: such a one is made again inside. */
function writeCaptured(writer: Writer, value: number, names: Map<number, string>): string {
  const { module } = writer.local.program
  const { operations, values } = module.columns
  const maker = value < 0 ? -1 : values.operation[value]!
  const kind = maker < 0 ? undefined : module.kinds[operations.name[maker]!]
  if (kind === undefined || operationTable[kind].family !== 'constant') return unknownName
  writeSourceOperation(writer, maker, names)
  return names.get(value) ?? unknownName
}

function sourceType(writer: Writer, value: number): string {
  const { columns } = writer.local.program.module
  return value < 0 ? 'none' : textOf(columns, columns.types, columns.values.type[value]!)
}
