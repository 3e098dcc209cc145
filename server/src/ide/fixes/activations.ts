// What fills the memory at the peak besides arguments: groups of like activations, and the actions that split them further.
import { memoryKinds } from '../../cost/memoryKinds'
import { getScopeTable } from '../../sharding/scopes'
import type { Scene } from './scene'
import { openDims } from './scene'
import { nameValue } from './targets'

export interface ActivationSplit {
  readonly axis: string
  /** `at "layer_*\/mlp" result 0`. */
  readonly target: string
  readonly dim: number
}

const mostGroups = 16
const mostTargets = 3
const mostSplits = 5

/** Splits of the activations that hold most bytes at the peak, the largest group first; on axes that do not split them yet. */
export function splitActivations(scene: Scene): ActivationSplit[] {
  const splits: ActivationSplit[] = []
  const targets = new Set<string>()
  for (const members of largestActivations(scene)) {
    const found = findTarget(scene, members)
    if (found === undefined || targets.has(found.target)) continue
    targets.add(found.target)
    splits.push(...found.places.map((place) => ({ ...place, target: found.target })))
    if (targets.size >= mostTargets) break
  }
  return splits.slice(0, mostSplits)
}

type Place = Omit<ActivationSplit, 'target'>

/** A member that can be split further: one that a scope names, so that its likes are named too, else any. */
function findTarget(
  { state, model }: Scene,
  members: readonly number[],
): { readonly target: string; readonly places: readonly Place[] } | undefined {
  const found = members.flatMap((value) => {
    const places = state.mesh.axes.flatMap(({ name }, axis) =>
      openDims(state, value, axis).map((dim) => ({ axis: name, dim })),
    )
    const target = places.length === 0 ? undefined : nameValue(model.program, value)
    return target === undefined ? [] : [{ target, places }]
  })
  return found.find(({ target }) => target.startsWith('at "')) ?? found[0]
}

const mostMembers = 6

/** The first values of each of the largest groups of live activations; a group is what has one type and one scope but for numbers. */
function largestActivations({ evaluation: { local, simulation } }: Scene): (readonly number[])[] {
  const { live } = simulation.memory
  const { texts, scope } = getScopeTable(local.program)
  const { values } = local.program
  const activation = memoryKinds.indexOf('activation')
  const groups = new Map<string, { readonly members: number[]; bytes: number }>()
  for (let i = live.firstTemporary; i < live.value.length; i++) {
    const value = local.values.source[live.value[i]!]!
    if (live.kind[i] !== activation || value < 0) continue
    const node = values.node[value]!
    const place = node < 0 ? '' : (texts[scope[node]!] ?? '').replaceAll(/\d+/g, '*')
    const key = `${values.type[value]!} ${place}`
    const group = groups.get(key) ?? { members: [], bytes: 0 }
    if (group.members.length < mostMembers) group.members.push(value)
    group.bytes += live.bytes[i]!
    groups.set(key, group)
  }
  const largest = [...groups.values()].sort((a, b) => b.bytes - a.bytes)
  return largest.slice(0, mostGroups).map(({ members }) => members)
}
