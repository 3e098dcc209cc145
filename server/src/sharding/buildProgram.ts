// Module -> Program: the analysed function, calls expanded at each call site, loops and branches as regions with ties.
import type { Outcome, Problem } from '../base/problems'
import { entryBlock } from '../model/buildModule'
import type { Module } from '../model/module'
import { operationTable } from '../model/operations'
import type { Expansion, Place, Returned } from './expansion'
import { addBlockArguments, addOperation, addResults, addUndefined, operandsOf } from './expansion'
import { expandCall, expandInlined } from './expandCalls'
import { expandManual } from './expandManual'
import { keepStacksWhole } from './loopStacks'
import type { NewNode, ProgramBuilder } from './programBuilder'
import { addNode, addValue, createProgramBuilder, freezeProgram } from './programBuilder'
import type { Program, ProgramRegion } from './program'
import { NodeRole } from './program'
import { attributesOf } from './reducers'
import { findTripCount } from './tripCount'

/** Functions that call each other twice, level by level, would double with each; a million operations is what is planned for. */
const mostNodes = 2_000_000

/**
 * Problems: unknown callees, recursion, more than `most` operations, loops whose trip count is unknown, which are taken to run
 * `assumedTrips` times. A module without functions gives an empty program.
 */
export function buildProgram(module: Module, assumedTrips = 1, most = mostNodes): Outcome<Program> {
  const builder = createProgramBuilder(module, assumedTrips)
  const expansion: Expansion = {
    builder,
    values: new Int32Array(module.columns.values.count).fill(-1),
    problems: [],
    mostNodes: most,
    isFull: false,
    callees: new Map(),
    groups: new Map(),
    expandBlock: (block, place) => expandBlock(expansion, block, place),
  }
  const block = module.main < 0 ? -1 : entryBlock(module.columns, module.main)
  const place: Place = { region: 0, callSite: -1, stack: [module.main], isManual: false }
  builder.regions.push(emptyRegion(0, -1, 'function'))
  const args = block < 0 ? [] : addBlockArguments(expansion, block, 0)
  const returned = block < 0 ? { values: [], operation: -1 } : expandBlock(expansion, block, place)
  for (const [operation, values] of expansion.groups.values()) addTie(builder, operation, values, [], place)
  const outputs = returned.values.map((value) => addOutput(builder, value, returned.operation))
  const ends = {
    endNode: builder.role.length,
    arguments: Int32Array.from(args),
    yields: Int32Array.from(returned.values),
  }
  builder.regions[0] = { ...emptyRegion(0, -1, 'function'), ...ends }
  return { value: freezeProgram(builder, args, outputs), problems: expansion.problems }
}

function emptyRegion(id: number, node: number, kind: ProgramRegion['kind']): ProgramRegion {
  const none = new Int32Array(0)
  const lists = { arguments: none, yields: none, inits: none, results: none }
  return {
    id,
    node,
    kind,
    firstNode: 0,
    endNode: 0,
    firstTie: -1,
    tieCount: 0,
    tripCount: 1,
    isTripCountAssumed: false,
    ...lists,
  }
}

function addOutput(builder: ProgramBuilder, value: number, operation: number): number {
  const type = builder.valueType[value]!
  const result = addValue(builder, type, builder.valueSource[value]!, 0)
  const rule = builder.table.ofTie([type], [type])
  return addNode(
    builder,
    { role: NodeRole.output, operation, rule, operands: [value], results: [result], region: 0, callSite: -1 },
    true,
  )
}

