// Searches as the server runs them: begun and ended with what sessions ask, their progress and results shown, stopped by a person.
import type { AnalysisClient } from '../worker/analysisClient'
import type { Publisher } from './publish'
import { pathsOf, refresh, showTactics } from './publish'
import { createSearchProgress } from './searchProgress'
import { Searches } from './searches'

/** Hints are asked for anew this often at most while a search is under way. Milliseconds. */
const hintMilliseconds = 250

/** `startWorker`: starts the client of a worker that only searches. */
export function createSearchDesk(publisher: Publisher, startWorker: () => AnalysisClient): Searches {
  const { connection, workspace } = publisher
  let timer: NodeJS.Timeout | undefined
  const refreshSoon = (): void => {
    timer ??= setTimeout(() => {
      timer = undefined
      refresh(publisher)
    }, hintMilliseconds).unref()
  }
  const progress = createSearchProgress(connection, ({ session }) => void searches.stop(session))
  const searches: Searches = new Searches({
    startWorker,
    sessions: () => workspace.sessions.all().map(({ session }) => session),
    onProgress: (running) => {
      progress.show(running)
      refreshSoon()
    },
    onChange: (sessions, isAnswered) => {
      progress.show(searches.current())
      for (const session of sessions) {
        if (isAnswered) workspace.sessions.get(session.path)?.schedule()
        else showTactics(publisher, pathsOf(session))
      }
      refreshSoon()
    },
  })
  return searches
}
