// The reshard that moves least: a shortest path over shardings, where slices are free and every other step costs what it moves.
import { createHeap } from '../base/heap'
import type { Mesh } from '../sharding/mesh'
import type { ReshardStep } from './reshard'
import { planReshard } from './reshard'
import type { DimAxes } from './shardings'

/** Shardings looked at before the plain plan is taken: enough for five axes, some 60 ms. */
const mostShardings = 4000

/**
 * Steps that turn `from` into `to` for a value of dims `sizes`. The plain plan, unless another moves less: a permute may exchange axes
 * for others of the same size, after slices along axes that are free. Looks at `most` shardings at most.
 */
export function findReshard(
  from: DimAxes,
  to: DimAxes,
  sizes: readonly number[],
  mesh: Mesh,
  most = mostShardings,
): readonly ReshardStep[] {
  const plain = planReshard(from, to)
  // One step does what has to be done.
  if (plain.length < 2) return plain
  const axes = [...new Set([...from.flat(), ...to.flat()])]
  const bound = movedElements(plain, from, sizes, mesh)
  return bound === 0 ? plain : (search({ from, to, sizes, mesh, axes }, bound, most) ?? plain)
}

/** Elements that each device receives. */
export function movedElements(
  steps: readonly ReshardStep[],
  from: DimAxes,
  sizes: readonly number[],
  mesh: Mesh,
): number {
  let before = from
  let moved = 0
  for (const step of steps) {
    moved += costOf(step, before, sizes, mesh)
    before = step.result
  }
  return moved
}

/** An all_gather receives all but its own part of the result, an all_to_all all but its own part of the operand. */
function costOf({ kind, axes, result }: ReshardStep, before: DimAxes, sizes: readonly number[], mesh: Mesh): number {
  const count = sizeOf(axes, mesh)
  if (kind === 'all_slice') return 0
  if (kind === 'collective_permute') return localElements(before, sizes, mesh)
  return (localElements(kind === 'all_gather' ? result : before, sizes, mesh) * (count - 1)) / count
}

const sizeOf = (axes: readonly number[], mesh: Mesh): number =>
  axes.reduce((size, axis) => size * mesh.axes[axis]!.size, 1)

const localElements = (dims: DimAxes, sizes: readonly number[], mesh: Mesh): number =>
  dims.reduce((elements, axes, dim) => (elements * sizes[dim]!) / sizeOf(axes, mesh), 1)

interface Problem {
  readonly from: DimAxes
  readonly to: DimAxes
  readonly sizes: readonly number[]
  readonly mesh: Mesh
  readonly axes: readonly number[]
}

interface Reached {
  readonly dims: DimAxes
  readonly moved: number
  /** Number of steps. */
  readonly length: number
  readonly step: ReshardStep | undefined
  readonly from: Reached | undefined
}

/** Shortest path by elements moved, then by number of steps; undefined where none is below `bound` or near enough. */
function search(problem: Problem, bound: number, most: number): readonly ReshardStep[] | undefined {
  const goal = keyOf(problem.to)
  const best = new Map<string, Reached>()
  const open = createHeap<Reached>((one, other) => one.moved - other.moved || one.length - other.length)
  const permuted = new Set<string>()
  const reach = (from: Reached, step: ReshardStep): void => {
    const moved = from.moved + costOf(step, from.dims, problem.sizes, problem.mesh)
    const length = from.length + 1
    const known = best.get(keyOf(step.result))
    const isWorse = known !== undefined && (known.moved < moved || (known.moved === moved && known.length <= length))
    // Sums of fractions: equal plans must not differ in the last digit.
    if (isWorse || moved >= bound * (1 - 1e-9)) return
    const reached = { dims: step.result, moved, length, step, from }
    best.set(keyOf(step.result), reached)
    open.push(reached)
  }
  open.push({ dims: problem.from, moved: 0, length: 0, step: undefined, from: undefined })
  let count = 0
  for (let now = open.pop(); now !== undefined && count < most; now = open.pop(), count++) {
    const key = keyOf(now.dims)
    if (key === goal) return stepsTo(now)
    if (best.get(key) !== now && now.from !== undefined) continue
    for (const step of stepsFrom(problem, now.dims)) reach(now, step)
    // A permute costs the same from all shardings of one local shape, so the first one reached serves them all.
    const shape = now.dims.map((axes) => sizeOf(axes, problem.mesh))
    if (permuted.has(shape.join())) continue
    permuted.add(shape.join())
    for (const result of arrange(problem, problem.axes, shape))
      if (keyOf(result) !== key) reach(now, permute(now.dims, result))
  }
  return undefined
}

