// The language server: requests of the editor -> features, answered from the last complete snapshots.
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { TextDocument } from 'vscode-languageserver-textdocument'
import type { Connection, InitializeResult } from 'vscode-languageserver/node'
import { createConnection, ProposedFeatures, TextDocuments, TextDocumentSyncKind } from 'vscode-languageserver/node'
import type { Problem } from '../base/problems'
import { describeSummary } from '../ide/effects'
import { modelProblems } from '../ide/modelProblems'
import type { Settings } from '../protocol/settings'
import { defaultSettings, isTripCount } from '../protocol/settings'
import type { SetScheduleParams, StatusParams } from '../protocol/status'
import { setScheduleRequest, statusNotification } from '../protocol/status'
import type { TacticsParser } from '../tactics/parseTactics'
import { createAnalysisClient } from '../worker/analysisClient'
import { loadTacticsParser } from '../worker/loadTacticsParser'
import type { DeviceFileState } from '../worker/messages'
import { modelPositionsOf, textPositionsOf, toDiagnostic } from './convert'
import { registerFeatures } from './features'
import type { Session } from './session'
import { pathOf, uriOf, Workspace } from './workspace'

const capabilities: InitializeResult['capabilities'] = {
  textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
  hoverProvider: true,
  inlayHintProvider: true,
  completionProvider: { triggerCharacters: ['.', ' ', ':', '{', ','] },
  definitionProvider: true,
  referencesProvider: true,
  documentSymbolProvider: true,
  foldingRangeProvider: true,
  documentFormattingProvider: true,
}

/** Starts the server on the streams that the command line names (`--stdio`, `--node-ipc`). */
export function startServer(): void {
  const connection = createConnection(ProposedFeatures.all)
  const here = dirname(fileURLToPath(import.meta.url))
  const wasm = { runtimeWasm: join(here, 'web-tree-sitter.wasm'), grammarWasm: join(here, 'tree-sitter-tactics.wasm') }
  const client = createAnalysisClient({
    ...wasm,
    workerPath: join(here, 'worker.js'),
    log: (message) => connection.console.error(message),
  })
  let settings = defaultSettings
  let canRefresh = false
  let parser: Promise<TacticsParser> | undefined
  const documents = new TextDocuments(TextDocument)
  const workspace: Workspace = new Workspace(client, () => settings, {
    onSession: (session) => showSession(connection, documents, workspace, session, canRefresh),
    onModel: (uri) => showModel(connection, workspace, uri, canRefresh),
  })
  connection.onInitialize(({ capabilities: editor, initializationOptions, workspaceFolders }) => {
    workspace.setRoots((workspaceFolders ?? []).map(({ uri }) => uri))
    canRefresh = editor.workspace?.inlayHint?.refreshSupport === true
    settings = readSettings(initializationOptions)
    return { capabilities, serverInfo: { name: 'shardlens' } }
  })
  connection.onDidChangeConfiguration((change) => {
    const sent = change.settings as { shardlens?: unknown } | undefined // checked field by field below
    settings = readSettings(sent?.shardlens)
    workspace.refreshAll()
  })
  connection.onDidChangeWatchedFiles(({ changes }) => workspace.changeFiles(changes.map(({ uri }) => uri)))
  connection.onRequest(setScheduleRequest, async ({ uri, name }: SetScheduleParams) => {
    const runner = workspace.findRunner(uri)
    if (runner === undefined) return
    runner.session.active = name
    runner.schedule()
    await runner.settled()
  })
  connection.onShutdown(() => client.dispose())
  trackDocuments(documents, workspace)
  registerFeatures({
    connection,
    documents,
    workspace,
    settings: () => settings,
    parser: () => (parser ??= loadTacticsParser(wasm)),
  })
  documents.listen(connection)
  connection.listen()
}

/** Fields of the wrong kind take their defaults. */
function readSettings(sent: unknown): Settings {
  const given = (typeof sent === 'object' && sent !== null ? sent : {}) as Partial<Record<keyof Settings, unknown>> // fields are checked
  const hints = (typeof given.inlayHints === 'object' && given.inlayHints !== null ? given.inlayHints : {}) as Record<
    string,
    unknown
  > // as above
  const flag = (value: unknown, fallback: boolean): boolean => (typeof value === 'boolean' ? value : fallback)
  const { inlayHints, device, deviceFile, overlap, moduleShardings, tripCount, maxModelSize } = defaultSettings
  return {
    inlayHints: { model: flag(hints.model, inlayHints.model), tactics: flag(hints.tactics, inlayHints.tactics) },
    device: typeof given.device === 'string' ? given.device : device,
    deviceFile: typeof given.deviceFile === 'string' ? given.deviceFile : deviceFile,
    overlap: flag(given.overlap, overlap),
    moduleShardings: flag(given.moduleShardings, moduleShardings),
    tripCount: isTripCount(given.tripCount) ? given.tripCount : tripCount,
    maxModelSize: typeof given.maxModelSize === 'number' && given.maxModelSize > 0 ? given.maxModelSize : maxModelSize,
  }
}

