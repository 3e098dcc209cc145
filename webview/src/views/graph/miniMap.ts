// The whole picture in a corner, with what of it is in view.
import type { Palette } from './draw/palette'
import type { Scene } from './draw/scene'
import type { Box } from './layout/arrange'

const [width, height, margin] = [128, 92, 4]

/** Scale and corner of the map in its canvas. */
export function mapOf({ picture }: Scene): { readonly scale: number; readonly x: number; readonly y: number } {
  const scale = Math.min((width - 2 * margin) / picture.width, (height - 2 * margin) / picture.height)
  return { scale, x: (width - picture.width * scale) / 2, y: (height - picture.height * scale) / 2 }
}

const isWhole = ({ picture: { width, height } }: Scene, view: Box): boolean =>
  view.x <= 0 && view.y <= 0 && view.x + view.width >= width && view.y + view.height >= height

const drawn = new WeakMap<Scene, { readonly image: ImageData; readonly palette: Palette }>()

/** What does not change while the picture is moved is drawn once for each scene. Where all is in view, the map only lies in the way. */
export function drawMiniMap(canvas: HTMLCanvasElement, scene: Scene, view: Box, palette: Palette): void {
  canvas.hidden = isWhole(scene, view)
  if (canvas.hidden) return
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (context === null) return
  const ratio = window.devicePixelRatio
  const size = [Math.round(width * ratio), Math.round(height * ratio)] as const
  if (canvas.width !== size[0] || canvas.height !== size[1]) [canvas.width, canvas.height] = size
  const { scale, x, y } = mapOf(scene)
  const known = drawn.get(scene)
  if (known?.palette === palette && known.image.width === size[0]) context.putImageData(known.image, 0, 0)
  else {
    context.setTransform(ratio, 0, 0, ratio, 0, 0)
    context.clearRect(0, 0, width, height)
    context.setTransform(scale * ratio, 0, 0, scale * ratio, x * ratio, y * ratio)
    drawContent(context, scene, palette, scale)
    drawn.set(scene, { image: context.getImageData(0, 0, size[0], size[1]), palette })
  }
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
  context.strokeStyle = palette.focus
  context.lineWidth = 1
  const [left, top] = [Math.max(0, view.x * scale + x), Math.max(0, view.y * scale + y)]
  const right = Math.min(width - 1, (view.x + view.width) * scale + x)
  const bottom = Math.min(height - 1, (view.y + view.height) * scale + y)
  context.strokeRect(left + 0.5, top + 0.5, Math.max(2, right - left), Math.max(2, bottom - top))
}

function drawContent(
  context: CanvasRenderingContext2D,
  { nodes, tiles }: Scene,
  palette: Palette,
  scale: number,
): void {
  for (const { node, box } of nodes) {
    if (node.kind === 'phase' && node.isOpen) continue
    context.globalAlpha = node.isOpen ? 0.25 : 0.8
    context.fillStyle = palette.third
    context.fillRect(box.x, box.y, box.width, box.height)
  }
  context.globalAlpha = 1
  const side = 3 / scale
  for (const { tile, x, y } of tiles) {
    context.fillStyle = palette.kinds[tile.kind]
    context.fillRect(x - side / 2, y - side / 2, side, side)
  }
}
