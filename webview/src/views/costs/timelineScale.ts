// What the timeline is drawn from, and the scale of its memory: the same for areas and for what lies over them.
import type { CostTimeline } from '../../../../server/src/protocol/costs'
import { formatIn, splitFigure } from '../../base/figures'
import { memoizeLast } from '../../base/memo'
import { totalAt } from './alive'

export interface TimelineChart {
  readonly timeline: CostTimeline
  readonly limit: number
  /** Of the tactic before, as its line is labelled. */
  readonly before: string
  readonly cursor: number
  /** Pixels. */
  readonly width: number
  readonly height: number
  readonly isCompact: boolean
  /** Another one has other colours and fonts. */
  readonly theme: string
  /** A bucket under the pointer; undefined when it has left. */
  readonly hover: (bucket: number | undefined) => void
}

/** Of the largest figure: it stands once, above the axis. */
export const unitOf = (top: number): string => splitFigure(top, 'bytes').unit

export const tickText = (value: number, unit: string): string => String(Number(formatIn(value, unit)))

/** A limit that is so far off would press everything to the ground: it is only named then. */
const farOff = 4

export const isLimitShown = ({ timeline, limit }: TimelineChart): boolean => limit <= farOff * mostOf(timeline)

const mostOf = memoizeLast((timeline: CostTimeline): number => {
  const { before, buckets } = timeline
  return Math.max(1, ...before, ...Array.from({ length: buckets }, (_, i) => totalAt(timeline, i)))
})

/** End of the axis. */
export const topOf = (chart: TimelineChart): number =>
  1.1 * Math.max(mostOf(chart.timeline), isLimitShown(chart) ? chart.limit : 0)
