// Analyses that take long: known by the progress that the server shows of them, and stopped by a command.
import { commands, type Disposable } from 'vscode'
import type { LanguageClient, Middleware } from 'vscode-languageclient/node'

/** True while there is something to stop; for `when` clauses. */
const contextKey = 'shardlens.isAnalyzing'

export interface AnalysisTracker {
  /** To be put between the server's progress and the editor, which shows it in the status bar, without a button. */
  readonly watch: NonNullable<Middleware['handleWorkDoneProgress']>
  /** Registers `shardlens.stopAnalysis`. */
  readonly register: (client: LanguageClient) => Disposable
}

export function trackAnalyses(): AnalysisTracker {
  const tokens = new Set<number | string>()
  const showContext = (): void => void commands.executeCommand('setContext', contextKey, tokens.size > 0)
  return {
    watch: (token, params, next) => {
      if (params.kind === 'begin') tokens.add(token)
      if (params.kind === 'end') tokens.delete(token)
      if (params.kind !== 'report') showContext()
      next(token, params)
    },
    register: (client) =>
      commands.registerCommand('shardlens.stopAnalysis', () =>
        Promise.all([...tokens].map((token) => client.sendNotification('window/workDoneProgress/cancel', { token }))),
      ),
  }
}
