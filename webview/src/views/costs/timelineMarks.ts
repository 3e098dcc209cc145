// What lies over the areas of the timeline: limit, phases, peak and cursor, with labels that keep out of each other's way.
import uPlot from 'uplot'
import { formatBytes, formatCount } from '../../../../server/src/base/format'
import { formatRound } from '../../base/figures'
import { bucketOf, totalAt } from './alive'
import type { TimelineChart } from './timelineScale'
import { isLimitShown, tickText, topOf, unitOf } from './timelineScale'

interface Brush {
  readonly plot: uPlot
  readonly context: CanvasRenderingContext2D
  readonly chart: TimelineChart
  /** Canvas pixels of a pixel. */
  readonly ratio: number
  readonly token: (name: string) => string
}

export function drawMarks(plot: uPlot, chart: TimelineChart): void {
  const computed = getComputedStyle(document.body)
  const token = (name: string): string => computed.getPropertyValue(name).trim()
  const brush = { plot, context: plot.ctx, chart, ratio: uPlot.pxRatio, token }
  plot.ctx.save()
  plot.ctx.font = `${11 * uPlot.pxRatio}px ${token('--vscode-font-family')}`
  plot.ctx.lineWidth = uPlot.pxRatio
  plot.ctx.setLineDash([])
  drawPhases(brush)
  drawLimit(brush)
  drawBefore(brush)
  drawCursor(brush)
  plot.ctx.restore()
}

const toX = ({ plot }: Brush, step: number): number => plot.valToPos(step, 'x', true)
const toY = ({ plot }: Brush, bytes: number): number => plot.valToPos(bytes, 'y', true)

function line({ context }: Brush, color: string, from: readonly [number, number], to: readonly [number, number]): void {
  context.strokeStyle = color
  context.beginPath()
  context.moveTo(Math.round(from[0]) + 0.5, Math.round(from[1]) + 0.5)
  context.lineTo(Math.round(to[0]) + 0.5, Math.round(to[1]) + 0.5)
  context.stroke()
}

function drawPhases(brush: Brush): void {
  const { plot, context, chart, ratio, token } = brush
  const { top, height, left, width } = plot.bbox
  const runs = chart.timeline.phases
  runs.forEach(({ phase, from }, i) => {
    if (phase === 'none') return
    const x = Math.max(left, toX(brush, from))
    const end = toX(brush, runs[i + 1]?.from ?? chart.timeline.steps)
    line(brush, token('--grid'), [x, top - 14 * ratio], [x, top + height])
    const room = Math.min(end, left + width) - x - 6 * ratio
    context.fillStyle = token('--fg2')
    context.textAlign = 'left'
    if (context.measureText(phase).width <= room) context.fillText(phase, x + 5 * ratio, top - 6 * ratio)
  })
}

function drawLimit(brush: Brush): void {
  const { plot, context, chart, ratio, token } = brush
  const { left, width, top } = plot.bbox
  const unit = unitOf(topOf(chart))
  context.textAlign = 'right'
  context.fillStyle = token('--fg2')
  context.fillText(unit, left - 4 * ratio, top - 6 * ratio)
  context.fillStyle = token('--bad')
  if (!isLimitShown(chart)) {
    context.fillText(`\u2191 limit ${formatRound(chart.limit, 'bytes')}`, left + width - 2 * ratio, top + 12 * ratio)
    return
  }
  const y = toY(brush, chart.limit)
  line(brush, token('--bad-mark'), [left, y], [left + width, y])
  context.fillText(tickText(chart.limit, unit), left - 4 * ratio, y + 4 * ratio)
  if (!chart.isCompact) context.fillText('limit', left + width - 2 * ratio, y + 13 * ratio)
}

/** The dotted line is named where it stands highest above the areas, away from the peak's own label. */
function drawBefore(brush: Brush): void {
  const { context, chart, ratio, token } = brush
  const { before, at, buckets } = chart.timeline
  if (chart.isCompact || before.length !== buckets || chart.before === '') return
  const peak = bucketOf(chart.timeline, chart.timeline.peakStep)
  const bucket = Math.min(buckets - 1, Math.round(peak + (buckets - peak) * 0.35))
  const text = `before ${chart.before}, peak ${formatBytes(Math.max(...before))}`
  context.fillStyle = token('--fg2')
  context.textAlign = 'left'
  const x = toX(brush, at[bucket] ?? 0)
  if (x + context.measureText(text).width > brush.plot.bbox.left + brush.plot.bbox.width) return
  context.fillText(text, x, toY(brush, before[bucket] ?? 0) - 8 * ratio)
}

function drawCursor(brush: Brush): void {
  const { plot, context, chart, ratio, token } = brush
  const { timeline, cursor } = chart
  const { top, height } = plot.bbox
  const peak = bucketOf(timeline, timeline.peakStep)
  ring(brush, toX(brush, timeline.at[peak] ?? 0), toY(brush, totalAt(timeline, peak)))
  const [step, total] = [timeline.at[cursor] ?? 0, totalAt(timeline, cursor)]
  const [x, y] = [toX(brush, step), toY(brush, total)]
  line(brush, token('--fg'), [x, top], [x, top + height])
  if (cursor === peak) ring(brush, x, y)
  const text = `${cursor === peak ? 'peak ' : ''}${formatBytes(total)}${chart.isCompact ? '' : ` · op ${formatCount(step)}`}`
  context.font = `600 ${context.font}`
  const width = context.measureText(text).width + 10 * ratio
  const isLeft = x + 8 * ratio + width > plot.bbox.left + plot.bbox.width
  const left = isLeft ? x - 8 * ratio - width : x + 8 * ratio
  const boxTop = Math.max(top, y - 13 * ratio)
  context.fillStyle = token('--bg')
  context.strokeStyle = token('--grid')
  context.fillRect(left, boxTop, width, 16 * ratio)
  context.strokeRect(left + 0.5, boxTop + 0.5, width, 16 * ratio)
  context.fillStyle = token('--fg')
  context.textAlign = 'left'
  context.fillText(text, left + 5 * ratio, boxTop + 12 * ratio)
}

function ring({ context, ratio, token }: Brush, x: number, y: number): void {
  context.beginPath()
  context.arc(x, y, 3.5 * ratio, 0, 2 * Math.PI)
  context.fillStyle = token('--bg')
  context.strokeStyle = token('--fg')
  context.lineWidth = 1.5 * ratio
  context.fill()
  context.stroke()
  context.lineWidth = ratio
}
