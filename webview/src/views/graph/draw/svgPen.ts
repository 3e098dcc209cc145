// A pen that writes SVG: what is on the screen as a file that stands alone.
import type { Point } from '../layout/elkLevel'
import { cutTo } from './canvasPen'
import type { Pen, Shape, Stroke } from './pen'

export interface SvgPen extends Pen {
  readonly finish: (width: number, height: number, background: string) => string
}

/** `measure`: width of a text in pixels. */
export function createSvgPen(font: string, measure: (text: string, size: number, isBold: boolean) => number): SvgPen {
  const parts: string[] = []
  let opacity = 1
  const alpha = (): string => (opacity === 1 ? '' : ` opacity="${opacity}"`)
  const add = (element: string, attributes: string): void => void parts.push(`<${element}${attributes}${alpha()}/>`)
  return {
    opacity: (value) => (opacity = value),
    boxes: (boxes, { fill, stroke, radius = 0 }: Shape) => {
      for (const { x, y, width, height } of boxes) {
        const shape = ` x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" rx="${Math.min(radius, height / 2)}"`
        add('rect', `${shape} fill="${fill ?? 'none'}"${stroke === undefined ? '' : strokeOf(stroke)}`)
      }
    },
    lines: (lines, stroke) => {
      for (const line of lines)
        add('path', ` d="${trace(line)}" fill="none" stroke-linejoin="round"${strokeOf(stroke)}`)
    },
    areas: (areas, fill) => {
      for (const area of areas) add('path', ` d="${trace(area)}z" fill="${fill}"`)
    },
    glyph: (path, { x, y }, size, stroke) =>
      add(
        'path',
        ` transform="translate(${round(x)} ${round(y)}) scale(${round(size / 16)})" d="${path}" fill="none" stroke-linecap="round"${strokeOf(stroke)}`,
      ),
    text: (text, { x, y }, { color, size, isBold = false, isItalic, align, room, halo }) => {
      const shown = room === undefined ? text : cutTo(text, (part) => measure(part, size, isBold) <= room)
      const anchor = align === 'right' ? ' text-anchor="end"' : align === 'center' ? ' text-anchor="middle"' : ''
      const around =
        halo === undefined ? '' : ` paint-order="stroke" stroke="${halo}" stroke-width="3" stroke-linejoin="round"`
      const face = `${isBold ? ' font-weight="600"' : ''}${isItalic === true ? ' font-style="italic"' : ''}`
      parts.push(
        `<text x="${round(x)}" y="${round(y)}" font-size="${size}" fill="${color}"${anchor}${face}${around}${alpha()}>${escape(shown)}</text>`,
      )
    },
    widthOf: (text, { size, isBold = false }) => measure(text, size, isBold),
    finish: (width, height, background) =>
      `<svg xmlns="http://www.w3.org/2000/svg" width="${Math.ceil(width)}" height="${Math.ceil(height)}" viewBox="0 0 ${Math.ceil(width)} ${Math.ceil(height)}" font-family="${escape(font)}"><rect width="100%" height="100%" fill="${background}"/>${parts.join('')}</svg>\n`,
  }
}

const round = (value: number): number => Math.round(value * 100) / 100
const trace = (points: readonly Point[]): string => `M${points.map(({ x, y }) => `${round(x)} ${round(y)}`).join('L')}`

const strokeOf = ({ color, width, dash }: Stroke): string =>
  ` stroke="${color}" stroke-width="${width}"${dash === undefined ? '' : ` stroke-dasharray="${dash.join(' ')}"`}`

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
