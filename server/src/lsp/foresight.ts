// What candidates of fixes come to, for titles: simulated in the worker one after the other, for as long as a menu may wait, and kept
// with the analysis that they are changes of.
import type { Outlook } from '../engine/analyzer'
import { applyEdits } from '../ide/fixes/edits'
import type { Candidate } from '../ide/fixes/fix'
import type { SessionResult, SessionRunner } from './session'

/** A menu that opens later than this feels slow. Milliseconds. */
const patience = 250

/**
 * Nodes of a program above which nothing is simulated: one candidate takes some 10 µs a node, and an edit would wait until that one is
 * through.
 */
const mostNodes = 100_000

export interface Foresight {
  /** Outlooks by candidate. What is missing when time is over is found behind, for the next menu. */
  readonly look: (runner: SessionRunner, candidates: readonly Candidate[]) => Promise<ReadonlyMap<Candidate, Outlook>>
}

export function createForesight(): Foresight {
  const known = new WeakMap<SessionResult, Map<string, Outlook>>()
  // One menu at a time: of an older one nobody reads the titles.
  let newest = 0
  return {
    look: async (runner, candidates) => {
      const { result } = runner.session
      const found = new Map<Candidate, Outlook>()
      if (result?.model === undefined || result.model.program.nodes.count > mostNodes) return found
      const own = ++newest
      const kept = known.get(result) ?? new Map<string, Outlook>()
      known.set(result, kept)
      const simulateAll = async (): Promise<void> => {
        for (const candidate of candidates) {
          const texts = applyEdits(result.sources, candidate.edits)
          const key = JSON.stringify(texts)
          if (!kept.has(key) && own === newest && isCurrent(runner, result)) {
            const outlook = await runner.foresee(texts)
            if (outlook !== undefined) kept.set(key, outlook)
          }
          const outlook = kept.get(key)
          if (outlook !== undefined) found.set(candidate, outlook)
        }
      }
      await Promise.race([simulateAll(), wait(patience)])
      return new Map(found)
    },
  }
}

const isCurrent = ({ session }: SessionRunner, result: SessionResult): boolean =>
  session.result === result && session.state === 'fresh'

const wait = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds).unref())