function trackDocuments(documents: TextDocuments<TextDocument>, workspace: Workspace): void {
  const opened = new Set<string>()
  documents.onDidOpen(({ document }) => {
    opened.add(document.uri)
    if (document.languageId === 'tactics') workspace.openTactics(document)
    else void workspace.openModel(document)
  })
  documents.onDidChangeContent(({ document }) => {
    // The first change is the opening itself.
    if (opened.delete(document.uri)) return
    if (document.languageId === 'tactics') workspace.changeTactics(document)
    else workspace.changeModel(document)
  })
  documents.onDidSave(({ document }) => {
    if (document.languageId !== 'tactics') workspace.saveModel(document.uri)
  })
  documents.onDidClose(({ document }) => {
    opened.delete(document.uri)
    if (document.languageId === 'tactics') workspace.closeTactics(document.uri)
    else workspace.closeModel(document.uri)
  })
}

/** Status, diagnostics and hints after a session has changed. */
function showSession(
  connection: Connection,
  documents: TextDocuments<TextDocument>,
  workspace: Workspace,
  session: Session,
  canRefresh: boolean,
): void {
  void connection.sendNotification(statusNotification, statusOf(session))
  if (session.state === 'computing') return
  if (session.failure !== undefined) {
    connection.console.error(`analysis of ${session.path}: ${session.failure}`)
    const [summary = ''] = session.failure.split('\n')
    const message = `Shardlens failed: ${summary} (see the output channel); figures are those of the last analysis`
    const problem: Problem = { code: 'internal.error', span: { start: 0, end: 1 }, message }
    return void connection.sendDiagnostics({
      uri: session.uri,
      diagnostics: [toDiagnostic(problem, textPositionsOf(session.text), session.uri)],
    })
  }
  const { result } = session
  if (result === undefined) return
  const isCurrent = documents.get(session.uri)?.version === result.version
  if (isCurrent) {
    const positions = textPositionsOf(result.text)
    const diagnostics = result.problems.map((problem) => toDiagnostic(problem, positions, session.uri))
    void connection.sendDiagnostics({
      uri: session.uri,
      diagnostics,
      ...(result.version === undefined ? {} : { version: result.version }),
    })
  }
  if (result.deviceFile !== undefined) showDeviceFile(connection, result.deviceFile)
  if (result.modelPath !== undefined) showModel(connection, workspace, uriOf(result.modelPath), false)
  if (canRefresh) void connection.languages.inlayHint.refresh()
}

function showDeviceFile(connection: Connection, { path, text, problems }: DeviceFileState): void {
  const uri = uriOf(path)
  const positions = textPositionsOf(text)
  void connection.sendDiagnostics({ uri, diagnostics: problems.map((one) => toDiagnostic(one, positions, uri)) })
}

function showModel(connection: Connection, workspace: Workspace, uri: string, canRefresh: boolean): void {
  const view = workspace.viewModel(uri)
  const problem = workspace.modelProblem(uri)
  if (view !== undefined && view.isCurrent) {
    const positions = modelPositionsOf(view.model.module.columns)
    const problems = modelProblems(view.model, view.figures)
    void connection.sendDiagnostics({ uri, diagnostics: problems.map((one) => toDiagnostic(one, positions, uri)) })
  } else if (problem !== undefined) {
    void connection.sendDiagnostics({
      uri,
      diagnostics: [toDiagnostic({ ...problem, message: `this file ${problem.message}` }, textPositionsOf(''), uri)],
    })
  }
  if (canRefresh) void connection.languages.inlayHint.refresh()
}

function statusOf({ uri, result, state, milliseconds, active }: Session): StatusParams {
  const snapshot = result?.snapshot
  const status: StatusParams = {
    uri,
    schedules: (snapshot?.schedules ?? []).map(({ name, final }) => ({ name, summary: describeSummary(final) })),
    active: snapshot?.active?.name ?? active ?? 'default',
    state,
    milliseconds,
  }
  return result?.modelPath === undefined ? status : { ...status, modelUri: uriOf(result.modelPath) }
}

export { pathOf }
