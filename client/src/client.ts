// The connection to the language server, which runs in a process of its own.
import { type ExtensionContext, type LogOutputChannel, Uri, workspace } from 'vscode'
import {
  CloseAction,
  type ErrorHandler,
  ErrorAction,
  LanguageClient,
  type LanguageClientOptions,
  type Middleware,
  type NodeModule,
  TransportKind,
} from 'vscode-languageclient/node'
import { currentTheme } from './features/theme'
import { createRestartPolicy, mostRestarts } from './restarts'

/** Languages that the server answers for, as package.json names them. */
export const languages = ['tactics', 'mlir']

export interface ClientHooks {
  readonly middleware: Middleware
  /** The server died so often that it is not started again. */
  readonly onGivenUp: () => void
}

/** A client that is ready to start. Its id is also the section of the settings that it sends. */
export function createClient(
  context: ExtensionContext,
  output: LogOutputChannel,
  { middleware, onGivenUp }: ClientHooks,
): LanguageClient {
  const server: NodeModule = {
    module: Uri.joinPath(context.extensionUri, 'dist', 'server.js').fsPath,
    transport: TransportKind.ipc,
    options: {
      // A young generation of its default size holds tens of megabytes of garbage that nobody needs.
      // Collecting on threads of its own saves no time where all are busy, and a hover waits for a processor behind them.
      execArgv: ['--max-semi-space-size=4', '--single-threaded-gc'],
      // With glibc, columns of a result that is let go go back to the system at once: the server takes a third less.
      env: { MALLOC_MMAP_THRESHOLD_: '65536' },
    },
  }
  const watcher = workspace.createFileSystemWatcher('**/*.{mlir,tactics,devices.json}')
  // Models may have been traced from what comes later.
  const sources = workspace.createFileSystemWatcher('**/*.py', false, true, true)
  context.subscriptions.push(watcher, sources)
  const options: LanguageClientOptions = {
    // Models are read from disk, so only files have figures; the editor of a remote folder runs us beside the files.
    documentSelector: [
      ...languages.map((language) => ({ scheme: 'file', language })),
      // A strategy that was not saved yet finds its model from the first folder.
      { scheme: 'untitled', language: 'tactics' },
    ],
    outputChannel: output,
    synchronize: { configurationSection: 'shardlens', fileEvents: [watcher, sources] },
    // Hovers have icons; links that run commands, and HTML, are not let in: texts of models end up in them.
    markdown: { supportThemeIcons: true, supportHtml: false, isTrusted: false },
    initializationOptions: () => ({ ...workspace.getConfiguration('shardlens'), theme: currentTheme() }),
    errorHandler: createErrorHandler(output, onGivenUp),
    middleware,
  }
  return new LanguageClient('shardlens', 'Shardlens', server, options)
}

/** A server that dies is started again a few times; its documents are opened in the new one by the library. */
function createErrorHandler(output: LogOutputChannel, onGivenUp: () => void): ErrorHandler {
  const mayRestart = createRestartPolicy()
  return {
    error: (error) => {
      output.warn(`connection to the language server: ${error.message}`)
      return { action: ErrorAction.Continue, handled: true }
    },
    closed: () => {
      if (mayRestart()) {
        output.warn('the language server ended unexpectedly and is started again')
        return { action: CloseAction.Restart, handled: true }
      }
      output.error(`the language server ended unexpectedly ${mostRestarts + 1} times in three minutes`)
      onGivenUp()
      return { action: CloseAction.DoNotRestart, handled: true }
    },
  }
}
