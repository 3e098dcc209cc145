// Features that write text: completion and formatting of tactics files.
import type { CompletionItem, TextEdit } from 'vscode-languageserver/node'
import { completeTactics } from '../../ide/completion'
import { formatTactics } from '../../tactics/formatTactics'
import { rangeOf, textPositionsOf, toCompletionItem } from '../convert'
import type { Asked, FeatureHost } from '../featureHost'
import { guarded } from '../featureHost'

export function registerWriting(host: FeatureHost): void {
  const { connection } = host
  connection.onCompletion(guarded(host, [], (asked) => completionsAt(host, asked)))
  connection.onDocumentFormatting(guarded(host, [], ({ textDocument }) => formatOf(host, textDocument.uri)))
}

/** Names of includes are completed like the file's own. */
async function completionsAt(host: FeatureHost, { textDocument, position }: Asked): Promise<CompletionItem[]> {
  const view = await host.views.find(textDocument.uri)
  if (view === undefined) return []
  const { text } = view.source
  const positions = textPositionsOf(text)
  const completions = completeTactics(view.file, text, positions.offset(position), {
    model: view.session?.result?.model,
    devices: view.session?.result?.deviceFile?.devices ?? [],
  })
  return completions.map((completion) => toCompletionItem(completion, positions))
}

async function formatOf(host: FeatureHost, uri: string): Promise<TextEdit[]> {
  const view = await host.views.find(uri)
  if (view === undefined) return []
  const { text } = view.source
  const formatted = formatTactics(text, await host.views.parser())
  if (formatted === text) return []
  return [{ range: rangeOf({ start: 0, end: text.length }, textPositionsOf(text)), newText: formatted }]
}
