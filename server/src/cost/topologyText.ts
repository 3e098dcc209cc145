// Where mesh axes lie, in words: for hovers, hints, the command line, and as an assumption where nothing was given.
import { formatCount } from '../base/format'
import type { AxisPlace, Fabric } from './topology'
import type { LinkPart } from './torusLinks'
import { mergeParts } from './torusLinks'

/** `ring of 16 over x`, `line of 4 over y`, `8 in a node, 4 over the network`. */
export function describePlace(fabric: Fabric, axis: number): string {
  const place = fabric.places[axis]
  return place === undefined ? '' : wordsOf(fabric, place)
}

function wordsOf({ dims, device }: Fabric, { torus, node, network }: AxisPlace): string {
  const parts = mergeParts(torus, dims).map((part) => describePart(part, dims[part.dim]!.name))
  if (node > 1) parts.push(`${formatCount(node)} in a node`)
  if (network > 1) {
    const between = device.linkKind === 'torus' ? 'pods' : 'nodes'
    parts.push(`${formatCount(network)} over the network between ${between}`)
  }
  return parts.length === 0 ? 'one device' : parts.join(', ')
}

/** One dim of a torus that a group uses. */
export function describePart({ size, isRing, ways }: LinkPart, dim: string): string {
  const shared = ways === 1 ? '' : `, every ${ways}-th device, links shared by ${ways} groups`
  return `${isRing ? 'ring' : 'line'} of ${formatCount(size)} over ${dim}${shared}`
}

/** `torus 4×4×2 (x ring, y ring, z line)`, `nodes of 8`. */
export function describeShape({ dims, device, isAssumed }: Fabric): string {
  if (device.linkKind !== 'torus') return `nodes of ${formatCount(device.domain)}`
  if (dims.length === 0) return 'one device'
  const shape = dims.map(({ size }) => size).join('×')
  const closed = dims.map(({ name, isRing }) => `${name} ${isRing ? 'ring' : 'line'}`).join(', ')
  return `${isAssumed ? 'assumed ' : ''}torus ${shape} (${closed})`
}

/** What was taken for granted, a sentence each: nothing where the topology is given. */
export function describeAssumptions(fabric: Fabric): string[] {
  const { mesh, places, device, isAssumed } = fabric
  const stated = new Set(device.topology?.axes.map(({ axis }) => axis))
  if (fabric.device.linkKind === 'torus' && !isAssumed) return []
  return mesh.axes.flatMap(({ name, size }, axis) => {
    const place = places[axis]
    if (size === 1 || place === undefined || stated.has(name)) return []
    return [`\`${name}\`: ${formatCount(size)} taken as ${wordsOf(fabric, place)}`]
  })
}
