// Code lenses: totals over functions and loops of models, schedules of tactics files.
import type { CodeLens } from 'vscode-languageserver/node'
import type { Lens } from '../../ide/modelLenses'
import { modelLenses } from '../../ide/modelLenses'
import { tacticsLenses } from '../../ide/tacticsLenses'
import type { Positions } from '../convert'
import { rangeOf, textPositionsOf } from '../convert'
import type { FeatureHost } from '../featureHost'
import { currentModel, guarded } from '../featureHost'

export function registerLenses(host: FeatureHost): void {
  host.connection.onCodeLens(guarded(host, [], ({ textDocument }) => lensesOf(host, textDocument.uri)))
}

async function lensesOf(host: FeatureHost, uri: string): Promise<CodeLens[]> {
  const view = await host.views.find(uri)
  if (view !== undefined) {
    const active = view.session?.result?.snapshot?.active?.name
    const positions = textPositionsOf(view.source.text)
    return tacticsLenses(view.own, active).map((lens) => toLens(lens, positions, host))
  }
  const model = currentModel(host, uri)
  if (model?.view.figures === undefined) return []
  return modelLenses(model.view.model, model.view.figures).map((lens) => toLens(lens, model.positions, host))
}

/** Lenses that only tell have a command without a name, which editors show as plain text. */
function toLens({ span, title, action, argument }: Lens, positions: Positions, host: FeatureHost): CodeLens {
  const isOffered = action !== undefined && host.editor().isCode
  const given = argument === undefined ? {} : { arguments: [argument] }
  return {
    range: rangeOf(span, positions),
    command: { title, command: isOffered ? `shardlens.${action}` : '', ...given },
  }
}
