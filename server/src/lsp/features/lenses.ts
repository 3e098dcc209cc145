// Code lenses: totals over functions and loops of models, schedules of tactics files.
import type { CodeLens } from 'vscode-languageserver/node'
import type { Lens } from '../../ide/modelLenses'
import { modelLenses } from '../../ide/modelLenses'
import { searchLenses } from '../../ide/searchLenses'
import type { LensFigures } from '../../ide/tacticsLenses'
import { tacticsLenses } from '../../ide/tacticsLenses'
import { deviceCount } from '../../sharding/mesh'
import type { Positions } from '../convert'
import { rangeOf, textPositionsOf } from '../convert'
import type { FeatureHost } from '../featureHost'
import { currentModel, guarded } from '../featureHost'
import type { TacticsView } from '../tacticsViews'

export function registerLenses(host: FeatureHost): void {
  host.connection.onCodeLens(guarded(host, [], ({ textDocument }) => lensesOf(host, textDocument.uri)))
}

async function lensesOf(host: FeatureHost, uri: string): Promise<CodeLens[]> {
  const view = await host.views.find(uri)
  if (view !== undefined) {
    const positions = textPositionsOf(view.source.text)
    host.workspace.findRunner(uri)?.noteEarly()
    const { snapshot } = view.session?.result ?? {}
    const ofSearches = snapshot === undefined ? [] : searchLenses(view.own, snapshot, host.searchStatus)
    return [...tacticsLenses(view.own, figuresOf(view)), ...ofSearches].map((lens) =>
      toLens(lens, positions, host, uri),
    )
  }
  const model = currentModel(host, uri)
  if (model?.view.figures === undefined) return []
  return modelLenses(model.view.model, model.view.figures).map((lens) => toLens(lens, model.positions, host, uri))
}

function figuresOf({ session }: TacticsView): LensFigures | undefined {
  const { active, applied = 0, mesh } = session?.result?.snapshot ?? {}
  if (active === undefined || mesh === undefined) return undefined
  return { active: active.name, tactics: active.steps.map(({ tactic }) => tactic), applied, devices: deviceCount(mesh) }
}

/** Lenses that only tell have a command without a name, which editors show as plain text. */
function toLens(lens: Lens, positions: Positions, host: FeatureHost, uri: string): CodeLens {
  const { span, title, action, place } = lens
  const isOffered = action !== undefined && (place !== undefined || host.editor().isCode)
  const given = argumentsOf(lens, uri)
  return {
    range: rangeOf(span, positions),
    command: {
      title,
      command: isOffered ? `shardlens.${action}` : '',
      ...(given.length === 0 ? {} : { arguments: given }),
    },
  }
}

/** Panels are given the file that the lens stands in. */
function argumentsOf({ action, argument, wish, place }: Lens, uri: string): unknown[] {
  if (place !== undefined) return [{ uri, ...place }]
  if (action === 'showCosts' || action === 'showGraph') return wish === undefined ? [uri] : [uri, wish]
  return argument === undefined ? [] : [argument]
}
