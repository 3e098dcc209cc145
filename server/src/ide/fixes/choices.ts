// Orders of candidates by what they come to: the fastest that fits, the first that fits, what has an effect at all.
import type { Outlook } from '../../engine/analyzer'
import type { Rated } from './fix'

const overMemory = ({ figures, memory }: Outlook): number => Math.max(0, figures.peakMemory - memory)

/** What fits comes first, the fastest before the others; then what is least over. What is not known keeps its place behind these. */
export function byMemoryThenTime(rated: readonly Rated[]): Rated[] {
  return [...rated].sort((a, b) => {
    if (a.after === undefined || b.after === undefined)
      return Number(a.after === undefined) - Number(b.after === undefined)
    return overMemory(a.after) - overMemory(b.after) || a.after.figures.stepTime - b.after.figures.stepTime
  })
}

/** The first few, and behind them what is shown always. */
export const cutAfter = (rated: readonly Rated[], most: number): Rated[] =>
  rated.filter(({ candidate }, i) => i < most || candidate.isAlwaysShown === true)

/** The first one marked as the fix to take, if `isGood` says so. */
export function preferFirst(rated: readonly Rated[], isGood: (after: Outlook) => boolean): Rated[] {
  return rated.map((one, i) =>
    i === 0 && one.after !== undefined && isGood(one.after)
      ? { ...one, candidate: { ...one.candidate, isPreferred: true } }
      : one,
  )
}

export const fits = (after: Outlook): boolean => overMemory(after) === 0
