// Seconds of one collective, closed-form in the mesh: rings and lines of a torus, switched nodes, the slow network beyond.
// Formulas: "How to Scale Your Model" (jax-ml scaling-book), chapters Sharding and GPUs; docs/COSTS.md.
import type { Seconds } from '../base/units'
import { seconds } from '../base/units'
import type { CollectiveKind } from '../lowering/localProgram'
import type { Mesh } from '../sharding/mesh'
import type { Device } from './devices'

/** Where a collective runs. */
export interface Fabric {
  readonly mesh: Mesh
  readonly device: Device
}

/** What the slowest wire of one level of the fabric carries, once. */
export interface CollectiveLevel {
  readonly kind: 'ring' | 'line' | 'switch' | 'network'
  /** Devices that take part at this level. */
  readonly size: number
  readonly hops: number
  /** Seconds until the first byte is through. */
  readonly latency: number
  /** Bytes over the slowest wire, in one direction. */
  readonly moved: number
  /** Bytes a second of that wire, or of the wires that work at once. */
  readonly bandwidth: number
}

/** Levels work at once, as the pieces are pipelined: latencies add up, the slowest level decides the rest. */
export interface CollectivePlan {
  readonly levels: readonly CollectiveLevel[]
  /** all_reduce is a reduce_scatter and an all_gather: 2. */
  readonly rounds: number
}

/**
 * Units: `bytes` of the full local array that is gathered or reduced; for all_to_all and collective_permute, of the local array.
 * `axes` are indices in `mesh.axes`; the last mesh axes lie inside a pod or node until its size is used up.
 */
export function collectiveTime(kind: CollectiveKind, bytes: number, axes: readonly number[], fabric: Fabric): Seconds {
  return planTime(planCollective(kind, bytes, axes, fabric))
}

/** Seconds of a plan. */
export function planTime({ levels, rounds }: CollectivePlan): Seconds {
  let latency = 0
  let transfer = 0
  for (const level of levels) {
    latency += level.latency
    transfer = Math.max(transfer, level.moved / level.bandwidth)
  }
  return seconds(rounds * Math.max(latency, transfer))
}

/** What `collectiveTime` is made of. */
export function planCollective(
  kind: CollectiveKind,
  bytes: number,
  axes: readonly number[],
  fabric: Fabric,
): CollectivePlan {
  const parts = axes.map((axis) => splitAxis(axis, fabric)).filter(({ inner, outer }) => inner * outer > 1)
  if (kind === 'all_slice' || parts.length === 0) return { levels: [], rounds: 1 }
  const inner = parts.map((part) => part.inner).filter((size) => size > 1)
  const outer = parts.reduce((size, part) => size * part.outer, 1)
  const group = { inner, innerSize: inner.reduce((size, one) => size * one, 1), outer }
  const levels =
    kind === 'collective_permute'
      ? permuteLevels(bytes, group, fabric.device)
      : kind === 'all_to_all'
        ? exchangeLevels(bytes, group, fabric.device)
        : gatherLevels(bytes, group, fabric.device)
  return { levels, rounds: kind === 'all_reduce' ? 2 : 1 }
}

/** A group of devices: its axes inside one pod or node, and how many of those it spans. */
interface Group {
  readonly inner: readonly number[]
  readonly innerSize: number
  readonly outer: number
}

/** Inside a domain lies the largest part of an axis that divides it and for which later axes leave room. */
function splitAxis(axis: number, { mesh, device }: Fabric): { inner: number; outer: number } {
  let stride = 1
  for (let later = axis + 1; later < mesh.axes.length; later++) stride *= mesh.axes[later]!.size
  const size = mesh.axes[axis]?.size ?? 1
  let inner = Math.min(size, Math.max(1, Math.floor(device.domain / stride)))
  while (size % inner !== 0) inner--
  return { inner, outer: size / inner }
}

/** Whether an axis of this size closes to a ring. */
function isRing(size: number, { wrap }: Device): boolean {
  if (wrap.kind === 'always') return size > 2
  return wrap.kind === 'multipleOf' ? size % wrap.size === 0 : size === wrap.size
}

