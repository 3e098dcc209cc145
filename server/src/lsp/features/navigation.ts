// Features that lead from one place to others: definitions, references, highlights, links, renaming.
import { access } from 'node:fs/promises'
import type {
  Definition,
  DocumentHighlight,
  DocumentLink,
  Location,
  LocationLink,
  ReferenceParams,
} from 'vscode-languageserver/node'
import { DocumentHighlightKind } from 'vscode-languageserver/node'
import type { Span } from '../../base/problems'
import { findEntry } from '../../engine/deviceFile'
import type { Targets } from '../../ide/definition'
import { actionsNaming, defineInTactics, definitionsOf, findAction, linksOf, sourcesOf } from '../../ide/definition'
import { defineInModel, referencesInModel } from '../../ide/modelDefinition'
import { findName, findOccurrences } from '../../ide/tacticsNames'
import { findValueAt } from '../../mlir/find'
import { sourceAt } from '../../tactics/sources'
import type { IncludeStatement, ModelStatement } from '../../tactics/syntaxTree'
import { resolveInclude } from '../../worker/readTacticsFile'
import { modelPositionsOf, textPositionsOf } from '../convert'
import type { Asked, FeatureHost } from '../featureHost'
import { currentModel, guarded, locationsIn } from '../featureHost'
import { findSharedNames } from '../sharedNames'
import type { TacticsView } from '../tacticsViews'
import { createLocator, offsetIn, ownRange } from '../tacticsViews'
import { uriOf } from '../uris'

export function registerNavigation(host: FeatureHost): void {
  const { connection } = host
  connection.onDefinition(guarded(host, [], (asked) => definitionsAt(host, asked)))
  connection.onReferences(guarded(host, [], (asked) => referencesAt(host, asked)))
  connection.onDocumentHighlight(guarded(host, [], (asked) => highlightsAt(host, asked)))
  connection.onDocumentLinks(guarded(host, [], ({ textDocument }) => linksIn(host, textDocument.uri)))
}

async function definitionsAt(host: FeatureHost, asked: Asked): Promise<Definition | LocationLink[]> {
  const { uri } = asked.textDocument
  const view = await host.views.find(uri)
  if (view === undefined) return definitionInModel(host, asked)
  host.workspace.look(uri)
  const targets = defineInTactics(view.file, offsetIn(view, asked.position), view.session?.result?.model)
  if (targets === undefined) return []
  const locations = await placesOf(host, view, targets)
  const origin = ownRange(view, targets.origin)
  if (origin === undefined || !host.editor().takesLinks) return locations
  return locations.map(({ uri: targetUri, range }) => ({
    originSelectionRange: origin,
    targetUri,
    targetRange: range,
    targetSelectionRange: range,
  }))
}

async function placesOf(host: FeatureHost, view: TacticsView, targets: Targets): Promise<Location[]> {
  switch (targets.kind) {
    case 'tactics':
      return targets.spans.map(createLocator(view, host.workspace))
    case 'model':
      return placesInModel(host, view, targets.spans)
    case 'device':
      return placesInDeviceFile(view, targets.name)
    case 'file': {
      const path = pathIn(view, targets.statement)
      const start = { line: 0, character: 0 }
      return (await exists(path)) ? [{ uri: host.workspace.addressOf(path), range: { start, end: start } }] : []
    }
  }
}

function placesInDeviceFile({ session }: TacticsView, name: string): Location[] {
  const { path, text } = session?.result?.deviceFile ?? { path: '', text: '' }
  const span = findEntry(text, name)
  return span === undefined ? [] : locationsIn(uriOf(path), [span], textPositionsOf(text))
}

/** The file that a statement names; paths are relative to the file that holds them. */
const pathIn = ({ sources }: TacticsView, { path, span }: ModelStatement | IncludeStatement): string =>
  resolveInclude(sourceAt(sources, span.start).path, path)

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

function placesInModel(host: FeatureHost, { session }: TacticsView, spans: readonly Span[]): Location[] {
  const { model, modelPath } = session?.result ?? {}
  if (model === undefined || modelPath === undefined) return []
  const uri = host.workspace.addressOf(modelPath)
  // Places of a text that was edited since would be wrong.
  if (host.workspace.viewModel(uri)?.isCurrent === false) return []
  return locationsIn(uri, spans, modelPositionsOf(model.module.columns))
}

