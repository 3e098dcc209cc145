// Progress of searches in the editor: how far the one under way has come, and a way to end it.
import type { Connection, WorkDoneProgressServerReporter } from 'vscode-languageserver/node'
import { describeProgress } from '../ide/searchStatus'
import type { RunningSearch } from './searches'

/** What is over sooner is not worth a word. */
const quietMilliseconds = 500

interface Shown {
  readonly key: string
  readonly timer: NodeJS.Timeout
  search: RunningSearch
  reporter: WorkDoneProgressServerReporter | undefined
}

export interface SearchProgress {
  /** To be called with each step of a search, and with undefined when none is under way. */
  readonly show: (search: RunningSearch | undefined) => void
}

/** `stop` is called when a person has had enough. Editors that show no progress get none. */
export function createSearchProgress(connection: Connection, stop: (search: RunningSearch) => void): SearchProgress {
  let shown: Shown | undefined
  const open = async (own: Shown): Promise<void> => {
    const reporter = await connection.window.createWorkDoneProgress()
    // Over while the editor was making room for it.
    if (shown !== own) return reporter.done()
    reporter.begin('Shardlens', 0, messageOf(own.search), true)
    reporter.token.onCancellationRequested(() => stop(own.search))
    own.reporter = reporter
  }
  const begin = (search: RunningSearch): Shown => {
    const start = (): void => {
      open(own).catch((error: unknown) => connection.console.warn(`progress: ${String(error)}`))
    }
    const own: Shown = {
      key: search.key,
      timer: setTimeout(start, quietMilliseconds).unref(),
      search,
      reporter: undefined,
    }
    return own
  }
  const end = (): void => {
    clearTimeout(shown?.timer)
    shown?.reporter?.done()
    shown = undefined
  }
  return {
    show: (search) => {
      if (shown?.key !== search?.key) end()
      if (search === undefined) return
      shown ??= begin(search)
      shown.search = search
      shown.reporter?.report(percentOf(search), messageOf(search))
    },
  }
}

function messageOf({ tactic, status }: RunningSearch): string {
  const progress = status.kind === 'running' ? status.progress : undefined
  return progress === undefined ? `searching ${tactic}` : `searching ${tactic}: ${describeProgress(progress)}`
}

function percentOf({ status }: RunningSearch): number {
  const progress = status.kind === 'running' ? status.progress : undefined
  return progress === undefined ? 0 : Math.min(100, Math.round((100 * progress.evaluations) / progress.budget))
}
