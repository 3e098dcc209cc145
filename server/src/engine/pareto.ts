// Which rows of a sweep nothing beats, in memory and time, and which one fits and is fastest; for each device on its own.
import type { Figures } from '../cost/figures'

/** What rows are compared by. */
export interface Comparable {
  readonly device: string
  /** Others are no measure, and are not marked. */
  readonly isComplete: boolean
  /** Bytes of peak memory above the device's. */
  readonly overMemory: number
  readonly figures: Pick<Figures, 'peakMemory' | 'stepTime'>
}

export interface Marks {
  /** No complete row of this device takes less memory without more time, or less time without more memory. */
  readonly isPareto: boolean
  /** The fastest of the complete rows of this device that fit. */
  readonly isBest: boolean
}

/** Rows in the order given; those that are equal in both figures are on the front together. Cost: one sort. */
export function markRows<T extends Comparable>(rows: readonly T[]): (T & Marks)[] {
  const complete = new Map<string, T[]>()
  for (const row of rows) {
    if (!row.isComplete) continue
    const known = complete.get(row.device)
    if (known === undefined) complete.set(row.device, [row])
    else known.push(row)
  }
  const sorted = [...complete.values()].map((ofDevice) => ofDevice.sort(byTime))
  const front = new Set<Comparable>(sorted.flatMap(findFront))
  const best = new Set<Comparable | undefined>(sorted.map((ofDevice) => ofDevice.find((row) => row.overMemory === 0)))
  return rows.map((row) => ({ ...row, isPareto: front.has(row), isBest: best.has(row) }))
}

/** From the fastest to the slowest: each that takes less memory than all before it. */
function findFront(sorted: readonly Comparable[]): Comparable[] {
  const front: Comparable[] = []
  for (const row of sorted) {
    const last = front.at(-1)
    if (last === undefined || row.figures.peakMemory < last.figures.peakMemory || byTime(last, row) === 0)
      front.push(row)
  }
  return front
}

/** The faster first, then the one that takes less memory. */
export const byTime = ({ figures: one }: Comparable, { figures: other }: Comparable): number =>
  one.stepTime - other.stepTime || one.peakMemory - other.peakMemory
