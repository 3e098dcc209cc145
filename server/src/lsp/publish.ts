// What the server sends unasked: diagnostics of every file of every session, status of schedules, requests to come again.
import type { TextDocument } from 'vscode-languageserver-textdocument'
import { CodeLensRefreshRequest } from 'vscode-languageserver/node'
import type { Connection, Diagnostic, Location, TextDocuments } from 'vscode-languageserver/node'
import type { Problem, Span } from '../base/problems'
import type { ScheduleSnapshot } from '../engine/snapshot'
import { describeSummary } from '../ide/effects'
import { modelProblems } from '../ide/modelProblems'
import { searchProblems } from '../ide/searchProblems'
import type { StatusOf } from '../ide/searchStatus'
import { withoutOpen } from '../ide/searchStatus'
import type { StatusParams } from '../protocol/status'
import { statusNotification } from '../protocol/status'
import type { TacticsSource } from '../tactics/sources'
import { locate } from '../tactics/sources'
import type { DeviceFileState } from '../worker/messages'
import type { Positions } from './convert'
import { modelPositionsOf, rangeOf, textPositionsOf, toDiagnostic } from './convert'
import type { Editor } from './editor'
import type { Session } from './session'
import { uriOf } from './uris'
import type { Workspace } from './workspace'

export interface Publisher {
  readonly connection: Connection
  readonly documents: TextDocuments<TextDocument>
  readonly workspace: Workspace
  readonly editor: () => Editor
  /** What is known of a search without a result. */
  readonly searchStatus: StatusOf
}

/** Files that a session has read. */
export const pathsOf = ({ path, result }: Session): readonly string[] =>
  result?.sources.map((source) => source.path) ?? [path]

/** Status, model and hints after a session has changed; its diagnostics come by `showTactics`. */
export function showSession(publisher: Publisher, session: Session): void {
  const { connection, workspace, documents } = publisher
  // Files that it includes and that have no model of their own show its schedule.
  const shared = documents.all().map(({ uri }) => uri)
  for (const uri of new Set([session.uri, ...shared])) {
    if (workspace.findRunner(uri)?.session === session) sendStatus(connection, session, uri)
  }
  if (session.state === 'computing') return
  connection.console.debug(`${session.path}: ${session.state}, ${Math.round(session.milliseconds)} ms`)
  if (session.failure !== undefined) connection.console.error(`analysis of ${session.path}: ${session.failure}`)
  const { modelPath, deviceFile } = session.result ?? {}
  if (deviceFile !== undefined) showDeviceFile(publisher, deviceFile)
  if (modelPath !== undefined) showModelProblems(publisher, workspace.addressOf(modelPath))
  if (!isAskedFor(publisher, session)) refresh(publisher)
}

/**
 * Whether the editor asks for hints and lenses of a session by itself: it does so after each change of a text, for that text. What it
 * had early it does not ask for again, nor for other texts that show the figures.
 */
function isAskedFor({ documents, workspace }: Publisher, session: Session): boolean {
  const { state, isTyped, isAnsweredEarly, uri: own, result } = session
  if (state !== 'fresh' || !isTyped || isAnsweredEarly) return false
  return documents.all().every(({ uri, languageId }) => {
    if (languageId === 'tactics') return uri === own || workspace.findRunner(uri)?.session !== session
    return languageId !== 'python' && workspace.pathOf(uri) !== result?.modelPath
  })
}

function sendStatus(connection: Connection, session: Session, uri: string): void {
  const { result, state, milliseconds, active, failure } = session
  const snapshot = result?.snapshot
  const shown = snapshot?.active?.name ?? active
  const status: StatusParams = {
    uri,
    schedules: (snapshot?.schedules ?? []).map((one) => ({ name: one.name, summary: summarize(one) })),
    ...(shown === undefined ? {} : { active: shown }),
    applied: snapshot?.applied ?? 0,
    tactics: snapshot?.active?.steps.length ?? 0,
    state,
    milliseconds,
    ...(failure === undefined ? {} : { message: failure.split('\n')[0] ?? '' }),
    ...(result?.modelPath === undefined ? {} : { modelUri: uriOf(result.modelPath) }),
  }
  void connection.sendNotification(statusNotification, status)
}

/** Figures without what is being searched for are not those of the schedule, and say so. */
const summarize = (schedule: ScheduleSnapshot): string =>
  [withoutOpen(schedule), describeSummary(schedule.final)].filter((part) => part !== undefined).join(': ')

function showDeviceFile({ connection }: Publisher, { path, text, problems }: DeviceFileState): void {
  const uri = uriOf(path)
  const positions = textPositionsOf(text)
  const diagnostics = problems.map((one) => toDiagnostic(one, (span) => ({ uri, range: rangeOf(span, positions) })))
  void connection.sendDiagnostics({ uri, diagnostics })
}

/** Asks for hints and lenses anew. */
export const refresh = ({ connection, editor }: Publisher): void => {
  if (editor().refreshesHints) void connection.languages.inlayHint.refresh()
  if (editor().refreshesLenses) void connection.sendRequest(CodeLensRefreshRequest.type)
}

