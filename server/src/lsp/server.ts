// The language server: requests of the editor -> features, answered from the last complete snapshots.
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { TextDocument } from 'vscode-languageserver-textdocument'
import type { Connection, FileEvent } from 'vscode-languageserver/node'
import { createConnection, FileChangeType, ProposedFeatures, TextDocuments } from 'vscode-languageserver/node'
import type { StatusOf } from '../ide/searchStatus'
import type { Settings } from '../protocol/settings'
import { defaultSettings } from '../protocol/settings'
import type { SetScheduleParams } from '../protocol/status'
import { restartAnalysisRequest, setScheduleRequest } from '../protocol/status'
import type { TacticsParser } from '../tactics/parseTactics'
import type { AnalysisClientOptions } from '../worker/analysisClient'
import { createAnalysisClient } from '../worker/analysisClient'
import { loadTacticsParser } from '../worker/loadTacticsParser'
import { capabilities } from './capabilities'
import type { Editor } from './editor'
import { trackEditor } from './editor'
import { registerFeatures } from './features'
import type { Publisher } from './publish'
import { refresh, showModel, showSession, showTactics } from './publish'
import { PythonSources } from './python/pythonSources'
import { createPythonRegistration } from './python/registration'
import { TracedTexts } from './python/tracedTexts'
import { withProgress } from './progress'
import { readSettings } from './readSettings'
import { createSearchDesk } from './searchDesk'
import type { Searches } from './searches'
import type { Session } from './session'
import { createTacticsViews } from './tacticsViews'
import type { WorkspaceEvents } from './workspace'
import { Workspace } from './workspace'

/** Editors without folders do not tell of them. */
function followFolders(connection: Connection, workspace: Workspace, { tellsFolders }: Editor): void {
  if (tellsFolders) connection.workspace.onDidChangeWorkspaceFolders((event) => workspace.changeRoots(event))
}

/** Starts the server on the streams that the command line names (`--stdio`, `--node-ipc`). */
export function startServer(): void {
  const connection = createConnection(ProposedFeatures.all)
  const bundles: AnalysisClientOptions = {
    ...bundlesFor(connection),
    onTables: () => python.noteAll(),
    onFailure: (message) => void offerRestart(connection, message, restartAnalysis),
  }
  const client = withProgress(createAnalysisClient(bundles), connection)
  const restartAnalysis = async (): Promise<void> => {
    await Promise.all([client.restart(), searches.restart()])
    workspace.refreshAll()
  }
  let settings = defaultSettings
  let parser: Promise<TacticsParser> | undefined
  const listeners: ((session: Session) => void)[] = []
  const documents = new TextDocuments(TextDocument)
  const workspace: Workspace = new Workspace(
    client,
    () => settings,
    eventsOf(() => ({ publisher, python, searches, listeners })),
  )
  const editor = trackEditor(connection)
  const searchStatus: StatusOf = (key) => searches.status(key)
  const publisher: Publisher = { connection, documents, workspace, editor: editor.now, searchStatus }
  const searches: Searches = createSearchDesk(publisher, () => createAnalysisClient({ ...bundles, work: 'search' }))
  const python = createPythonSources(publisher, () => settings)
  connection.onInitialize((params) => {
    editor.init(params)
    workspace.setRoots((params.workspaceFolders ?? []).map(({ uri }) => uri))
    settings = readSettings(params.initializationOptions)
    return { capabilities, serverInfo: { name: 'shardlens' } }
  })
  connection.onInitialized(() => followFolders(connection, workspace, editor.now()))
  connection.onDidChangeConfiguration((change) => {
    const sent = change.settings as { shardlens?: unknown } | undefined // checked field by field below
    settings = readSettings(sent?.shardlens)
    workspace.refreshAll()
  })
  connection.onRequest(restartAnalysisRequest, restartAnalysis)
  connection.onShutdown(() => Promise.all([client.dispose(), searches.dispose()]).then(() => undefined))
  trackFiles(publisher, python)
  registerFeatures({
    connection,
    documents,
    workspace,
    startWorker: () => createAnalysisClient(bundlesFor(connection)),
    searches,
    searchStatus,
    settings: () => settings,
    views: createTacticsViews(documents, workspace, () => (parser ??= loadTacticsParser(bundles))),
    editor: editor.now,
    python,
    traced: new TracedTexts(),
    onSession: (listener) => listeners.push(listener),
  })
  documents.listen(connection)
  connection.listen()
}

