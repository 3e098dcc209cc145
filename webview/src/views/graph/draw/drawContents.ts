// What a tall closed group says of its inside: what is kept for it where that arrives, the collectives where there is room.
import { formatFigure } from '../../../base/figures'
import { drawTile } from './glyphs'
import type { Palette } from './palette'
import type { Pen } from './pen'
import type { Kept, NodeDrawing, Scene } from './scene'

const [mostListed, lineHeight, titleRoom, footRoom] = [8, 24, 50, 26]

export function drawContents(pen: Pen, { state }: Scene, drawing: NodeDrawing, palette: Palette): void {
  const { node, box, inside, kept } = drawing
  const shown = spread(kept.filter(({ y }) => y > box.y + titleRoom - 8))
  for (const { y, label, bytes } of shown) {
    const text = `${label} ${formatFigure(bytes, 'bytes')}`
    pen.text(text, { x: box.x + 8, y: y + 4 }, { color: palette.second, size: 11, room: box.width - 14 })
  }
  if (node.canOpen) {
    const style = { color: palette.third, size: 11, room: box.width - 16 }
    pen.text('double click unfolds', { x: box.x + 8, y: box.y + box.height - 10 }, style)
  }
  if (inside.length === 0 || state === undefined) return
  const gap = findGap(shown, box.y + titleRoom, box.y + box.height - footRoom)
  const room = Math.min(mostListed, inside.length, Math.floor((gap.height - 28) / lineHeight))
  if (room < 1) return
  let y = gap.y + 18
  const rest = inside.length > room ? `, ${inside.length - room} more kinds` : ''
  pen.text(`inserted inside${rest}`, { x: box.x + 8, y }, { color: palette.second, size: 11, isItalic: true })
  for (const tile of inside.slice(0, room)) {
    y += lineHeight
    drawTile(pen, palette, tile, { x: box.x + 18, y: y - 4, radius: 8 })
    const axes = tile.axes.map((axis) => state.mesh[axis]?.name ?? '?').join(', ')
    const text = `${tile.count.toLocaleString('en-US')} · ${axes}`
    pen.text(text, { x: box.x + 34, y }, { color: palette.text, size: 11, room: box.width - 44 })
  }
}

/** Labels that would lie on one another are left out but for the first. */
function spread(kept: readonly Kept[]): readonly Kept[] {
  let last = -Infinity
  return kept.filter(({ y }) => {
    const isFree = y - last >= 14
    if (isFree) last = y
    return isFree
  })
}

/** The tallest stretch that no label stands in. */
function findGap(kept: readonly Kept[], top: number, bottom: number): { readonly y: number; readonly height: number } {
  const edges = [top, ...kept.flatMap(({ y }) => [y - 8, y + 10]), bottom]
  let best = { y: top, height: 0 }
  for (let i = 0; i + 1 < edges.length; i += 2) {
    const height = edges[i + 1]! - edges[i]!
    if (height > best.height) best = { y: edges[i]!, height }
  }
  return best
}
