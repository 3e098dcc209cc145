// Keeps the newest status of every tactics file, and tells which of them belongs to the text in front.
import { Disposable, type Event, EventEmitter, TabInputWebview, type TextDocument, Uri, window } from 'vscode'
import { type LanguageClient, State } from 'vscode-languageclient/node'
import { type StatusParams, statusNotification } from '../../../server/src/protocol/status'
import { languages } from '../client'

export interface StatusTracker extends Disposable {
  /** Status for the editor in front: of its own file, or of the tactics file last seen that names the model. */
  readonly findCurrent: () => StatusParams | undefined
  /** The newest status of a tactics file, by its address as the editor writes it. */
  readonly find: (uri: string) => StatusParams | undefined
  /** There is no server, and none is being started. */
  readonly isStopped: () => boolean
  /** The editor in front shows a file of ours, and there is no server. */
  readonly isServerMissed: () => boolean
  /** Fires when `findCurrent` or `isServerMissed` may answer otherwise. */
  readonly onDidChange: Event<void>
}

/** Listens to the server's status notifications for as long as the client lives. */
export function trackStatus(client: LanguageClient): StatusTracker {
  const statuses = new Map<string, StatusParams>()
  const changed = new EventEmitter<void>()
  const currentDocument = trackDocument()
  let isStopped = false
  const subscriptions = Disposable.from(
    changed,
    client.onNotification(statusNotification, (status: StatusParams) => {
      const key = normalise(status.uri)
      // The file last heard of comes last, so that a model shared by several files shows that one.
      statuses.delete(key)
      statuses.set(key, status)
      changed.fire()
    }),
    client.onDidChangeState(({ newState }) => {
      isStopped = newState === State.Stopped || newState === State.StartFailed
      // Figures of a server that is gone are nobody's.
      if (newState !== State.Running) statuses.clear()
      changed.fire()
    }),
    window.onDidChangeActiveTextEditor(() => changed.fire()),
    window.tabGroups.onDidChangeTabs(() => changed.fire()),
  )
  return {
    findCurrent: () => findFor(statuses, currentDocument()),
    find: (uri) => statuses.get(uri),
    isStopped: () => isStopped,
    isServerMissed: () => isStopped && currentDocument() !== undefined,
    onDidChange: changed.event,
    dispose: () => void subscriptions.dispose(),
  }
}

/**
 * The text of one of our languages in front; while a panel of ours is in front, that from which one came there, or one in sight
 * when the window was opened with the panel in front.
 */
function trackDocument(): () => TextDocument | undefined {
  let last: TextDocument | undefined
  return () => {
    const active = window.activeTextEditor?.document
    last = active ?? last
    const document = active ?? (isPanelInFront() ? (last ?? window.visibleTextEditors[0]?.document) : undefined)
    return document !== undefined && languages.includes(document.languageId) ? document : undefined
  }
}

function isPanelInFront(): boolean {
  const input = window.tabGroups.activeTabGroup.activeTab?.input
  // The editor puts a word of its own before the type.
  return input instanceof TabInputWebview && input.viewType.includes('shardlens.')
}

function findFor(
  statuses: ReadonlyMap<string, StatusParams>,
  document: TextDocument | undefined,
): StatusParams | undefined {
  if (document === undefined) return undefined
  const uri = document.uri.toString()
  return (
    statuses.get(uri) ??
    [...statuses.values()].findLast(({ modelUri }) => modelUri !== undefined && normalise(modelUri) === uri)
  )
}

/** Servers and the editor escape characters of addresses differently. */
const normalise = (uri: string): string => Uri.parse(uri).toString()
