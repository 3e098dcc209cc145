// Seconds of one collective, closed-form in the mesh: rings on a torus or a switch, and the slow network beyond.
// Formulas: "How to scale your model" (jax-ml scaling-book), chapters Sharding and GPUs; docs/COSTS.md.
import type { Seconds } from '../base/units'
import { seconds } from '../base/units'
import type { CollectiveKind } from '../lowering/localProgram'
import type { Mesh } from '../sharding/mesh'
import type { Device } from './devices'

export interface CollectiveCost {
  readonly seconds: Seconds
  /** The formula with its numbers put in. */
  readonly formula: string
}

/** Part of a group inside one domain (pod, node) and across domains. */
interface Split {
  readonly axis: number
  readonly inner: number
  readonly outer: number
}

/**
 * Units: `bytes` of the full local array that is gathered or reduced; for all_to_all and collective_permute, of the local array.
 * The last mesh axes lie inside a domain until its size is used up.
 */
export function collectiveCost(
  kind: CollectiveKind,
  bytes: number,
  axes: readonly number[],
  where: { readonly mesh: Mesh; readonly device: Device },
): CollectiveCost {
  const splits = axes.map((axis) => splitAxis(axis, where.mesh, where.device.domain))
  const inner = splits.filter((split) => split.inner > 1)
  const innerSize = inner.reduce((size, split) => size * split.inner, 1)
  const outerSize = splits.reduce((size, split) => size * split.outer, 1)
  if (kind === 'all_slice' || innerSize * outerSize === 1)
    return { seconds: seconds(0), formula: 'local: no communication' }
  if (kind === 'collective_permute') return permuteCost(bytes, outerSize, where.device)
  const isExchange = kind === 'all_to_all'
  const rounds = kind === 'all_reduce' ? 2 : 1
  const full = isExchange ? bytes * innerSize * outerSize : bytes
  const parts: CollectiveCost[] = []
  if (innerSize > 1) {
    const inside = isExchange ? full / outerSize : full
    const gather = where.device.linkKind === 'torus' ? torusGather : switchGather
    parts.push(gather(inside, inner, where.device, isExchange))
  }
  if (outerSize > 1) parts.push(networkGather(isExchange ? bytes : full / innerSize, outerSize, where.device))
  const once = parts.reduce((sum, part) => sum + part.seconds, 0)
  const text = parts.map((part) => part.formula).join(' + ')
  return { seconds: seconds(once * rounds), formula: rounds === 2 ? `2 · (${text})` : text }
}

function splitAxis(axis: number, mesh: Mesh, domain: number): Split {
  let stride = 1
  for (let later = axis + 1; later < mesh.axes.length; later++) stride *= mesh.axes[later]!.size
  const { size } = mesh.axes[axis]!
  const inner = Math.min(size, Math.max(1, Math.floor(domain / stride)))
  return { axis, inner, outer: size / inner }
}

/** Whether an axis of this size closes to a ring. */
function wraps(size: number, { wrap }: Device): boolean {
  if (wrap.kind === 'always') return size > 2
  return wrap.kind === 'multipleOf' ? size % wrap.size === 0 : size === wrap.size
}

/** all_gather: the rings of all axes work at once. An exchange takes a quarter on closed rings, half on open ones. */
function torusGather(bytes: number, splits: readonly Split[], device: Device, isExchange: boolean): CollectiveCost {
  let bandwidth = 0
  let hops = 0
  let isOpen = false
  for (const { inner } of splits) {
    const isRing = wraps(inner, device)
    bandwidth += isRing ? 2 * device.link : (device.link * inner) / (inner - 1)
    hops += isRing ? inner / 2 : inner - 1
    isOpen ||= !isRing
  }
  const share = isExchange ? (isOpen ? 0.5 : 0.25) : 1
  const time = Math.max(device.hopLatency * hops, (share * bytes) / bandwidth)
  const factor = share === 1 ? '' : `${share} · `
  const formula = `max(${hops} hops · ${print(device.hopLatency)} s, ${factor}${print(bytes)} B / ${print(bandwidth)} B/s)`
  return { seconds: seconds(time), formula }
}

function switchGather(bytes: number, splits: readonly Split[], device: Device, isExchange: boolean): CollectiveCost {
  const size = splits.reduce((product, split) => product * split.inner, 1)
  const moved = isExchange ? (bytes * (size - 1)) / (size * size) : (bytes * (size - 1)) / size
  const time = Math.max(device.hopLatency, moved / device.link)
  const share = isExchange ? `(${size}−1)/${size}²` : `(${size}−1)/${size}`
  return {
    seconds: seconds(time),
    formula: `max(${print(device.hopLatency)} s, ${print(bytes)} B · ${share} / ${print(device.link)} B/s)`,
  }
}

function networkGather(bytes: number, size: number, device: Device): CollectiveCost {
  const time = Math.max(networkLatency, (bytes * (size - 1)) / size / device.network)
  return {
    seconds: seconds(time),
    formula: `network: ${print(bytes)} B · (${size}−1)/${size} / ${print(device.network)} B/s`,
  }
}

/** Seconds to start over the slow network. */
const networkLatency = 1e-5

function permuteCost(bytes: number, outerSize: number, device: Device): CollectiveCost {
  const bandwidth = outerSize > 1 ? device.network : device.link
  const time = Math.max(device.hopLatency, bytes / bandwidth)
  return {
    seconds: seconds(time),
    formula: `max(${print(device.hopLatency)} s, ${print(bytes)} B / ${print(bandwidth)} B/s)`,
  }
}

const print = (value: number): string =>
  value >= 1e4 || value < 1e-2 ? value.toExponential(2) : String(Number(value.toPrecision(4)))
