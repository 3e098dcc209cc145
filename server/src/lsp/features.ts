// Editor requests, one handler each: what is asked is looked up in the snapshots, and nothing here waits for an analysis
// but hints of a text that is being analysed.
import type { TextDocument } from 'vscode-languageserver-textdocument'
import type { Connection, FoldingRange, Location, Range, TextDocuments } from 'vscode-languageserver/node'
import type { Span } from '../base/problems'
import type { LoadedModel } from '../engine/analysis'
import { completeTactics } from '../ide/completion'
import { defineInModel, defineInTactics, referencesInModel } from '../ide/definition'
import { modelHints } from '../ide/modelHints'
import { modelHover } from '../ide/modelHover'
import { modelSymbols, tacticsSymbols } from '../ide/symbols'
import { tacticsHints } from '../ide/tacticsHints'
import { tacticsHover } from '../ide/tacticsHover'
import type { Settings } from '../protocol/settings'
import { formatTactics } from '../tactics/formatTactics'
import type { TacticsParser } from '../tactics/parseTactics'
import { parseTactics } from '../tactics/parseTactics'
import type { TacticsFile } from '../tactics/syntaxTree'
import { modelPositionsOf, rangeOf, textPositionsOf, toCompletionItem, toHover, toInlayHint, toSymbol } from './convert'
import type { Workspace } from './workspace'
import { uriOf } from './workspace'

export interface FeatureHost {
  readonly connection: Connection
  readonly documents: TextDocuments<TextDocument>
  readonly workspace: Workspace
  readonly settings: () => Settings
  readonly parser: () => Promise<TacticsParser>
}

