// The links of a torus that a group of devices uses: whole rings, lines, and rings or lines that several groups share.
import type { TorusDim, TorusPart } from './topology'

/** A group's devices along one dim. */
export interface LinkPart {
  readonly dim: number
  readonly size: number
  readonly isRing: boolean
  /** Groups that take turns on each link, as every `ways`-th device belongs to one of them. */
  readonly ways: number
  /** Physical hops until all have heard of all. */
  readonly hops: number
}

/**
 * Joins what several axes take of one dim. Devices that lie beside each other but do not fill the dim are a line, even in a
 * closed ring; every t-th device of a whole ring is a ring of t hops a step, whose links t groups share, as all groups run the
 * same collective at once. Never faster than the wires allow; what idle links between two lines could carry is not used.
 */
export function mergeParts(parts: readonly TorusPart[], dims: readonly TorusDim[]): LinkPart[] {
  return dims.flatMap(({ size: length, isRing: closes }, dim) => {
    let size = 1
    let span = 1
    for (const part of parts) {
      if (part.dim !== dim) continue
      size *= part.size
      span = Math.max(span, part.size * part.stride)
    }
    if (size === 1) return []
    const ways = span / size
    const isRing = closes && span === length
    return [{ dim, size, isRing, ways, hops: isRing ? span / 2 : (size - 1) * ways }]
  })
}
