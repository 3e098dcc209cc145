// Features that show how a text is built: symbols, folds, selection ranges, semantic tokens.
import type {
  DocumentSymbol,
  FoldingRange,
  Position,
  Range,
  SelectionRange,
  SemanticTokens,
  SymbolInformation,
} from 'vscode-languageserver/node'
import { FoldingRangeKind, SemanticTokensBuilder } from 'vscode-languageserver/node'
import type { Fold } from '../../ide/folds'
import { modelFolds, tacticsFolds } from '../../ide/folds'
import { modelSymbols } from '../../ide/modelSymbols'
import { selectInModel, selectInTactics } from '../../ide/selectionSpans'
import { tacticsTokens, tokenModifiers, tokenTypes } from '../../ide/semanticTokens'
import { tacticsSymbols } from '../../ide/tacticsSymbols'
import type { WorkspaceSymbol } from '../../ide/workspaceSymbols'
import { findArguments, findNamesInFiles } from '../../ide/workspaceSymbols'
import type { Span } from '../../base/problems'
import type { Positions } from '../convert'
import { modelPositionsOf, rangeOf, textPositionsOf, toSymbol, toSymbolKind } from '../convert'
import type { FeatureHost } from '../featureHost'
import { currentModel, guarded, modelWhenRead } from '../featureHost'
import { listNamedFiles } from '../sharedNames'

export function registerStructure(host: FeatureHost): void {
  const { connection } = host
  const { semanticTokens } = connection.languages
  connection.onDocumentSymbol(guarded(host, [], ({ textDocument }) => symbolsOf(host, textDocument.uri)))
  connection.onWorkspaceSymbol(guarded(host, [], ({ query }) => findSymbols(host, query)))
  connection.onFoldingRanges(guarded(host, [], ({ textDocument }) => foldsOf(host, textDocument.uri)))
  connection.onSelectionRanges(
    guarded(host, [], ({ textDocument, positions }) => selectionsAt(host, textDocument.uri, positions)),
  )
  semanticTokens.on(guarded(host, { data: [] }, ({ textDocument }) => tokensOf(host, textDocument.uri)))
  semanticTokens.onRange(
    guarded(host, { data: [] }, ({ textDocument, range }) => tokensOf(host, textDocument.uri, range)),
  )
}

async function symbolsOf(host: FeatureHost, uri: string): Promise<DocumentSymbol[]> {
  const view = await host.views.find(uri)
  if (view !== undefined) {
    const { text } = view.source
    return tacticsSymbols(view.own, text).map((symbol) => toSymbol(symbol, textPositionsOf(text)))
  }
  const model = await modelWhenRead(host, uri)
  if (model === undefined) return []
  return modelSymbols(model.view.model).map((symbol) => toSymbol(symbol, model.positions))
}

async function findSymbols(host: FeatureHost, query: string): Promise<SymbolInformation[]> {
  const { files, locate } = await listNamedFiles(host)
  const inform = ({ name, kind }: WorkspaceSymbol, location: SymbolInformation['location']): SymbolInformation => ({
    name,
    kind: toSymbolKind(kind),
    location,
  })
  const names = findNamesInFiles(query, files).map((symbol) => inform(symbol, locate(symbol)))
  const parameters = host.workspace.loadedModels().flatMap(({ model, path }) => {
    const uri = host.workspace.addressOf(path)
    // Places of a text that was edited since would be wrong.
    if (host.workspace.viewModel(uri)?.isCurrent === false) return []
    const positions = modelPositionsOf(model.module.columns)
    return findArguments(query, model, path).map((one) => inform(one, { uri, range: rangeOf(one.span, positions) }))
  })
  return [...names, ...parameters]
}

async function foldsOf(host: FeatureHost, uri: string): Promise<FoldingRange[]> {
  const view = await host.views.find(uri)
  if (view !== undefined) return tacticsFolds(view.own, view.source.text).map(toFold)
  const model = await modelWhenRead(host, uri)
  return model === undefined ? [] : modelFolds(model.view.model.module.columns).map(toFold)
}

const toFold = ({ startLine, endLine, kind }: Fold): FoldingRange =>
  kind === undefined ? { startLine, endLine } : { startLine, endLine, kind: FoldingRangeKind.Comment }

async function selectionsAt(host: FeatureHost, uri: string, places: readonly Position[]): Promise<SelectionRange[]> {
  const view = await host.views.find(uri)
  if (view !== undefined) {
    const { text } = view.source
    const positions = textPositionsOf(text)
    const parser = await host.views.parser()
    return places.map((place) => nest(selectInTactics(parser, text, positions.offset(place)), positions))
  }
  const model = currentModel(host, uri)
  if (model === undefined) return []
  const { positions } = model
  return places.map((place) => nest(selectInModel(model.view.model, positions.offset(place)), positions))
}

/** Innermost first; the file itself is always there. */
function nest(spans: readonly Span[], positions: Positions): SelectionRange {
  const whole: SelectionRange = { range: rangeOf(spans.at(-1) ?? { start: 0, end: 0 }, positions) }
  return spans
    .slice(0, -1)
    .reduceRight<SelectionRange>((parent, span) => ({ range: rangeOf(span, positions), parent }), whole)
}

async function tokensOf(host: FeatureHost, uri: string, range?: Range): Promise<SemanticTokens> {
  const view = await host.views.find(uri)
  if (view === undefined) return { data: [] }
  const { text } = view.source
  const positions = textPositionsOf(text)
  const span = range && { start: positions.offset(range.start), end: positions.offset(range.end) }
  const builder = new SemanticTokensBuilder()
  for (const { start, end, type, modifiers } of tacticsTokens(await host.views.parser(), text, span)) {
    const { line, character } = positions.at(start)
    const bits = modifiers.reduce((all, modifier) => all | (1 << tokenModifiers.indexOf(modifier)), 0)
    builder.push(line, character, end - start, tokenTypes.indexOf(type), bits)
  }
  return builder.build()
}
