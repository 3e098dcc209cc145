// The connection to the language server, which runs in a process of its own.
import { type ExtensionContext, type LogOutputChannel, Uri, workspace } from 'vscode'
import { LanguageClient, type LanguageClientOptions, type NodeModule, TransportKind } from 'vscode-languageclient/node'

/** Languages that the server answers for, as package.json names them. */
export const languages = ['tactics', 'mlir']

/** A client that is ready to start. Its id is also the section of the settings that it sends. */
export function createClient(context: ExtensionContext, output: LogOutputChannel): LanguageClient {
  const server: NodeModule = {
    module: Uri.joinPath(context.extensionUri, 'dist', 'server.js').fsPath,
    transport: TransportKind.ipc,
    // A young generation of its default size holds tens of megabytes of garbage that nobody needs.
    options: { execArgv: ['--max-semi-space-size=4'] },
  }
  const watcher = workspace.createFileSystemWatcher('**/*.{mlir,tactics,devices.json}')
  context.subscriptions.push(watcher)
  const options: LanguageClientOptions = {
    // Models are read from disk, so only files have figures; the editor of a remote folder runs us beside the files.
    documentSelector: [
      ...languages.map((language) => ({ scheme: 'file', language })),
      // A strategy that was not saved yet finds its model from the first folder.
      { scheme: 'untitled', language: 'tactics' },
    ],
    outputChannel: output,
    synchronize: { configurationSection: 'shardlens', fileEvents: watcher },
    // Hovers have icons; links that run commands, and HTML, are not let in: texts of models end up in them.
    markdown: { supportThemeIcons: true, supportHtml: false, isTrusted: false },
    initializationOptions: workspace.getConfiguration('shardlens'),
  }
  return new LanguageClient('shardlens', 'Shardlens', server, options)
}
