// Beside a node: how its main result is split and what a device holds of it, or the collectives inside of a closed group.
import type { GraphNodeState } from '../../../../../server/src/protocol/graph'
import { formatFigure } from '../../../base/figures'
import { drawRibbon, drawTile, ribbonWidth } from './glyphs'
import type { Palette } from './palette'
import type { Pen } from './pen'
import type { NodeDrawing, Scene } from './scene'

type Known = NodeDrawing & { readonly state: GraphNodeState }

/** From where a note goes on to the right: its left end and its middle. */
interface Start {
  readonly left: number
  readonly middle: number
}

const mostTiles = 3
const tileStep = 20

export function drawNote(pen: Pen, scene: Scene, drawing: Known, palette: Palette): void {
  const { node, box, inside, state, hasResult } = drawing
  const hasTiles = inside.length > 0
  if (!hasTiles && (state.sharding === undefined || node.kind === 'phase')) return
  const left = box.x + box.width + (node.isStack ? 16 : 8)
  // Below the lines to the other pass.
  const middle = box.y + Math.max(box.height / 2, box.height - 10)
  if (hasResult) {
    // The line to the results goes on behind it.
    const cells = hasTiles
      ? tileStep * Math.min(mostTiles, inside.length)
      : ribbonWidth(state.sharding?.length ?? 0) + 30
    pen.boxes([{ x: left - 3, y: middle - 8, width: cells + 26, height: 16 }], { fill: palette.background })
  }
  if (hasTiles) drawInside(pen, drawing, { left, middle }, palette)
  else drawSharding(pen, scene, drawing, { palette, left, middle })
}

function drawInside(pen: Pen, { inside }: Known, { left, middle }: Start, palette: Palette): void {
  const shown = inside.slice(0, mostTiles)
  shown.forEach((tile, i) => drawTile(pen, palette, tile, { x: left + 7 + i * tileStep, y: middle, radius: 7 }))
  const count = inside.reduce((sum, tile) => sum + tile.count, 0)
  const at = { x: left + 2 + shown.length * tileStep, y: middle + 4 }
  pen.text(count.toLocaleString('en-US'), at, { color: palette.second, size: 11 })
}

function drawSharding(
  pen: Pen,
  scene: Scene,
  { state, box, room }: Known,
  { palette, left, middle }: Start & { readonly palette: Palette },
): void {
  const { sharding = [], localBytes = 0, whole, conflicts } = state
  const sizes = scene.state?.mesh.map(({ size }) => size) ?? []
  drawRibbon(pen, palette, sharding, { x: left, y: middle - 5, sizes })
  const at = { x: left + ribbonWidth(sharding.length) + (sharding.length === 0 ? 0 : 6), y: middle + 4 }
  const bytes = formatFigure(localBytes, 'bytes')
  if (whole.length === 0 && conflicts === 0) return pen.text(bytes, at, { color: palette.second, size: 11 })
  const axes = whole.map((axis) => scene.state?.mesh[axis]?.name ?? '?').join(', ')
  const fault = conflicts > 0 ? `${conflicts} conflict${conflicts > 1 ? 's' : ''}` : `whole on ${axes}`
  const [short, long] = [`⚠ ${bytes}`, `⚠ ${bytes} ${fault}`]
  const isFitting = (room ?? 0) > at.x - box.x - box.width + long.length * 6
  pen.text(isFitting ? long : short, at, { color: palette.warning, size: 11 })
}
