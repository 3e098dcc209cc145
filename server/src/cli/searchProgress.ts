// How far a search has come, on standard error: each better strategy with its figures, for a terminal.
import { formatBytes, formatSeconds } from '../base/format'
import type { Solve } from '../engine/search/solver'
import { createSolver } from '../engine/search/solver'

export interface SearchProgress {
  readonly solve: Solve
  /** Takes the line away. */
  readonly end: () => void
}

/** Without a limit of seconds a search ends by its evaluations alone, and finds the same every time. */
export function createSearchProgress(seconds: number | undefined): SearchProgress {
  const { stderr } = process
  const ends = performance.now() + (seconds ?? Infinity) * 1000
  const solve = createSolver({
    isEnded: () => performance.now() > ends,
    onProgress: ({ tactic }, { best, evaluations, budget }) => {
      if (!stderr.isTTY) return
      const figures = `${formatSeconds(best.stepTime)}, ${formatBytes(best.peakMemory)}`
      stderr.write(`\r\u001b[K${tactic.name.text}: ${figures} after ${evaluations} of ${budget} evaluations`)
    },
  })
  return {
    solve,
    end: () => {
      if (stderr.isTTY) stderr.write('\r\u001b[K')
    },
  }
}
