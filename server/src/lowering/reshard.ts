// From one sharding of a value to another: the collectives, in the order permute, slice, all_to_all, all_gather, slice.
import type { Mesh } from '../sharding/mesh'
import type { CollectiveKind } from './localProgram'
import type { DimAxes } from './shardings'
import { groupSize } from './shardings'

export interface ReshardStep {
  readonly kind: CollectiveKind
  readonly axes: readonly number[]
  /** The dim gathered or sliced; for all_to_all [split dim, concatenated dim]; for a permute the dims reordered. */
  readonly dims: readonly number[]
  readonly result: DimAxes
}

/** Steps that turn `from` into `to`; none when they are equal. */
export function planReshard(from: DimAxes, to: DimAxes): ReshardStep[] {
  const steps: ReshardStep[] = []
  let current = from.map((axes) => [...axes])
  const push = (step: ReshardStep | undefined): boolean => {
    if (step === undefined) return false
    steps.push(step)
    current = step.result.map((axes) => [...axes])
    return true
  }
  push(findPermute(current, to))
  for (;;) {
    if (push(findSlice(current, to))) continue
    if (push(findAllToAll(current, to))) continue
    if (!push(findGather(current, to))) return steps
  }
}

const replaceDims = (dims: DimAxes, changes: ReadonlyMap<number, readonly number[]>): DimAxes =>
  dims.map((axes, dim) => changes.get(dim) ?? axes)

/** Puts the axes that stay on a dim first, in their final order, so that what leaves is minor. */
function findPermute(current: DimAxes, to: DimAxes): ReshardStep | undefined {
  const changes = new Map<number, readonly number[]>()
  current.forEach((axes, dim) => {
    const target = to[dim] ?? []
    let kept = 0
    while (kept < target.length && axes.includes(target[kept]!)) kept++
    const prefix = target.slice(0, kept)
    const wanted = [...prefix, ...axes.filter((axis) => !prefix.includes(axis))]
    if (wanted.some((axis, i) => axis !== axes[i])) changes.set(dim, wanted)
  })
  if (changes.size === 0) return undefined
  const dims = [...changes.keys()]
  const axes = dims.flatMap((dim) => changes.get(dim) ?? [])
  return { kind: 'collective_permute', axes, dims, result: replaceDims(current, changes) }
}

const isPrefix = (axes: readonly number[], of: readonly number[]): boolean =>
  axes.length <= of.length && axes.every((axis, i) => axis === of[i])

/** Splits one dim by the next axes of its target that no other dim holds at the moment. */
function findSlice(current: DimAxes, to: DimAxes): ReshardStep | undefined {
  const held = new Set(current.flat())
  for (let dim = 0; dim < current.length; dim++) {
    const [axes, target] = [current[dim]!, to[dim]!]
    if (!isPrefix(axes, target)) continue
    let end = axes.length
    while (end < target.length && !held.has(target[end]!)) end++
    if (end === axes.length) continue
    const result = replaceDims(current, new Map([[dim, target.slice(0, end)]]))
    return { kind: 'all_slice', axes: target.slice(axes.length, end), dims: [dim], result }
  }
  return undefined
}

/** Moves the minor-most axis of one dim to another dim, where it lands minor-most. */
function findAllToAll(current: DimAxes, to: DimAxes): ReshardStep | undefined {
  for (let source = 0; source < current.length; source++) {
    const axes = current[source]!
    const axis = axes.at(-1)
    if (axis === undefined || isPrefix(axes, to[source]!)) continue
    const target = to.findIndex((wanted, dim) => dim !== source && isPrefix([...current[dim]!, axis], wanted))
    if (target < 0) continue
    const changes = new Map([
      [source, axes.slice(0, -1)],
      [target, [...current[target]!, axis]],
    ])
    return { kind: 'all_to_all', axes: [axis], dims: [target, source], result: replaceDims(current, changes) }
  }
  return undefined
}

/** Joins the minor run of one dim that has to go; stops at an axis that can move by all_to_all instead. */
function findGather(current: DimAxes, to: DimAxes): ReshardStep | undefined {
  for (let dim = 0; dim < current.length; dim++) {
    const [axes, target] = [current[dim]!, to[dim]!]
    if (isPrefix(axes, target)) continue
    let end = axes.length - 1
    const mayStop = (): boolean => {
      const axis = axes[end - 1]!
      return to.some((wanted, other) => other !== dim && isPrefix([...current[other]!, axis], wanted))
    }
    while (end > 0 && !isPrefix(axes.slice(0, end), target) && !mayStop()) end--
    const result = replaceDims(current, new Map([[dim, axes.slice(0, end)]]))
    return { kind: 'all_gather', axes: axes.slice(end), dims: [dim], result }
  }
  return undefined
}

/** Elements that a device receives, relative to the whole array: what plans are compared by. Slices cost nothing. */
export function planWeight(steps: readonly ReshardStep[], mesh: Mesh): number {
  let weight = 0
  for (const step of steps) {
    if (step.kind === 'all_slice') continue
    weight += 1 / groupSize(step.result.flat(), mesh)
  }
  return weight
}
