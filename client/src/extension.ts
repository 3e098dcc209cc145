// Entry point in the editor's extension host: starts the language server and what the protocol alone cannot show.
import { type ExtensionContext, window } from 'vscode'
import type { LanguageClient } from 'vscode-languageclient/node'
import { createClient } from './client'
import { registerScheduleStatus } from './features/scheduleStatus'
import { registerSelectSchedule } from './features/selectSchedule'
import { registerServerCommands } from './features/serverCommands'
import { trackStatus } from './features/trackStatus'

let client: LanguageClient | undefined

/** Called by the editor when a file of one of our languages is opened. */
export async function activate(context: ExtensionContext): Promise<void> {
  const output = window.createOutputChannel('Shardlens', { log: true })
  client = createClient(context, output)
  const tracker = trackStatus(client)
  context.subscriptions.push(
    output,
    tracker,
    registerScheduleStatus(tracker),
    registerSelectSchedule(client, tracker),
    registerServerCommands(client, output),
  )
  await client.start()
}

/** Called by the editor when it closes or the extension is switched off. */
export async function deactivate(): Promise<void> {
  await client?.dispose()
  client = undefined
}
