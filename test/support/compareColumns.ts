// Whether two texts were scanned to the same module: everything but positions, and ids of interned texts.
import type { ModuleColumns } from '../../server/src/mlir/columns'
import { skipName } from '../../server/src/mlir/characters'
import { decodeText, textOf } from '../../server/src/mlir/text'

/** The first differences, at most five, each `what[index]: one / other`; none when the columns are the same. */
export function compareColumns(one: ModuleColumns, other: ModuleColumns): string[] {
  const differences: string[] = []
  const [left, right] = [describe(one), describe(other)]
  for (const [what, entries] of Object.entries(left)) {
    const others = right[what] ?? []
    for (let i = 0; i < Math.max(entries.length, others.length) && differences.length < 5; i++)
      if (entries[i] !== others[i]) differences.push(`${what}[${i}]: ${String(entries[i])} / ${String(others[i])}`)
  }
  return differences
}

type Entries = ArrayLike<number | string>

function describe(columns: ModuleColumns): Record<string, Entries> {
  return {
    ...describeOperations(columns),
    ...describeValues(columns),
    ...describeFunctions(columns),
    ...describeNesting(columns),
    aliases: describeAliases(columns),
  }
}

function describeOperations(columns: ModuleColumns): Record<string, Entries> {
  const { operations, operands, texts, names } = columns
  const textsOf = (ids: Int32Array): string[] => Array.from(ids, (id) => textOf(columns, texts, id))
  return {
    name: Array.from(operations.name, (id) => textOf(columns, names, id)),
    head: textsOf(operations.head),
    attributes: textsOf(operations.attributes),
    moreAttributes: textsOf(operations.moreAttributes),
    location: Array.from(operations.location, (id) => describeLocation(columns, id)),
    operandStart: operations.operandStart,
    resultStart: operations.resultStart,
    resultCount: operations.resultCount,
    block: operations.block,
    subtreeEnd: operations.subtreeEnd,
    firstRegion: operations.firstRegion,
    regionCount: operations.regionCount,
    operand: Array.from(operands.value, (value, i) => (value >= 0 ? value : nameAt(columns, operands.start[i]!))),
  }
}

const nameAt = ({ bytes }: ModuleColumns, start: number): string =>
  decodeText(bytes, start, skipName(bytes, start + 1, bytes.length))

function describeLocation(columns: ModuleColumns, id: number): string {
  if (id < 0) return ''
  const { start, end, aliases, aliasLocation } = columns.locations
  const alias = aliasLocation.indexOf(id)
  return `${alias < 0 ? '' : textOf(columns, aliases, alias)} ${decodeText(columns.bytes, start[id]!, end[id]!)}`
}

function describeValues(columns: ModuleColumns): Record<string, Entries> {
  const { values, types, texts } = columns
  return {
    valueType: Array.from(values.type, (id) => textOf(columns, types, id)),
    valueOperation: values.operation,
    valueIndex: values.index,
    valueBlock: values.block,
    valueName: Array.from(values.nameStart, (start, i) => decodeText(columns.bytes, start, values.nameEnd[i]!)),
    // Results of one name: 1 where the name is that of the value before.
    valueSharesName: Array.from(values.nameStart, (start, i) =>
      values.operation[i] === values.operation[i - 1] && values.operation[i]! >= 0 && start === values.nameStart[i - 1]
        ? 1
        : 0,
    ),
    valueLocation: Array.from(values.location, (id) => describeLocation(columns, id)),
    valueAttributes: Array.from(values.attributes, (id) => textOf(columns, texts, id)),
  }
}

function describeFunctions(columns: ModuleColumns): Record<string, Entries> {
  const { functions, types, texts } = columns
  return {
    functionOperation: functions.operation,
    functionName: Array.from(functions.nameStart, (start, i) =>
      decodeText(columns.bytes, start, functions.nameEnd[i]!),
    ),
    functionIsPublic: functions.isPublic,
    functionResultStart: functions.resultStart,
    functionResultType: Array.from(functions.resultType, (id) => textOf(columns, types, id)),
    functionResultAttributes: Array.from(functions.resultAttributes, (id) => textOf(columns, texts, id)),
  }
}

function describeNesting({ blocks, regions }: ModuleColumns): Record<string, Entries> {
  return {
    blockRegion: blocks.region,
    blockArgumentStart: blocks.argumentStart,
    blockArgumentCount: blocks.argumentCount,
    blockFirstOperation: blocks.firstOperation,
    blockEndOperation: blocks.endOperation,
    regionOperation: regions.operation,
    regionFirstBlock: regions.firstBlock,
    regionBlockCount: regions.blockCount,
  }
}

/** `#loc1 = body`, sorted. */
function describeAliases(columns: ModuleColumns): string[] {
  const { aliases, aliasLocation } = columns.locations
  return Array.from(aliasLocation, (location, i) =>
    [textOf(columns, aliases, i), describeLocation(columns, location)].join(' = '),
  ).sort()
}
