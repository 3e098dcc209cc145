// Features that write text: completion and formatting of tactics files.
import type { CompletionItem, TextEdit } from 'vscode-languageserver/node'
import { completeTactics } from '../../ide/completion/completeTactics'
import { formatTactics } from '../../tactics/formatTactics'
import type { CompletionLists } from '../completionItems'
import { createCompletionLists } from '../completionItems'
import { rangeOf, textPositionsOf } from '../convert'
import type { Asked, FeatureHost } from '../featureHost'
import { guarded } from '../featureHost'

export function registerWriting(host: FeatureHost): void {
  const { connection } = host
  const lists = createCompletionLists()
  connection.onCompletion(guarded(host, [], (asked) => completionsAt(host, lists, asked)))
  connection.onCompletionResolve((item) => lists.resolve(item))
  connection.onDocumentFormatting(guarded(host, [], ({ textDocument }) => formatOf(host, textDocument.uri)))
}

/** Names of includes are completed like the file's own. */
async function completionsAt(
  host: FeatureHost,
  lists: CompletionLists,
  { textDocument, position }: Asked,
): Promise<CompletionItem[]> {
  const view = await host.views.find(textDocument.uri)
  if (view === undefined) return []
  const { text } = view.source
  const positions = textPositionsOf(text)
  const { model, snapshot, deviceFile } = view.session?.result ?? {}
  const known = { file: view.file, model, snapshot, devices: deviceFile?.devices ?? [] }
  const completions = completeTactics(await host.views.parser(), text, positions.offset(position), known)
  return lists.show(completions, positions, host.editor().isCode)
}

async function formatOf(host: FeatureHost, uri: string): Promise<TextEdit[]> {
  const view = await host.views.find(uri)
  if (view === undefined) return []
  const { text } = view.source
  const formatted = formatTactics(text, await host.views.parser())
  if (formatted === text) return []
  return [{ range: rangeOf({ start: 0, end: text.length }, textPositionsOf(text)), newText: formatted }]
}
