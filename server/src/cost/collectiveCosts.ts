// Seconds of one collective, closed-form in the mesh: rings and lines of a torus, switched nodes, the slow network beyond.
// Formulas: "How to Scale Your Model" (jax-ml scaling-book), chapters Sharding and GPUs; docs/COSTS.md.
import type { Seconds } from '../base/units'
import { seconds } from '../base/units'
import type { CollectiveKind } from '../lowering/localProgram'
import type { Device } from './devices'
import type { Fabric } from './topology'
import type { LinkPart } from './torusLinks'
import { mergeParts } from './torusLinks'

/** What the slowest wire of one level of the fabric carries, once. */
export interface CollectiveLevel {
  readonly kind: 'ring' | 'line' | 'switch' | 'full' | 'network'
  /** Devices that take part at this level. */
  readonly size: number
  /** On a torus: the dims that it runs over. */
  readonly parts: readonly LinkPart[]
  /** All_reduce is a reduce_scatter and an all_gather, 2, but for switches that add up. */
  readonly rounds: number
  readonly hops: number
  /** Seconds until the first byte of a round is through: the hops. */
  readonly latency: number
  /** Bytes over the slowest wire, in one direction and round. */
  readonly moved: number
  /** Bytes a second of that wire, or of the wires that work at once, with `linkEfficiency`. */
  readonly bandwidth: number
}

/** Levels work at once, as the pieces are pipelined: latencies add up, the slowest level decides the rest. */
export interface CollectivePlan {
  /** The formula, by which a level's `moved` is made. */
  readonly formula: 'gather' | 'exchange' | 'permute' | 'none'
  /** Seconds before anything moves. */
  readonly launch: number
  readonly levels: readonly CollectiveLevel[]
}

/**
 * Units: `bytes` of the full local array that is gathered or reduced; for all_to_all and collective_permute, of the local array.
 * `axes` are indices in `mesh.axes`.
 */
export function collectiveTime(kind: CollectiveKind, bytes: number, axes: readonly number[], fabric: Fabric): Seconds {
  return planTime(planCollective(kind, bytes, axes, fabric))
}

/**
 * Seconds of a plan: latency or transfer, whichever is longer. The book's rule, and a lower bound: the first pieces are on
 * their way while the last ones start. As each plan has its launch and at least one hop, no number of small collectives is free.
 */
export function planTime({ launch, levels }: CollectivePlan): Seconds {
  let latency = launch
  let transfer = 0
  for (const level of levels) {
    latency += level.rounds * level.latency
    transfer = Math.max(transfer, (level.rounds * level.moved) / level.bandwidth)
  }
  return seconds(Math.max(latency, transfer))
}

/** What `collectiveTime` is made of. */
export function planCollective(
  kind: CollectiveKind,
  bytes: number,
  axes: readonly number[],
  fabric: Fabric,
): CollectivePlan {
  const formula = formulas[kind]
  const group = groupOf(axes, fabric)
  if (formula === 'none' || group.inside * group.outside === 1) return { formula: 'none', launch: 0, levels: [] }
  const levels = levelsOf[formula](bytes, group, fabric.device)
  const launch = fabric.device.launchLatency
  return {
    formula,
    launch,
    levels: kind === 'all_reduce' ? levels.map((one) => twoRounds(one, fabric.device)) : levels,
  }
}

const formulas: Readonly<Record<CollectiveKind, CollectivePlan['formula']>> = {
  all_gather: 'gather',
  reduce_scatter: 'gather',
  all_reduce: 'gather',
  all_to_all: 'exchange',
  collective_permute: 'permute',
  all_slice: 'none',
}

const twoRounds = (level: CollectiveLevel, { inNetworkReduction }: Device): CollectiveLevel =>
  level.kind === 'switch' && inNetworkReduction ? level : { ...level, rounds: 2 }

/** A group of devices: how it lies inside one pod or node, and how many of those it spans. */
interface Group {
  readonly parts: readonly LinkPart[]
  readonly inside: number
  readonly outside: number
}

function groupOf(axes: readonly number[], { places, dims }: Fabric): Group {
  let inside = 1
  let outside = 1
  for (const axis of axes) {
    const place = places[axis]
    inside *= place?.node ?? 1
    outside *= place?.network ?? 1
  }
  const parts = mergeParts(
    axes.flatMap((axis) => places[axis]?.torus ?? []),
    dims,
  )
  for (const { size } of parts) inside *= size
  return { parts, inside, outside }
}

type Levels = (bytes: number, group: Group, device: Device) => CollectiveLevel[]

