// Lines beside each other, points along a line, boxes: plane geometry of the graph. Pure.
import type { Point } from './elkLevel'
import type { Box } from './arrange'

/** A line at a distance to the right of the way it goes; corners stay corners. */
export function offsetLine(points: readonly Point[], distance: number): readonly Point[] {
  if (distance === 0 || points.length < 2) return points
  return points.map((point, i) => {
    const before = i === 0 ? undefined : normalOf(points[i - 1]!, point)
    const after = i === points.length - 1 ? undefined : normalOf(point, points[i + 1]!)
    const sum = cornerOf(before ?? after!, after ?? before!)
    return { x: point.x + sum.x * distance, y: point.y + sum.y * distance }
  })
}

function normalOf(a: Point, b: Point): Point {
  const length = Math.hypot(b.x - a.x, b.y - a.y) || 1
  return { x: -(b.y - a.y) / length, y: (b.x - a.x) / length }
}

/** Where two sides that are each moved by their normal meet; sides that turn back keep the first. */
function cornerOf(one: Point, other: Point): Point {
  const along = 1 + one.x * other.x + one.y * other.y
  return along < 0.1 ? one : { x: (one.x + other.x) / along, y: (one.y + other.y) / along }
}

export interface OnLine extends Point {
  /** Index of the point before it. */
  readonly segment: number
  readonly isHorizontal: boolean
}

export const lengthOf = (points: readonly Point[]): number =>
  points.reduce(
    (sum, point, i) => (i === 0 ? 0 : sum + Math.hypot(point.x - points[i - 1]!.x, point.y - points[i - 1]!.y)),
    0,
  )

/** The point at a distance along a line; from its end where the distance is negative. */
export function pointAlong(points: readonly Point[], distance: number): OnLine {
  const total = lengthOf(points)
  let rest = Math.max(0, Math.min(total, distance < 0 ? total + distance : distance))
  for (let i = 1; i < points.length; i++) {
    const [a, b] = [points[i - 1]!, points[i]!]
    const length = Math.hypot(b.x - a.x, b.y - a.y)
    if (rest <= length || i === points.length - 1) {
      const share = length === 0 ? 0 : rest / length
      return {
        x: a.x + (b.x - a.x) * share,
        y: a.y + (b.y - a.y) * share,
        segment: i - 1,
        isHorizontal: Math.abs(b.x - a.x) > Math.abs(b.y - a.y),
      }
    }
    rest -= length
  }
  return { x: points[0]?.x ?? 0, y: points[0]?.y ?? 0, segment: 0, isHorizontal: false }
}

/** The two parts of a line before and behind a point of it. */
export function splitLine(points: readonly Point[], at: OnLine): readonly [readonly Point[], readonly Point[]] {
  const middle = { x: at.x, y: at.y }
  return [
    [...points.slice(0, at.segment + 1), middle],
    [middle, ...points.slice(at.segment + 1)],
  ]
}

export function boundsOf(points: readonly Point[]): Box {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const { x, y } of points) {
    left = Math.min(left, x)
    right = Math.max(right, x)
    top = Math.min(top, y)
    bottom = Math.max(bottom, y)
  }
  return { x: left, y: top, width: right - left, height: bottom - top }
}

export const contains = ({ x, y, width, height }: Box, point: Point): boolean =>
  point.x >= x && point.x <= x + width && point.y >= y && point.y <= y + height

export const overlaps = (a: Box, b: Box, by = 0): boolean =>
  a.x <= b.x + b.width + by && b.x <= a.x + a.width + by && a.y <= b.y + b.height + by && b.y <= a.y + a.height + by
