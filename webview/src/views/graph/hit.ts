// What lies under a point, and what lies next in a direction: for the pointer and for arrow keys. Pure.
import type { Scene } from './draw/scene'
import type { Box } from './layout/arrange'
import type { Point } from './layout/elkLevel'
import { contains } from './layout/geometry'

export type Hit =
  { readonly kind: 'tile'; readonly id: string } | { readonly kind: 'node'; readonly index: number } | undefined

/** The innermost node, or a collective above it. */
export function findHit({ tiles, nodes }: Scene, point: Point): Hit {
  const tile = tiles.find(
    ({ x, y, radius }) => Math.abs(point.x - x) <= radius + 2 && Math.abs(point.y - y) <= radius + 2,
  )
  if (tile !== undefined) return { kind: 'tile', id: tile.tile.id }
  for (let i = nodes.length - 1; i >= 0; i--) {
    const { box, node, index } = nodes[i]!
    if (contains(box, point) && !(node.kind === 'phase' && node.isOpen)) return { kind: 'node', index }
  }
  return undefined
}

export type ArrowKey = 'ArrowUp' | 'ArrowDown' | 'ArrowLeft' | 'ArrowRight'

/** The nearest closed node in a direction; what lies aside counts three times as far. */
export function findNext({ nodes }: Scene, from: Box, key: ArrowKey): number | undefined {
  const [x, y] = [from.x + from.width / 2, from.y + from.height / 2]
  const isVertical = key === 'ArrowUp' || key === 'ArrowDown'
  const sign = key === 'ArrowDown' || key === 'ArrowRight' ? 1 : -1
  let [best, least] = [undefined as number | undefined, Infinity]
  for (const { box, node, index } of nodes) {
    if (node.isOpen) continue
    const [dx, dy] = [box.x + box.width / 2 - x, box.y + box.height / 2 - y]
    const ahead = (isVertical ? dy : dx) * sign
    const aside = Math.abs(isVertical ? dx : dy)
    if (ahead <= 1) continue
    const distance = ahead + 3 * Math.max(0, aside - (isVertical ? from.width / 2 : from.height / 2))
    if (distance < least) [best, least] = [index, distance]
  }
  return best
}
