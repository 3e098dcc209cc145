// What the graph's view can do.
import type { Channel } from '../../base/channel'
import type { GraphFound } from '../../../../server/src/protocol/graph'
import type { GraphIntent } from '../../../../server/src/protocol/graphMessages'
import type { GraphModel } from './model'

export interface GraphActions extends Channel<GraphIntent> {
  readonly update: (change: Partial<GraphModel>) => void
  /** Marks a node, and shows its text beside. */
  readonly select: (id: string | undefined, tile?: string) => void
  readonly toggle: (id: string) => void
  readonly toggleApart: (stack: string) => void
  readonly goTo: (found: GraphFound) => void
  readonly openText: (id: string) => void
  readonly find: (query: string) => void
  readonly setApplied: (applied: number) => void
  readonly play: () => void
  readonly openAll: () => void
  readonly closeAll: () => void
  readonly fit: () => void
  readonly zoomBy: (factor: number) => void
  readonly focusPath: () => void
  readonly focusNeighbours: () => void
  readonly save: (format: 'svg' | 'png') => void
  readonly cancelLayout: () => void
}
