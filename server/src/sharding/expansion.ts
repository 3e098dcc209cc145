// What expanding a module into a Program works on, and how one operation becomes a node.
import type { Problem } from '../base/problems'
import { readString } from '../model/attributes'
import { operationTable } from '../model/operations'
import { findCaptured } from './captured'
import type { ProgramBuilder } from './programBuilder'
import { addNode, addValue } from './programBuilder'
import { NodeRole } from './program'
import { attributesOf, findReducer, isIdentity } from './reducers'

/** Where expansion stands: region and call site of what is added. */
export interface Place {
  readonly region: number
  readonly callSite: number
  /** Functions being expanded, to find recursion. */
  readonly stack: readonly number[]
  /** Inside of a region that is partitioned by hand: its collectives act on one device's part. */
  readonly isManual: boolean
}

export interface Expansion {
  readonly builder: ProgramBuilder
  /** Program value by value of the columns; calls to one function overwrite each other, one after the other. */
  readonly values: Int32Array
  readonly problems: Problem[]
  /** Beyond this many nodes calls are not expanded. */
  readonly mostNodes: number
  /** Set at the first call that is left for that reason. */
  isFull: boolean
  readonly callees: Map<number, number>
  /** Values tied by sharding groups, by group and shape, with the operation that began the group. */
  readonly groups: Map<string, readonly [operation: number, values: number[]]>
  /** Expands a block at a place; what it returns. */
  readonly expandBlock: (block: number, place: Place) => Returned
}

export interface Returned {
  readonly values: readonly number[]
  readonly operation: number
}

/** Values for the arguments of a block. */
export function addBlockArguments(expansion: Expansion, block: number, region: number): number[] {
  const { blocks, values } = expansion.builder.module.columns
  const first = blocks.argumentStart[block]!
  return Array.from({ length: blocks.argumentCount[block]! }, (_, i) => {
    const value = addValue(expansion.builder, values.type[first + i]!, first + i, region)
    expansion.values[first + i] = value
    return value
  })
}

/** Values of an operation's operands; an undefined name gets a value of its own without type. */
export function operandsOf(expansion: Expansion, operation: number): number[] {
  const { operations, operands } = expansion.builder.module.columns
  const sources = operands.value.subarray(operations.operandStart[operation], operations.operandStart[operation + 1])
  return Array.from(sources, (source) => valueOf(expansion, source))
}

function valueOf(expansion: Expansion, source: number): number {
  const value = source < 0 ? -1 : expansion.values[source]!
  return value >= 0 ? value : addUndefined(expansion)
}

export function addUndefined(expansion: Expansion): number {
  const value = addValue(expansion.builder, -1, -1, 0)
  expansion.builder.isFree[value] = 1
  return value
}

export function addResults(expansion: Expansion, operation: number, region: number): number[] {
  const { operations, values } = expansion.builder.module.columns
  const first = operations.resultStart[operation]!
  return Array.from({ length: operations.resultCount[operation]! }, (_, i) => {
    const value = addValue(expansion.builder, values.type[first + i]!, first + i, region)
    expansion.values[first + i] = value
    return value
  })
}

/** Appends the node of an operation; its operands are its own, then what its regions capture. Returns it. */
export function addOperation(expansion: Expansion, operation: number, place: Place): number {
  const { builder } = expansion
  const own = operandsOf(expansion, operation)
  const captured = findCaptured(builder.module, operation).map((source) => valueOf(expansion, source))
  const results = addResults(expansion, operation, place.region)
  // Custom_calls as borders have no region: a program that has them holds collectives nowhere else.
  const isManual = place.isManual || builder.manual.borders.length > 0
  const combiner = combinerOf(expansion, operation, own)
  const typesOf = (values: readonly number[]): number[] => values.map((value) => builder.valueType[value]!)
  const types = { operands: typesOf(own), captured: typesOf(captured), results: typesOf(results) }
  const rule = builder.table.ofOperation(operation, types, { combiner, isManual })
  const { region, callSite } = place
  const operands = [...own, ...captured]
  const node = addNode(
    builder,
    { role: NodeRole.operation, operation, rule, operands, results, region, callSite },
    true,
  )
  noteBorder(builder, operation, node)
  if (isFreeOperation(expansion, operation, own)) for (const value of results) builder.isFree[value] = 1
  return node
}

/** The older form of a region's border is a custom_call; its operand's own sharding says how what goes in is split. */
function noteBorder(
  { module, manual, valueSource, ports, portStart }: ProgramBuilder,
  operation: number,
  node: number,
): void {
  const { columns, kinds } = module
  if (kinds[columns.operations.name[operation]!] !== 'custom_call') return
  const text = attributesOf(module, operation)
  const target = /@"?(SPMDFullToShardShape|SPMDShardToFullShape)\b/.exec(text)?.[1]
  if (target === undefined) return
  const own = readString(text, 'mhlo.sharding') ?? ''
  const source = valueSource[ports[portStart[node]!]!] ?? -1
  const maker = source < 0 ? -1 : columns.values.operation[source]!
  const other = maker < 0 ? '' : (readString(attributesOf(module, maker), 'mhlo.sharding') ?? '')
  const isEntry = target === 'SPMDFullToShardShape'
  const [full, inner] = isEntry ? [other, own] : [own, other]
  manual.borders.push({ node, operation, index: 0, isEntry, sharding: { kind: 'hlo', full, inner } })
}

function combinerOf(
  expansion: Expansion,
  operation: number,
  operands: readonly number[],
): ReturnType<typeof findReducer> {
  const { module, valueSource } = expansion.builder
  const kind = module.kinds[module.columns.operations.name[operation]!]
  if (kind !== 'reduce' && kind !== 'scatter') return undefined
  const reducer = findReducer(module, operation)
  if (reducer === undefined || kind === 'scatter') return reducer
  const initialValue = valueSource[operands[operands.length / 2] ?? -1] ?? -1
  return isIdentity(module, reducer, initialValue) ? reducer : undefined
}

/** Constants, iota, and what only spreads a scalar constant: each use makes its own copy. */
function isFreeOperation(expansion: Expansion, operation: number, operands: readonly number[]): boolean {
  const { module, isFree, valueType } = expansion.builder
  const family = operationTable[module.kinds[module.columns.operations.name[operation]!] ?? 'unknown'].family
  if (family === 'constant' || family === 'iota') return true
  const kind = module.kinds[module.columns.operations.name[operation]!]
  const operand = operands[0] ?? -1
  const spreads = kind === 'broadcast_in_dim' || kind === 'broadcast' || kind === 'reshape' || kind === 'convert'
  return spreads && isFree[operand] === 1 && module.types[valueType[operand]!]?.elements === 1
}
