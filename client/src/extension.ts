// Entry point in the editor's extension host: starts the language server and what the protocol alone cannot show.
import { type ExtensionContext, window } from 'vscode'
import type { LanguageClient } from 'vscode-languageclient/node'
import { createClient } from './client'
import { trackAnalyses } from './features/analysisProgress'
import { registerCreateExample } from './features/createExample'
import { registerNewTacticsFile } from './features/newTacticsFile'
import { registerPages } from './features/pages'
import { registerCaptureFunction } from './features/captureFunction'
import { registerRevealInPython } from './features/revealInPython'
import { registerScheduleStatus } from './features/scheduleStatus'
import { registerSelectSchedule } from './features/selectSchedule'
import { offerRestart, registerServerCommands } from './features/serverCommands'
import { registerServerStatus } from './features/serverStatus'
import { trackTheme } from './features/theme'
import { trackStatus } from './features/trackStatus'
import { registerPanels } from './panels/registerPanels'

let client: LanguageClient | undefined

/** Called by the editor when a file of one of our languages is opened. Waits for nothing: the server starts beside it. */
export function activate(context: ExtensionContext): void {
  const began = performance.now()
  const output = window.createOutputChannel('Shardlens', { log: true })
  const analyses = trackAnalyses()
  const started = createClient(context, output, {
    middleware: { handleWorkDoneProgress: analyses.watch },
    onGivenUp: () => void offerRestart(),
  })
  client = started
  const tracker = trackStatus(started)
  context.subscriptions.push(
    output,
    tracker,
    analyses.register(started),
    registerServerStatus(started),
    trackTheme(started),
    registerScheduleStatus(tracker),
    registerSelectSchedule(started, tracker),
    registerPages(started, tracker),
    registerPanels(context, started, { tracker, output }),
    registerNewTacticsFile(started),
    registerCreateExample(context),
    registerServerCommands(started, output),
    registerCaptureFunction(started),
    registerRevealInPython(),
  )
  output.debug(`activated in ${Math.round(performance.now() - began)} ms`)
  // The server's process is started once the editor has gone on.
  setImmediate(() => {
    started.start().then(
      () => output.debug(`language server ready after ${Math.round(performance.now() - began)} ms`),
      (error: unknown) => output.error(`the language server could not be started: ${String(error)}`),
    )
  })
}

/** Called by the editor when it closes or the extension is switched off. */
export async function deactivate(): Promise<void> {
  await client?.dispose()
  client = undefined
}
