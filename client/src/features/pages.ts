// Pages that the server writes, shown as rendered Markdown beside the text, and kept up to date while they are open.
import { commands, Disposable, EventEmitter, Uri, window, workspace } from 'vscode'
import type { LanguageClient } from 'vscode-languageclient/node'
import { type CompareParams, compareRequest } from '../../../server/src/protocol/pages'
import { loadFile, nameOf } from './files'
import type { StatusTracker } from './trackStatus'

const scheme = 'shardlens'

/** Registers `shardlens.compareSchedules`, which takes the address of a tactics file or the one in front, and serves its page. */
export function registerPages(client: LanguageClient, tracker: StatusTracker): Disposable {
  const changed = new EventEmitter<Uri>()
  return Disposable.from(
    changed,
    workspace.registerTextDocumentContentProvider(scheme, {
      onDidChange: changed.event,
      provideTextDocumentContent: async ({ query }) => {
        // The server forgets a file when its last editor is closed, and what is compared here may be all that is left of it.
        if (!(await loadFile(query))) return `${nameOf(query)} is gone.\n`
        const params: CompareParams = { uri: query }
        const page = await client.sendRequest<string | null>(compareRequest, params)
        return page ?? 'There are no figures to compare: the problems of the tactics file say why.\n'
      },
    }),
    tracker.onDidChange(() => {
      for (const { uri } of workspace.textDocuments) if (uri.scheme === scheme) changed.fire(uri)
    }),
    commands.registerCommand('shardlens.compareSchedules', async (address?: unknown) => {
      const uri = typeof address === 'string' ? address : tracker.findCurrent()?.uri
      if (uri === undefined) {
        void window.showInformationMessage('Open a .tactics file, or a model that one names, to compare its schedules.')
        return
      }
      const page = Uri.from({ scheme, path: `/Schedules of ${nameOf(uri)}.md`, query: uri })
      await workspace.openTextDocument(page)
      await commands.executeCommand('markdown.showPreviewToSide', page)
    }),
  )
}
