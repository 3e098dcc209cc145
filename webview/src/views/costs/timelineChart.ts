// Memory over program order, drawn on a canvas by uPlot: areas by kind, the device's limit, phases, the peak, and what was before.
import uPlot from 'uplot'
import { memoryFamilies } from '../../../../server/src/protocol/costs'
import { findTicks } from '../../base/figures'
import { familyToken } from './families'
import { tokenOf } from '../../widgets/capture'
import { drawMarks } from './timelineMarks'
import type { TimelineChart } from './timelineScale'
import { tickText, topOf, unitOf } from './timelineScale'

interface Shown {
  readonly plot: uPlot
  chart: TimelineChart
}

const shown = new WeakMap<Element, Shown>()

/** Draws into the element, anew where another program is shown; else only what has changed. */
export function drawTimeline(element: Element, chart: TimelineChart): void {
  const previous = shown.get(element)
  if (previous === undefined || needsNew(previous.chart, chart)) {
    previous?.plot.destroy()
    const one: { chart: TimelineChart } = { chart }
    const plot = new uPlot(optionsOf(one), dataOf(chart), element as HTMLElement)
    shown.set(element, Object.assign(one, { plot }))
    return
  }
  const isOther = previous.chart.timeline !== chart.timeline || previous.chart.limit !== chart.limit
  const isMoved = previous.chart.cursor !== chart.cursor
  const isResized = previous.chart.width !== chart.width
  previous.chart = chart
  if (isOther) previous.plot.setData(dataOf(chart))
  if (isResized) previous.plot.setSize({ width: chart.width, height: chart.height })
  if (isMoved && !isOther && !isResized) previous.plot.redraw(false)
}

const needsNew = (before: TimelineChart, now: TimelineChart): boolean =>
  before.theme !== now.theme || before.isCompact !== now.isCompact || before.height !== now.height

/**
 * Persistent kinds lie at the bottom. Drawn from the top one down, each over what is below it. Once more at the end, so that the last
 * bucket has a width.
 */
function dataOf({ timeline }: TimelineChart): uPlot.AlignedData {
  const { buckets, byFamily, at, steps } = timeline
  const sums: number[][] = []
  for (let family = 0; family < memoryFamilies.length; family++) {
    const below = sums[family - 1]
    sums.push(Array.from({ length: buckets }, (_, i) => (below?.[i] ?? 0) + (byFamily[family * buckets + i] ?? 0)))
  }
  const before: (number | null)[] = Array.from({ length: buckets }, (_, i) => timeline.before[i] ?? null)
  const drawn = [...sums.reverse(), before].map((values) => [...values, values.at(-1) ?? null])
  return [[...at, Math.max(steps, (at.at(-1) ?? 0) + 1)], ...drawn]
}

const steps = uPlot.paths.stepped!({ align: 1 }) // always there: uPlot is bundled whole

function optionsOf(shown: { readonly chart: TimelineChart }): uPlot.Options {
  const { width, height, isCompact } = shown.chart
  const areas = [...memoryFamilies].reverse().map((family, i): uPlot.Series => {
    const color = tokenOf(familyToken(family))
    return { fill: color, paths: steps, points: { show: false }, width: 1, stroke: i === 0 ? tokenOf('--fg2') : color }
  })
  const before: uPlot.Series = {
    stroke: tokenOf('--fg2'),
    dash: [2, 2],
    width: 1,
    points: { show: false },
    paths: steps,
  }
  return {
    width,
    height,
    padding: [18, 6, 0, 0],
    legend: { show: false },
    cursor: { x: false, y: false, drag: { x: false, y: false }, points: { show: false } },
    scales: { x: { time: false, range: (_, __, max) => [0, max] }, y: { range: () => [0, topOf(shown.chart)] } },
    axes: [axisX(isCompact), axisY(shown)],
    series: [{}, ...areas, before],
    hooks: {
      draw: [(plot) => drawMarks(plot, shown.chart)],
      setCursor: [({ cursor }) => shown.chart.hover(cursor.idx ?? undefined)],
    },
  }
}

const font = (): string => `11px ${tokenOf('--vscode-font-family')}`

const axisX = (isCompact: boolean): uPlot.Axis => ({
  stroke: tokenOf('--fg2'),
  font: font(),
  size: 18,
  gap: 3,
  space: isCompact ? 60 : 90,
  grid: { show: false },
  ticks: { show: false },
  values: (_, values) => values.map(shorten),
})

const shorten = (value: number): string =>
  value >= 1e6 ? `${value / 1e6}M` : value >= 1000 ? `${value / 1000}k` : String(value)

/** Ticks are round in binary units; the limit has one of its own, drawn with its line. */
const axisY = (shown: { readonly chart: TimelineChart }): uPlot.Axis => ({
  stroke: tokenOf('--fg2'),
  font: font(),
  size: 34,
  gap: 4,
  grid: { stroke: tokenOf('--grid'), width: 1 },
  ticks: { show: false },
  splits: (_, __, ___, max) => [...findTicks(max, shown.chart.isCompact ? 3 : 5, 2)],
  values: (_, values) => {
    const { limit, isCompact } = shown.chart
    const top = topOf(shown.chart)
    const unit = unitOf(top)
    const isHidden = (value: number): boolean => Math.abs(value - limit) < top * (isCompact ? 0.1 : 0.06)
    return values.map((value) => (isHidden(value) ? '' : value === 0 ? '0' : tickText(value, unit)))
  },
})
