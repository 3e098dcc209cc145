// Features that show figures: inlay hints and hovers, of tactics files and models.
import type { Hover, InlayHint, Range } from 'vscode-languageserver/node'
import { MarkupKind } from 'vscode-languageserver/node'
import { definitionsOf, findAction } from '../../ide/definition'
import { modelHints } from '../../ide/modelHints'
import { modelHover } from '../../ide/modelHover'
import { tacticsHints } from '../../ide/tacticsHints'
import { plainHover } from '../../ide/plainHover'
import { keywordHover, tacticsHover } from '../../ide/tacticsHover'
import { modelPositionsOf, rangeOf, textPositionsOf, toHover, toInlayHint } from '../convert'
import type { Asked, FeatureHost } from '../featureHost'
import { currentModel, guarded } from '../featureHost'
import { presentationOf } from '../presentation'
import type { TacticsView } from '../tacticsViews'
import { offsetIn } from '../tacticsViews'
import { pythonHintsOf, pythonHoverAt } from './python'

export function registerFigures(host: FeatureHost): void {
  const { connection } = host
  connection.languages.inlayHint.on(
    guarded(host, [], ({ textDocument, range }) => hintsOf(host, textDocument.uri, range)),
  )
  connection.languages.inlayHint.resolve((hint) => resolveHint(host, hint))
  connection.onHover(guarded(host, null, (asked) => hoverAt(host, asked)))
}

async function hintsOf(host: FeatureHost, uri: string, range: Range): Promise<InlayHint[]> {
  const document = host.documents.get(uri)
  if (document === undefined) return []
  if (document.languageId === 'python') return pythonHintsOf(host, document, range)
  if (document.languageId !== 'tactics') return modelHintsOf(host, uri, range)
  return host.settings().inlayHints.tactics === 'off' ? [] : tacticsHintsOf(host, uri)
}

async function tacticsHintsOf(host: FeatureHost, uri: string): Promise<InlayHint[]> {
  const runner = host.workspace.findRunner(uri)
  await runner?.firstShown()
  runner?.noteEarly()
  const result = runner?.session.first ?? runner?.session.result
  const source = result?.sources.find(({ path }) => path === host.workspace.pathOf(uri))
  if (result?.snapshot === undefined || result.model === undefined || source === undefined) return []
  // Hints of an older text would stand at wrong places: the next analysis asks the editor to come again.
  if (source.text !== host.documents.get(uri)?.getText()) return []
  const positions = textPositionsOf(source.text)
  const { searchStatus: statusOf } = host
  const options = { start: source.start, level: host.settings().inlayHints.tactics, statusOf }
  return tacticsHints(result.snapshot, result.model, source.text, options).map((hint) =>
    toInlayHint(hint, positions, hint.about === undefined ? undefined : { uri, about: hint.about }),
  )
}

/** The tooltip is the hover of what the hint is about; a count leads to the first argument that it counts. */
function resolveHint(host: FeatureHost, hint: InlayHint): InlayHint {
  const { uri, about } = (hint.data ?? {}) as { readonly uri?: unknown; readonly about?: unknown } // ours, checked below
  if (typeof uri !== 'string' || typeof about !== 'number') return hint
  const session = host.workspace.findRunner(uri)?.session
  const { snapshot, model, modelPath } = session?.first ?? session?.result ?? {}
  if (snapshot === undefined || model === undefined || modelPath === undefined) return hint
  const text = tacticsHover(snapshot.file, about, { snapshot, model, statusOf: host.searchStatus })?.text
  const tooltip = text === undefined ? {} : { tooltip: { kind: MarkupKind.Markdown, value: text } }
  const action = typeof hint.label === 'string' ? undefined : findAction(snapshot.file, about)
  const [first] = action === undefined ? [] : definitionsOf(action, model)
  if (first === undefined || typeof hint.label === 'string') return { ...hint, ...tooltip }
  const range = rangeOf(first, modelPositionsOf(model.module.columns))
  const location = { uri: host.workspace.addressOf(modelPath), range }
  return { ...hint, ...tooltip, label: hint.label.map((part) => ({ ...part, location })) }
}

function modelHintsOf(host: FeatureHost, uri: string, range: Range): InlayHint[] {
  const level = host.settings().inlayHints.model
  const model = currentModel(host, uri)
  if (level === 'off' || model?.view.figures === undefined) return []
  const { positions } = model
  const span = { start: positions.offset(range.start), end: positions.offset(range.end) }
  return modelHints(model.view.figures.evaluation, span, level).map((hint) => toInlayHint(hint, positions))
}

async function hoverAt(host: FeatureHost, { textDocument: { uri }, position }: Asked): Promise<Hover | null> {
  const document = host.documents.get(uri)
  if (document?.languageId === 'python') return pythonHoverAt(host, document, position.line)
  const view = await host.views.find(uri)
  if (view !== undefined) {
    host.workspace.look(uri)
    return hoverInTactics(host, view, offsetIn(view, position))
  }
  const model = currentModel(host, uri)
  if (model === undefined) return null
  const hover = modelHover(
    model.view.model,
    model.positions.offset(position),
    model.view.figures,
    presentationOf(host, uri, model, host.editor().theme),
  )
  return hover === undefined ? null : toHover(hover, model.positions)
}

function hoverInTactics(host: FeatureHost, { file, source, session }: TacticsView, offset: number): Hover | null {
  const { snapshot, model } = session?.result ?? {}
  const known =
    snapshot === undefined || model === undefined ? undefined : { snapshot, model, statusOf: host.searchStatus }
  const positions = textPositionsOf(source.text)
  const figures = tacticsHover(file, offset, known) ?? (known === undefined ? plainHover(file, offset) : undefined)
  if (figures !== undefined) {
    const span = { start: figures.span.start - source.start, end: figures.span.end - source.start }
    return toHover({ ...figures, span }, positions)
  }
  const help = keywordHover(source.text, offset - source.start)
  return help === undefined ? null : toHover(help, positions)
}
