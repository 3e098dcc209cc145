// Texts for commands: schedules side by side, and a first tactics file for a model, open or not.
import { basename } from 'node:path'
import type { LoadedModel } from '../../engine/analysis'
import { comparisonPage } from '../../ide/comparison'
import { newTacticsText } from '../../ide/fixes/newTactics'
import type { CompareParams, NewTactics, NewTacticsParams } from '../../protocol/pages'
import { compareRequest, newTacticsRequest } from '../../protocol/pages'
import type { FeatureHost } from '../featureHost'
import { guarded } from '../featureHost'

export function registerPages(host: FeatureHost): void {
  const { connection } = host
  connection.onRequest(
    compareRequest,
    guarded(host, null, ({ uri }: CompareParams) => compare(host, uri)),
  )
  connection.onRequest(
    newTacticsRequest,
    guarded(host, null, ({ modelUri }: NewTacticsParams) => newTactics(host, modelUri)),
  )
}

async function compare({ workspace }: FeatureHost, uri: string): Promise<string | null> {
  const runner = workspace.findRunner(uri)
  await runner?.settled()
  const snapshot = runner?.session.result?.snapshot
  return runner === undefined || snapshot === undefined ? null : comparisonPage(basename(runner.session.path), snapshot)
}

async function newTactics({ workspace }: FeatureHost, modelUri: string): Promise<NewTactics | null> {
  const name = basename(workspace.pathOf(modelUri))
  const model: LoadedModel | undefined = await workspace.models.read(modelUri)
  if (model === undefined) return null
  return { text: newTacticsText(model, name), fileName: name.replace(/(\.mlir)?(\.gz)?$/, '.tactics') }
}
