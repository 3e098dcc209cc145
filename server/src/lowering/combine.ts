// A partial result is combined where it is made: reduce_scatter where its value is tiled on the axis, else all_reduce.
import { addCollective } from './localBuilder'
import type { Lowering, NodeNeeds } from './lowering'
import { defineForm, settleDeclared, tacticOf } from './forms'
import type { DimAxes } from './shardings'
import { axesOfMask, groupSize } from './shardings'

/** One result as a node makes it: in its natural sharding, perhaps partial along some axes. */
export interface Made {
  readonly value: number
  readonly node: number
  readonly region: number
  readonly local: number
  readonly sharding: number
  readonly needs: NodeNeeds
}

/** Combines what does not stay partial and records the forms of the value. */
export function combinePartial(lowering: Lowering, made: Made): void {
  const { sums } = lowering
  const kept = sums.kept[made.value]!
  const partial = (made.needs.partial | sums.through[made.node]!) & ~kept
  if (partial === 0 && kept === 0) {
    defineForm(lowering, made.value, made.sharding, made.local, made.region)
    settleDeclared(lowering, made)
    return
  }
  const { local, sharding } = partial === 0 ? made : combine(lowering, made, partial, kept)
  defineForm(lowering, made.value, sharding, local, made.region)
  if (kept === 0) settleDeclared(lowering, { ...made, sharding })
}

interface Scatter {
  readonly dim: number
  /** Axes sliced first (whole so far), then the partial axes scattered. */
  readonly sliced: readonly number[]
  readonly scattered: readonly number[]
}

function combine(lowering: Lowering, made: Made, partial: number, kept: number): { local: number; sharding: number } {
  const { table } = lowering
  const declared = table
    .get(lowering.declaredOf(made.value))
    .map((axes) => axes.filter((axis) => ((kept >> axis) & 1) === 0))
  let current: DimAxes = table.get(made.sharding)
  let local = made.local
  let rest = partial
  const emit = (kind: Combination['kind'], axes: readonly number[], dims: number[]): void => {
    local = emitCombination(lowering, made, local, { kind, axes, dims, result: current })
  }
  while (lowering.options.reduceScatter && rest !== 0) {
    const scatter = findScatter(current, declared, rest)
    if (scatter === undefined) break
    const append = (axes: readonly number[]): DimAxes =>
      current.map((held, dim) => (dim === scatter.dim ? [...held, ...axes] : held))
    if (scatter.sliced.length > 0) {
      current = append(scatter.sliced)
      emit('all_slice', scatter.sliced, [scatter.dim])
    }
    current = append(scatter.scattered)
    emit('reduce_scatter', scatter.scattered, [scatter.dim])
    for (const axis of scatter.scattered) rest &= ~(1 << axis)
  }
  if (rest !== 0) emit('all_reduce', axesOfMask(rest), [])
  return { local, sharding: table.intern(current) }
}

/** A dim whose declared axes continue the present ones with partial axes, perhaps after some that are sliced. */
function findScatter(current: DimAxes, declared: DimAxes, partial: number): Scatter | undefined {
  const held = new Set(current.flat())
  for (let dim = 0; dim < current.length; dim++) {
    const [axes, target] = [current[dim]!, declared[dim]!]
    if (axes.length >= target.length || axes.some((axis, i) => axis !== target[i])) continue
    let at = axes.length
    while (at < target.length && ((partial >> target[at]!) & 1) === 0 && !held.has(target[at]!)) at++
    let end = at
    while (end < target.length && ((partial >> target[end]!) & 1) === 1) end++
    if (end > at) return { dim, sliced: target.slice(axes.length, at), scattered: target.slice(at, end) }
  }
  return undefined
}

interface Combination {
  readonly kind: 'reduce_scatter' | 'all_reduce' | 'all_slice'
  readonly axes: readonly number[]
  readonly dims: readonly number[]
  readonly result: DimAxes
}

function emitCombination(lowering: Lowering, made: Made, local: number, step: Combination): number {
  const { builder, table, state } = lowering
  return addCollective(builder, local, table.intern(step.result), made.region, {
    kind: step.kind,
    axes: step.axes,
    groupSize: groupSize(step.axes, state.mesh),
    combiner: step.kind === 'all_slice' ? undefined : (made.needs.combiner ?? 'add'),
    dims: step.dims,
    value: made.value,
    node: made.node,
    tactic: tacticOfSum(lowering, made, step.axes),
    cause: { kind: 'partialSum' },
  })
}

/** The latest tactic that split a sum along these axes, at the node or where the partial sums that meet there begin. */
function tacticOfSum(lowering: Lowering, made: Made, axes: readonly number[]): number {
  const { program, sums } = lowering
  const mask = axes.reduce((bits, axis) => bits | (1 << axis), 0)
  let tactic = tacticOf(lowering, made, axes)
  // What stays partial has one use, so no node is met twice.
  const open = [made.node]
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    const first = program.nodes.portStart[node]!
    for (let at = first; at < first + program.nodes.operandCount[node]!; at++) {
      const value = program.nodes.ports[at]!
      const maker = program.values.node[value]!
      if (maker < 0 || (sums.kept[value]! & mask) === 0) continue
      tactic = Math.max(tactic, tacticOf(lowering, { value, node: maker }, axes))
      open.push(maker)
    }
  }
  return tactic
}
