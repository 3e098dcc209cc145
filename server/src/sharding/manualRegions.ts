// Regions partitioned by hand: what goes in and out is split along their axes already, and nothing inside is split along them again.
import type { Outcome, Problem, RepeatedProblem, Span } from '../base/problems'
import { readHloSharding } from '../model/shardings/readHloSharding'
import type { TensorSharding } from '../model/shardings/sharding'
import { joinAlike } from './joinAlike'
import type { Mesh } from './mesh'
import type { Program } from './program'
import type { ShardingState } from './state'
import { OPEN, PINNED, createState, setFactor } from './state'

/** Where a value goes into a region, or out of it: a node from the whole value to a part of it, or back. */
export interface ManualBorder {
  readonly node: number
  readonly operation: number
  /** Which operand or result of the operation it is. */
  readonly index: number
  readonly isEntry: boolean
  readonly sharding:
    | { readonly kind: 'sdy'; readonly value: TensorSharding; readonly axes: readonly string[] }
    /** Strings of custom_calls: of the whole value, and of the part. */
    | { readonly kind: 'hlo'; readonly full: string; readonly inner: string }
}

export interface ManualRegion {
  readonly operation: number
  readonly axes: readonly string[]
  /** Values inside: firstValue .. endValue. */
  readonly firstValue: number
  readonly endValue: number
}

export interface ManualRegions {
  readonly borders: readonly ManualBorder[]
  readonly regions: readonly ManualRegion[]
}

/**
 * The state before any tactic: everything whole, but for regions partitioned by hand. Their borders have the axes that the model
 * states, and what is inside is pinned on them. Problems: regions that do not fit the mesh, located in the model.
 */
export function startState(program: Program, mesh: Mesh): Outcome<ShardingState> {
  const state = createState(program, mesh)
  return { value: state, problems: program.manual.borders.length === 0 ? [] : settleManual(state) }
}

function settleManual(state: ShardingState): Problem[] {
  const { manual } = state.program
  const problems = new Map<number, RepeatedProblem>()
  const insides: { node: number; axes: readonly number[] }[] = []
  for (const border of manual.borders) {
    const read = readBorder(state, border)
    const wrong = 'message' in read ? read : setBorder(state, border, read.dims)
    if (wrong !== undefined && !problems.has(border.operation)) {
      const span = spanOf(state.program, border.operation)
      const { message, fault } = wrong
      problems.set(border.operation, { problem: { code: 'model.manual-region', span, message }, fault })
    }
    if (border.isEntry && border.sharding.kind === 'hlo' && !('message' in read))
      insides.push({ node: border.node, axes: read.axes })
  }
  for (const { axes, firstValue, endValue } of manual.regions) {
    const indices = axes.flatMap((name) => axisIndex(state, name))
    for (let value = firstValue; value < endValue; value++) pin(state, value, indices)
  }
  if (insides.length > 0) pinBetween(state, insides)
  return joinAlike([...problems.values()])
}

/** Why a border cannot be followed, and what borders of the same fault share. */
interface Wrong {
  readonly message: string
  readonly fault: string
}

const wrongBecause = (message: string, fault = message): Wrong => ({ message, fault })

/** For each dim of the whole value the axes that the region takes, major to minor, and all its axes. */
interface Read {
  readonly dims: readonly (readonly number[])[]
  readonly axes: readonly number[]
}

function readBorder(state: ShardingState, { node, isEntry, sharding }: ManualBorder): Read | Wrong {
  if (sharding.kind === 'sdy') {
    const missing = sharding.axes.find((name) => axisIndex(state, name).length === 0)
    if (missing !== undefined) return lacksAxis(state, missing)
    const own = new Set(sharding.axes)
    const dims = sharding.value.dims.map(({ axes }) =>
      axes.flatMap(({ name, part }) => (own.has(name) && part === undefined ? axisIndex(state, name) : [])),
    )
    return { dims, axes: sharding.axes.flatMap((name) => axisIndex(state, name)) }
  }
  const { nodes, values, module } = state.program
  const whole = nodes.ports[nodes.portStart[node]! + (isEntry ? 0 : 1)]!
  const rank = module.types[values.type[whole]!]?.dims.length ?? 0
  const full = readHloSharding(sharding.full, rank, state.mesh.axes)
  const inner = readHloSharding(sharding.inner, rank, state.mesh.axes)
  if (full.kind === 'unclear') {
    const message = `a region partitioned by hand begins with \`${sharding.full}\`, which cannot be followed: ${full.reason}`
    return wrongBecause(message, full.isOfOtherMesh ? full.reason : message)
  }
  const axes = inner.kind === 'manual' ? (inner.axes ?? state.mesh.axes.map((_, axis) => axis)) : []
  const split = full.kind === 'tiled' ? full.dims : Array.from({ length: rank }, () => [])
  return { dims: split.map((dim) => dim.filter((axis) => axes.includes(axis))), axes }
}

