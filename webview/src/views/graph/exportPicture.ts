// The whole picture as a file: SVG that stands alone, or PNG at twice the size.
import { createCanvasPen, fontOf } from './draw/canvasPen'
import { drawScene } from './draw/drawScene'
import type { Frame } from './draw/frame'
import type { Palette } from './draw/palette'
import type { Scene } from './draw/scene'
import { createSvgPen } from './draw/svgPen'

const whole = (palette: Palette): Frame => ({
  view: undefined,
  scale: 1,
  palette,
  selected: undefined,
  selectedTile: undefined,
  hovered: undefined,
})

export function exportSvg(scene: Scene, palette: Palette): string {
  const context = document.createElement('canvas').getContext('2d')
  const measure = (text: string, size: number, isBold: boolean): number => {
    if (context === null) return text.length * size * 0.55
    context.font = fontOf({ size, isBold }, palette.font)
    return context.measureText(text).width
  }
  const pen = createSvgPen(palette.font, measure)
  drawScene(pen, scene, whole(palette))
  return pen.finish(scene.picture.width, scene.picture.height, palette.background)
}

/** A canvas has its limits: a larger picture is drawn smaller. */
const mostPixels = 16_000

/** Base64; undefined when the browser cannot make one. */
export function exportPng(scene: Scene, palette: Palette): string | undefined {
  const { width, height } = scene.picture
  const scale = Math.min(2, mostPixels / width, mostPixels / height)
  const canvas = document.createElement('canvas')
  canvas.width = Math.ceil(width * scale)
  canvas.height = Math.ceil(height * scale)
  const context = canvas.getContext('2d')
  if (context === null) return undefined
  context.fillStyle = palette.background
  context.fillRect(0, 0, canvas.width, canvas.height)
  context.setTransform(scale, 0, 0, scale, 0, 0)
  drawScene(createCanvasPen(context, palette.font), scene, whole(palette))
  const [, data] = canvas.toDataURL('image/png').split(',')
  return data === '' ? undefined : data
}
