// Rows of the scan to columns over one SharedArrayBuffer, regions and blocks numbered in the order of their operations.
import type { ModuleColumns, TextTable } from './columns'
import type { Interner } from './interner'
import { layOutNames } from './nameTable'
import type { Rows } from './rows'
import type { Scan } from './state'
import { Block, Function, Operation, Value } from './state'

/** One buffer that all columns are cut from. */
interface Arena {
  readonly buffer: SharedArrayBuffer
  used: number
}

/** Columns of a finished scan. `bytes` is the whole file, also when nothing of it was scanned. */
export function finishColumns(s: Scan, bytes: Uint8Array): ModuleColumns {
  const order = orderRegions(s)
  const arena = createArena(s)
  const names = layOutNames(s.names)
  return {
    bytes,
    lineStart: shareLines(s.lineStart),
    names: {
      count: s.names.texts.length,
      start: from(arena, names.start),
      end: from(arena, names.end),
      bytes: names.bytes,
    },
    types: textTable(arena, s.types),
    texts: textTable(arena, s.texts),
    operations: operationColumns(s, arena, order),
    operands: { value: column(arena, s.operands, 0), start: column(arena, s.operands, 1) },
    values: valueColumns(s, arena, order),
    ...regionColumns(s, arena, order),
    functions: functionColumns(s, arena),
    locations: locationColumns(s, arena),
  }
}

/** New ids: siblings consecutive, as nothing else is in the order of scanning. */
interface RegionOrder {
  /** Scanned region ids in final order, and the inverse; the same for blocks. */
  readonly regions: Int32Array
  readonly blocks: Int32Array
  readonly newRegion: Int32Array
  readonly newBlock: Int32Array
  /** By operation: its first region. */
  readonly firstRegion: Int32Array
}

function orderRegions(s: Scan): RegionOrder {
  const operations = s.operations.count
  const firstRegion = new Int32Array(operations)
  let next = 0
  for (let i = 0; i < operations; i++) {
    firstRegion[i] = next
    next += s.operations.data[i * Operation.stride + Operation.regionCount]!
  }
  const newRegion = renumber(s.regions, 0, firstRegion.slice())
  const regions = invert(newRegion)
  const counts = new Int32Array(s.regions.count)
  for (let i = 0; i < s.blocks.count; i++) counts[s.blocks.data[i * Block.stride + Block.region]!]!++
  const firstBlock = new Int32Array(s.regions.count)
  next = 0
  for (const region of regions) {
    firstBlock[region] = next
    next += counts[region]!
  }
  const newBlock = renumber(s.blocks, Block.region, firstBlock)
  return { regions, blocks: invert(newBlock), newRegion, newBlock, firstRegion }
}

/** New id of each row: the next free one of what its field `owner` names. */
function renumber(rows: Rows, owner: number, nextFree: Int32Array): Int32Array {
  const ids = new Int32Array(rows.count)
  for (let i = 0; i < rows.count; i++) ids[i] = nextFree[rows.data[i * rows.stride + owner]!]!++
  return ids
}

function invert(ids: Int32Array): Int32Array {
  const inverse = new Int32Array(ids.length)
  for (let i = 0; i < ids.length; i++) inverse[ids[i]!] = i
  return inverse
}

/** Without the end that the scan keeps after the last line. */
function shareLines(lines: Int32Array): Int32Array {
  const shared = new Int32Array(new SharedArrayBuffer((lines.length - 1) * 4))
  shared.set(lines.subarray(0, lines.length - 1))
  return shared
}

function createArena(s: Scan): Arena {
  const { locations, names } = s
  const cells =
    s.operations.count * (Operation.stride + 2) +
    s.operands.count * 2 +
    s.values.count * Value.stride +
    s.blocks.count * (Block.stride + 1) +
    s.regions.count * 3 +
    s.functions.count * Function.stride +
    s.functionResults.count * 2 +
    (locations.rows.count + s.types.count + s.texts.count + names.texts.length) * 2 +
    locations.aliases.count * 3 +
    4
  return { buffer: new SharedArrayBuffer(cells * 4), used: 0 }
}

function allocate(arena: Arena, length: number): Int32Array {
  const column = new Int32Array(arena.buffer, arena.used * 4, length)
  arena.used += length
  return column
}

function from(arena: Arena, values: ArrayLike<number>): Int32Array {
  const column = allocate(arena, values.length)
  column.set(values)
  return column
}

/** Field `field` of all rows. */
function column(arena: Arena, rows: Rows, field: number, extra = 0): Int32Array {
  const { data, count, stride } = rows
  const result = allocate(arena, count + extra)
  for (let i = 0, at = field; i < count; i++, at += stride) result[i] = data[at]!
  return result
}

