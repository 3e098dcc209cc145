// Which tactics file panels show: the one in front, or that of the model in front, or what was that last, also over a reload.
import {
  commands,
  DiagnosticSeverity,
  Disposable,
  type Event,
  EventEmitter,
  languages,
  type Memento,
  Uri,
  workspace,
} from 'vscode'
import type { StatusParams } from '../../../server/src/protocol/status'
import { loadFile, nameOf } from '../features/files'
import type { StatusTracker } from '../features/trackStatus'
import type { PanelTarget } from './panelContext'
import type { PanelScene } from './panelState'
import { describePanel } from './panelState'

/** For `when` clauses: there is a file to show figures of. */
const contextKey = 'shardlens.hasFigures'
const memoryKey = 'shardlens.panelTarget'

export interface FollowedTarget extends PanelTarget, Disposable {
  /** Shows another file, until one of our languages is in front. */
  readonly choose: (uri: string) => void
  readonly onDidChange: Event<void>
}

/** Follows the tracker for as long as the extension lives. */
export function followTarget(memory: Memento, tracker: StatusTracker): FollowedTarget {
  const changed = new EventEmitter<void>()
  const gone = new Set<string>()
  let uri = memory.get<string>(memoryKey)
  let since = Date.now()
  let wasFresh = false
  const status = (): StatusParams | undefined => (uri === undefined ? undefined : tracker.find(uri))
  const choose = (next: string): void => {
    const key = Uri.parse(next).toString()
    if (key !== uri) {
      uri = key
      void memory.update(memoryKey, key)
      void commands.executeCommand('setContext', contextKey, true)
    }
    follow()
  }
  const follow = (): void => {
    const isFresh = status()?.state === 'fresh'
    if (wasFresh && !isFresh) since = Date.now()
    wasFresh = isFresh
    changed.fire()
  }
  const subscriptions = Disposable.from(
    changed,
    tracker.onDidChange(() => {
      const current = tracker.findCurrent()?.uri
      if (current === undefined) follow()
      else choose(current)
    }),
    watchFiles(gone, follow),
    // What is compared with the last save has another one now.
    workspace.onDidSaveTextDocument((saved) => saved.uri.toString() === uri && follow()),
  )
  if (uri !== undefined) void commands.executeCommand('setContext', contextKey, true)
  return {
    uri: () => uri,
    status,
    state: () => describePanel({ ...describeFile(uri, status(), gone), isServerMissed: tracker.isStopped(), since }),
    isSaved: () => workspace.textDocuments.find((one) => one.uri.toString() === uri)?.isDirty !== true,
    isLoaded: () => workspace.textDocuments.some((document) => document.uri.toString() === uri),
    load: async () => {
      const asked = uri
      if (asked === undefined || (await loadFile(asked))) return
      gone.add(asked)
      follow()
    },
    choose,
    onDidChange: changed.event,
    dispose: () => void subscriptions.dispose(),
  }
}

/** Keeps the set of addresses of files that were deleted, while they are not there again. */
function watchFiles(gone: Set<string>, onChange: () => void): Disposable {
  const watcher = workspace.createFileSystemWatcher('**/*.{mlir,tactics}', false, true, false)
  const note = (uri: Uri, isGone: boolean): void => {
    if (isGone) gone.add(uri.toString())
    else gone.delete(uri.toString())
    onChange()
  }
  return Disposable.from(
    watcher,
    watcher.onDidDelete((uri) => note(uri, true)),
    watcher.onDidCreate((uri) => note(uri, false)),
    // What was never saved is gone when it is closed.
    workspace.onDidCloseTextDocument(({ uri }) => (uri.scheme === 'untitled' ? note(uri, true) : onChange())),
    workspace.onDidOpenTextDocument(({ uri }) => gone.has(uri.toString()) && note(uri, false)),
  )
}

function describeFile(
  uri: string | undefined,
  status: StatusParams | undefined,
  gone: ReadonlySet<string>,
): Pick<PanelScene, 'hasTarget' | 'status' | 'gone' | 'problem'> {
  if (uri === undefined) return { hasTarget: false, status: undefined, gone: undefined, problem: undefined }
  const model = status?.modelUri === undefined ? [] : [Uri.parse(status.modelUri).toString()]
  const missing = [uri, ...model].find((one) => gone.has(one))
  return {
    hasTarget: true,
    status,
    gone: missing === undefined ? undefined : nameOf(missing),
    problem: findProblem([uri, ...model]),
  }
}

function findProblem(uris: readonly string[]): PanelScene['problem'] {
  for (const uri of uris) {
    const error = languages
      .getDiagnostics(Uri.parse(uri))
      .find(({ severity, source }) => severity === DiagnosticSeverity.Error && source === 'shardlens')
    if (error !== undefined) return { message: error.message, file: nameOf(uri), line: error.range.start.line + 1 }
  }
  return undefined
}