/** all_gather, and reduce_scatter, which is the same backwards. */
function gatherLevels(bytes: number, { inner, innerSize, outer }: Group, device: Device): CollectiveLevel[] {
  const levels: CollectiveLevel[] = []
  if (innerSize > 1) {
    levels.push(
      device.linkKind === 'torus' ? torusGather(bytes, inner, device) : switchGather(bytes, innerSize, device),
    )
  }
  // Each device gathers its own part of the array over the network, at the same time as its neighbours gather theirs.
  if (outer > 1) levels.push(networkLevel((bytes / innerSize) * ((outer - 1) / outer), outer, device))
  return levels
}

/** Axes work at once. A ring sends both ways; on a line the end device takes all but its own part over one link. */
function torusGather(bytes: number, sizes: readonly number[], device: Device): CollectiveLevel {
  const link = device.link * device.linkEfficiency
  let bandwidth = 0
  let hops = 0
  let closed = true
  for (const size of sizes) {
    const ring = isRing(size, device)
    bandwidth += ring ? 2 * link : (link * size) / (size - 1)
    hops += ring ? size / 2 : size - 1
    closed &&= ring
  }
  const size = sizes.reduce((product, one) => product * one, 1)
  return { kind: closed ? 'ring' : 'line', size, hops, latency: hops * device.hopLatency, moved: bytes, bandwidth }
}

/** Every device takes all but its own part. */
const switchGather = (bytes: number, size: number, device: Device): CollectiveLevel =>
  switchLevel((bytes * (size - 1)) / size, size, device)

function exchangeLevels(local: number, { inner, innerSize, outer }: Group, device: Device): CollectiveLevel[] {
  const levels: CollectiveLevel[] = []
  const inside = local / outer
  if (innerSize > 1) {
    levels.push(
      device.linkKind === 'torus'
        ? torusExchange(inside, inner, device)
        : switchLevel((inside * (innerSize - 1)) / innerSize, innerSize, device),
    )
  }
  if (outer > 1) levels.push(networkLevel((local * (outer - 1)) / outer, outer, device))
  return levels
}

/**
 * all_to_all: each byte crosses every ring on its own, and rings of different axes work at once, so the longest decides.
 * A ring of n carries local·n/8 over each link in each direction (V/8 with V = local·n, a quarter of all_gather), a line
 * local·⌊n/2⌋·⌈n/2⌉/n over its middle one.
 */
function torusExchange(local: number, sizes: readonly number[], device: Device): CollectiveLevel {
  let moved = 0
  let hops = 0
  let closed = true
  for (const size of sizes) {
    const ring = isRing(size, device)
    moved = Math.max(moved, ring ? (local * size) / 8 : (local * Math.floor(size / 2) * Math.ceil(size / 2)) / size)
    hops += ring ? size / 2 : size - 1
    closed &&= ring
  }
  const size = sizes.reduce((product, one) => product * one, 1)
  const bandwidth = device.link * device.linkEfficiency
  return { kind: closed ? 'ring' : 'line', size, hops, latency: hops * device.hopLatency, moved, bandwidth }
}

/** The whole local array goes to one other device. */
function permuteLevels(local: number, { innerSize, outer }: Group, device: Device): CollectiveLevel[] {
  if (outer > 1) return [networkLevel(local, outer, device)]
  if (device.linkKind === 'switch') return [switchLevel(local, innerSize, device)]
  const bandwidth = device.link * device.linkEfficiency
  return [{ kind: 'line', size: innerSize, hops: 1, latency: device.hopLatency, moved: local, bandwidth }]
}

const switchLevel = (moved: number, size: number, device: Device): CollectiveLevel => ({
  kind: 'switch',
  size,
  hops: 1,
  latency: device.hopLatency,
  moved,
  bandwidth: device.link * device.linkEfficiency,
})

const networkLevel = (moved: number, size: number, device: Device): CollectiveLevel => ({
  kind: 'network',
  size,
  hops: 1,
  latency: device.networkLatency,
  moved,
  bandwidth: device.network * device.linkEfficiency,
})
