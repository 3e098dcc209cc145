// Where the label of a collective stands: beside, below or above its tile, the first that lies on no box and not on its own line. Pure.
import type { GraphState, GraphTile } from '../../../../../server/src/protocol/graph'
import { formatFigure } from '../../../base/figures'
import { fitName } from '../../../base/names'
import type { Box } from '../layout/arrange'
import type { Point } from '../layout/elkLevel'
import { boundsOf, overlaps } from '../layout/geometry'

export type LabelSide = 'left' | 'below' | 'above'

const sides: readonly LabelSide[] = ['left', 'below', 'above']
const [letterWidth, height, gap, longestName] = [5.6, 13, 7, 16]

/** `batch, model · 2.98 ms ×32`. */
export function labelText({ axes, count, seconds }: GraphTile, { mesh }: GraphState): string {
  const names = axes.map((axis) => fitName(mesh[axis]?.name ?? '?', longestName)).join(', ')
  const each = formatFigure(count === 0 ? seconds : seconds / count, 'seconds')
  return `${names} · ${each}${count > 1 ? ` ×${count.toLocaleString('en-US')}` : ''}`
}

export interface LabelledTile extends Point {
  readonly radius: number
  readonly label: string
}

/** Undefined where there is no room. `boxes` are of what stands at the ends of the line, with what is said beside them. */
export function chooseSide(tile: LabelledTile, boxes: readonly Box[], points: readonly Point[]): LabelSide | undefined {
  const segments = points.slice(1).map((point, i) => boundsOf([points[i]!, point]))
  return sides.find((side) => {
    const label = boxOfLabel(tile, side)
    return ![...boxes, ...segments].some((other) => overlaps(label, other))
  })
}

export function boxOfLabel({ x, y, radius, label }: LabelledTile, side: LabelSide): Box {
  const width = label.length * letterWidth
  if (side === 'left') return { x: x - radius - gap - width, y: y - height / 2, width, height }
  const top = side === 'below' ? y + radius + 3 : y - radius - 3 - height
  return { x: x - width / 2, y: top, width, height }
}

/** Where its text begins or ends: right aligned beside the tile, else centred. */
export const anchorOf = ({ x, y, radius }: LabelledTile, side: LabelSide): Point =>
  side === 'left' ? { x: x - radius - gap, y: y + 4 } : { x, y: side === 'below' ? y + radius + 13 : y - radius - 6 }
