// What is drawn of a graph: strands, collectives, boxes with their texts, as data.
import type { GraphNode, GraphNodeState, GraphState, GraphTile } from '../../../../../server/src/protocol/graph'
import type { Box, Picture } from '../layout/arrange'
import type { Point } from '../layout/elkLevel'
import type { LabelSide } from './tileLabels'

export const sizeFigures = ['time', 'flops', 'bytes', 'memory'] as const
export type SizeFigure = (typeof sizeFigures)[number]

export const colorings = ['sharding', 'figure', 'plain'] as const
export type Coloring = (typeof colorings)[number]

/** Lines of one look, stroked together. */
export interface StrandStyle {
  /** Mesh axis, or -1 for a whole value. */
  readonly axis: number
  readonly width: number
  readonly isDashed: boolean
  readonly isDimmed: boolean
  readonly isNew: boolean
}

export interface Strand {
  readonly points: readonly Point[]
  readonly bounds: Box
}

export interface Tile {
  readonly tile: GraphTile
  readonly x: number
  readonly y: number
  readonly radius: number
  readonly label: string
  /** Where the label stands; undefined where there is no room. */
  readonly side: LabelSide | undefined
  readonly isDimmed: boolean
}

export interface NodeDrawing {
  readonly index: number
  readonly node: GraphNode
  readonly state: GraphNodeState | undefined
  readonly box: Box
  readonly depth: number
  /** Of the chosen figure, 0 to 1 of the largest node. */
  readonly share: number
  /** Of one of what it stands for, or of all where it is a stack. */
  readonly amount: number
  readonly isDimmed: boolean
  /** Collectives that lie inside of a closed group. */
  readonly inside: readonly GraphTile[]
  /** What the other pass keeps for it, where the lines reach it, from the top down. */
  readonly kept: readonly Kept[]
  /** A pill of results stands to its right. */
  readonly hasResult: boolean
  /** Free to its right, in pixels; only known where there is much to say. */
  readonly room: number | undefined
}

export interface Kept {
  readonly y: number
  readonly label: string
  /** Of one device. */
  readonly bytes: number
}

export interface Arrow {
  readonly points: readonly Point[]
  readonly isDimmed: boolean
  readonly bounds: Box
}

export interface Scene {
  readonly picture: Picture
  readonly state: GraphState | undefined
  readonly strands: readonly { readonly style: StrandStyle; readonly list: readonly Strand[] }[]
  readonly arrows: readonly Arrow[]
  readonly nodes: readonly NodeDrawing[]
  readonly tiles: readonly Tile[]
  readonly size: SizeFigure
  readonly coloring: Coloring
}

export interface SceneOptions {
  readonly size: SizeFigure
  readonly coloring: Coloring
  /** Nodes that stay bright; all when undefined. */
  readonly focus: ReadonlySet<number> | undefined
}
