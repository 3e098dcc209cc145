// Code lenses of models: totals over functions and loops.
import type { CodeLens } from 'vscode-languageserver/node'
import type { Lens } from '../../ide/modelLenses'
import { modelLenses } from '../../ide/modelLenses'
import type { Positions } from '../convert'
import { rangeOf } from '../convert'
import type { FeatureHost } from '../featureHost'
import { currentModel, guarded } from '../featureHost'

export function registerLenses(host: FeatureHost): void {
  host.connection.onCodeLens(guarded(host, [], ({ textDocument }) => lensesOf(host, textDocument.uri)))
}

function lensesOf(host: FeatureHost, uri: string): CodeLens[] {
  const model = currentModel(host, uri)
  if (model?.view.figures === undefined) return []
  return modelLenses(model.view.model, model.view.figures).map((lens) => toLens(lens, model.positions, host))
}

/** Lenses that only tell have a command without a name, which editors show as plain text. */
function toLens({ span, title, action }: Lens, positions: Positions, host: FeatureHost): CodeLens {
  const isOffered = action !== undefined && host.editor().isCode
  return { range: rangeOf(span, positions), command: { title, command: isOffered ? `shardlens.${action}` : '' } }
}
