// Features that show figures: inlay hints and hovers, of tactics files and models.
import type { Hover, InlayHint, Range } from 'vscode-languageserver/node'
import { modelHints } from '../../ide/modelHints'
import { modelHover } from '../../ide/modelHover'
import { tacticsHints } from '../../ide/tacticsHints'
import { plainHover } from '../../ide/plainHover'
import { keywordHover, tacticsHover } from '../../ide/tacticsHover'
import { textPositionsOf, toHover, toInlayHint } from '../convert'
import type { Asked, FeatureHost } from '../featureHost'
import { currentModel, guarded } from '../featureHost'
import { presentationOf } from '../presentation'
import type { TacticsView } from '../tacticsViews'
import { offsetIn } from '../tacticsViews'

export function registerFigures(host: FeatureHost): void {
  const { connection } = host
  connection.languages.inlayHint.on(
    guarded(host, [], ({ textDocument, range }) => hintsOf(host, textDocument.uri, range)),
  )
  connection.onHover(guarded(host, null, (asked) => hoverAt(host, asked)))
}

async function hintsOf(host: FeatureHost, uri: string, range: Range): Promise<InlayHint[]> {
  const document = host.documents.get(uri)
  if (document === undefined) return []
  if (document.languageId !== 'tactics') return modelHintsOf(host, uri, range)
  return host.settings().inlayHints.tactics ? tacticsHintsOf(host, uri) : []
}

async function tacticsHintsOf(host: FeatureHost, uri: string): Promise<InlayHint[]> {
  const runner = host.workspace.findRunner(uri)
  await runner?.settled()
  const result = runner?.session.result
  const source = result?.sources.find(({ path }) => path === host.workspace.pathOf(uri))
  if (result?.snapshot === undefined || result.model === undefined || source === undefined) return []
  // Hints of an older text would stand at wrong places: the next analysis asks the editor to come again.
  if (source.text !== host.documents.get(uri)?.getText()) return []
  const positions = textPositionsOf(source.text)
  return tacticsHints(result.snapshot, result.model, source.text, source.start).map((hint) =>
    toInlayHint(hint, positions),
  )
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
  const view = await host.views.find(uri)
  if (view !== undefined) {
    host.workspace.look(uri)
    return hoverInTactics(view, offsetIn(view, position))
  }
  const model = currentModel(host, uri)
  if (model === undefined) return null
  const hover = modelHover(
    model.view.model,
    model.positions.offset(position),
    model.view.figures,
    presentationOf(host.workspace, uri, model, host.editor().theme),
  )
  return hover === undefined ? null : toHover(hover, model.positions)
}

function hoverInTactics({ file, source, session }: TacticsView, offset: number): Hover | null {
  const { snapshot, model } = session?.result ?? {}
  const known = snapshot === undefined || model === undefined ? undefined : { snapshot, model }
  const positions = textPositionsOf(source.text)
  const figures = tacticsHover(file, offset, known) ?? (known === undefined ? plainHover(file, offset) : undefined)
  if (figures !== undefined) {
    const span = { start: figures.span.start - source.start, end: figures.span.end - source.start }
    return toHover({ ...figures, span }, positions)
  }
  const help = keywordHover(source.text, offset - source.start)
  return help === undefined ? null : toHover(help, positions)
}