/** An error inside a feature is logged and answered by nothing: the next request is served. */
const guarded =
  <P, R>(host: FeatureHost, fallback: R, handle: (params: P) => R | Promise<R>) =>
  async (params: P): Promise<R> => {
    try {
      return await handle(params)
    } catch (error) {
      host.connection.console.error(
        `internal error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      )
      return fallback
    }
  }

export function registerFeatures(host: FeatureHost): void {
  const { connection } = host
  connection.languages.inlayHint.on(
    guarded(host, [], ({ textDocument, range }) => hintsOf(host, textDocument.uri, range)),
  )
  connection.onHover(guarded(host, null, ({ textDocument, position }) => hoverAt(host, textDocument.uri, position)))
  connection.onCompletion(
    guarded(host, [], ({ textDocument, position }) => completionsAt(host, textDocument.uri, position)),
  )
  connection.onDefinition(
    guarded(host, [], ({ textDocument, position }) => definitionsAt(host, textDocument.uri, position)),
  )
  connection.onReferences(
    guarded(host, [], ({ textDocument, position }) => referencesAt(host, textDocument.uri, position)),
  )
  connection.onDocumentSymbol(guarded(host, [], ({ textDocument }) => symbolsOf(host, textDocument.uri)))
  connection.onFoldingRanges(guarded(host, [], ({ textDocument }) => foldsOf(host, textDocument.uri)))
  connection.onDocumentFormatting(guarded(host, [], ({ textDocument }) => formatOf(host, textDocument.uri)))
}

/** The tactics document with its tree as it is now. */
async function openTactics(
  host: FeatureHost,
  uri: string,
): Promise<{ document: TextDocument; text: string; file: TacticsFile } | undefined> {
  const document = host.documents.get(uri)
  if (document?.languageId !== 'tactics') return undefined
  const text = document.getText()
  return { document, text, file: parseTactics(await host.parser(), text).value }
}

const modelOf = (host: FeatureHost, uri: string): LoadedModel | undefined =>
  host.workspace.findRunner(uri)?.session.result?.model

async function hintsOf(host: FeatureHost, uri: string, range: Range) {
  const document = host.documents.get(uri)
  if (document === undefined) return []
  if (document.languageId !== 'tactics') return host.settings().inlayHints.model ? modelHintsOf(host, uri, range) : []
  const runner = host.workspace.findRunner(uri)
  if (runner === undefined || !host.settings().inlayHints.tactics) return []
  await runner.settled()
  const { result } = runner.session
  // Hints of an older text would stand at wrong places: the next analysis asks the editor to come again.
  if (
    result?.snapshot === undefined ||
    result.model === undefined ||
    result.version !== host.documents.get(uri)?.version
  )
    return []
  const positions = textPositionsOf(result.text)
  return tacticsHints(result.snapshot, result.model, result.text).map((hint) => toInlayHint(hint, positions))
}

function modelHintsOf(host: FeatureHost, uri: string, range: Range) {
  const view = host.workspace.viewModel(uri)
  if (view?.figures === undefined || !view.isCurrent) return []
  const positions = modelPositionsOf(view.model.module.columns)
  const span = { start: positions.offset(range.start), end: positions.offset(range.end) }
  return modelHints(view.figures.evaluation, span).map((hint) => toInlayHint(hint, positions))
}

async function hoverAt(host: FeatureHost, uri: string, position: Range['start']) {
  const tactics = await openTactics(host, uri)
  if (tactics !== undefined) {
    const result = host.workspace.findRunner(uri)?.session.result
    const known =
      result?.snapshot === undefined || result.model === undefined
        ? undefined
        : { snapshot: result.snapshot, model: result.model }
    const hover = tacticsHover(tactics.file, tactics.text, tactics.document.offsetAt(position), known)
    return hover === undefined ? null : toHover(hover, textPositionsOf(tactics.text))
  }
  const view = host.workspace.viewModel(uri)
  if (view === undefined || !view.isCurrent) return null
  const positions = modelPositionsOf(view.model.module.columns)
  const hover = modelHover(view.model, positions.offset(position), view.figures)
  return hover === undefined ? null : toHover(hover, positions)
}

async function completionsAt(host: FeatureHost, uri: string, position: Range['start']) {
  const tactics = await openTactics(host, uri)
  if (tactics === undefined) return []
  const positions = textPositionsOf(tactics.text)
  const completions = completeTactics(tactics.file, tactics.text, tactics.document.offsetAt(position), {
    model: modelOf(host, uri),
    devices: host.workspace.findRunner(uri)?.session.result?.deviceFile?.devices ?? [],
  })
  return completions.map((completion) => toCompletionItem(completion, positions))
}

async function definitionsAt(host: FeatureHost, uri: string, position: Range['start']): Promise<Location[]> {
  const tactics = await openTactics(host, uri)
  if (tactics === undefined) return definitionInModel(host, uri, position)
  const { session } = host.workspace.findRunner(uri) ?? {}
  const model = session?.result?.model
  const targets = defineInTactics(tactics.file, tactics.document.offsetAt(position), model)
  if (targets === undefined) return []
  const path = session?.result?.modelPath
  if (targets.file === 'tactics') return locate(uri, targets.spans, textPositionsOf(tactics.text))
  return model === undefined || path === undefined
    ? []
    : locate(uriOf(path), targets.spans, modelPositionsOf(model.module.columns))
}

const locate = (uri: string, spans: readonly Span[], positions: Parameters<typeof rangeOf>[1]): Location[] =>
  spans.map((span) => ({ uri, range: rangeOf(span, positions) }))

function definitionInModel(host: FeatureHost, uri: string, position: Range['start']): Location[] {
  const view = host.workspace.viewModel(uri)
  if (view === undefined || !view.isCurrent) return []
  const positions = modelPositionsOf(view.model.module.columns)
  const span = defineInModel(view.model, positions.offset(position))
  return span === undefined ? [] : locate(uri, [span], positions)
}

function referencesAt(host: FeatureHost, uri: string, position: Range['start']): Location[] {
  const view = host.workspace.viewModel(uri)
  if (view === undefined || !view.isCurrent) return []
  const positions = modelPositionsOf(view.model.module.columns)
  return locate(uri, referencesInModel(view.model, positions.offset(position)), positions)
}

async function symbolsOf(host: FeatureHost, uri: string) {
  const tactics = await openTactics(host, uri)
  if (tactics !== undefined)
    return tacticsSymbols(tactics.file).map((symbol) => toSymbol(symbol, textPositionsOf(tactics.text)))
  const view = host.workspace.viewModel(uri)
  if (view === undefined || !view.isCurrent) return []
  const positions = modelPositionsOf(view.model.module.columns)
  return modelSymbols(view.model).map((symbol) => toSymbol(symbol, positions))
}

async function foldsOf(host: FeatureHost, uri: string): Promise<FoldingRange[]> {
  const symbols = await symbolsOf(host, uri)
  return symbols.flatMap(({ range }) =>
    range.end.line > range.start.line ? [{ startLine: range.start.line, endLine: range.end.line }] : [],
  )
}

async function formatOf(host: FeatureHost, uri: string) {
  const tactics = await openTactics(host, uri)
  if (tactics === undefined) return []
  const formatted = formatTactics(tactics.text, await host.parser())
  if (formatted === tactics.text) return []
  return [{ range: rangeOf({ start: 0, end: tactics.text.length }, textPositionsOf(tactics.text)), newText: formatted }]
}
