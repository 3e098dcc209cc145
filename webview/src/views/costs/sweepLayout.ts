// Points of a sweep -> where they and their labels stand in a chart of a given size. Pure, so that page and export are the same.
import type { SweepPoint, SweepResult } from '../../../../server/src/protocol/costs'
import { findTicks, formatIn, splitFigure } from '../../base/figures'

export interface PlacedPoint {
  /** In the result's list. */
  readonly index: number
  readonly x: number
  readonly y: number
  readonly shape: number
  readonly point: SweepPoint
}

export interface PlacedLabel {
  readonly x: number
  readonly y: number
  readonly isEnd: boolean
  readonly text: string
}

export interface SweepLayout {
  readonly width: number
  readonly height: number
  readonly plot: { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number }
  readonly points: readonly PlacedPoint[]
  readonly labels: readonly PlacedLabel[]
  readonly xTicks: readonly { readonly x: number; readonly text: string }[]
  readonly yTicks: readonly { readonly y: number; readonly text: string }[]
  /** Of both axes: they stand once. */
  readonly units: { readonly x: string; readonly y: string }
  /** Of the device's memory. */
  readonly limit: number
  /** Steps along the best for each amount of memory. */
  readonly front: string
  /** By shape. */
  readonly schedules: readonly string[]
}

/** Shapes are told apart by form, so more schedules than these repeat them. */
export const shapes = 4

const margin = { left: 40, right: 10, top: 8, bottom: 34 }

/** `now` is the point that the panel shows, by index. */
export function layOutSweep(result: SweepResult, now: number, width: number, height: number): SweepLayout {
  const plot = { left: margin.left, right: width - margin.right, top: margin.top, bottom: height - margin.bottom }
  const { points: all, memory } = result
  const x = scaleOf([...all.map(({ peakMemory }) => peakMemory), memory], plot.left, plot.right)
  const y = scaleOf(
    all.map(({ stepTime }) => stepTime),
    plot.bottom,
    plot.top,
  )
  const schedules = [...new Set(all.map(({ schedule }) => schedule))]
  const points = all.map((point, index) => ({
    index,
    point,
    x: x.at(point.peakMemory),
    y: y.at(point.stepTime),
    shape: schedules.indexOf(point.schedule) % shapes,
  }))
  const limit = x.at(memory)
  const units = {
    x: splitFigure(Math.max(...all.map(({ peakMemory }) => peakMemory)), 'bytes').unit,
    y: splitFigure(Math.max(...all.map(({ stepTime }) => stepTime)), 'seconds').unit,
  }
  return {
    width,
    height,
    plot,
    points,
    labels: placeLabels(points, now, plot),
    xTicks: x.ticks(2, 6).map((value) => ({ x: x.at(value), text: tickText(value, units.x) })),
    yTicks: y.ticks(10, 4).map((value) => ({ y: y.at(value), text: tickText(value, units.y) })),
    units,
    limit,
    front: drawFront(points, { top: plot.top, limit }),
    schedules,
  }
}

const tickText = (value: number, unit: string): string => String(Number(formatIn(value, unit)))

interface Scale {
  readonly at: (value: number) => number
  readonly ticks: (base: 2 | 10, wanted: number) => readonly number[]
}

/** Linear, over what there is with some room on both sides. */
function scaleOf(values: readonly number[], from: number, to: number): Scale {
  const low = Math.min(...values)
  const high = Math.max(...values)
  const room = (high - low || high || 1) * 0.08
  const [start, end] = [Math.max(0, low - room), high + room]
  const at = (value: number): number => from + ((to - from) * (value - start)) / (end - start)
  const ticks = (base: 2 | 10, wanted: number): readonly number[] => {
    const step = findTicks(end - start, wanted, base)[1] ?? end - start
    const first = Math.ceil(start / step - 1e-9)
    return Array.from({ length: Math.max(1, Math.floor(end / step + 1e-9) - first + 1) }, (_, i) => (first + i) * step)
  }
  return { at, ticks }
}

/** From the top down to the least memory, then to the right, as far as it fits. */
function drawFront(
  points: readonly PlacedPoint[],
  { top, limit }: { readonly top: number; readonly limit: number },
): string {
  const front = points.filter(({ point }) => point.isPareto && point.fits).sort((a, b) => a.x - b.x)
  if (front.length === 0) return ''
  const steps = front.map(({ x, y }, i) => (i === 0 ? `M${x} ${top}V${y}` : `H${x}V${y}`))
  return `${steps.join('')}H${limit}`
}

const labelHeight = 12
const letterWidth = 6.4

/**
 * Shapes of meshes beside the points that are best, left of them where there is room, each free of points and other labels; the
 * present one comes first, and is called so.
 */
function placeLabels(points: readonly PlacedPoint[], now: number, plot: SweepLayout['plot']): readonly PlacedLabel[] {
  const taken: Box[] = points.map(({ x, y, index }) => boxAround(x, y, index === now ? 8 : 5))
  const labels: PlacedLabel[] = []
  const named = [...points.filter(({ index }) => index === now), ...points.filter(({ point }) => point.isPareto)]
  for (const { x, y, point, index } of named) {
    const isNow = index === now && labels.length === 0
    const text = isNow ? 'now' : point.mesh.join('×')
    const width = text.length * letterWidth
    const aside = index === now ? 11 : 8
    const places: readonly PlacedLabel[] = [
      { x: x - aside, y: y + 4, isEnd: true, text },
      { x: x + aside, y: y + 4, isEnd: false, text },
      { x: x - 4, y: y + aside + 10, isEnd: true, text },
      { x: x + 4, y: y - aside - 1, isEnd: false, text },
    ]
    const free = (isNow ? [places[1]!, places[0]!, ...places.slice(2)] : places).find((place) =>
      isFree(boxOf(place, width), taken, plot),
    )
    if (free === undefined) continue
    taken.push(boxOf(free, width))
    labels.push(free)
  }
  return labels
}

const boxAround = (x: number, y: number, reach: number): Box => ({
  left: x - reach,
  right: x + reach,
  top: y - reach,
  bottom: y + reach,
})

const isFree = (box: Box, taken: readonly Box[], plot: SweepLayout['plot']): boolean =>
  box.left >= plot.left &&
  box.right <= plot.right &&
  box.top >= plot.top &&
  box.bottom <= plot.bottom &&
  !taken.some((other) => overlaps(box, other))

interface Box {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

const boxOf = ({ x, y, isEnd }: PlacedLabel, width: number): Box => ({
  left: isEnd ? x - width : x,
  right: isEnd ? x : x + width,
  top: y - labelHeight + 2,
  bottom: y + 2,
})

const overlaps = (a: Box, b: Box): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