function expandBlock(expansion: Expansion, block: number, place: Place): Returned {
  const { blocks, operations } = expansion.builder.module.columns
  const { kinds } = expansion.builder.module
  let returned: Returned = { values: [], operation: -1 }
  const end = blocks.endOperation[block]!
  for (let i = blocks.firstOperation[block]!; i < end; i = operations.subtreeEnd[i]!) {
    const kind = kinds[operations.name[i]!] ?? 'unknown'
    switch (operationTable[kind].family) {
      case 'return':
        returned = { values: operandsOf(expansion, i), operation: i }
        break
      case 'call':
        expandCall(expansion, i, place)
        break
      case 'inlined':
        expandInlined(expansion, i, place)
        break
      case 'while':
        expandLoop(expansion, i, place)
        break
      case 'branch':
        expandBranch(expansion, i, place)
        break
      case 'barrier':
        expandBarrier(expansion, i, place)
        break
      case 'manual':
        if (!expandManual(expansion, i, place)) addOperation(expansion, i, place)
        break
      case 'declaration':
        if (kind === 'sharding_group') joinGroup(expansion, i)
        break
      case 'function':
      case 'module':
        break
      default:
        addOperation(expansion, i, place)
    }
  }
  return returned
}

/** `sdy.sharding_group`: values of one group and shape are tied. */
function joinGroup(expansion: Expansion, operation: number): void {
  const { builder, groups } = expansion
  const id = /group_id\s*=\s*(\d+)/.exec(attributesOf(builder.module, operation))?.[1] ?? ''
  for (const value of operandsOf(expansion, operation)) {
    const key = `${id} ${builder.module.types[builder.valueType[value]!]?.dims.join('x') ?? ''}`
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [operation, [value]])
    else group[1].push(value)
  }
}

/** One node a pair: values that pass one barrier side by side are not tied to each other. */
function expandBarrier(expansion: Expansion, operation: number, place: Place): void {
  const operands = operandsOf(expansion, operation)
  const results = addResults(expansion, operation, place.region)
  const { builder } = expansion
  results.forEach((result, i) => {
    const operand = operands[i] ?? addUndefined(expansion)
    const types = { operands: [builder.valueType[operand]!], results: [builder.valueType[result]!] }
    const rule = builder.table.ofOperation(operation, types)
    const pair = { operands: [operand], results: [result], region: place.region, callSite: place.callSite }
    addNode(builder, { role: NodeRole.operation, operation, rule, ...pair }, true)
  })
}

/** A loop node, its cond and body, then one tie a carried value: initial, yielded | cond's, body's argument, result. */
function expandLoop(expansion: Expansion, operation: number, place: Place): void {
  const { builder } = expansion
  const inits = operandsOf(expansion, operation)
  const node = addNode(builder, structuralNode(builder, NodeRole.loop, operation, place), true)
  const [condition, body] = expandRegions(expansion, operation, node, place)
  const results = addResults(expansion, operation, place.region)
  for (const result of results) builder.valueNode[result] = node
  const firstTie = builder.role.length
  // Lists of different lengths are wrong, but each of their values has its tie.
  const lists = [inits, results, condition?.arguments, body?.arguments, body?.yields]
  const count = Math.max(...lists.map((list) => list?.length ?? 0))
  for (let i = 0; i < count; i++) {
    const undefinedValue = (): number => addUndefined(expansion)
    const operands = [inits[i] ?? undefinedValue(), body?.yields[i] ?? undefinedValue()]
    const carried = [condition?.arguments[i] ?? undefinedValue(), body?.arguments[i] ?? undefinedValue()]
    addTie(builder, operation, operands, [...carried, results[i] ?? undefinedValue()], place)
  }
  const carriedLists = { inits: Int32Array.from(inits), results: Int32Array.from(results), firstTie, tieCount: count }
  if (body !== undefined) keepStacksWhole(builder, body)
  const tripCount =
    condition === undefined || body === undefined
      ? undefined
      : findTripCount(builder, condition, body, carriedLists.inits)
  const isTripCountAssumed = tripCount?.isBound !== false
  if (isTripCountAssumed) expansion.problems.push(tripCountProblem(builder, operation, tripCount?.count))
  // A loop that lacks a region is wrong, but the other one has its ties.
  for (const region of [condition, body]) {
    if (region === undefined) continue
    // Figures of an assumed count are per iteration: its condition counts once each.
    const trips = isTripCountAssumed
      ? Math.min(builder.assumedTrips, tripCount?.count ?? Infinity)
      : tripCount.count + (region === condition ? 1 : 0)
    builder.regions[region.id] = { ...region, ...carriedLists, tripCount: trips, isTripCountAssumed }
  }
}

