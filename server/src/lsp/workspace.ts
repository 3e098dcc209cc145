// What is open, and what is known of it: a session for each tactics file, with the figures of its model.
import type { TextDocument } from 'vscode-languageserver-textdocument'
import type { LoadedModel } from '../engine/analysis'
import type { FoundStrategy } from '../engine/search/autoTactic'
import type { Settings } from '../protocol/settings'
import type { AnalysisClient } from '../worker/analysisClient'
import { findTacticsBeside } from './beside'
import type { ModelView } from './models'
import { viewOf } from './models'
import { OpenModels } from './openModels'
import { OpenTactics } from './openTactics'
import type { Session, SessionRunner } from './session'
import type { SessionResult } from './sessionResult'
import { Sessions } from './sessions'
import { pathOf, uriOf } from './uris'

export interface WorkspaceEvents {
  /** Result or state of a session have changed. */
  readonly onSession: (session: Session) => void
  /** What is wrong in these tactics files may have changed. */
  readonly onTactics: (paths: readonly string[]) => void
  readonly onModel: (uri: string) => void
  /** What searches have found, by the keys of questions: asked for with each analysis. */
  readonly found: () => ReadonlyMap<string, FoundStrategy>
  /** Whether an open file that is neither tactics nor model shows the figures of a session. */
  readonly isShown: (session: Session) => boolean
}

/** A file of the disk that was created or changed, or is gone. */
export interface FileChange {
  readonly uri: string
  readonly isDeleted: boolean
}

/** Folders that an editor has opened and closed. */
export interface FolderChange {
  readonly added: readonly { readonly uri: string }[]
  readonly removed: readonly { readonly uri: string }[]
}

/**
 * Long-lived: a session for each tactics file that is open or that an open file needs, and each open model. A session lives
 * as long as its text, its model or a file that it includes is open.
 */
export class Workspace {
  readonly sessions: Sessions
  readonly tactics: OpenTactics
  readonly models: OpenModels
  private roots: readonly string[] = []
  /** Files in which a session has problems shown. */
  private readonly shown = new Map<Session, readonly string[]>()

  constructor(
    readonly client: AnalysisClient,
    settings: () => Settings,
    private readonly events: WorkspaceEvents,
  ) {
    this.sessions = new Sessions({
      client,
      settings,
      roots: () => this.roots,
      openModels: () => this.models.changedTexts(),
      openTactics: () => this.tactics.texts(),
      found: events.found,
      onResult: (session) => this.noteResult(session),
      onChange: events.onSession,
    })
    this.tactics = new OpenTactics({
      sessions: this.sessions,
      pathOf: (uri) => this.pathOf(uri),
      startBeside: (path, isWanted) => this.startBeside(path, isWanted),
      drop: (runner) => this.drop(runner),
    })
    this.models = new OpenModels({
      client,
      settings,
      pathOf: (uri) => this.pathOf(uri),
      hasSession: (path) => this.findSessionOf(path) !== undefined,
      startBeside: (path, isWanted) => this.startBeside(path, isWanted),
      onText: (path) => this.scheduleFor(path),
      onModel: events.onModel,
    })
  }

  /** What an address is called here; texts that were never saved lie in the first folder. */
  pathOf(uri: string): string {
    return pathOf(uri, this.roots[0])
  }

  openTactics(document: TextDocument): void {
    this.tactics.open(document)
    this.look(document.uri)
  }

  changeTactics(document: TextDocument): void {
    this.tactics.change(document)
    this.look(document.uri)
  }

  closeTactics(uri: string): void {
    const path = this.pathOf(uri)
    this.tactics.close(path)
    this.releaseSessions()
    // What was not saved is gone with the editor.
    void this.tactics.readAgain(path)
  }

  closeModel(uri: string): void {
    this.models.close(uri)
    this.releaseSessions()
  }

  changeFiles(changes: readonly FileChange[]): void {
    // A device file may change every figure.
    if (changes.some(({ uri }) => uri.endsWith('.json'))) return this.refreshAll()
    for (const { uri, isDeleted } of changes) {
      const path = this.pathOf(uri)
      if (path.endsWith('.tactics')) void this.tactics.readAgain(path, isDeleted)
      else this.scheduleFor(path)
      if (this.models.at(path)?.isChanged === false) this.models.refresh(path)
    }
  }

  /** Folders that the editor has open at first. */
  setRoots(uris: readonly string[]): void {
    this.roots = uris.map((uri) => pathOf(uri))
  }

  /** Device files are looked for up to these folders. */
  changeRoots({ added, removed }: FolderChange): void {
    const gone = new Set(removed.map(({ uri }) => pathOf(uri)))
    const kept = this.roots.filter((root) => !gone.has(root))
    this.roots = [...new Set([...kept, ...added.map(({ uri }) => pathOf(uri))])]
    this.refreshAll()
  }

  /** Settings have changed. */
  refreshAll(): void {
    for (const runner of this.sessions.all()) runner.schedule()
    this.models.refreshAlone()
  }

