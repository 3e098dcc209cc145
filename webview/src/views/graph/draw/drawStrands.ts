// Strands and the heads of arrows.
import { isOutlined } from '../../../base/axes'
import type { Box } from '../layout/arrange'
import type { Content } from './frame'
import { detailScale, dimmed, isLarge } from './frame'
import { axisColor } from './glyphs'
import type { Palette } from './palette'
import type { Pen, Stroke } from './pen'
import type { Scene, StrandStyle } from './scene'

export function drawStrands(
  pen: Pen,
  { strands, arrows }: Scene,
  { palette, scale, view }: Content,
  isSeen: (box: Box) => boolean,
): void {
  for (const { style, list } of strands) {
    const lines = view === undefined ? list : list.filter(({ bounds }) => isSeen(bounds) && isLarge(bounds, scale))
    if (lines.length === 0) continue
    const stroke = strokeOf(style, palette, scale)
    const points = lines.map((line) => line.points)
    // What the last tactic split lights up.
    if (style.isNew && style.axis >= 0 && !style.isDimmed) {
      pen.opacity(0.28)
      pen.lines(points, { color: stroke.color, width: stroke.width + 5 })
    }
    pen.opacity(style.isDimmed ? dimmed : 1)
    if (isOutlined(style.axis)) pen.lines(points, { ...stroke, color: palette.text, width: stroke.width + 2 })
    pen.lines(points, stroke)
  }
  if (scale >= detailScale) {
    for (const isDimmed of [false, true]) {
      const heads = arrows.filter((arrow) => arrow.isDimmed === isDimmed && isSeen(arrow.bounds))
      if (heads.length === 0) continue
      pen.opacity(isDimmed ? dimmed : 1)
      pen.areas(
        heads.map(({ points }) => headOf(points)),
        palette.second,
      )
    }
  }
  pen.opacity(1)
}

/** Far away a line is at least as wide as half a pixel. */
function strokeOf({ axis, width, isDashed }: StrandStyle, palette: Palette, scale: number): Stroke {
  const color = axis < 0 ? palette.third : axisColor(palette, axis)
  const shown = Math.max(width, 0.6 / scale)
  return { color, width: shown, ...(isDashed ? { dash: [3, 2.5] } : {}) }
}

function headOf(points: Scene['arrows'][number]['points']): Scene['arrows'][number]['points'] {
  const [from, to] = [points[0]!, points.at(-1)!]
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1
  const [dx, dy] = [(to.x - from.x) / length, (to.y - from.y) / length]
  const back = { x: to.x - 5 * dx, y: to.y - 5 * dy }
  return [to, { x: back.x - 3.5 * dy, y: back.y + 3.5 * dx }, { x: back.x + 3.5 * dy, y: back.y - 3.5 * dx }]
}