/** Diagnostics of tactics files: what any session finds in them, each once. */
export function showTactics(publisher: Publisher, paths: readonly string[]): void {
  for (const path of paths) showFile(publisher, path)
}

function showFile(publisher: Publisher, path: string): void {
  const { connection, documents, workspace } = publisher
  const uri = workspace.addressOf(path)
  const document = documents.get(uri)
  const own = workspace.sessions.get(path)
  // A file without a model that others include is theirs: that it has no model or mesh is no fault.
  const isShared = workspace.sessions.serving(path) !== own
  const sessions = workspace.sessions.reading(path).filter((runner) => !isShared || runner !== own)
  const diagnostics = new Map<string, Diagnostic>()
  for (const { session } of sessions) {
    const found = diagnosticsOf(publisher, session, path, document?.getText())
    // Of an older text: those of the newer one follow.
    if (found === undefined) return
    for (const one of found) diagnostics.set(JSON.stringify([one.code, one.range, one.message]), one)
  }
  const version = document === undefined ? {} : { version: document.version }
  void connection.sendDiagnostics({ uri, diagnostics: [...diagnostics.values()], ...version })
}

/** Diagnostics of one session in one file; undefined when they are of another text than the one given. */
function diagnosticsOf(
  { workspace, searchStatus }: Publisher,
  { path: mainPath, text: mainText, result, failure }: Session,
  path: string,
  text: string | undefined,
): Diagnostic[] | undefined {
  if (failure !== undefined && path === mainPath) {
    const [summary = ''] = failure.split('\n')
    const message = `Shardlens failed: ${summary} (see the output channel); figures are those of the last analysis`
    const problem: Problem = { code: 'internal.error', span: { start: 0, end: 1 }, message }
    return [toDiagnostic(problem, (span) => ({ uri: '', range: rangeOf(span, textPositionsOf(mainText)) }))]
  }
  const { sources = [], problems = [] } = result ?? {}
  const source = sources.find((one) => one.path === path)
  if (source === undefined) return []
  if (text !== undefined && source.text !== text) return undefined
  const inTactics = placesIn(workspace, sources)
  const inModel = placesInModel(workspace, result)
  // Places in a model that was edited since are left out: the next analysis brings them.
  const isCurrent = result !== undefined && workspace.isModelCurrent(result)
  const ofSearches = result?.snapshot === undefined ? [] : searchProblems(result.snapshot, searchStatus)
  return [...problems, ...ofSearches]
    .filter(({ span }) => locate(sources, span).source === source)
    .map((problem) => (isCurrent ? problem : withoutModelPlaces(problem)))
    .map((problem) => toDiagnostic(problem, (span, file) => (file === 'model' ? inModel(span) : inTactics(span))))
}

const withoutModelPlaces = ({ related, ...problem }: Problem): Problem =>
  related === undefined ? problem : { ...problem, related: related.filter(({ file }) => file !== 'model') }

/** Where spans of a session lie. */
function placesIn(workspace: Workspace, sources: readonly TacticsSource[]): (span: Span) => Location {
  const positions = new Map<string, Positions>()
  return (span) => {
    const place = locate(sources, span)
    const known = positions.get(place.source.path) ?? textPositionsOf(place.source.text)
    positions.set(place.source.path, known)
    return { uri: workspace.addressOf(place.source.path), range: rangeOf(place.span, known) }
  }
}

/** Where spans of a session's model lie. */
function placesInModel(workspace: Workspace, result: Session['result']): (span: Span) => Location {
  const { model, modelPath = '' } = result ?? {}
  const positions = model === undefined ? textPositionsOf('') : modelPositionsOf(model.module.columns)
  return (span) => ({ uri: workspace.addressOf(modelPath), range: rangeOf(span, positions) })
}

/** Diagnostics and hints of a model. */
export function showModel(publisher: Publisher, uri: string): void {
  showModelProblems(publisher, uri)
  refresh(publisher)
}

function showModelProblems({ connection, workspace }: Publisher, uri: string): void {
  const view = workspace.viewModel(uri)
  const problem = workspace.models.find(uri)?.problem
  if (view !== undefined && view.isCurrent) {
    const positions = modelPositionsOf(view.model.module.columns)
    const tactics = placesIn(workspace, view.sources)
    const diagnostics = modelProblems(view.model, view.figures).map((one) =>
      toDiagnostic(one, (span, file) =>
        file === 'tactics' ? tactics(span) : { uri, range: rangeOf(span, positions) },
      ),
    )
    void connection.sendDiagnostics({ uri, diagnostics })
  } else if (problem !== undefined) {
    const said = { ...problem, message: `this file ${problem.message}` }
    const diagnostic = toDiagnostic(said, (span) => ({ uri, range: rangeOf(span, textPositionsOf('')) }))
    void connection.sendDiagnostics({ uri, diagnostics: [diagnostic] })
  }
}
