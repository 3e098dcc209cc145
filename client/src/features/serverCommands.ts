// Commands about the language server itself, and the offer to start it when it was given up.
import { commands, Disposable, type LogOutputChannel, window } from 'vscode'
import type { LanguageClient } from 'vscode-languageclient/node'
import { restartAnalysisRequest } from '../../../server/src/protocol/status'

/** Registers `shardlens.showOutput`, `shardlens.restartServer` and `shardlens.restartAnalysis`. */
export const registerServerCommands = (client: LanguageClient, output: LogOutputChannel): Disposable =>
  Disposable.from(
    commands.registerCommand('shardlens.showOutput', () => output.show()),
    commands.registerCommand('shardlens.restartServer', async () => {
      output.info('restarting the language server')
      // After it was given up there is nothing to stop.
      if (client.needsStop()) await client.stop()
      await client.start()
    }),
    commands.registerCommand('shardlens.restartAnalysis', () => client.sendRequest(restartAnalysisRequest)),
  )

/** Shown when the server died too often to be started again by itself. */
export async function offerRestart(): Promise<void> {
  const message = 'Shardlens: the language server ended unexpectedly several times and was not started again.'
  const chosen = await window.showErrorMessage(message, 'Restart', 'Show Output')
  if (chosen === 'Restart') await commands.executeCommand('shardlens.restartServer')
  if (chosen === 'Show Output') await commands.executeCommand('shardlens.showOutput')
}
