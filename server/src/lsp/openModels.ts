// Models that are open in the editor: which text of each counts, and what is known of one that no tactics file names.
import type { TextDocument } from 'vscode-languageserver-textdocument'
import type { LoadedModel } from '../engine/analysis'
import type { Settings } from '../protocol/settings'
import type { AnalysisClient, Answer } from '../worker/analysisClient'
import type { ModelText } from '../worker/messages'
import { isOnDisk } from './isOnDisk'
import type { OpenModel } from './models'
import { textOf } from './models'

export interface OpenModelsHost {
  readonly client: AnalysisClient
  readonly settings: () => Settings
  readonly pathOf: (uri: string) => string
  /** Whether a session has its figures, or could. */
  readonly hasSession: (path: string) => boolean
  /** Starts a session for a tactics file beside it, if that is wanted still; false where there is none to be started. */
  readonly startBeside: (path: string, isWanted: () => boolean) => Promise<boolean>
  /** Another text counts: what was analysed is old. */
  readonly onText: (path: string) => void
  /** What is known of it has changed, other than by a session. */
  readonly onModel: (uri: string) => void
}

/** Long-lived: by address, each model from when it was compared with the disk until it is closed. */
export class OpenModels {
  private readonly models = new Map<string, OpenModel>()
  /** Models whose text is being compared with the disk. */
  private readonly opening = new Map<string, TextDocument>()
  /** By address: ends when what was under way is. */
  private readonly reading = new Map<string, Promise<void>>()

  constructor(private readonly host: OpenModelsHost) {}

  find(uri: string): OpenModel | undefined {
    return this.models.get(uri)
  }

  at(path: string | undefined): OpenModel | undefined {
    return [...this.models.values()].find((open) => open.path === path)
  }

  /** Those that are changed in the editor. */
  changedTexts(): readonly ModelText[] {
    return [...this.models.values()].flatMap((open) => (open.isChanged ? [textOf(open)] : []))
  }

  /** Resolves when no model of this address is being opened, or read by itself. */
  async settled(uri: string): Promise<void> {
    let known: Promise<void> | undefined
    while (known !== this.reading.get(uri)) {
      known = this.reading.get(uri)
      await known
    }
  }

  open(document: TextDocument): void {
    this.reading.set(document.uri, this.compare(document))
  }

  private async compare(document: TextDocument): Promise<void> {
    const path = this.host.pathOf(document.uri)
    const { version } = document
    this.opening.set(document.uri, document)
    const isSame = await isOnDisk(path, document.getText())
    if (this.opening.get(document.uri) !== document) return
    this.opening.delete(document.uri)
    // An editor that was closed with unsaved changes comes back with them.
    const isChanged = !isSame || document.version !== version
    const open: OpenModel = { document, path, isChanged, loaded: undefined, problem: undefined }
    this.models.set(document.uri, open)
    if (isChanged) this.host.onText(path)
    if (this.host.hasSession(path)) this.host.onModel(document.uri)
    else if (!(await this.host.startBeside(path, () => this.isOpen(open))) && this.isOpen(open))
      await this.loadAlone(open)
  }

  /** `isChanged`: the editor's text counts from now on, else the disk's. */
  change(uri: string, isChanged: boolean): void {
    const open = this.models.get(uri)
    if (open === undefined) return
    open.isChanged = isChanged
    this.host.onText(open.path)
    if (!this.host.hasSession(open.path)) this.reading.set(uri, this.loadAlone(open))
  }

  close(uri: string): void {
    const open = this.models.get(uri)
    this.models.delete(uri)
    this.opening.delete(uri)
    this.reading.delete(uri)
    if (open?.isChanged === true) this.host.onText(open.path)
  }

  /** A file of the disk has changed, or a session that had its figures is gone. */
  refresh(path: string): void {
    for (const open of this.models.values()) if (open.path === path) this.change(open.document.uri, open.isChanged)
  }

  /** Reads those again that no session has. */
  refreshAlone(): void {
    for (const open of this.models.values())
      if (!this.host.hasSession(open.path)) this.reading.set(open.document.uri, this.loadAlone(open))
  }

  /** A model as it is now, open or not; undefined when it cannot be read. */
  async read(uri: string): Promise<LoadedModel | undefined> {
    const open = this.models.get(uri)
    const answer = await this.load(open === undefined ? { path: this.host.pathOf(uri) } : textOf(open))
    return answer.kind === 'loaded' ? answer.model : undefined
  }

  private isOpen(open: OpenModel): boolean {
    return this.models.get(open.document.uri) === open
  }

  private load(model: ModelText): Promise<Answer> {
    const { maxModelSize, tripCount } = this.host.settings()
    return this.host.client.request({ kind: 'load', model, tripCount, largestModel: maxModelSize * 2 ** 20 })
  }

  /** Reads a model that no tactics file names. */
  private async loadAlone(open: OpenModel): Promise<void> {
    const text = textOf(open)
    const answer = await this.load(text)
    if (answer.kind === 'loaded') open.loaded = { model: answer.model, version: text.open?.version }
    open.problem = answer.kind === 'unreadable' ? answer.problem : undefined
    this.host.onModel(open.document.uri)
  }
}
