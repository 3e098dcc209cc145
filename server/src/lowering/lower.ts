// Program and ShardingState -> LocalProgram: every node in local types, every need met by a reshard.
import { regionsOf } from '../sharding/innerRegions'
import { NodeRole } from '../sharding/program'
import type { ProgramRegion } from '../sharding/program'
import type { ShardingState } from '../sharding/state'
import { addCollective, addLocalValue, addResult, addStep } from './localBuilder'
import type { LocalProgram, LocalRegion, Mask } from './localProgram'
import { StepKind } from './localProgram'
import type { Lowering, LoweringOptions } from './lowering'
import { createLowering, defaultLoweringOptions } from './lowering'
import { combinePartial } from './combine'
import { defineForm, provide, settleDeclared } from './forms'
import { freezeLocalProgram } from './freezeLocalProgram'
import { maskOf } from './masks'
import type { ModelCollective } from './modelCollectives'
import { outputSharding } from './outputs'

/** Lowers what a schedule has decided. Cost: linear in nodes and uses; independent of the size of the mesh. */
export function lower(state: ShardingState, options: LoweringOptions = defaultLoweringOptions): LocalProgram {
  const lowering = createLowering(state, options)
  const { program, builder } = lowering
  const root = program.regions[0]!
  const region: LocalRegion = {
    step: -1,
    kind: 'function',
    firstStep: 0,
    endStep: 0,
    arguments: new Int32Array(0),
    yields: new Int32Array(0),
    executions: 1,
    hasUnknownTripCount: false,
  }
  builder.regions.push(region)
  const args = Array.from(program.arguments, (value) => {
    const sharding = lowering.declaredOf(value)
    const local = addLocalValue(builder, value, sharding, -1)
    defineForm(lowering, value, sharding, local, 0)
    return local
  })
  lowerNodes(lowering, 0, root.endNode, 0)
  const results = Array.from(program.outputs, (node, i) => lowerOutput(lowering, node, i))
  const lists = { arguments: Int32Array.from(args), yields: Int32Array.from(results) }
  builder.regions[0] = { ...region, endStep: builder.stepKind.length, ...lists }
  return freezeLocalProgram(lowering, args, results)
}

function lowerNodes(lowering: Lowering, first: number, end: number, region: number): void {
  const { role } = lowering.program.nodes
  for (let node = first; node < end; node++) {
    if (role[node] === NodeRole.operation) lowerOperation(lowering, node, region)
    else if (role[node] === NodeRole.loop || role[node] === NodeRole.branch)
      node = lowerStructure(lowering, node, region)
  }
}

function lowerOperation(lowering: Lowering, node: number, region: number): void {
  const { program, builder, sums } = lowering
  const { nodes, values } = program
  const first = nodes.portStart[node]!
  const operandCount = nodes.operandCount[node]!
  const end = nodes.portStart[node + 1]! - first
  if (end > operandCount && values.isFree[nodes.ports[first + operandCount]!] === 1) return
  const through = sums.through[node]!
  const needs = lowering.needsOf(node, through)
  const operands = scratchFor(lowering, operandCount)
  for (let port = 0; port < operandCount; port++) {
    const value = nodes.ports[first + port]!
    const local = provide(lowering, value, needs.ports[port]!, node, port, region)
    const mask = maskOf(lowering, node, port, needs)
    operands[port] = mask === undefined ? local : addMask(lowering, local, mask, { node, region })
  }
  const collective = lowering.modelCollective(node)
  const firstResult = builder.valueType.length
  if (collective !== undefined) addOwnCollectives(lowering, { node, region }, operands, collective)
  else {
    const step = addStep(builder, StepKind.operation, { node, region }, operands, operandCount)
    for (let port = operandCount; port < end; port++)
      addResult(builder, step, nodes.ports[first + port]!, needs.ports[port]!)
  }
  for (let port = operandCount; port < end; port++) {
    const value = nodes.ports[first + port]!
    const local = firstResult + port - operandCount
    combinePartial(lowering, { value, node, region, local, needs, sharding: needs.ports[port]! })
  }
}

/** A collective of the model, one for each of its operands: those are results side by side. */
function addOwnCollectives(
  lowering: Lowering,
  { node, region }: { node: number; region: number },
  operands: Int32Array,
  collective: ModelCollective,
): void {
  const { builder, program } = lowering
  const { nodes } = program
  const results = nodes.portStart[node]! + nodes.operandCount[node]!
  for (let i = 0; i < nodes.operandCount[node]!; i++) {
    const value = nodes.ports[results + i]!
    const sharding = lowering.needsOf(node, 0).ports[nodes.operandCount[node]! + i]!
    addCollective(builder, operands[i]!, sharding, region, {
      ...collective,
      value,
      node,
      tactic: -1,
      cause: { kind: 'model' },
    })
  }
}

/** Room for the operands of one operation; lowering its needs never asks for it again before they are written. */
function scratchFor(lowering: Lowering, count: number): Int32Array {
  if (lowering.scratch.items.length < count) lowering.scratch.items = new Int32Array(2 * count)
  return lowering.scratch.items
}

