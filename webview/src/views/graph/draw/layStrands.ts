// Lines -> strands, one for each mesh axis that tiles what flows along, and the heads of arrows. A collective on a line changes its strands.
import type { GraphEdge, GraphState } from '../../../../../server/src/protocol/graph'
import type { Line, Picture } from '../layout/arrange'
import type { Point } from '../layout/elkLevel'
import type { OnLine } from '../layout/geometry'
import { boundsOf, offsetLine, splitLine } from '../layout/geometry'
import { onLine } from './placeTiles'
import type { Arrow, Scene, Strand, StrandStyle, Tile } from './scene'

interface Laid {
  readonly strands: Scene['strands']
  readonly arrows: readonly Arrow[]
}

const strandGap = 4

export function layStrands(
  picture: Picture,
  state: GraphState | undefined,
  tiles: readonly Tile[],
  lit: (index: number) => boolean,
): Laid {
  const { add, list } = collectStrands()
  const arrows: Arrow[] = []
  const { edges, nodes } = picture.structure
  const splits = tilesByEdge(tiles)
  const widthOf = createWidths(edges, state)
  for (const line of picture.lines) {
    const main = mainEdge(line, edges, state)
    if (main === undefined) continue
    const { axes = [], isNew = false } = state?.edges[main] ?? {}
    const isDimmed = !isLit(line, edges, lit)
    const style = { width: widthOf(main), isDimmed, isNew }
    const tile = line.isCrossing ? undefined : splits(line, main)
    const at = tile && onLine(line, tile.tile, nodes)
    if (tile === undefined || at === undefined) add({ points: line.points, solid: axes, dashed: [] }, style)
    else for (const part of splitAt(line, tile, at, axes)) add(part, style)
    // At the border of an open group a line goes on inside.
    if (line.to !== undefined && !nodes[line.to]!.isOpen) {
      const points = line.points.slice(-2)
      arrows.push({ points, isDimmed, bounds: boundsOf(points) })
    }
  }
  return { strands: list(), arrows }
}

/** A stretch of a line, and the axes that tile or sum what flows along it. */
interface Stretch {
  readonly points: readonly Point[]
  readonly solid: readonly number[]
  /** Partial along these. */
  readonly dashed: readonly number[]
}

interface StrandCollector {
  readonly add: (stretch: Stretch, style: Omit<StrandStyle, 'axis' | 'isDashed'>) => void
  readonly list: () => Scene['strands']
}

const wholeWidth = 1.25

/** Strands of one look come together. */
function collectStrands(): StrandCollector {
  const styles = new Map<string, { style: StrandStyle; list: Strand[] }>()
  return {
    add: ({ points, solid, dashed }, style) => {
      const tiled = [
        ...solid.map((axis) => ({ axis, isDashed: false })),
        ...dashed.map((axis) => ({ axis, isDashed: true })),
      ]
      const all = tiled.length === 0 ? [{ axis: -1, isDashed: false }] : tiled
      all.forEach(({ axis, isDashed }, i) => {
        const moved = offsetLine(points, (i - (all.length - 1) / 2) * strandGap)
        const own = { ...style, axis, isDashed, width: axis < 0 ? Math.min(style.width, wholeWidth) : style.width }
        const key = Object.values(own).join()
        const entry = styles.get(key) ?? { style: own, list: [] }
        styles.set(key, entry)
        entry.list.push({ points: moved, bounds: boundsOf(moved) })
      })
    },
    list: () => [...styles.values()],
  }
}

/** What is kept for the other pass is as wide as its share of the most that is; to the quarter of a pixel. */
function createWidths(edges: readonly GraphEdge[], state: GraphState | undefined): (edge: number) => number {
  const bytesOf = (edge: number): number => state?.edges[edge]?.bytes ?? 0
  const most = Math.max(...edges.map(({ isKept }, i) => (isKept ? bytesOf(i) : 0)), 1)
  return (edge) => {
    const width = edges[edge]!.isKept ? 1.5 + 2.5 * Math.sqrt(bytesOf(edge) / most) : 2
    return Math.round(width * 4) / 4
  }
}

/** Of the edges along a line the one that carries most. */
function mainEdge(
  { edges: along }: Line,
  edges: readonly GraphEdge[],
  state: GraphState | undefined,
): number | undefined {
  let [main] = along
  for (const edge of along) if ((state?.edges[edge]?.bytes ?? 0) > (state?.edges[main!]?.bytes ?? 0)) main = edge
  return main === undefined || edges[main] === undefined ? undefined : main
}

const isLit = ({ edges: along }: Line, edges: readonly GraphEdge[], lit: (index: number) => boolean): boolean =>
  along.some((edge) => lit(edges[edge]!.from) && lit(edges[edge]!.to))

/** Finds the collective that changes what flows along a line: on its edge, or right behind where it begins. */
function tilesByEdge(tiles: readonly Tile[]): (line: Line, edge: number) => Tile | undefined {
  const [onEdge, after] = [new Map<number, Tile>(), new Map<number, Tile>()]
  for (const tile of tiles) {
    const map = tile.tile.place === 'edge' ? onEdge : after
    const known = map.get(tile.tile.index)
    if (known === undefined || known.tile.bytes < tile.tile.bytes) map.set(tile.tile.index, tile)
  }
  return (line, edge) => {
    const behind = line.from === undefined ? undefined : after.get(line.from)
    if (behind !== undefined) return behind
    const isLast = line.to !== undefined && line.edges.includes(edge)
    return isLast ? onEdge.get(edge) : undefined
  }
}

/** Before a gather the axes that it gathers are still there; before a sum it is partial along its axes. */
function splitAt(line: Line, { tile }: Tile, at: OnLine, axes: readonly number[]): readonly Stretch[] {
  const [before, behind] = splitLine(line.points, at)
  const rest = axes.filter((axis) => !tile.axes.includes(axis))
  const isSum = tile.kind === 'all_reduce' || tile.kind === 'reduce_scatter'
  const first = isSum ? rest : tile.place === 'edge' ? axes : rest
  const second = tile.kind === 'all_gather' && tile.place === 'edge' ? rest : axes
  return [
    { points: before, solid: first, dashed: isSum ? tile.axes : [] },
    { points: behind, solid: second, dashed: [] },
  ]
}
