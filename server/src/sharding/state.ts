// What a schedule has decided so far: for each (value, axis) a tiled dim or a pin, for each (node, axis) a factor.
// A state is never changed once a tactic has ended, so states are kept and shared between schedules.
import { copyShared, sharedInt16, sharedInt32, sharedInt8, sharedUint8 } from '../base/sharedArrays'
import type { Mesh } from './mesh'
import type { Program } from './program'

/** In `valueDim`: nothing decided. */
export const OPEN = -1
/** In `valueDim`: stays whole (PartIR's atomic). */
export const PINNED = -2
/** In `valueDim`: at HELD - d nothing is tiled yet, and dim d is all that may be (`only` in the language; what the model states of later turns). */
export const HELD = -3
/** In `valueVia`: decided by an action, not through a node. */
export const BY_ACTION = -1

/** Cell of value v (or node n) and axis a is v * axes + a. */
export interface ShardingState {
  readonly program: Program
  readonly mesh: Mesh
  readonly axes: number
  readonly valueDim: Int8Array
  /** How many axes were on the value before this one: axes of one dim are major to minor in this order. */
  readonly valueOrder: Uint8Array
  /** Index in the schedule of the tactic that decided it. */
  readonly valueTactic: Int16Array
  /** Node through which it came, or BY_ACTION. */
  readonly valueVia: Int32Array
  /** Factor, or OPEN. */
  readonly nodeFactor: Int16Array
  readonly nodeOrder: Uint8Array
  readonly nodeTactic: Int16Array
}

/** Everything whole. Regions partitioned by hand are not settled yet. */
export function createState(program: Program, mesh: Mesh): ShardingState {
  const axes = mesh.axes.length
  const values = program.values.count * axes
  const nodes = program.nodes.count * axes
  return {
    program,
    mesh,
    axes,
    valueDim: sharedInt8(values).fill(OPEN),
    valueOrder: sharedUint8(values),
    valueTactic: sharedInt16(values).fill(-1),
    valueVia: sharedInt32(values).fill(BY_ACTION),
    nodeFactor: sharedInt16(nodes).fill(OPEN),
    nodeOrder: sharedUint8(nodes),
    nodeTactic: sharedInt16(nodes).fill(-1),
  }
}

/** A copy that a tactic may write to. */
export function copyState(state: ShardingState): ShardingState {
  return {
    ...state,
    valueDim: copyShared(state.valueDim, sharedInt8),
    valueOrder: copyShared(state.valueOrder, sharedUint8),
    valueTactic: copyShared(state.valueTactic, sharedInt16),
    valueVia: copyShared(state.valueVia, sharedInt32),
    nodeFactor: copyShared(state.nodeFactor, sharedInt16),
    nodeOrder: copyShared(state.nodeOrder, sharedUint8),
    nodeTactic: copyShared(state.nodeTactic, sharedInt16),
  }
}

/** Size of a dim of a value on one device, under the axes that tile it so far. */
export function localDimSize(state: ShardingState, value: number, dim: number): number {
  const { program, axes } = state
  let size = program.module.types[program.values.type[value]!]?.dims[dim] ?? 1
  for (let axis = 0; axis < axes; axis++) {
    if (state.valueDim[value * axes + axis] === dim) size /= state.mesh.axes[axis]!.size
  }
  return size
}

/** Size of a factor of a node on one device, under the axes that the node has put on it so far. */
export function localFactorSize(state: ShardingState, node: number, factor: number): number {
  const { program, axes } = state
  let size = program.rules[program.nodes.rule[node]!]!.factors[factor]!.size
  for (let axis = 0; axis < axes; axis++) {
    if (state.nodeFactor[node * axes + axis] === factor) size /= state.mesh.axes[axis]!.size
  }
  return size
}

/** Writes a tile into a state that is being made. */
export function setTile(
  state: ShardingState,
  value: number,
  dim: number,
  axis: number,
  tactic: number,
  via: number,
): void {
  const { axes } = state
  let order = 0
  for (let other = 0; other < axes; other++) if (state.valueDim[value * axes + other]! >= 0) order++
  const cell = value * axes + axis
  state.valueDim[cell] = dim
  state.valueOrder[cell] = order
  state.valueTactic[cell] = tactic
  state.valueVia[cell] = via
}

/** Writes a factor into a state that is being made. */
export function setFactor(state: ShardingState, node: number, factor: number, axis: number, tactic: number): void {
  const { axes } = state
  let order = 0
  for (let other = 0; other < axes; other++) if (state.nodeFactor[node * axes + other]! >= 0) order++
  const cell = node * axes + axis
  state.nodeFactor[cell] = factor
  state.nodeOrder[cell] = order
  state.nodeTactic[cell] = tactic
}
