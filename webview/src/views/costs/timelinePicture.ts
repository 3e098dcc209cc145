// The timeline as SVG, for export: what the canvas shows, without its cursor.
import { formatBytes } from '../../../../server/src/base/format'
import type { CostTimeline } from '../../../../server/src/protocol/costs'
import { memoryFamilies } from '../../../../server/src/protocol/costs'
import { findTicks, formatRound } from '../../base/figures'
import type { Palette } from '../../base/pictures'
import { escapeXml, printSvg } from '../../base/pictures'
import { bucketOf, totalAt } from './alive'
import { familyTitle } from './families'

const [width, height] = [900, 320]
const plot = { left: 70, right: width - 16, top: 30, bottom: height - 46 }

/** `colors` are those of the families, in their order. */
export function printTimeline(
  timeline: CostTimeline,
  limit: number,
  palette: Palette,
  colors: readonly string[],
): string {
  const { buckets, byFamily, at, steps, before, phases } = timeline
  const totals = Array.from({ length: buckets }, (_, i) => totalAt(timeline, i))
  const max = Math.max(limit, ...totals, ...before) * 1.1
  const x = (step: number): number => plot.left + ((plot.right - plot.left) * step) / Math.max(1, steps)
  const y = (bytes: number): number => plot.bottom - ((plot.bottom - plot.top) * bytes) / max
  const point = (i: number, bytes: number): string => `${x(at[i] ?? 0).toFixed(1)},${y(bytes).toFixed(1)}`
  const base = new Float64Array(buckets)
  const areas = memoryFamilies.map((_, family) => {
    const lower = Array.from(base, (bytes, i) => point(i, bytes)).reverse()
    for (let i = 0; i < buckets; i++) base[i]! += byFamily[family * buckets + i] ?? 0
    const upper = Array.from(base, (bytes, i) => point(i, bytes))
    return `<polygon points="${[...upper, ...lower].join(' ')}" fill="${colors[family] ?? palette.second}"/>`
  })
  const text = (left: number, top: number, content: string, more = ''): string =>
    `<text x="${left}" y="${top}" fill="${palette.second}" font-size="11"${more}>${escapeXml(content)}</text>`
  const ticks = findTicks(max, 5, 2).map(
    (bytes) =>
      `<line x1="${plot.left}" x2="${plot.right}" y1="${y(bytes)}" y2="${y(bytes)}" stroke="${palette.line}"/>${text(plot.left - 6, y(bytes) + 4, formatRound(bytes, 'bytes'), ' text-anchor="end"')}`,
  )
  const runs = phases.map(({ phase, from }) => (phase === 'none' ? '' : text(x(from) + 4, plot.top - 8, phase)))
  const dotted = `<polyline points="${before.map((bytes, i) => point(i, bytes)).join(' ')}" fill="none" stroke="${palette.second}" stroke-dasharray="2 2"/>`
  const rule = `<line x1="${plot.left}" x2="${plot.right}" y1="${y(limit)}" y2="${y(limit)}" stroke="${palette.bad}"/>${text(plot.right, y(limit) - 4, `limit ${formatRound(limit, 'bytes')}`, ' text-anchor="end"')}`
  const peak = bucketOf(timeline, timeline.peakStep)
  const ring = `<circle cx="${x(at[peak] ?? 0)}" cy="${y(totals[peak] ?? 0)}" r="4" fill="${palette.background}" stroke="${palette.foreground}"/>${text(x(at[peak] ?? 0) + 8, y(totals[peak] ?? 0) - 6, `peak ${formatBytes(totals[peak] ?? 0)}`)}`
  const legend = memoryFamilies.map(
    (family, i) =>
      `<rect x="${plot.left + i * 118}" y="${height - 18}" width="9" height="9" fill="${colors[i] ?? ''}"/>${text(plot.left + i * 118 + 13, height - 10, familyTitle(family))}`,
  )
  return printSvg({ width, height }, palette, [...ticks, ...areas, dotted, rule, ...runs, ring, ...legend].join(''))
}