function definitionInModel(host: FeatureHost, { textDocument: { uri }, position }: Asked): Location[] {
  const model = currentModel(host, uri)
  const span = model === undefined ? undefined : defineInModel(model.view.model, model.positions.offset(position))
  return model === undefined || span === undefined ? [] : locationsIn(uri, [span], model.positions)
}

async function referencesAt(host: FeatureHost, asked: ReferenceParams): Promise<Location[]> {
  const view = await host.views.find(asked.textDocument.uri)
  const withDefinition = asked.context.includeDeclaration
  if (view === undefined) return referencesOfValue(host, asked, withDefinition)
  const offset = offsetIn(view, asked.position)
  const { names, sessions, locate } = await findSharedNames(host, view)
  const name = findName(names, offset - view.source.start)
  if (name !== undefined) {
    return findOccurrences(name, view.source.path, sessions)
      .filter(({ isDefinition }) => withDefinition || !isDefinition)
      .map(locate)
  }
  const action = findAction(view.file, offset)
  const model = view.session?.result?.model
  if (action === undefined || model === undefined) return []
  const patterns = actionsNaming(view.file, sourcesOf(action, model), model).map(createLocator(view, host.workspace))
  return withDefinition ? [...placesInModel(host, view, definitionsOf(action, model)), ...patterns] : patterns
}

/** Uses in the model, and the patterns of the tactics shown with it that name the value. */
async function referencesOfValue(host: FeatureHost, asked: Asked, withDefinition: boolean): Promise<Location[]> {
  const { uri } = asked.textDocument
  const model = currentModel(host, uri)
  if (model === undefined) return []
  const offset = model.positions.offset(asked.position)
  const spans = referencesInModel(model.view.model, offset).slice(withDefinition ? 0 : 1)
  const uses = locationsIn(uri, spans, model.positions)
  const value = findValueAt(model.view.model.module.columns, offset)
  const view = value < 0 ? undefined : await host.views.ofModel(uri)
  if (view === undefined) return uses
  const patterns = actionsNaming(view.file, new Set([value]), model.view.model)
  return [...uses, ...patterns.map(createLocator(view, host.workspace))]
}

const mostHighlights = 2000

/** Asked wherever the cursor goes: so it also tells which tactics file a person looks at. */
async function highlightsAt(
  host: FeatureHost,
  { textDocument: { uri }, position }: Asked,
): Promise<DocumentHighlight[]> {
  const view = await host.views.find(uri)
  if (view === undefined) return highlightsInModel(host, { textDocument: { uri }, position })
  host.workspace.look(uri)
  const { names, locate } = await findSharedNames(host, view)
  const name = findName(names, offsetIn(view, position) - view.source.start)
  if (name === undefined) return []
  return names
    .filter((one) => one.kind === name.kind && one.text === name.text)
    .map((one) => ({ range: locate({ ...one, path: view.source.path }).range, kind: kindOf(one.isDefinition) }))
}

const kindOf = (isDefinition: boolean): DocumentHighlightKind =>
  isDefinition ? DocumentHighlightKind.Write : DocumentHighlightKind.Read

function highlightsInModel(host: FeatureHost, { textDocument: { uri }, position }: Asked): DocumentHighlight[] {
  const model = currentModel(host, uri)
  if (model === undefined) return []
  const spans = referencesInModel(model.view.model, model.positions.offset(position)).slice(0, mostHighlights)
  return locationsIn(uri, spans, model.positions).map(({ range }, i) => ({ range, kind: kindOf(i === 0) }))
}

async function linksIn(host: FeatureHost, uri: string): Promise<DocumentLink[]> {
  const view = await host.views.find(uri)
  if (view === undefined) return []
  return linksOf(view.file).flatMap((statement) => {
    const range = ownRange(view, statement.pathSpan)
    return range === undefined ? [] : [{ range, target: uriOf(pathIn(view, statement)) }]
  })
}
