// What is open, and what is known of it: a session for each tactics file, the text and figures of each model.
import type { TextDocument } from 'vscode-languageserver-textdocument'
import type { LoadedModel } from '../engine/analysis'
import type { FoundStrategy } from '../engine/search/autoTactic'
import type { Problem } from '../base/problems'
import type { Settings } from '../protocol/settings'
import type { AnalysisClient, Answer } from '../worker/analysisClient'
import type { ModelText } from '../worker/messages'
import { readTacticsFile } from '../worker/readTacticsFile'
import { findTacticsBeside } from './beside'
import type { ModelView, OpenModel } from './models'
import { isOnDisk, textOf, viewOf } from './models'
import type { Session, SessionResult, SessionRunner } from './session'
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
  private readonly tactics = new Map<string, TextDocument>()
  private readonly models = new Map<string, OpenModel>()
  /** Models whose text is being compared with the disk. */
  private readonly opening = new Map<string, TextDocument>()
  private roots: readonly string[] = []
  /** Open files whose folder was searched for one that includes them. */
  private readonly searched = new Set<string>()
  /** Files in which a session has problems shown. */
  private readonly shown = new Map<Session, readonly string[]>()

  constructor(
    readonly client: AnalysisClient,
    private readonly settings: () => Settings,
    private readonly events: WorkspaceEvents,
  ) {
    this.sessions = new Sessions({
      client,
      settings,
      roots: () => this.roots,
      openModels: () => [...this.models.values()].flatMap((open) => (open.isChanged ? [textOf(open)] : [])),
      openTactics: () => new Map([...this.tactics].map(([path, document]) => [path, document.getText()])),
      found: events.found,
      onResult: (session) => this.noteResult(session),
      onChange: events.onSession,
    })
  }

  /** What an address is called here; texts that were never saved lie in the first folder. */
  pathOf(uri: string): string {
    return pathOf(uri, this.roots[0])
  }

  openTactics(document: TextDocument): void {
    const path = this.pathOf(document.uri)
    this.tactics.set(path, document)
    const text = document.getText()
    const runner = this.sessions.get(path)
    if (runner === undefined) this.sessions.start({ uri: document.uri, path, text })
    else this.setText(runner, text)
    this.noteText(path, text)
    this.look(document.uri)
  }

  changeTactics(document: TextDocument): void {
    const path = this.pathOf(document.uri)
    const text = document.getText()
    const runner = this.sessions.get(path)
    // The analyses of the files that include it are waited for, not its own, which has no figures.
    if (runner !== undefined && this.isServedByOthers(runner, text)) runner.session.text = text
    else if (runner !== undefined) this.setText(runner, text, true)
    this.noteText(path, text)
    this.look(document.uri)
  }

  closeTactics(uri: string): void {
    this.tactics.delete(this.pathOf(uri))
    this.searched.delete(this.pathOf(uri))
    this.releaseSessions()
    // What was not saved is gone with the editor.
    void this.readAgain(this.pathOf(uri))
  }

  async openModel(document: TextDocument): Promise<void> {
    const path = this.pathOf(document.uri)
    const { version } = document
    this.opening.set(document.uri, document)
    const isSame = await isOnDisk(path, document.getText())
    if (this.opening.get(document.uri) !== document) return
    this.opening.delete(document.uri)
    // An editor that was closed with unsaved changes comes back with them.
    const isChanged = !isSame || document.version !== version
    const open: OpenModel = { document, path, isChanged, loaded: undefined, problem: undefined }
    this.models.set(document.uri, open)
    if (isChanged) for (const runner of this.runnersOf(path)) runner.schedule()
    if (this.findSessionOf(path) !== undefined) return this.events.onModel(document.uri)
    const beside = await findTacticsBeside(path)
    if (beside === undefined || this.sessions.get(beside.path) !== undefined) return this.loadAlone(open)
    this.sessions.start({ uri: uriOf(beside.path), ...beside })
  }

  changeModel(document: TextDocument): void {
    this.refreshModel(document.uri, true)
  }

  saveModel(uri: string): void {
    this.refreshModel(uri, false)
  }

  closeModel(uri: string): void {
    const open = this.models.get(uri)
    this.models.delete(uri)
    this.opening.delete(uri)
    if (open?.isChanged === true) for (const runner of this.runnersOf(open.path)) runner.schedule()
    this.releaseSessions()
  }

  changeFiles(changes: readonly FileChange[]): void {
    // A device file may change every figure.
    if (changes.some(({ uri }) => uri.endsWith('.json'))) return this.refreshAll()
    for (const { uri, isDeleted } of changes) {
      const path = this.pathOf(uri)
      if (path.endsWith('.tactics')) void this.readAgain(path, isDeleted)
      else for (const runner of this.runnersOf(path)) runner.schedule()
      const open = [...this.models.values()].find((one) => one.path === path)
      if (open?.isChanged === false) this.refreshModel(open.document.uri, false)
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
    for (const open of this.models.values()) if (this.findSessionOf(open.path) === undefined) void this.loadAlone(open)
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
    return this.tactics.get(path)?.getText()
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
    const model = [...this.models.values()].find((open) => open.path === path)
    return (this.tactics.get(path) ?? model?.document)?.uri ?? uriOf(path)
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
    const open = this.models.get(uri)
    if (open === undefined) return undefined
    const sessions = this.sessions.ofModel(open.path).map(({ session }) => session)
    return viewOf(open, sessions.at(-1), sessions.slice(0, -1))
  }

  /** Whether the model of a result is as it was analysed. */
  isModelCurrent({ modelPath, modelVersion }: SessionResult): boolean {
    const open = [...this.models.values()].find(({ path }) => path === modelPath)
    return (open?.isChanged === true ? open.document.version : undefined) === modelVersion
  }

  modelProblem(uri: string): Problem | undefined {
    return this.models.get(uri)?.problem
  }

  /** Whether a file shows the figures of another one that includes it, and will when it has this text. */
  private isServedByOthers(runner: SessionRunner, text: string): boolean {
    const names = /^[ \t]*model[ \t]*"/m
    return this.sessions.serving(runner.session.path) !== runner && !names.test(text)
  }

  /** Analyses open files that are no longer included by others, and were not analysed meanwhile. */
  private catchUp(): void {
    for (const path of this.tactics.keys()) {
      const runner = this.sessions.get(path)
      if (runner === undefined || this.sessions.serving(path) !== runner) continue
      const { answered, text, state } = runner.session
      if (state !== 'computing' && answered !== text) runner.schedule()
    }
  }

  private setText(runner: SessionRunner, text: string, isTyped = false): void {
    if (runner.session.text === text) return
    runner.session.text = text
    runner.schedule(isTyped)
  }

  /** Analyses the sessions that read another text of this file, or that lacked it. */
  private noteText(path: string, text: string | undefined): void {
    for (const runner of this.sessions.all()) {
      const { session } = runner
      const known = session.result?.sources.find((source) => source.path === path)
      const isOther = known === undefined ? lacksInclude(session) : known.text !== text
      if (session.path !== path && isOther) runner.schedule()
    }
  }

  /** A tactics file of the disk has changed, or its editor was closed; what is open counts more than what lies there. */
  private async readAgain(path: string, isDeleted = false): Promise<void> {
    if (this.tactics.has(path)) return
    const read = isDeleted ? undefined : await readTacticsFile(path)
    if (this.tactics.has(path)) return
    const text = read?.kind === 'text' ? read.text : undefined
    const runner = this.sessions.get(path)
    if (runner !== undefined && text === undefined) this.drop(runner)
    else if (runner !== undefined && text !== undefined) this.setText(runner, text)
    this.noteText(path, text)
  }

  private noteResult(session: Session): void {
    const paths = session.result?.sources.map(({ path }) => path) ?? [session.path]
    const before = this.shown.get(session) ?? []
    this.shown.set(session, paths)
    this.events.onTactics([...new Set([...paths, ...before])])
    this.catchUp()
    void this.findIncluder(session)
  }

  /** A file without a model of its own may be meant for another one beside it. */
  private async findIncluder({ path, result }: Session): Promise<void> {
    if (!this.tactics.has(path) || result === undefined || result.modelPath !== undefined) return
    if (this.searched.has(path) || this.sessions.reading(path).length > 1) return
    this.searched.add(path)
    const beside = await findTacticsBeside(path)
    if (beside === undefined || this.sessions.get(beside.path) !== undefined || !this.tactics.has(path)) return
    this.sessions.start({ uri: this.addressOf(beside.path), ...beside })
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
    const isOpen = [...this.models.values()].some(({ path }) => path === modelPath)
    const others = modelPath === undefined ? [] : this.sessions.ofModel(modelPath)
    return isOpen && !others.some(({ session }) => this.tactics.has(session.path))
  }

  private drop({ session }: SessionRunner): void {
    this.sessions.drop(session.path)
    const paths = this.shown.get(session) ?? [session.path]
    this.shown.delete(session)
    this.events.onTactics(paths)
    this.catchUp()
    const { modelPath } = session.result ?? {}
    if (modelPath === undefined) return
    for (const open of this.models.values())
      if (open.path === modelPath) this.refreshModel(open.document.uri, open.isChanged)
  }

  /** Sessions that use a model, or that could not find theirs. */
  private runnersOf(path: string): SessionRunner[] {
    const uses = ({ session: { result } }: SessionRunner): boolean =>
      result?.modelPath === path || result?.snapshot === undefined
    return this.sessions.all().filter(uses)
  }

  private refreshModel(uri: string, isChanged: boolean): void {
    const open = this.models.get(uri)
    if (open === undefined) return
    open.isChanged = isChanged
    for (const runner of this.runnersOf(open.path)) runner.schedule()
    if (this.findSessionOf(open.path) === undefined) void this.loadAlone(open)
  }

  /** A model as it is now, open or not; undefined when it cannot be read. */
  async readModel(uri: string): Promise<LoadedModel | undefined> {
    const open = this.models.get(uri)
    const model = open === undefined ? { path: this.pathOf(uri) } : textOf(open)
    const answer = await this.load(model)
    return answer.kind === 'loaded' ? answer.model : undefined
  }

  private load(model: ModelText): Promise<Answer> {
    const { maxModelSize, tripCount } = this.settings()
    return this.client.request({ kind: 'load', model, tripCount, largestModel: maxModelSize * 2 ** 20 })
  }

  /** Reads a model that no tactics file names. */
  private async loadAlone(open: OpenModel): Promise<void> {
    const text = textOf(open)
    const answer = await this.load(text)
    if (answer.kind === 'loaded') open.loaded = { model: answer.model, version: text.open?.version }
    open.problem = answer.kind === 'unreadable' ? answer.problem : undefined
    this.events.onModel(open.document.uri)
  }
}

const lacksInclude = ({ result }: Session): boolean =>
  result?.problems.some(({ code }) => code === 'include.missing') === true
