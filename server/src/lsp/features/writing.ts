// Features that write text: completion and formatting of tactics files.
import { readdir } from 'node:fs/promises'
import { basename, dirname, resolve } from 'node:path'
import type { CompletionItem, TextEdit } from 'vscode-languageserver/node'
import { completeTactics } from '../../ide/completion/completeTactics'
import type { FolderEntry } from '../../ide/completion/files'
import { findTypedFile } from '../../ide/completion/files'
import type { FormatEdit } from '../../tactics/formatRange'
import { formatClosed, formatStatements } from '../../tactics/formatRange'
import { formatTactics } from '../../tactics/formatTactics'
import type { TacticsParser } from '../../tactics/syntaxNodes'
import type { CompletionLists } from '../completionItems'
import { createCompletionLists } from '../completionItems'
import type { Positions } from '../convert'
import { rangeOf, textPositionsOf } from '../convert'
import type { Asked, FeatureHost } from '../featureHost'
import { guarded } from '../featureHost'

export function registerWriting(host: FeatureHost): void {
  const { connection } = host
  const lists = createCompletionLists()
  connection.onCompletion(guarded(host, [], (asked) => completionsAt(host, lists, asked)))
  connection.onCompletionResolve((item) => lists.resolve(item))
  connection.onDocumentFormatting(guarded(host, [], ({ textDocument }) => formatOf(host, textDocument.uri)))
  connection.onDocumentRangeFormatting(
    guarded(host, [], ({ textDocument: { uri }, range }) =>
      formatSome(host, uri, (text, parser, positions) =>
        formatStatements(text, parser, { start: positions.offset(range.start), end: positions.offset(range.end) }),
      ),
    ),
  )
  connection.onDocumentOnTypeFormatting(
    guarded(host, [], ({ textDocument: { uri }, position }) =>
      formatSome(host, uri, (text, parser, positions) => formatClosed(text, parser, positions.offset(position))),
    ),
  )
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
  const parser = await host.views.parser()
  const file = findTypedFile(parser, text, positions.offset(position))
  if (file !== undefined) {
    const folder = resolve(dirname(view.source.path), file.folder)
    const own = folder === dirname(view.source.path) ? basename(view.source.path) : undefined
    return lists.show(file.complete(await listFolder(folder), own), positions, host.editor().isCode)
  }
  const { model, snapshot, deviceFile } = view.session?.result ?? {}
  const known = { file: view.file, model, snapshot, devices: deviceFile?.devices ?? [] }
  const completions = completeTactics(parser, text, positions.offset(position), known)
  return lists.show(completions, positions, host.editor().isCode)
}

/** Nothing where it cannot be listed: a half-typed name is no fault. */
async function listFolder(folder: string): Promise<readonly FolderEntry[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true })
    return entries.slice(0, mostEntries).map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() }))
  } catch {
    return []
  }
}

const mostEntries = 2_000

async function formatOf(host: FeatureHost, uri: string): Promise<TextEdit[]> {
  const view = await host.views.find(uri)
  if (view === undefined) return []
  const { text } = view.source
  const formatted = formatTactics(text, await host.views.parser())
  if (formatted === text) return []
  return [{ range: rangeOf({ start: 0, end: text.length }, textPositionsOf(text)), newText: formatted }]
}

async function formatSome(
  host: FeatureHost,
  uri: string,
  edit: (text: string, parser: TacticsParser, positions: Positions) => readonly FormatEdit[],
): Promise<TextEdit[]> {
  const view = await host.views.find(uri)
  if (view === undefined) return []
  const positions = textPositionsOf(view.source.text)
  const edits = edit(view.source.text, await host.views.parser(), positions)
  return edits.map(({ span, newText }) => ({ range: rangeOf(span, positions), newText }))
}
