// How a scene is looked at, and what that leaves out.
import type { Box } from '../layout/arrange'
import type { Palette } from './palette'

export interface Frame {
  /** What is in view, in the scene's coordinates; undefined for all of it. */
  readonly view: Box | undefined
  readonly scale: number
  readonly palette: Palette
  readonly selected: string | undefined
  /** Id of a tile. */
  readonly selectedTile: string | undefined
  readonly hovered: number | undefined
}

/** All but what is marked. */
export type Content = Omit<Frame, 'selected' | 'hovered'>

/** Below this scale there are no texts, and below the other one no collectives, arrows or single strands. */
export const textScale = 0.36
export const detailScale = 0.22

/** Opacity of what is out of focus. */
export const dimmed = 0.2

/** Far away what is shorter than two pixels is not missed. */
export const isLarge = ({ width, height }: Box, scale: number): boolean => Math.max(width, height) * scale >= 2
