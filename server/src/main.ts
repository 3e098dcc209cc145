// Entry point of the language server: `shardlens-lsp --stdio`, or as an editor's client starts it.
import { startServer } from './lsp/server'
import { letHelpersGiveWay } from './worker/priority'
import { tuneEngine } from './worker/tuneEngine'

const transports = ['--stdio', '--node-ipc', '--pipe', '--socket']
const isTransport = (argument: string): boolean => transports.some((known) => argument.startsWith(known))

if (process.argv.slice(2).some(isTransport)) {
  tuneEngine()
  letHelpersGiveWay()
  startServer()
} else {
  process.stderr.write(
    'shardlens-lsp: the language server of Shardlens, to be started by an editor: shardlens-lsp --stdio\n' +
      'Also --node-ipc, --pipe=NAME and --socket=PORT. docs/EDITORS.md says how editors are set up.\n',
  )
  process.exitCode = 2
}
