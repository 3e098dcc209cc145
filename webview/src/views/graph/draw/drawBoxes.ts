// Boxes of groups and leaves: their areas, outlines of stacks behind them, shades and bars for their share.
import type { Box } from '../layout/arrange'
import type { Content } from './frame'
import { detailScale, dimmed, isLarge } from './frame'
import type { Palette } from './palette'
import type { Pen, Shape } from './pen'
import type { NodeDrawing, Scene } from './scene'

/** Open groups from the outermost in, the outlines of stacks behind them. Those of one depth lie beside each other. */
export function drawGroups(pen: Pen, seen: readonly NodeDrawing[], { palette, scale }: Content): void {
  const shape = { fill: palette.groupFill, stroke: { color: palette.groupStroke, width: 1 }, radius: 4 }
  const far = { fill: palette.groupFill, stroke: { color: palette.groupStroke, width: 0.6 / scale } }
  const groups = seen.filter(({ node, box }) => node.isOpen && node.kind !== 'phase' && isLarge(box, scale))
  const deepest = Math.max(-1, ...groups.map(({ depth }) => depth))
  for (let level = 0; level <= deepest; level++) {
    for (const isDimmed of [false, true]) {
      const list = groups.filter(({ depth, isDimmed: is }) => depth === level && is === isDimmed)
      if (list.length === 0) continue
      pen.opacity(isDimmed ? dimmed : 1)
      const stacks = list.filter(({ node }) => node.isStack)
      for (const by of scale < detailScale ? [] : [8, 4]) drawMoved(pen, stacks, by, shape)
      drawMoved(pen, list, 0, scale < detailScale ? far : shape)
    }
  }
  pen.opacity(1)
}

function drawMoved(pen: Pen, list: readonly NodeDrawing[], by: number, shape: Shape): void {
  if (list.length === 0) return
  pen.boxes(
    list.map(({ box }) => crisp({ ...box, x: box.x + by, y: box.y + by })),
    shape,
  )
}

const crisp = ({ x, y, width, height }: Box): Box => ({ x: Math.round(x) + 0.5, y: Math.round(y) + 0.5, width, height })

export function drawLeaves(pen: Pen, scene: Scene, seen: readonly NodeDrawing[], { palette, scale }: Content): void {
  const isFar = scale < detailScale
  for (const isDimmed of [false, true]) {
    const leaves = seen.filter(({ node, isDimmed: is }) => !node.isOpen && is === isDimmed)
    if (leaves.length === 0) continue
    pen.opacity(isDimmed ? dimmed : 1)
    const stacks = leaves.filter(({ node }) => node.isStack)
    // Far away an outline is all that would be seen of a box.
    const shape: Shape = isFar
      ? { fill: palette.nodeStroke }
      : { fill: palette.nodeFill, stroke: { color: palette.nodeStroke, width: 1 }, radius: 3 }
    for (const by of isFar ? [] : [8, 4]) drawMoved(pen, stacks, by, shape)
    const pills = leaves.filter(({ node }) => node.kind === 'argument' || node.kind === 'result')
    const boxes = leaves.filter(({ node }) => node.kind !== 'argument' && node.kind !== 'result')
    drawMoved(pen, boxes, 0, shape)
    drawMoved(pen, pills, 0, isFar ? shape : { ...shape, fill: palette.pillFill, radius: 10 })
    if (scene.coloring === 'figure') shadeLeaves(pen, boxes, palette, isDimmed ? dimmed : 1)
    else if (scale >= detailScale) drawBars(pen, boxes, palette)
  }
  pen.opacity(1)
}

/** By its share of the largest, in four steps that can be told apart. */
function shadeLeaves(pen: Pen, leaves: readonly NodeDrawing[], palette: Palette, opacity: number): void {
  for (const step of [1, 2, 3, 4]) {
    const boxes = leaves.filter(({ share }) => share > 0.02 && Math.min(4, Math.ceil(Math.sqrt(share) * 4)) === step)
    if (boxes.length === 0) continue
    pen.opacity((opacity * step) / 4.6)
    pen.boxes(
      boxes.map(({ box }) => crisp(box)),
      { fill: palette.shade, radius: 3 },
    )
  }
  pen.opacity(opacity)
}

/** Along the lower edge: the share of the largest node. */
function drawBars(pen: Pen, leaves: readonly NodeDrawing[], palette: Palette): void {
  const bars = leaves
    .filter(({ share }) => share > 0.004)
    .map(({ box, share }) => ({
      x: box.x + 2,
      y: box.y + box.height - 3,
      width: Math.max(2, (box.width - 4) * share),
      height: 3,
    }))
  if (bars.length > 0) pen.boxes(bars, { fill: palette.bar })
}
