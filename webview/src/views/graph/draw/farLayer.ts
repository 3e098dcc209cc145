// Far away, all of a large picture is drawn once and moved as an image: then a frame costs the same, however many nodes are in view.
// Zooming stretches the image, which is drawn anew where that would show, and when the movement has ended.
import { createCanvasPen } from './canvasPen'
import { drawContent } from './drawScene'
import { detailScale } from './frame'
import type { Palette } from './palette'
import type { Scene } from './scene'

/** Of fewer nodes, drawing them costs less than it saves. */
const leastNodes = 400
const mostPixels = 4_000_000
const [leastStretch, mostStretch] = [0.6, 1.5]

export interface FarLook {
  readonly palette: Palette
  readonly scale: number
  /** Corner of the picture, in pixels of CSS; `ratio` of those on the screen lie in one. */
  readonly x: number
  readonly y: number
  readonly ratio: number
  /** Nothing moves: the image has to be sharp. */
  readonly isResting: boolean
}

export interface FarLayer {
  /** `near`: to be drawn node by node; `blurred`: stretched, to be painted again at rest. */
  readonly paint: (context: CanvasRenderingContext2D, scene: Scene, look: FarLook) => 'near' | 'blurred' | 'sharp'
}

interface Drawn {
  readonly scene: Scene
  readonly palette: Palette
  /** Of the scene's units, in the image's pixels. */
  readonly scale: number
}

export function createFarLayer(): FarLayer {
  const image = document.createElement('canvas')
  let drawn: Drawn | undefined
  return {
    paint: (context, scene, { palette, scale, x, y, ratio, isResting }) => {
      const wanted = scale * ratio
      const { width, height } = scene.picture
      if (scale >= detailScale || scene.nodes.length < leastNodes || width * height * wanted ** 2 > mostPixels)
        return 'near'
      const stretch = drawn?.scene === scene && drawn.palette === palette ? wanted / drawn.scale : 0
      const isNear = isResting ? Math.abs(stretch - 1) < 1e-6 : stretch >= leastStretch && stretch <= mostStretch
      if (drawn === undefined || !isNear) {
        drawn = { scene, palette, scale: wanted }
        drawImage(image, drawn, scale)
      }
      const by = wanted / drawn.scale
      context.setTransform(1, 0, 0, 1, 0, 0)
      // Whole pixels: an image that is moved by parts of one is blurred.
      context.drawImage(image, Math.round(x * ratio), Math.round(y * ratio), image.width * by, image.height * by)
      return by === 1 ? 'sharp' : 'blurred'
    },
  }
}

function drawImage(image: HTMLCanvasElement, { scene, palette, scale }: Drawn, shown: number): void {
  const { width, height } = scene.picture
  image.width = Math.ceil(width * scale)
  image.height = Math.ceil(height * scale)
  const context = image.getContext('2d')
  context?.setTransform(scale, 0, 0, scale, 0, 0)
  if (context !== null)
    drawContent(createCanvasPen(context, palette.font), scene, {
      view: { x: 0, y: 0, width, height },
      scale: shown,
      palette,
      selectedTile: undefined,
    })
}
