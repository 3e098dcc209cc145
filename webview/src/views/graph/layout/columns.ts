// The passes side by side: backward beside forward, part for part, so that what is kept for it is a horizontal line. Pure.
import type { Cell } from './cells'
import type { LevelLayout, Point } from './elkLevel'

/** A part of one pass and its place in it. */
export interface Part {
  readonly child: number
  readonly y: number
  readonly height: number
  /** Closed groups grow as tall as what they stand beside. */
  readonly canGrow: boolean
}

/** From where on a column is moved down, and by how much; in order of `from`. */
export interface Shift {
  readonly from: number
  readonly by: number
}

export interface Alignment {
  readonly left: readonly Shift[]
  readonly right: readonly Shift[]
  /** New heights of parts that grow. */
  readonly heights: ReadonlyMap<number, number>
}

/** Brings pairs level with each other from the top down; a pair that is above the one before it in either column is left as it is. */
export function alignParts(pairs: readonly (readonly [Part, Part])[]): Alignment {
  const shifts = { left: [] as Shift[], right: [] as Shift[] }
  const total = { left: 0, right: 0 }
  const heights = new Map<number, number>()
  const add = (side: 'left' | 'right', from: number, by: number): void => {
    if (by <= 0) return
    shifts[side].push({ from, by })
    total[side] += by
  }
  const [above, ordered] = [{ left: -Infinity, right: -Infinity }, [...pairs].sort(([a], [b]) => a.y - b.y)]
  for (const [left, right] of ordered) {
    if (left.y < above.left || right.y < above.right) continue
    const difference = left.y + total.left - (right.y + total.right)
    add('right', right.y, difference)
    add('left', left.y, -difference)
    const growth = left.height - right.height
    if (growth > 0 && right.canGrow) heights.set(right.child, left.height)
    if (growth < 0 && left.canGrow) heights.set(left.child, right.height)
    add('right', right.y + right.height - 1, right.canGrow ? growth : 0)
    add('left', left.y + left.height - 1, left.canGrow ? -growth : 0)
    above.left = left.y + left.height
    above.right = right.y + right.height
  }
  return { ...shifts, heights }
}

/** Where a height of the column is after its shifts. */
export const shifted = (shifts: readonly Shift[], y: number): number =>
  shifts.reduce((moved, { from, by }) => (y >= from - 0.5 ? moved + by : moved), y)

/** A level whose children and lines are moved down by the shifts. */
export function shiftLevel(layout: LevelLayout, shifts: readonly Shift[]): LevelLayout {
  const move = ({ x, y }: Point): Point => ({ x, y: shifted(shifts, y) })
  return {
    ...layout,
    height: shifted(shifts, layout.height),
    places: new Map(Array.from(layout.places, ([child, place]) => [child, move(place)])),
    lines: layout.lines.map((line) => line.map(move)),
  }
}

/** The cell of a part that has grown. */
export const grow = (cell: Cell, height: number): Cell => ({
  ...cell,
  height,
  boxHeight: cell.boxHeight + height - cell.height,
})