/** What lies beside this file. */
function bundlesFor(connection: Connection): Omit<AnalysisClientOptions, 'onFailure'> {
  const here = dirname(fileURLToPath(import.meta.url))
  return {
    runtimeWasm: join(here, 'web-tree-sitter.wasm'),
    grammarWasm: join(here, 'tree-sitter-tactics.wasm'),
    workerPath: join(here, 'worker.js'),
    log: (level, message) => connection.console[level](message),
  }
}

interface Shown {
  readonly publisher: Publisher
  readonly python: PythonSources
  readonly searches: Searches
  readonly listeners: readonly ((session: Session) => void)[]
}

/** What the workspace tells is shown; `shown` is known once the server has started. */
const eventsOf = (shown: () => Shown): WorkspaceEvents => ({
  onSession: (session) => {
    shown().searches.update()
    showSession(shown().publisher, session)
    void shown().python.note(session)
    for (const listener of shown().listeners) listener(session)
  },
  found: () => shown().searches.found(),
  onTactics: (paths) => {
    // A session may be gone.
    shown().searches.update()
    showTactics(shown().publisher, paths)
    shown().python.update()
  },
  onModel: (uri) => showModel(shown().publisher, uri),
  isShown: (session) => {
    const { publisher, python } = shown()
    const { documents, workspace } = publisher
    return documents.all().some(({ uri }) => python.find(workspace.pathOf(uri))?.session === session)
  },
})

function createPythonSources(publisher: Publisher, settings: () => Settings): PythonSources {
  const { connection, workspace, editor } = publisher
  const register = createPythonRegistration(connection, () => editor().registersPython)
  return new PythonSources({
    connection,
    settings,
    roots: () => workspace.folders(),
    sessions: () => workspace.sessions.all().map(({ session }) => session),
    onFiles: (paths) => {
      register(paths)
      refresh(publisher)
    },
  })
}

/** Says that figures are missing, once for all that were lost at a time. */
async function offerRestart(connection: Connection, message: string, restart: () => Promise<void>): Promise<void> {
  try {
    const chosen = await connection.window.showErrorMessage(`Shardlens: ${message}.`, { title: 'Restart' })
    if (chosen !== undefined && chosen !== null) await restart()
  } catch {
    // An editor without questions; the message is in its log, and the state of each file says the same.
  }
}

/** What happens to files and schedules goes to the workspace. */
function trackFiles(publisher: Publisher, python: PythonSources): void {
  const { connection, documents, workspace } = publisher
  connection.onDidChangeWatchedFiles(({ changes }) => {
    const isSource = ({ uri }: FileEvent): boolean => uri.endsWith('.py')
    const ours = changes.filter((one) => !isSource(one))
    workspace.changeFiles(ours.map(({ uri, type }) => ({ uri, isDeleted: type === FileChangeType.Deleted })))
    const made = changes.filter((one) => isSource(one) && one.type === FileChangeType.Created)
    if (made.length > 0) python.noteFiles(made.map(({ uri }) => workspace.pathOf(uri)))
  })
  connection.onRequest(setScheduleRequest, async ({ uri, name }: SetScheduleParams) => {
    const runner = workspace.findRunner(uri)
    if (runner === undefined) return
    runner.session.active = name
    runner.session.applied = undefined
    runner.schedule()
    await runner.settled()
  })
  trackDocuments(documents, workspace, () => refresh(publisher))
}

/** `onSource`: a source file was saved, and may now be newer than the model. */
function trackDocuments(documents: TextDocuments<TextDocument>, workspace: Workspace, onSource: () => void): void {
  const opened = new Set<string>()
  documents.onDidOpen(({ document }) => {
    opened.add(document.uri)
    if (document.languageId === 'tactics') workspace.openTactics(document)
    else if (document.languageId !== 'python') workspace.models.open(document)
  })
  documents.onDidChangeContent(({ document }) => {
    // The first change is the opening itself.
    if (opened.delete(document.uri)) return
    if (document.languageId === 'tactics') workspace.changeTactics(document)
    else if (document.languageId !== 'python') workspace.models.change(document.uri, true)
  })
  documents.onDidSave(({ document }) => {
    if (document.languageId === 'python') onSource()
    else if (document.languageId !== 'tactics') workspace.models.change(document.uri, false)
  })
  documents.onDidClose(({ document }) => {
    opened.delete(document.uri)
    if (document.languageId === 'tactics') workspace.closeTactics(document.uri)
    else if (document.languageId === 'python') workspace.releaseSessions()
    else workspace.closeModel(document.uri)
  })
}