  /** A person has turned to a tactics file: the models that it names show its figures from now on. */
  look(uri: string): void {
    const runner = this.sessions.serving(this.pathOf(uri))
    if (runner === undefined || !this.sessions.look(runner.session.path)) return
    const { modelPath } = runner.session.result ?? {}
    if (modelPath !== undefined && this.sessions.ofModel(modelPath).length > 1) this.events.onSession(runner.session)
  }

  /** Folders that are open in the editor. */
  folders(): readonly string[] {
    return this.roots
  }

  /** The session whose figures a tactics file shows. */
  findRunner(uri: string): SessionRunner | undefined {
    return this.sessions.serving(this.pathOf(uri))
  }

  /** Session that shows a model's figures: that of the tactics file last looked at. */
  findSessionOf(modelPath: string): SessionRunner | undefined {
    return this.sessions.ofModel(modelPath).at(-1)
  }

  /** The text of an open tactics file as it is now. */
  openText(path: string): string | undefined {
    return this.tactics.find(path)?.getText()
  }

  /** The text of a tactics file: as it is open, else as some session read it. */
  textOf(path: string): string | undefined {
    const read = this.sessions
      .reading(path)
      .flatMap(({ session }) =>
        session.path === path ? session.text : (session.result?.sources.find((one) => one.path === path)?.text ?? []),
      )
    return this.openText(path) ?? read.at(-1)
  }

  /** Address of a file: the editor's own where it is open, as there are several ways to write one. */
  addressOf(path: string): string {
    return (this.tactics.find(path) ?? this.models.at(path)?.document)?.uri ?? uriOf(path)
  }

  /** Each model of a session once. */
  loadedModels(): readonly { readonly model: LoadedModel; readonly path: string }[] {
    const known = this.sessions
      .all()
      .flatMap(({ session: { result } }) =>
        result?.model === undefined || result.modelPath === undefined
          ? []
          : [[result.modelPath, { model: result.model, path: result.modelPath }] as const],
      )
    return [...new Map(known).values()]
  }

  viewModel(uri: string): ModelView | undefined {
    const open = this.models.find(uri)
    if (open === undefined) return undefined
    const sessions = this.sessions.ofModel(open.path).map(({ session }) => session)
    return viewOf(open, sessions.at(-1), sessions.slice(0, -1))
  }

  /** Resolves when an open model is known as the editor shows it, or will not be. */
  async modelRead(uri: string): Promise<void> {
    await this.models.settled(uri)
    const open = this.models.find(uri)
    if (open === undefined || this.viewModel(uri)?.isCurrent === true) return
    const mayShow = ({ session: { result } }: SessionRunner): boolean =>
      result === undefined || result.modelPath === open.path
    await Promise.all(
      this.sessions
        .all()
        .filter(mayShow)
        .map((runner) => runner.settled()),
    )
  }

  /** Whether the model of a result is as it was analysed. */
  isModelCurrent({ modelPath, modelVersion }: SessionResult): boolean {
    const open = this.models.at(modelPath)
    return (open?.isChanged === true ? open.document.version : undefined) === modelVersion
  }

  private noteResult(session: Session): void {
    const paths = session.result?.sources.map(({ path }) => path) ?? [session.path]
    const before = this.shown.get(session) ?? []
    this.shown.set(session, paths)
    this.events.onTactics([...new Set([...paths, ...before])])
    this.tactics.catchUp()
    void this.tactics.findIncluder(session)
  }

  /** Ends sessions that nothing open needs. */
  releaseSessions(): void {
    const isNeeded = ({ session }: SessionRunner): boolean => this.isOpen(session) || this.events.isShown(session)
    for (const runner of this.sessions.all()) if (!isNeeded(runner)) this.drop(runner)
  }

  /** Whether its text, its model or a file that it includes is open. */
  private isOpen({ path, result }: Session): boolean {
    return (
      this.tactics.has(path) ||
      this.isOnlyOneFor(result?.modelPath) ||
      result?.sources.some((source) => this.tactics.has(source.path)) === true
    )
  }

  /** Whether an open model would be without figures but for files that are not open. */
  private isOnlyOneFor(modelPath: string | undefined): boolean {
    const isOpen = this.models.at(modelPath) !== undefined
    const others = modelPath === undefined ? [] : this.sessions.ofModel(modelPath)
    return isOpen && !others.some(({ session }) => this.tactics.has(session.path))
  }

  private drop({ session }: SessionRunner): void {
    this.sessions.drop(session.path)
    const paths = this.shown.get(session) ?? [session.path]
    this.shown.delete(session)
    this.events.onTactics(paths)
    this.tactics.catchUp()
    const { modelPath } = session.result ?? {}
    if (modelPath !== undefined) this.models.refresh(modelPath)
  }

  /** Analyses the sessions that use a model, or that could not find theirs. */
  private scheduleFor(modelPath: string): void {
    const uses = ({ session: { result } }: SessionRunner): boolean =>
      result?.modelPath === modelPath || result?.snapshot === undefined
    for (const runner of this.sessions.all().filter(uses)) runner.schedule()
  }

  private async startBeside(path: string, isWanted: () => boolean): Promise<boolean> {
    const beside = await findTacticsBeside(path)
    if (beside === undefined || !isWanted() || this.sessions.get(beside.path) !== undefined) return false
    this.sessions.start({ uri: this.addressOf(beside.path), ...beside })
    return true
  }
}
