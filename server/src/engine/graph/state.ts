// Structure and evaluation -> what the tactics make of each drawn node and edge. Nothing here moves a node.
import type { GraphEdgeState, GraphNodeState, GraphState } from '../../protocol/graph'
import type { ShardingState } from '../../sharding/state'
import type { Device } from '../../cost/devices'
import type { Evaluation } from '../analysis'
import { largeShare } from '../findings'
import { declaredAxes } from '../valueSharding'
import { sumFigures } from './figures'
import { isGroup } from './groups'
import type { Drawn } from './structure'
import { findTiles } from './tiles'

export interface StateRequest {
  readonly evaluation: Evaluation
  readonly device: Device
  readonly schedule: string
  readonly tactics: GraphState['tactics']
  /** How many of the tactics count. */
  readonly applied: number
  /** Number in the sharding state of the last of them; -1 when it has none. */
  readonly last: number
  /** Of tactics by their number in the sharding state: what they are called, and where they stand in `tactics`. */
  readonly names: readonly string[]
  readonly indices: readonly number[]
}

export function describeState(drawn: Drawn, request: StateRequest): GraphState {
  const { evaluation, device, schedule, tactics, applied, last } = request
  const reader = createReader(evaluation.state, last)
  const tiles = findTiles(drawn, evaluation, last)
  return {
    key: drawn.structure.key,
    schedule,
    tactics,
    applied,
    mesh: evaluation.state.mesh.axes.map(({ name, size }) => ({ name, size })),
    device: device.name,
    stepTime: evaluation.figures.stepTime,
    peakMemory: evaluation.figures.peakMemory,
    nodes: describeNodes(drawn, request, reader),
    edges: drawn.edgeValues.map((values) => describeEdge(reader, values)),
    tiles: tiles.map(({ collectives: _, ...tile }) => tile),
  }
}

/** What is asked of values again and again. */
interface Reader {
  readonly state: ShardingState
  readonly bytesOf: (value: number) => number
  readonly localBytes: (value: number) => number
  /** Axes that tile a value, in the order in which they came. */
  readonly axesOf: (value: number) => readonly number[]
  readonly isNew: (value: number) => boolean
}

function createReader(state: ShardingState, last: number): Reader {
  const { program, mesh, axes } = state
  const { types } = program.module
  const bytesOf = (value: number): number => types[program.values.type[value]!]?.bytes ?? 0
  const axesOf = (value: number): number[] => {
    const found: number[] = []
    for (let axis = 0; axis < axes; axis++) if (state.valueDim[value * axes + axis]! >= 0) found.push(axis)
    return found.length < 2 ? found : found.sort((a, b) => orderOf(value, a) - orderOf(value, b))
  }
  const orderOf = (value: number, axis: number): number => state.valueOrder[value * axes + axis]!
  const localBytes = (value: number): number =>
    axesOf(value).reduce((bytes, axis) => bytes / mesh.axes[axis]!.size, bytesOf(value))
  const isNew = (value: number): boolean => {
    if (last < 0) return false
    for (let axis = 0; axis < axes; axis++) {
      const cell = value * axes + axis
      if (state.valueDim[cell]! >= 0 && state.valueTactic[cell] === last) return true
    }
    return false
  }
  return { state, bytesOf, localBytes, axesOf, isNew }
}

function describeNodes(drawn: Drawn, request: StateRequest, reader: Reader): GraphNodeState[] {
  const { evaluation, device } = request
  const figures = sumFigures(drawn, evaluation)
  const conflicts = countConflicts(drawn, evaluation)
  const mains = findMainValues(drawn, reader)
  return drawn.structure.nodes.map((node, index) => ({
    seconds: figures.seconds[index]!,
    exposed: figures.exposed[index]!,
    communication: figures.communication[index]!,
    flops: figures.flops[index]!,
    bytes: figures.bytes[index]!,
    memory: figures.memory[index]!,
    conflicts: conflicts[index]!,
    ...describeMain(reader, node.isOpen ? undefined : mains[index], largeShare * device.memory),
  }))
}

type MainState = Pick<GraphNodeState, 'isNew' | 'sharding' | 'localBytes' | 'whole'>

function describeMain(reader: Reader, value: number | undefined, large: number): MainState {
  if (value === undefined) return { isNew: false, whole: [] }
  const { mesh } = reader.state
  const axes = reader.axesOf(value)
  const localBytes = reader.localBytes(value)
  const isWhole = mesh.axes.map(({ size }, axis) => size > 1 && !axes.includes(axis))
  const whole = localBytes < large ? [] : isWhole.flatMap((is, axis) => (is ? [axis] : []))
  return { isNew: reader.isNew(value), sharding: declaredAxes(reader.state, value), localBytes, whole }
}

/** By drawn node: of the values that leave it (pills: that are its arguments or results) the largest. */
export function findMainValues(drawn: Drawn, { bytesOf }: Pick<Reader, 'bytesOf'>): (number | undefined)[] {
  const mains: (number | undefined)[] = Array.from({ length: drawn.structure.nodes.length })
  const take = (index: number, value: number): void => {
    const known = mains[index]
    if (known === undefined || bytesOf(value) > bytesOf(known)) mains[index] = value
  }
  const { program, groups } = drawn.visible.tree
  drawn.structure.edges.forEach(({ from, to }, i) => {
    for (const value of drawn.edgeValues[i]!) {
      take(from, value)
      if (drawn.structure.nodes[to]!.kind === 'result') take(to, value)
    }
  })
  // What nothing reads is shown by its last result all the same.
  drawn.visible.nodes.forEach(({ members: [example = 0] }, index) => {
    if (mains[index] !== undefined || isGroup(example) || groups.length === 0) return
    const { portStart, ports } = program.nodes
    take(index, ports[portStart[example + 1]! - 1]!)
  })
  return mains
}

function countConflicts({ visible, structure }: Drawn, { conflicts }: Evaluation): Int32Array {
  const counts = new Int32Array(structure.nodes.length)
  for (const { node } of conflicts) {
    for (let at: number | undefined = visible.of[node]; at !== undefined && at >= 0; at = structure.nodes[at]!.parent)
      counts[at]!++
  }
  return counts
}

/** How many values of an edge are looked at to say whether all are alike. */
const mostCompared = 64

function describeEdge(reader: Reader, values: readonly number[]): GraphEdgeState {
  let main = values[0]!
  let bytes = 0
  for (const value of values) {
    bytes += reader.localBytes(value)
    if (reader.bytesOf(value) > reader.bytesOf(main)) main = value
  }
  const axes = reader.axesOf(main)
  const key = [...axes].sort().join()
  const isMixed = values.slice(0, mostCompared).some((value) => [...reader.axesOf(value)].sort().join() !== key)
  return { axes: [...axes], isMixed, bytes, isNew: values.slice(0, mostCompared).some(reader.isNew) }
}