/** As `column`, for ids that are renumbered; -1 stays. */
function mapped(arena: Arena, rows: Rows, field: number, ids: Int32Array): Int32Array {
  const result = column(arena, rows, field)
  for (let i = 0; i < result.length; i++) if (result[i]! >= 0) result[i] = ids[result[i]!]!
  return result
}

function textTable(arena: Arena, table: Interner): TextTable {
  const { count } = table
  return { count, start: from(arena, table.start.subarray(0, count)), end: from(arena, table.end.subarray(0, count)) }
}

function operationColumns(s: Scan, arena: Arena, order: RegionOrder): ModuleColumns['operations'] {
  const rows = s.operations
  const operandStart = column(arena, rows, Operation.operandStart, 1)
  operandStart[rows.count] = s.operands.count
  return {
    count: rows.count,
    name: column(arena, rows, Operation.name),
    start: column(arena, rows, Operation.start),
    end: column(arena, rows, Operation.end),
    nameStart: column(arena, rows, Operation.nameStart),
    operandStart,
    resultStart: column(arena, rows, Operation.resultStart),
    resultCount: column(arena, rows, Operation.resultCount),
    head: column(arena, rows, Operation.head),
    attributes: column(arena, rows, Operation.attributes),
    moreAttributes: column(arena, rows, Operation.moreAttributes),
    location: column(arena, rows, Operation.location),
    block: mapped(arena, rows, Operation.block, order.newBlock),
    subtreeEnd: column(arena, rows, Operation.subtreeEnd),
    firstRegion: from(arena, order.firstRegion),
    regionCount: column(arena, rows, Operation.regionCount),
  }
}

function valueColumns(s: Scan, arena: Arena, order: RegionOrder): ModuleColumns['values'] {
  const rows = s.values
  return {
    count: rows.count,
    type: column(arena, rows, Value.type),
    operation: column(arena, rows, Value.operation),
    index: column(arena, rows, Value.index),
    block: mapped(arena, rows, Value.block, order.newBlock),
    nameStart: column(arena, rows, Value.nameStart),
    nameEnd: column(arena, rows, Value.nameEnd),
    location: column(arena, rows, Value.location),
    attributes: column(arena, rows, Value.attributes),
  }
}

function regionColumns(s: Scan, arena: Arena, order: RegionOrder): Pick<ModuleColumns, 'blocks' | 'regions'> {
  const blocks = s.blocks.data
  const pick = (field: Block): Int32Array =>
    from(
      arena,
      order.blocks.map((block) => blocks[block * Block.stride + field]!),
    )
  const region = pick(Block.region)
  for (let i = 0; i < region.length; i++) region[i] = order.newRegion[region[i]!]!
  const blockCount = allocate(arena, s.regions.count)
  const firstBlock = allocate(arena, s.regions.count)
  for (const owner of region) blockCount[owner]!++
  for (let i = 1; i < firstBlock.length; i++) firstBlock[i] = firstBlock[i - 1]! + blockCount[i - 1]!
  return {
    blocks: {
      count: s.blocks.count,
      region,
      argumentStart: pick(Block.argumentStart),
      argumentCount: pick(Block.argumentCount),
      firstOperation: pick(Block.firstOperation),
      endOperation: pick(Block.endOperation),
    },
    regions: {
      count: s.regions.count,
      operation: from(
        arena,
        order.regions.map((id) => s.regions.data[id]!),
      ),
      firstBlock,
      blockCount,
    },
  }
}

function functionColumns(s: Scan, arena: Arena): ModuleColumns['functions'] {
  const rows = s.functions
  const resultStart = column(arena, rows, Function.resultStart, 1)
  resultStart[rows.count] = s.functionResults.count
  const isPublic = new Uint8Array(new SharedArrayBuffer(rows.count))
  for (let i = 0; i < rows.count; i++) isPublic[i] = rows.data[i * Function.stride + Function.isPublic]!
  return {
    count: rows.count,
    operation: column(arena, rows, Function.operation),
    nameStart: column(arena, rows, Function.nameStart),
    nameEnd: column(arena, rows, Function.nameEnd),
    isPublic,
    resultStart,
    resultType: column(arena, s.functionResults, 0),
    resultAttributes: column(arena, s.functionResults, 1),
  }
}

function locationColumns(s: Scan, arena: Arena): ModuleColumns['locations'] {
  return {
    count: s.locations.rows.count,
    start: column(arena, s.locations.rows, 0),
    end: column(arena, s.locations.rows, 1),
    aliases: {
      count: s.locations.aliases.count,
      start: column(arena, s.locations.aliases, 0),
      end: column(arena, s.locations.aliases, 1),
    },
    aliasLocation: column(arena, s.locations.aliases, 2),
  }
}