function tripCountProblem(
  { module, assumedTrips }: ProgramBuilder,
  operation: number,
  bound: number | undefined,
): Problem {
  const trips = assumedTripsText(Math.min(assumedTrips, bound ?? Infinity))
  const atMost = bound === undefined ? '' : `, at most ${bound.toLocaleString('en-US')}`
  const start = module.columns.operations.nameStart[operation]!
  const name = module.columns.operations.name[operation]!
  const end = start + module.columns.names.end[name]! - module.columns.names.start[name]!
  const message = `the number of iterations is not a constant of the model${atMost}; executed collectives, flops and times are ${trips} (setting \`shardlens.tripCount\`)`
  return { code: 'model.unknown-trip-count', span: { start, end }, message }
}

/** How figures count a loop of unknown length. */
export const assumedTripsText = (trips: number): string =>
  trips === 1 ? 'per iteration' : `for ${trips.toLocaleString('en-US')} assumed iterations`

/** A case or if: the branches, then one tie a result: each branch's yield | result. */
function expandBranch(expansion: Expansion, operation: number, place: Place): void {
  const { builder } = expansion
  const selector = operandsOf(expansion, operation)
  const types = selector.map((value) => builder.valueType[value]!)
  const shape = { ...structuralNode(builder, NodeRole.branch, operation, place), operands: selector }
  const node = addNode(builder, { ...shape, rule: builder.table.ofTie(types, []) }, true)
  const branches = expandRegions(expansion, operation, node, place)
  const results = addResults(expansion, operation, place.region)
  const firstTie = builder.role.length
  for (const result of results) builder.valueNode[result] = node
  const tieCount = Math.max(results.length, ...branches.map((branch) => branch.yields.length))
  for (let i = 0; i < tieCount; i++) {
    const yields = branches.map((branch) => branch.yields[i] ?? addUndefined(expansion))
    addTie(builder, operation, yields, [results[i] ?? addUndefined(expansion)], place)
  }
  for (const branch of branches)
    builder.regions[branch.id] = { ...branch, results: Int32Array.from(results), firstTie, tieCount }
}

function structuralNode(builder: ProgramBuilder, role: number, operation: number, place: Place): NewNode {
  const { region, callSite } = place
  return { role, operation, rule: builder.table.empty(), operands: [], results: [], region, callSite }
}

function addTie(builder: ProgramBuilder, operation: number, operands: number[], results: number[], place: Place): void {
  const types = (values: readonly number[]): number[] => values.map((value) => builder.valueType[value]!)
  const rule = builder.table.ofTie(types(operands), types(results))
  const { region, callSite } = place
  addNode(builder, { role: NodeRole.tie, operation, rule, operands, results, region, callSite }, false)
}

function expandRegions(expansion: Expansion, operation: number, node: number, place: Place): ProgramRegion[] {
  const { builder } = expansion
  const { operations, regions } = builder.module.columns
  const isLoop = builder.role[node] === NodeRole.loop
  return Array.from({ length: operations.regionCount[operation]! }, (_, i) => {
    const region = operations.firstRegion[operation]! + i
    const kind = isLoop ? (i === 0 ? 'condition' : 'body') : 'branch'
    const id = builder.regions.push(emptyRegion(builder.regions.length, node, kind)) - 1
    const block = regions.blockCount[region] === 0 ? -1 : regions.firstBlock[region]!
    const firstNode = builder.role.length
    const args = block < 0 ? [] : addBlockArguments(expansion, block, id)
    const returned = block < 0 ? [] : expandBlock(expansion, block, { ...place, region: id }).values
    const lists = { arguments: Int32Array.from(args), yields: Int32Array.from(returned) }
    const made = { ...emptyRegion(id, node, kind), firstNode, endNode: builder.role.length, ...lists }
    builder.regions[id] = made
    return made
  })
}
