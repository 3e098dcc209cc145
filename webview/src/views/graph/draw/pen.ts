// What the graph is drawn with: a canvas on the screen, SVG for export. Both draw the same calls.
import type { Box } from '../layout/arrange'
import type { Point } from '../layout/elkLevel'

export interface Stroke {
  readonly color: string
  readonly width: number
  readonly dash?: readonly number[]
}

export interface Shape {
  readonly fill?: string | undefined
  readonly stroke?: Stroke | undefined
  readonly radius?: number
}

export interface TextStyle {
  readonly color: string
  readonly size: number
  readonly isBold?: boolean
  readonly isItalic?: boolean
  readonly align?: 'left' | 'right' | 'center'
  /** Colour around the letters, for texts that lie on lines. */
  readonly halo?: string
  /** A text that is longer is cut. */
  readonly room?: number
}

export interface Pen {
  /** Of what follows, until it is set again. */
  readonly opacity: (value: number) => void
  readonly boxes: (boxes: readonly Box[], shape: Shape) => void
  readonly lines: (lines: readonly (readonly Point[])[], stroke: Stroke) => void
  readonly areas: (areas: readonly (readonly Point[])[], fill: string) => void
  /** A path of 16 by 16, placed with its corner there. */
  readonly glyph: (path: string, corner: Point, size: number, stroke: Stroke) => void
  /** On its base line. */
  readonly text: (text: string, at: Point, style: TextStyle) => void
  /** Of a short text, in full. */
  readonly widthOf: (text: string, style: Pick<TextStyle, 'size' | 'isBold'>) => number
}