const levelsOf: Readonly<Record<'gather' | 'exchange' | 'permute', Levels>> = {
  gather: gatherLevels,
  exchange: exchangeLevels,
  permute: permuteLevels,
}

/** all_gather, and reduce_scatter, which is the same backwards: over the network between, over links inside. */
function gatherLevels(bytes: number, { parts, inside, outside }: Group, device: Device): CollectiveLevel[] {
  const levels: CollectiveLevel[] = []
  if (parts.length > 0) levels.push(torusGather(bytes, parts, device))
  else if (inside > 1) levels.push(nodeLevel((bytes * (inside - 1)) / inside, inside, device))
  // Each device gathers its own part of the array over the network, at the same time as its neighbours gather theirs.
  if (outside > 1) levels.push(networkLevel((bytes / inside) * ((outside - 1) / outside), outside, device))
  return levels
}

/** Dims work at once. A ring sends both ways; on a line the end device takes all but its own part over one link. */
function torusGather(bytes: number, parts: readonly LinkPart[], device: Device): CollectiveLevel {
  const link = device.link * device.linkEfficiency
  let bandwidth = 0
  for (const { isRing, size, ways } of parts) bandwidth += (isRing ? 2 * link : (link * size) / (size - 1)) / ways
  return torusLevel(parts, device, { moved: bytes, bandwidth })
}

function torusLevel(
  parts: readonly LinkPart[],
  { hopLatency }: Device,
  load: Pick<CollectiveLevel, 'moved' | 'bandwidth'>,
): CollectiveLevel {
  let size = 1
  let hops = 0
  for (const part of parts) {
    size *= part.size
    hops += part.hops
  }
  const kind = parts.every(({ isRing }) => isRing) ? 'ring' : 'line'
  return { kind, size, parts, rounds: 1, hops, latency: hops * hopLatency, ...load }
}

function exchangeLevels(local: number, { parts, inside, outside }: Group, device: Device): CollectiveLevel[] {
  const levels: CollectiveLevel[] = []
  // What stays in the pod or node; the rest goes straight to its device there.
  const within = local / outside
  if (parts.length > 0) levels.push(torusExchange(within, parts, device))
  else if (inside > 1) levels.push(nodeLevel((within * (inside - 1)) / inside, inside, device))
  if (outside > 1) levels.push(networkLevel((local * (outside - 1)) / outside, outside, device))
  return levels
}

/**
 * all_to_all: each byte crosses every dim on its own, and dims work at once, so the longest decides.
 * A ring of n carries local·n/8 over each link in each direction (V/8 with V = local·n, a quarter of all_gather), a line
 * local·⌊n/2⌋·⌈n/2⌉/n over its middle one; `ways` groups share the links.
 */
function torusExchange(local: number, parts: readonly LinkPart[], device: Device): CollectiveLevel {
  let moved = 0
  for (const { size, isRing, ways } of parts) {
    const carried = isRing ? (local * size) / 8 : (local * Math.floor(size / 2) * Math.ceil(size / 2)) / size
    moved = Math.max(moved, carried * ways)
  }
  return torusLevel(parts, device, { moved, bandwidth: device.link * device.linkEfficiency })
}

/** The whole local array goes to one other device, the nearest: a lower bound where it is another. */
function permuteLevels(local: number, { parts, inside, outside }: Group, device: Device): CollectiveLevel[] {
  if (outside > 1) return [networkLevel(local, outside, device)]
  if (parts.length === 0) return [{ ...nodeLevel(local, 2, device), size: inside }]
  const ways = Math.min(...parts.map((part) => part.ways))
  const level = torusLevel(parts, device, { moved: local * ways, bandwidth: device.link * device.linkEfficiency })
  return [{ ...level, hops: ways, latency: ways * device.hopLatency }]
}

/** Inside a node: a switch takes all that a device sends; without one there is a wire to each of the others. */
function nodeLevel(moved: number, size: number, device: Device): CollectiveLevel {
  const wires = device.linkKind === 'full' ? size - 1 : 1
  const kind = device.linkKind === 'full' ? 'full' : 'switch'
  const bandwidth = wires * device.link * device.linkEfficiency
  return { kind, size, parts: [], rounds: 1, hops: 1, latency: device.hopLatency, moved, bandwidth }
}

const networkLevel = (moved: number, size: number, device: Device): CollectiveLevel => ({
  kind: 'network',
  size,
  parts: [],
  rounds: 1,
  hops: 1,
  latency: device.networkLatency,
  moved,
  bandwidth: device.network * device.linkEfficiency,
})
