// Keeps the newest status of every tactics file, and tells which of them belongs to the text in front.
import { Disposable, type Event, EventEmitter, Uri, window } from 'vscode'
import type { LanguageClient } from 'vscode-languageclient/node'
import { type StatusParams, statusNotification } from '../../../server/src/protocol/status'
import { languages } from '../client'

export interface StatusTracker extends Disposable {
  /** Status for the editor in front: of its own file, or of the tactics file last seen that names the model. */
  readonly findCurrent: () => StatusParams | undefined
  /** Fires when `findCurrent` may answer otherwise. */
  readonly onDidChange: Event<void>
}

/** Listens to the server's status notifications for as long as the client lives. */
export function trackStatus(client: LanguageClient): StatusTracker {
  const statuses = new Map<string, StatusParams>()
  const changed = new EventEmitter<void>()
  const subscriptions = Disposable.from(
    changed,
    client.onNotification(statusNotification, (status: StatusParams) => {
      const key = normalise(status.uri)
      // The file last heard of comes last, so that a model shared by several files shows that one.
      statuses.delete(key)
      statuses.set(key, status)
      changed.fire()
    }),
    window.onDidChangeActiveTextEditor(() => changed.fire()),
  )
  return {
    findCurrent: () => findFor(statuses),
    onDidChange: changed.event,
    dispose: () => void subscriptions.dispose(),
  }
}

function findFor(statuses: ReadonlyMap<string, StatusParams>): StatusParams | undefined {
  const document = window.activeTextEditor?.document
  if (document === undefined || !languages.includes(document.languageId)) return undefined
  const uri = document.uri.toString()
  return (
    statuses.get(uri) ??
    [...statuses.values()].findLast(({ modelUri }) => modelUri !== undefined && normalise(modelUri) === uri)
  )
}

/** Servers and the editor escape characters of addresses differently. */
const normalise = (uri: string): string => Uri.parse(uri).toString()
