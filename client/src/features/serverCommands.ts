// Commands about the language server itself.
import { commands, Disposable, type LogOutputChannel } from 'vscode'
import type { LanguageClient } from 'vscode-languageclient/node'

/** Registers `shardlens.showOutput` and `shardlens.restartServer`. */
export const registerServerCommands = (client: LanguageClient, output: LogOutputChannel): Disposable =>
  Disposable.from(
    commands.registerCommand('shardlens.showOutput', () => output.show()),
    commands.registerCommand('shardlens.restartServer', () => client.restart()),
  )