/** The whole side of a sum of partial results: it counts on the first device alone. */
function addMask(lowering: Lowering, local: number, mask: Mask, place: { node: number; region: number }): number {
  const { builder } = lowering
  const step = addStep(builder, StepKind.mask, place, [local])
  builder.stepCollective.data[step] = builder.masks.push(mask) - 1
  return addResult(builder, step, builder.valueSource.data[local]!, builder.valueSharding.data[local]!)
}

/** Lowers a loop or branch with its regions and ties; returns the last node that belongs to it. */
function lowerStructure(lowering: Lowering, node: number, region: number): number {
  const { program, builder } = lowering
  const inner = regionsOf(program, node)
  const shape = inner[0]
  if (shape === undefined) return node
  const operands = isLoop(lowering, node) ? carryIn(lowering, shape, region) : selectorOf(lowering, node, region)
  const step = addStep(builder, StepKind.operation, { node, region }, operands)
  const results = Array.from(shape.results, (value, i) =>
    addResult(builder, step, value, tieNeed(lowering, shape, i, -1, value)),
  )
  inner.forEach((one, place) => lowerRegion(lowering, one, { step, outer: region, place }))
  builder.stepEnd.data[step] = builder.stepKind.length
  Array.from(shape.results).forEach((value, i) => {
    const sharding = tieNeed(lowering, shape, i, -1, value)
    defineForm(lowering, value, sharding, results[i]!, region)
    settleDeclared(lowering, { value, sharding, node, region })
  })
  return Math.max(node, ...inner.map(({ endNode }) => endNode - 1), shape.firstTie + shape.tieCount - 1)
}

const isLoop = (lowering: Lowering, node: number): boolean => lowering.program.nodes.role[node] === NodeRole.loop

/** Sharding id of a port of tie i (-1: the last); the value's own where the region has no such tie, which is wrong text. */
function tieNeed(lowering: Lowering, region: ProgramRegion, i: number, port: number, value: number): number {
  if (region.firstTie < 0 || i >= region.tieCount) return lowering.declaredOf(value)
  return lowering.needsOf(region.firstTie + i, 0).ports.at(port) ?? lowering.declaredOf(value)
}

/** Node that stands for tie i in reasons. */
const tieNode = (region: ProgramRegion, i: number): number =>
  region.firstTie < 0 || i >= region.tieCount ? region.node : region.firstTie + i

function carryIn(lowering: Lowering, shape: ProgramRegion, region: number): number[] {
  return Array.from(shape.inits, (value, i) => {
    return provide(lowering, value, tieNeed(lowering, shape, i, 0, value), tieNode(shape, i), 0, region)
  })
}

function selectorOf(lowering: Lowering, node: number, region: number): number[] {
  const { nodes } = lowering.program
  return Array.from({ length: nodes.operandCount[node]! }, (_, port) => {
    const value = nodes.ports[nodes.portStart[node]! + port]!
    return provide(lowering, value, lowering.needsOf(node, 0).ports[port]!, node, port, region)
  })
}

/** Where a region stands: its loop or branch in the local program, that one's region, and which of its regions it is. */
interface RegionPlace {
  readonly step: number
  readonly outer: number
  readonly place: number
}

function lowerRegion(lowering: Lowering, shape: ProgramRegion, { step, outer, place }: RegionPlace): void {
  const { builder, program } = lowering
  const trips = shape.tripCount
  const id = builder.regions.length
  const region: LocalRegion = {
    step,
    kind: shape.kind,
    firstStep: builder.stepKind.length,
    endStep: 0,
    arguments: new Int32Array(0),
    yields: new Int32Array(0),
    executions: builder.regions[outer]!.executions * trips,
    hasUnknownTripCount: shape.isTripCountAssumed,
  }
  builder.regions.push(region)
  lowering.regionParent[id] = outer
  const isLoopRegion = shape.kind !== 'branch'
  const args = Array.from(shape.arguments, (value, i) => {
    const port = shape.kind === 'condition' ? 2 : 3
    const sharding = isLoopRegion ? tieNeed(lowering, shape, i, port, value) : lowering.declaredOf(value)
    const local = addLocalValue(builder, value, sharding, -1)
    defineForm(lowering, value, sharding, local, id)
    settleDeclared(lowering, { value, sharding, node: tieNode(shape, i), region: id })
    return local
  })
  lowerNodes(lowering, shape.firstNode, shape.endNode, id)
  const yields = Array.from(shape.yields, (value, i) => {
    const isPredicate = shape.kind === 'condition'
    const rank = program.module.types[program.values.type[value]!]?.dims.length ?? 0
    const port = isLoopRegion ? 1 : place
    const sharding = isPredicate ? lowering.table.whole(rank) : tieNeed(lowering, shape, i, port, value)
    return provide(lowering, value, sharding, isPredicate ? shape.node : tieNode(shape, i), port, id)
  })
  const lists = { arguments: Int32Array.from(args), yields: Int32Array.from(yields) }
  builder.regions[id] = { ...region, endStep: builder.stepKind.length, ...lists }
}

/** An output has its own sharding, or its donated argument's where no tactic names it. */
function lowerOutput(lowering: Lowering, node: number, index: number): number {
  const { program } = lowering
  const value = program.nodes.ports[program.nodes.portStart[node]!]!
  return provide(lowering, value, outputSharding(lowering, index), node, 0, 0)
}