function stepsTo(reached: Reached): ReshardStep[] {
  const steps: ReshardStep[] = []
  for (let at: Reached | undefined = reached; at?.step !== undefined; at = at.from) steps.unshift(at.step)
  return steps
}

const keyOf = (dims: DimAxes): string => dims.map((axes) => axes.join(',')).join('|')

const withDims = (dims: DimAxes, changes: readonly (readonly [dim: number, axes: readonly number[]])[]): DimAxes =>
  dims.map((axes, dim) => changes.find(([changed]) => changed === dim)?.[1] ?? axes)

/** Slices, exchanges and gathers. */
function* stepsFrom({ sizes, mesh, axes }: Problem, dims: DimAxes): Generator<ReshardStep> {
  const fits = (list: readonly number[], dim: number): boolean => sizes[dim]! % sizeOf(list, mesh) === 0
  const held = new Set(dims.flat())
  for (let dim = 0; dim < dims.length; dim++) {
    const own = dims[dim]!
    for (const axis of axes) {
      const longer = [...own, axis]
      if (held.has(axis) || !fits(longer, dim)) continue
      yield { kind: 'all_slice', axes: [axis], dims: [dim], result: withDims(dims, [[dim, longer]]) }
    }
    for (let kept = own.length - 1; kept >= 0; kept--) {
      const run = own.slice(kept)
      const shorter = own.slice(0, kept)
      yield { kind: 'all_gather', axes: run, dims: [dim], result: withDims(dims, [[dim, shorter]]) }
      for (let other = 0; other < dims.length; other++) {
        const longer = [...dims[other]!, ...run]
        if (other === dim || !fits(longer, other)) continue
        const result = withDims(dims, [
          [dim, shorter],
          [other, longer],
        ])
        yield { kind: 'all_to_all', axes: run, dims: [other, dim], result }
      }
    }
  }
}

/** A permute between shardings of one local shape. */
function permute(dims: DimAxes, result: DimAxes): ReshardStep {
  const changed = result.flatMap((axes, dim) => (axes.join() === dims[dim]!.join() ? [] : [dim]))
  const axes = [...new Set(changed.flatMap((dim) => [...dims[dim]!, ...result[dim]!]))]
  return { kind: 'collective_permute', axes, dims: changed, result }
}

/** Shardings with these numbers of parts of the dims from `dim` on. */
function arrange(problem: Problem, axes: readonly number[], counts: readonly number[], dim = 0): DimAxes[] {
  const count = counts[dim]
  if (count === undefined) return [[]]
  return ordersOf(problem.mesh, axes, count, problem.to[dim]!).flatMap((own) =>
    arrange(
      problem,
      axes.filter((axis) => !own.includes(axis)),
      counts,
      dim + 1,
    ).map((others) => [own, ...others]),
  )
}

/**
 * Ordered choices of axes whose sizes multiply to `count`. They begin as the dim is to be in the end, as far as that has parts enough:
 * only what stands there can stay.
 */
function ordersOf(mesh: Mesh, axes: readonly number[], count: number, target: readonly number[]): number[][] {
  if (count === 1) return [[]]
  const [next, ...later] = target
  const choices = next !== undefined && axes.includes(next) && count % mesh.axes[next]!.size === 0 ? [next] : axes
  return choices.flatMap((axis) => {
    const { size } = mesh.axes[axis]!
    if (size === 1 || count % size !== 0) return []
    const others = axes.filter((other) => other !== axis)
    const rest = axis === next ? later : []
    return ordersOf(mesh, others, count / size, rest).map((order) => [axis, ...order])
  })
}
