// A pen on a canvas: calls of one style become one path. Texts are measured once.
import type { Point } from '../layout/elkLevel'
import type { Pen, Shape, Stroke, TextStyle } from './pen'

type Context = CanvasRenderingContext2D

export function createCanvasPen(context: Context, font: string): Pen {
  const cutText = createCutter(context)
  return {
    opacity: (value) => (context.globalAlpha = value),
    boxes: (boxes, { fill, stroke, radius = 0 }: Shape) => {
      context.beginPath()
      for (const { x, y, width, height } of boxes) {
        if (radius > 0) context.roundRect(x, y, width, height, Math.min(radius, height / 2))
        else context.rect(x, y, width, height)
      }
      if (fill !== undefined) {
        context.fillStyle = fill
        context.fill()
      }
      if (stroke !== undefined) applyStroke(context, stroke)
    },
    lines: (lines, stroke) => {
      context.beginPath()
      for (const line of lines) trace(context, line)
      applyStroke(context, stroke)
    },
    areas: (areas, fill) => {
      context.beginPath()
      for (const area of areas) {
        trace(context, area)
        context.closePath()
      }
      context.fillStyle = fill
      context.fill()
    },
    glyph: (path, { x, y }, size, stroke) => {
      context.save()
      context.translate(x, y)
      context.scale(size / 16, size / 16)
      context.lineCap = 'round'
      context.strokeStyle = stroke.color
      context.lineWidth = stroke.width
      context.setLineDash([])
      context.stroke(pathOf(path))
      context.restore()
    },
    text: (text, { x, y }, style) => {
      context.font = fontOf(style, font)
      context.fillStyle = style.color
      context.textAlign = style.align ?? 'left'
      const shown = style.room === undefined ? text : cutText(text, style.room)
      if (style.halo !== undefined) {
        applyStyle(context, { color: style.halo, width: 3 })
        context.strokeText(shown, x, y)
      }
      context.fillText(shown, x, y)
    },
    widthOf: (text, style) => {
      context.font = fontOf(style, font)
      return context.measureText(text).width
    },
  }
}

export const fontOf = (
  { size, isBold, isItalic }: Pick<TextStyle, 'size' | 'isBold' | 'isItalic'>,
  family: string,
): string => `${isItalic === true ? 'italic ' : ''}${isBold === true ? '600 ' : ''}${size}px ${family}`

const paths = new Map<string, Path2D>()

function pathOf(text: string): Path2D {
  const known = paths.get(text) ?? new Path2D(text)
  paths.set(text, known)
  return known
}

function trace(context: Context, [first, ...rest]: readonly Point[]): void {
  if (first === undefined) return
  context.moveTo(first.x, first.y)
  for (const { x, y } of rest) context.lineTo(x, y)
}

function applyStroke(context: Context, stroke: Stroke): void {
  applyStyle(context, stroke)
  context.stroke()
}

function applyStyle(context: Context, { color, width, dash }: Stroke): void {
  context.strokeStyle = color
  context.lineWidth = width
  context.lineJoin = 'round'
  context.setLineDash(dash === undefined ? [] : [...dash])
}

const mostCut = 20_000

/** Cuts texts to their room with an ellipsis; what was cut is kept. */
function createCutter(context: Context): (text: string, room: number) => string {
  const known = new Map<string, string>()
  return (text, room) => {
    const key = `${context.font}|${Math.round(room)}|${text}`
    const cut = known.get(key)
    if (cut !== undefined) return cut
    if (known.size > mostCut) known.clear()
    const made = cutTo(text, (part) => context.measureText(part).width <= room)
    known.set(key, made)
    return made
  }
}

/** The longest beginning that fits with an ellipsis behind it. */
export function cutTo(text: string, fits: (part: string) => boolean): string {
  if (text.length < 400 && fits(text)) return text
  let [low, high] = [0, Math.min(text.length, 400)]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (fits(`${text.slice(0, middle)}…`)) low = middle
    else high = middle - 1
  }
  return low === 0 ? '' : `${text.slice(0, low).trimEnd()}…`
}
