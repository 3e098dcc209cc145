// What panels ask of the editor, carried out by the editor's own means: requests, texts, files, clipboard, commands.
import {
  CancellationTokenSource,
  commands,
  env,
  type LogOutputChannel,
  Uri,
  type ViewColumn,
  window,
  workspace,
} from 'vscode'
import type { LanguageClient } from 'vscode-languageclient/node'
import type { PanelCommand } from '../../../server/src/protocol/panels'
import type { PageEnd } from './pageGroup'
import type { PanelContext, PanelTarget, PinStore, SavedFile } from './panelContext'
import { isThere, locate, showPlace } from './revealText'

const noticeMilliseconds = 4_000

const commandNames: Readonly<Record<PanelCommand, string>> = {
  newTacticsFile: 'shardlens.newTacticsFile',
  createExample: 'shardlens.createExample',
  showGraph: 'shardlens.showGraph',
  showCosts: 'shardlens.showCosts',
  stopAnalysis: 'shardlens.stopAnalysis',
  showOutput: 'shardlens.showOutput',
  showProblems: 'workbench.actions.view.problems',
}

interface Surroundings {
  readonly client: LanguageClient
  readonly target: PanelTarget
  readonly pins: PinStore
  readonly output: LogOutputChannel
}

/** `columnOf`: the group of the editor area that a page stands in; undefined for one in the side bar. */
export function createPanelContext(
  { client, target, pins, output }: Surroundings,
  columnOf: (page: PageEnd) => ViewColumn | undefined,
): PanelContext {
  const ask = createAsk(client)
  return {
    target,
    ask,
    reveal: async (place, page) => {
      const found = await locate(target, ask, place)
      if (found !== undefined && (await isThere(found)))
        return showPlace(found, { panelColumn: columnOf(page), isOpened: place.isOpened === true })
      notify('There is no such place any more')
    },
    pins,
    save: (file) => save(file, target.uri()),
    copy: async (text) => {
      await env.clipboard.writeText(text)
      notify('Copied')
    },
    run: (command) => void commands.executeCommand(commandNames[command]),
    log: (text) => output.warn(text),
  }
}

const notify = (text: string): void => void window.setStatusBarMessage(`Shardlens: ${text}`, noticeMilliseconds)

/** Waits for a server that is being started. */
function createAsk(client: LanguageClient): PanelContext['ask'] {
  return async <Answer>(method: string, params: object, signal?: AbortSignal): Promise<Answer> => {
    const source = new CancellationTokenSource()
    const cancel = (): void => source.cancel()
    signal?.addEventListener('abort', cancel)
    try {
      return await client.sendRequest<Answer>(method, params, source.token)
    } finally {
      signal?.removeEventListener('abort', cancel)
      source.dispose()
    }
  }
}

/** Asks for the place; the name is a proposal. */
async function save({ name, data, isBinary }: SavedFile, beside: string | undefined): Promise<void> {
  const fileName = name.replace(/[^\w.-]+/g, '-')
  const folder = beside === undefined ? undefined : Uri.joinPath(Uri.parse(beside), '..')
  const start = folder?.scheme === 'file' ? folder : workspace.workspaceFolders?.[0]?.uri
  const chosen = await window.showSaveDialog({
    title: 'Shardlens: Export',
    ...(start === undefined ? {} : { defaultUri: Uri.joinPath(start, fileName) }),
  })
  if (chosen === undefined) return
  await workspace.fs.writeFile(chosen, Buffer.from(data, isBinary ? 'base64' : 'utf8'))
  notify(`${workspace.asRelativePath(chosen)} was written`)
}
