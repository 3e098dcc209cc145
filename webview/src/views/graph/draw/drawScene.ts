// Scene -> strokes of a pen: what is in view, as detailed as it can be read at this scale.
import type { Box } from '../layout/arrange'
import { overlaps } from '../layout/geometry'
import { drawGroups, drawLeaves } from './drawBoxes'
import { drawStrands } from './drawStrands'
import { drawTexts } from './drawTexts'
import type { Content, Frame } from './frame'
import { detailScale, dimmed, textScale } from './frame'
import { drawTile } from './glyphs'
import type { Pen } from './pen'
import type { Scene, Tile } from './scene'
import { anchorOf } from './tileLabels'

export function drawScene(pen: Pen, scene: Scene, frame: Frame): void {
  drawContent(pen, scene, frame)
  drawMarks(pen, scene, frame)
}

/** All but what is marked: the same as long as scene, scale and view are. */
export function drawContent(pen: Pen, scene: Scene, frame: Content): void {
  const isSeen = (box: Box): boolean => frame.view === undefined || overlaps(box, frame.view, 24)
  const seen = scene.nodes.filter(({ box }) => isSeen(box))
  drawGroups(pen, seen, frame)
  drawStrands(pen, scene, frame, isSeen)
  drawLeaves(pen, scene, seen, frame)
  if (frame.scale >= textScale) {
    for (const node of seen) drawTexts(pen, scene, node, frame)
  }
  pen.opacity(1)
  if (frame.scale >= detailScale) {
    for (const tile of scene.tiles) if (isSeen(boxOf(tile))) drawTileWithLabel(pen, tile, frame)
  }
  pen.opacity(1)
}

const boxOf = ({ x, y, radius }: Tile): Box => ({
  x: x - radius - 90,
  y: y - radius,
  width: 2 * radius + 180,
  height: 2 * radius,
})

function drawTileWithLabel(pen: Pen, drawing: Tile, { palette, scale, selectedTile }: Content): void {
  const { tile, x, y, radius, label, side, isDimmed } = drawing
  pen.opacity(isDimmed ? dimmed : 1)
  drawTile(pen, palette, tile, drawing)
  if (tile.id === selectedTile) {
    const ring = { x: x - radius - 3, y: y - radius - 3, width: 2 * radius + 6, height: 2 * radius + 6 }
    pen.boxes([ring], { stroke: { color: palette.focus, width: 2 }, radius: 5 })
  }
  if (scale < textScale || side === undefined) return
  const align = side === 'left' ? 'right' : 'center'
  pen.text(label, anchorOf(drawing, side), { color: palette.second, size: 11, align, halo: palette.background })
}

/** What is selected, pointed at, or new. */
export function drawMarks(
  pen: Pen,
  { nodes }: Scene,
  { palette, selected, hovered, selectedTile, scale, view }: Frame,
): void {
  const hasNew = scale >= detailScale
  for (const { node, box, index, state, isDimmed } of nodes) {
    const isMarked = (hasNew && state?.isNew === true) || node.id === selected || index === hovered
    if (!isMarked || (view !== undefined && !overlaps(box, view, 24))) continue
    const isPill = node.kind === 'argument' || node.kind === 'result'
    const radius = isPill ? 12 : 5
    const around = { x: box.x - 2.5, y: box.y - 2.5, width: box.width + 5, height: box.height + 5 }
    if (hasNew && state?.isNew === true && isPill && !isDimmed)
      pen.boxes([around], { stroke: { color: palette.text, width: 1, dash: [2, 2] }, radius })
    if (node.id === selected && selectedTile === undefined)
      pen.boxes([around], { stroke: { color: palette.focus, width: Math.max(2, 1.5 / scale) }, radius })
    else if (index === hovered && node.kind !== 'phase')
      pen.boxes([around], { stroke: { color: palette.second, width: 1 }, radius })
  }
}
