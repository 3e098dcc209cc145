// What is open, and what is known of it: a session for each tactics file, the text and figures of each model.
import { readdir, readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { TextDocument } from 'vscode-languageserver-textdocument'
import type { Problem } from '../base/problems'
import type { LoadedModel } from '../engine/analysis'
import type { ModelFigures } from '../ide/modelHover'
import { encodeText } from '../mlir/text'
import type { AnalysisClient } from '../worker/analysisClient'
import type { ModelText } from '../worker/messages'
import type { Settings } from '../protocol/settings'
import type { Session } from './session'
import { SessionRunner } from './session'

/** A model open in the editor. */
interface OpenModel {
  readonly document: TextDocument
  readonly path: string
  /** Changed since it was opened or saved: then its text counts, not the disk's. */
  isChanged: boolean
  /** Of the model's own, when no tactics file names it. */
  loaded: { readonly model: LoadedModel; readonly version: number | undefined } | undefined
  problem: Problem | undefined
}

/** What is known of a model for the text that the editor shows; `isCurrent` false when it was changed since. */
export interface ModelView {
  readonly model: LoadedModel
  readonly figures: ModelFigures | undefined
  readonly isCurrent: boolean
}

export interface WorkspaceEvents {
  readonly onSession: (session: Session) => void
  readonly onModel: (uri: string) => void
}

export const pathOf = (uri: string): string => (uri.startsWith('file:') ? fileURLToPath(uri) : uri)
export const uriOf = (path: string): string => pathToFileURL(path).href

/**
 * Long-lived: a session for each tactics file that is open or that an open model needs, and each open model. A session lives
 * as long as its text or its model is open.
 */
export class Workspace {
  private readonly runners = new Map<string, SessionRunner>()
  private readonly models = new Map<string, OpenModel>()
  private roots: readonly string[] = []
  /** Sessions by their last analysis, oldest first. */
  private readonly analysed: string[] = []

  constructor(
    private readonly client: AnalysisClient,
    private readonly settings: () => Settings,
    private readonly events: WorkspaceEvents,
  ) {}

  openTactics(document: TextDocument): void {
    if (this.runners.has(document.uri)) this.changeTactics(document)
    else this.start(document.uri, document.getText(), document.version)
  }

  changeTactics(document: TextDocument): void {
    const runner = this.runners.get(document.uri)
    if (runner === undefined) return
    Object.assign(runner.session, { text: document.getText(), version: document.version })
    runner.schedule()
  }

  closeTactics(uri: string): void {
    const runner = this.runners.get(uri)
    // A model that is still open keeps its figures.
    const modelPath = runner?.session.result?.modelPath
    if (modelPath !== undefined && [...this.models.values()].some(({ path }) => path === modelPath)) return
    runner?.dispose()
    this.runners.delete(uri)
  }

  async openModel(document: TextDocument): Promise<void> {
    const path = pathOf(document.uri)
    const open: OpenModel = { document, path, isChanged: false, loaded: undefined, problem: undefined }
    this.models.set(document.uri, open)
    if (this.findSessionOf(path) !== undefined) return this.events.onModel(document.uri)
    const beside = await findTacticsBeside(path)
    if (beside === undefined || this.runners.has(uriOf(beside.path))) return this.loadAlone(open)
    this.start(uriOf(beside.path), beside.text, undefined)
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
    if (open?.isChanged === true) for (const runner of this.runnersOf(open.path)) runner.schedule()
  }

  /** Files on disk that have changed. */
  changeFiles(uris: readonly string[]): void {
    const paths = uris.map(pathOf)
    if (paths.some((path) => path.endsWith('.json'))) return this.refreshAll()
    for (const path of paths) for (const runner of this.runnersOf(path)) runner.schedule()
    for (const { document, path, isChanged } of this.models.values()) {
      if (!isChanged && paths.includes(path)) this.refreshModel(document.uri, false)
    }
  }

  /** Folders that the editor has open, told once. */
  setRoots(uris: readonly string[]): void {
    this.roots = uris.map(pathOf)
  }

  /** Settings have changed. */
  refreshAll(): void {
    for (const runner of this.runners.values()) runner.schedule()
    for (const open of this.models.values()) if (this.findSessionOf(open.path) === undefined) void this.loadAlone(open)
  }

  findRunner(uri: string): SessionRunner | undefined {
    return this.runners.get(uri)
  }

  /** Session that shows a model's figures: that of the tactics file analysed last. */
  findSessionOf(modelPath: string): SessionRunner | undefined {
    const uri = this.analysed.findLast((one) => this.runners.get(one)?.session.result?.modelPath === modelPath)
    return uri === undefined ? undefined : this.runners.get(uri)
  }

  viewModel(uri: string): ModelView | undefined {
    const open = this.models.get(uri)
    return open === undefined ? undefined : viewOf(open, this.findSessionOf(open.path)?.session)
  }

  modelProblem(uri: string): Problem | undefined {
    return this.models.get(uri)?.problem
  }

  private start(uri: string, text: string, version: number | undefined): void {
    const runner = new SessionRunner(
      { uri, path: pathOf(uri), text, version },
      {
        client: this.client,
        settings: this.settings,
        roots: () => this.roots,
        openModels: () => this.changedModels(),
        onChange: (session) => this.noteChange(session),
      },
    )
    this.runners.set(uri, runner)
    runner.schedule()
  }

  private noteChange(session: Session): void {
    if (session.state !== 'computing') {
      const at = this.analysed.indexOf(session.uri)
      if (at >= 0) this.analysed.splice(at, 1)
      this.analysed.push(session.uri)
    }
    this.events.onSession(session)
  }

  private changedModels(): ModelText[] {
    return [...this.models.values()].flatMap((open) => (open.isChanged ? [textOf(open)] : []))
  }

  /** Sessions that use a model, or that could not find theirs. */
  private runnersOf(path: string): SessionRunner[] {
    const uses = ({ session: { result } }: SessionRunner): boolean =>
      result?.modelPath === path || result?.snapshot === undefined
    return [...this.runners.values()].filter(uses)
  }

  private refreshModel(uri: string, isChanged: boolean): void {
    const open = this.models.get(uri)
    if (open === undefined) return
    open.isChanged = isChanged
    for (const runner of this.runnersOf(open.path)) runner.schedule()
    if (this.findSessionOf(open.path) === undefined) void this.loadAlone(open)
  }

  /** Reads a model that no tactics file names. */
  private async loadAlone(open: OpenModel): Promise<void> {
    const text = textOf(open)
    const { maxModelSize, tripCount } = this.settings()
    const largestModel = maxModelSize * 2 ** 20
    const answer = await this.client.request({ kind: 'load', model: text, tripCount, largestModel })
    if (answer.kind === 'loaded') open.loaded = { model: answer.model, version: text.open?.version }
    open.problem = answer.kind === 'unreadable' ? answer.problem : undefined
    this.events.onModel(open.document.uri)
  }
}

/** The editor's text once it was changed, else the file on disk. */
function textOf({ document, path, isChanged }: OpenModel): ModelText {
  return isChanged ? { path, open: { bytes: encodeText(document.getText()), version: document.version } } : { path }
}

function viewOf(open: OpenModel, session: Session | undefined): ModelView | undefined {
  const current = open.isChanged ? open.document.version : undefined
  const result = session?.result
  if (result?.model !== undefined && result.snapshot !== undefined) {
    const { evaluation, active, modelProblems: problems } = result.snapshot
    const figures =
      evaluation === undefined || active === undefined
        ? undefined
        : {
            evaluation,
            basis: result.snapshot,
            schedule: active.name,
            tactics: active.steps.map(({ tactic }) => tactic),
            problems,
          }
    return { model: result.model, figures, isCurrent: result.modelVersion === current }
  }
  return open.loaded === undefined
    ? undefined
    : { model: open.loaded.model, figures: undefined, isCurrent: open.loaded.version === current }
}

const mostBeside = 50

/** A tactics file in the model's folder that names it. */
async function findTacticsBeside(modelPath: string): Promise<{ path: string; text: string } | undefined> {
  try {
    const folder = dirname(modelPath)
    const names = (await readdir(folder)).filter((name) => name.endsWith('.tactics')).sort()
    for (const name of names.slice(0, mostBeside)) {
      const path = join(folder, name)
      const text = await readFile(path, 'utf8')
      if (text.includes(`"${basename(modelPath)}"`)) return { path, text }
    }
  } catch {
    // A folder that cannot be listed has no tactics file for us; the model is shown without figures.
  }
  return undefined
}