/** Sets the factors of the dims that are larger outside than inside; returns what is wrong with that. */
function setBorder(state: ShardingState, { node, isEntry }: ManualBorder, dims: Read['dims']): Wrong | undefined {
  const { nodes, rules } = state.program
  const rule = rules[nodes.rule[node]!]!
  const [whole, part] = isEntry ? [rule.ports[0], rule.ports[1]] : [rule.ports[1], rule.ports[0]]
  for (let dim = 0; dim < (whole?.length ?? 0); dim++) {
    const factor = whole![dim]!.find((one) => part?.[dim]?.includes(one) !== true)
    const wanted = factor === undefined ? 1 : rule.factors[factor]!.size
    const axes = dims[dim] ?? []
    const size = axes.reduce((product, axis) => product * state.mesh.axes[axis]!.size, 1)
    if (size !== wanted) {
      const names = axes.map((axis) => `\`${state.mesh.axes[axis]!.name}\``).join(' × ')
      const found = axes.length === 0 ? 'no axis for it' : `${names} = ${size}`
      return wrongBecause(`a region partitioned by hand takes dim ${dim} in ${wanted} parts, but the mesh has ${found}`)
    }
    for (const axis of factor === undefined ? [] : axes)
      if (state.nodeFactor[node * state.axes + axis] === OPEN) setFactor(state, node, factor!, axis, -1)
  }
  return undefined
}

function pin(state: ShardingState, value: number, axes: readonly number[]): void {
  for (const axis of axes) state.valueDim[value * state.axes + axis] = PINNED
}

/** Custom_calls have no region: inside is what is computed from what went in, up to where it comes out. */
function pinBetween(state: ShardingState, entries: readonly { node: number; axes: readonly number[] }[]): void {
  const { nodes, values, manual } = state.program
  const exits = new Set(manual.borders.flatMap(({ node, isEntry }) => (isEntry ? [] : [node])))
  /** Axes by mask of the regions that each value is in. */
  const inside = new Int32Array(values.count)
  const pending: number[] = []
  const enter = (node: number, mask: number): void => {
    for (let at = nodes.portStart[node]! + nodes.operandCount[node]!; at < nodes.portStart[node + 1]!; at++) {
      const value = nodes.ports[at]!
      if ((inside[value]! | mask) === inside[value]) continue
      inside[value]! |= mask
      pending.push(value)
    }
  }
  for (const { node, axes } of entries) enter(node, maskOf(axes))
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    for (let at = values.useStart[value]!; at < values.useStart[value + 1]!; at++)
      if (!exits.has(values.useNode[at]!)) enter(values.useNode[at]!, inside[value]!)
  }
  inside.forEach((mask, value) => {
    for (let axis = 0; axis < state.axes; axis++) if ((mask >> axis) & 1) pin(state, value, [axis])
  })
}

const maskOf = (axes: readonly number[]): number => axes.reduce((mask, axis) => mask | (1 << axis), 0)

const axisIndex = (state: ShardingState, name: string): number[] =>
  state.mesh.axes.flatMap((axis, index) => (axis.name === name ? [index] : []))

function lacksAxis(state: ShardingState, name: string): Wrong {
  const names = state.mesh.axes.map((axis) => `\`${axis.name}\``).join(', ')
  return wrongBecause(
    `a region partitioned by hand is on axis \`${name}\`, which the mesh does not have; it has ${names || 'none'}`,
  )
}

function spanOf({ module: { columns } }: Program, operation: number): Span {
  const { operations, names } = columns
  const start = operations.nameStart[operation]!
  const name = operations.name[operation]!
  return { start, end: Math.min(start + names.end[name]! - names.start[name]!, operations.end[operation]!) }
}
