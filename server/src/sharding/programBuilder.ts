// Growing columns of a Program: nodes and values are appended, then frozen into typed arrays.
import { shareInt32, shareUint8, sharedInt32 } from '../base/sharedArrays'
import type { Module } from '../model/module'
import type { ManualBorder, ManualRegion } from './manualRegions'
import type { CallSite, Program, ProgramRegion } from './program'
import { createRuleTable } from './rules/ruleTable'
import type { RuleTable } from './rules/ruleTable'

export interface ProgramBuilder {
  readonly module: Module
  /** What a loop of unknown length is taken to run. */
  readonly assumedTrips: number
  /** Operations that may still be read to run the counters of loops. */
  readonly scalars: { fuel: number }
  readonly table: RuleTable
  readonly role: number[]
  readonly operation: number[]
  readonly rule: number[]
  readonly portStart: number[]
  readonly ports: number[]
  readonly operandCount: number[]
  readonly region: number[]
  readonly callSite: number[]
  readonly valueType: number[]
  readonly valueSource: number[]
  readonly valueNode: number[]
  readonly valueRegion: number[]
  readonly isFree: number[]
  readonly regions: ProgramRegion[]
  readonly callSites: CallSite[]
  readonly manual: { readonly borders: ManualBorder[]; readonly regions: ManualRegion[] }
}

export function createProgramBuilder(module: Module, assumedTrips: number): ProgramBuilder {
  return {
    module,
    assumedTrips,
    scalars: { fuel: 400_000 },
    table: createRuleTable(module),
    role: [],
    operation: [],
    rule: [],
    portStart: [0],
    ports: [],
    operandCount: [],
    region: [],
    callSite: [],
    valueType: [],
    valueSource: [],
    valueNode: [],
    valueRegion: [],
    isFree: [],
    regions: [],
    callSites: [],
    manual: { borders: [], regions: [] },
  }
}

/** Appends a value of a type id, for a value of the columns (-1: none); its node is set by addNode. */
export function addValue(builder: ProgramBuilder, type: number, source: number, region: number): number {
  builder.valueType.push(type)
  builder.valueSource.push(source)
  builder.valueNode.push(-1)
  builder.valueRegion.push(region)
  builder.isFree.push(0)
  return builder.valueType.length - 1
}

export interface NewNode {
  readonly role: number
  readonly operation: number
  readonly rule: number
  readonly operands: readonly number[]
  readonly results: readonly number[]
  readonly region: number
  readonly callSite: number
}

/** Appends a node. Ties do not define their results (the loop does), so `valueNode` is set by the other roles alone. */
export function addNode(builder: ProgramBuilder, node: NewNode, definesResults: boolean): number {
  const id = builder.role.length
  builder.role.push(node.role)
  builder.operation.push(node.operation)
  builder.rule.push(node.rule)
  for (const value of node.operands) builder.ports.push(value)
  for (const value of node.results) {
    builder.ports.push(value)
    if (definesResults) builder.valueNode[value] = id
  }
  builder.portStart.push(builder.ports.length)
  builder.operandCount.push(node.operands.length)
  builder.region.push(node.region)
  builder.callSite.push(node.callSite)
  return id
}

/** The finished program; `outputs` are the output nodes. */
export function freezeProgram(builder: ProgramBuilder, args: readonly number[], outputs: readonly number[]): Program {
  const nodes = { count: builder.role.length, portStart: builder.portStart, ports: builder.ports }
  const operands = collectPorts(nodes, builder.valueType.length, (node) => builder.operandCount[node]!)
  const ports = collectPorts(
    nodes,
    builder.valueType.length,
    (node) => builder.portStart[node + 1]! - builder.portStart[node]!,
  )
  return {
    module: builder.module,
    rules: builder.table.rules,
    nodes: {
      count: builder.role.length,
      role: shareUint8(builder.role),
      operation: shareInt32(builder.operation),
      rule: shareInt32(builder.rule),
      portStart: shareInt32(builder.portStart),
      ports: shareInt32(builder.ports),
      operandCount: shareInt32(builder.operandCount),
      region: shareInt32(builder.region),
      callSite: shareInt32(builder.callSite),
    },
    values: {
      count: builder.valueType.length,
      type: shareInt32(builder.valueType),
      source: shareInt32(builder.valueSource),
      node: shareInt32(builder.valueNode),
      region: shareInt32(builder.valueRegion),
      isFree: shareUint8(builder.isFree),
      useStart: operands.start,
      useNode: operands.node,
      usePort: operands.port,
      touchStart: ports.start,
      touchNode: ports.node,
    },
    regions: builder.regions,
    callSites: builder.callSites,
    manual: builder.manual,
    assumedTrips: builder.assumedTrips,
    arguments: shareInt32(args),
    outputs: shareInt32(outputs),
  }
}

export interface PortLists {
  readonly start: Int32Array
  readonly node: Int32Array
  readonly port: Int32Array
}

/** Nodes with their ports. */
interface PortColumns {
  readonly count: number
  readonly portStart: ArrayLike<number>
  readonly ports: ArrayLike<number>
}

/** For each value the nodes and port numbers that hold it, among the first `portCount(node)` ports. */
export function collectPorts(
  { count, portStart, ports }: PortColumns,
  valueCount: number,
  portCount: (node: number) => number,
): PortLists {
  const start = sharedInt32(valueCount + 1)
  const eachPort = (visit: (value: number, node: number, port: number) => void): void => {
    for (let node = 0; node < count; node++) {
      const first = portStart[node]!
      const end = portCount(node)
      for (let port = 0; port < end; port++) visit(ports[first + port]!, node, port)
    }
  }
  eachPort((value) => start[value + 1]!++)
  for (let value = 0; value < valueCount; value++) start[value + 1]! += start[value]!
  const next = start.slice()
  const lists = { start, node: sharedInt32(ports.length), port: sharedInt32(ports.length) }
  eachPort((value, node, port) => {
    const at = next[value]!++
    lists.node[at] = node
    lists.port[at] = port
  })
  return lists
}
