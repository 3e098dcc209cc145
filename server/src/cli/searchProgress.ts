// Analyses whose automatic tactics are searched, with how far that has come on standard error. Interrupted, a search ends with its best.
import { formatBytes, formatSeconds } from '../base/format'
import type { Analysis } from '../engine/analysis'
import type { AutoProgress, AutoQuestion, FoundStrategy } from '../engine/search/autoTactic'
import type { Solve } from '../engine/search/solver'
import { usualThreads } from '../worker/evaluatorThread'
import { createSearcher } from '../worker/searcher'

export interface SearchLimits {
  /** Ends what is searched then. Without it a search ends by its evaluations alone, and finds the same every time. */
  readonly seconds?: number | undefined
  /** Threads that evaluate; one for each processor when undefined, up to four. */
  readonly workers?: number | undefined
  /** Says how far it is where nobody looks at a terminal too. */
  readonly progress?: boolean | undefined
}

export interface Searches {
  /** Analyses again and again until nothing is left to search. */
  readonly analyze: (once: (solve: Solve) => Analysis) => Promise<Analysis>
  /** Takes the line away and lets the threads go. */
  readonly end: () => Promise<void>
}

export function createSearches({ seconds = Infinity, workers, progress }: SearchLimits = {}): Searches {
  const { stderr } = process
  const searcher = createSearcher({
    threads: workers ?? usualThreads(0),
    log: (message) => void stderr.write(`shardlens: ${message}; it was replaced\n`),
  })
  const known = new Map<string, FoundStrategy>()
  const ends = performance.now() + seconds * 1000
  let isInterrupted = false
  // Whoever asks a second time wants the program to end.
  const interrupt = (): void => {
    isInterrupted = true
    process.off('SIGINT', interrupt)
  }
  const search = async (question: AutoQuestion): Promise<void> => {
    const found = await searcher.search(question, {
      isEnded: () => isInterrupted || performance.now() > ends,
      onProgress: (now) => show(question, now, progress === true),
    })
    known.set(question.key, found)
  }
  return {
    analyze: async (once) => {
      process.on('SIGINT', interrupt)
      for (;;) {
        const open = new Map<string, AutoQuestion>()
        const analysis = once((question) => {
          const found = known.get(question.key)
          if (found === undefined) open.set(question.key, question)
          return found
        })
        if (open.size === 0) return analysis
        for (const question of open.values()) await search(question)
      }
    },
    end: async () => {
      process.off('SIGINT', interrupt)
      if (stderr.isTTY) stderr.write('\r\u001b[K')
      await searcher.dispose()
    },
  }
}

function show({ tactic }: AutoQuestion, { best, evaluations, budget }: AutoProgress, isWanted: boolean): void {
  const { stderr } = process
  const figures = `${formatSeconds(best.stepTime)}, ${formatBytes(best.peakMemory)}`
  const line = `${tactic.name.text}: ${figures} after ${evaluations} of ${budget} evaluations`
  if (stderr.isTTY) stderr.write(`\r\u001b[K${line}`)
  else if (isWanted) stderr.write(`${line}\n`)
}
