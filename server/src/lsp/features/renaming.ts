// Renaming tactics, schedules and axes over all files that share them.
import type { Range, RenameParams, TextEdit, WorkspaceEdit } from 'vscode-languageserver/node'
import { ErrorCodes, ResponseError } from 'vscode-languageserver/node'
import { renameName } from '../../ide/rename'
import type { Occurrence } from '../../ide/tacticsNames'
import { findName } from '../../ide/tacticsNames'
import type { Asked, FeatureHost } from '../featureHost'
import { guarded } from '../featureHost'
import type { SharedNames } from '../sharedNames'
import { findSharedNames } from '../sharedNames'
import type { TacticsView } from '../tacticsViews'
import { offsetIn } from '../tacticsViews'

export function registerRenaming(host: FeatureHost): void {
  const { connection } = host
  connection.onPrepareRename(guarded(host, null, (asked) => prepareRename(host, asked)))
  connection.onRenameRequest(guarded(host, null, (asked) => rename(host, asked)))
}

interface Renamed {
  readonly view: TacticsView
  readonly shared: SharedNames
  readonly name: Occurrence
}

/** Throws the answer that the editor shows when nothing here can be renamed. */
async function findRenamed(host: FeatureHost, { textDocument, position }: Asked): Promise<Renamed> {
  const view = await host.views.find(textDocument.uri)
  if (view !== undefined) {
    const shared = await findSharedNames(host, view)
    const name = findName(shared.names, offsetIn(view, position) - view.source.start)
    if (name !== undefined) return { view, shared, name }
  }
  throw refusal('only the names of tactics, schedules and mesh axes can be renamed')
}

const refusal = (message: string): ResponseError => new ResponseError(ErrorCodes.InvalidRequest, message)

async function prepareRename(host: FeatureHost, asked: Asked): Promise<{ range: Range; placeholder: string }> {
  const { view, shared, name } = await findRenamed(host, asked)
  return { range: shared.locate({ ...name, path: view.source.path }).range, placeholder: name.text }
}

async function rename(host: FeatureHost, asked: RenameParams): Promise<WorkspaceEdit> {
  const { view, shared, name } = await findRenamed(host, asked)
  const { sessions } = shared
  const renaming = renameName(name, asked.newName, view.source.path, { sessions, parser: await host.views.parser() })
  if (renaming.kind === 'refused') throw refusal(renaming.message)
  const changes: Record<string, TextEdit[]> = {}
  for (const place of renaming.places) {
    const { uri, range } = shared.locate(place)
    changes[uri] = [...(changes[uri] ?? []), { range, newText: asked.newName }]
  }
  return { changes }
}
