// The glyphs of collectives, 16 by 16, and how a sharding is drawn as a ribbon of cells.
import type { CostlyKind } from '../../../../../server/src/protocol/costs'
import { isOutlined } from '../../../base/axes'
import type { Point } from '../layout/elkLevel'
import type { Palette } from './palette'
import type { Pen } from './pen'

export const glyphs: Readonly<Record<CostlyKind, string>> = {
  all_reduce: 'M8 4.2v7.6M4.2 8h7.6',
  all_gather: 'M8 3.8v8.4M2.8 8h2.6M4 6.4 5.6 8 4 9.6M13.2 8h-2.6M12 6.4 10.4 8l1.6 1.6',
  reduce_scatter: 'M8 5.9v4.2M5.9 8h4.2M4 6.2 2.6 8 4 9.8M12 6.2 13.4 8 12 9.8',
  all_to_all: 'M4 4.5 12 11.5M4 11.5 12 4.5',
  collective_permute: 'M4 6.2h8L10 4.2M12 9.8H4l2 2',
}

/** A tile with its glyph; the ring says that the last tactic brought it. */
export function drawTile(
  pen: Pen,
  palette: Palette,
  { kind, isNew }: { readonly kind: CostlyKind; readonly isNew: boolean },
  { x, y, radius }: Point & { readonly radius: number },
): void {
  const box = { x: x - radius, y: y - radius, width: 2 * radius, height: 2 * radius }
  pen.boxes([box], { fill: palette.kinds[kind], stroke: { color: palette.background, width: 2 }, radius: 3 })
  pen.glyph(glyphs[kind], box, 2 * radius, { color: palette.background, width: 1.6 })
  if (!isNew) return
  const ring = { x: box.x - 3, y: box.y - 3, width: box.width + 6, height: box.height + 6 }
  pen.boxes([ring], { stroke: { color: palette.text, width: 1, dash: [2, 2] }, radius: 5 })
}

const [cell, gap, mostCells] = [10, 2, 6]

export const ribbonWidth = (dims: number): number => Math.max(0, Math.min(dims, mostCells) * (cell + gap) - gap)

/** A cell a dim, as everywhere: hollow is whole, cuts are log2 of the axis' size, halves are two axes with the major one left. */
export function drawRibbon(
  pen: Pen,
  palette: Palette,
  sharding: readonly (readonly number[])[],
  { x: left, y, sizes }: Point & { readonly sizes: readonly number[] },
): void {
  sharding.slice(0, mostCells).forEach((axes, dim) => {
    const x = left + dim * (cell + gap)
    if (axes.length === 0) {
      pen.boxes([{ x: x + 0.5, y: y + 0.5, width: cell - 1, height: cell - 1 }], {
        stroke: { color: palette.third, width: 1 },
      })
      return
    }
    const width = cell / axes.length
    axes.forEach((axis, i) => {
      const part = { x: x + i * width, y, width: width - (i < axes.length - 1 ? 0.75 : 0), height: cell }
      pen.boxes([part], { fill: axisColor(palette, axis) })
      const cuts = Math.min(3, Math.round(Math.log2(sizes[axis] ?? 1)))
      const lines = Array.from({ length: cuts }, (_, k) => ({
        ...part,
        y: y + (cell * (k + 1)) / (cuts + 1) - 0.5,
        height: 1,
      }))
      if (lines.length > 0) pen.boxes(lines, { fill: palette.background })
      const rim = { x: part.x + 0.5, y: y + 0.5, width: part.width - 1, height: cell - 1 }
      if (isOutlined(axis)) pen.boxes([rim], { stroke: { color: palette.text, width: 1 } })
    })
  })
}

export const axisColor = (palette: Palette, axis: number): string => palette.axes[axis % palette.axes.length]!
