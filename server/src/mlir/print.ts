// Columns to a compact dump, a line an operation: the surface that tests of the scanner compare.
import type { ModuleColumns } from './columns'
import { readLocation } from './locations'
import { decodeText, textOf } from './text'

/**
 * One line an operation, indented by its depth, `^` lines for blocks with arguments:
 * `index name [head] (operand values) {attributes} -> result value: type ... @ location name`.
 */
export function printColumns(columns: ModuleColumns): string {
  const { operations } = columns
  const depth = new Int32Array(operations.count)
  const lines: string[] = []
  for (let i = 0; i < operations.count; i++) {
    const block = operations.block[i]!
    if (block >= 0) {
      depth[i] = depth[columns.regions.operation[columns.blocks.region[block]!]!]! + 1
      if (columns.blocks.firstOperation[block] === i) lines.push(...printBlock(columns, block, depth[i]!))
    }
    lines.push('  '.repeat(depth[i]!) + printOperation(columns, i))
  }
  return lines.join('\n')
}

function printBlock(columns: ModuleColumns, block: number, depth: number): string[] {
  const start = columns.blocks.argumentStart[block]!
  const count = columns.blocks.argumentCount[block]!
  if (count === 0) return []
  const values = Array.from({ length: count }, (_, i) => printValue(columns, start + i) + printTail(columns, start + i))
  return [`${'  '.repeat(depth)}^${values.join(', ')}`]
}

function printTail(columns: ModuleColumns, value: number): string {
  const attributes = textOf(columns, columns.texts, columns.values.attributes[value]!)
  const { name } = readLocation(columns, columns.values.location[value]!)
  return (attributes === '' ? '' : ` ${attributes}`) + (name === '' ? '' : ` @ ${name}`)
}

function printValue(columns: ModuleColumns, value: number): string {
  const { values } = columns
  const name = decodeText(columns.bytes, values.nameStart[value]!, values.nameEnd[value]!)
  return `${value}=${name}: ${textOf(columns, columns.types, values.type[value]!) || '?'}`
}

function printOperation(columns: ModuleColumns, operation: number): string {
  const { operations, operands, texts } = columns
  const parts = [`${operation}`, textOf(columns, columns.names, operations.name[operation]!)]
  const head = textOf(columns, texts, operations.head[operation]!)
  if (head !== '') parts.push(`[${head}]`)
  const uses = [...operands.value.subarray(operations.operandStart[operation], operations.operandStart[operation + 1])]
  if (uses.length > 0) parts.push(`(${uses.join(' ')})`)
  for (const column of [operations.attributes, operations.moreAttributes]) {
    if (column[operation]! >= 0) parts.push(`{${textOf(columns, texts, column[operation]!)}}`)
  }
  const first = operations.resultStart[operation]!
  const count = operations.resultCount[operation]!
  if (count > 0) parts.push('->', Array.from({ length: count }, (_, i) => printValue(columns, first + i)).join(', '))
  const { name, file, line } = readLocation(columns, operations.location[operation]!)
  if (name !== '' || file !== '') parts.push(`@ ${name}${file === '' ? '' : ` ${file}:${line}`}`)
  return parts.join(' ')
}
