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
import type { Session, SessionRunner } from './session'
import { createSession } from './session'

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

export interface Workspace {
  readonly openTactics: (document: TextDocument) => void
  readonly changeTactics: (document: TextDocument) => void
  readonly closeTactics: (uri: string) => void
  readonly openModel: (document: TextDocument) => Promise<void>
  readonly changeModel: (document: TextDocument) => void
  readonly saveModel: (uri: string) => void
  readonly closeModel: (uri: string) => void
  /** Files on disk that have changed. */
  readonly changeFiles: (uris: readonly string[]) => void
  /** Settings have changed. */
  readonly refreshAll: () => void
  readonly findRunner: (uri: string) => SessionRunner | undefined
  /** Session that shows a model's figures: that of the tactics file analysed last. */
  readonly findSessionOf: (modelPath: string) => SessionRunner | undefined
  readonly viewModel: (uri: string) => ModelView | undefined
  readonly modelProblem: (uri: string) => Problem | undefined
  readonly isModelOpen: (path: string) => boolean
}

export const pathOf = (uri: string): string => (uri.startsWith('file:') ? fileURLToPath(uri) : uri)
export const uriOf = (path: string): string => pathToFileURL(path).href

export function createWorkspace(client: AnalysisClient, settings: () => Settings, events: WorkspaceEvents): Workspace {
  const runners = new Map<string, SessionRunner>()
  const models = new Map<string, OpenModel>()
  const analysed: string[] = []

  const openModels = (): ModelText[] =>
    [...models.values()].flatMap(({ document, path, isChanged }) =>
      isChanged ? [{ path, open: { bytes: encodeText(document.getText()), version: document.version } }] : [],
    )
  const onChange = (session: Session): void => {
    if (session.state !== 'computing') {
      const at = analysed.indexOf(session.uri)
      if (at >= 0) analysed.splice(at, 1)
      analysed.push(session.uri)
    }
    events.onSession(session)
  }
  const host = { client, settings, openModels, onChange }
  const start = (uri: string, text: string, version: number | undefined): SessionRunner => {
    const runner = createSession(uri, pathOf(uri), text, version, host)
    runners.set(uri, runner)
    runner.schedule()
    return runner
  }
  const findSessionOf = (modelPath: string): SessionRunner | undefined => {
    const uri = analysed.findLast((one) => runners.get(one)?.session.result?.modelPath === modelPath)
    return uri === undefined ? undefined : runners.get(uri)
  }
  const runnersOf = (path: string): SessionRunner[] =>
    [...runners.values()].filter(
      ({ session }) => session.result?.modelPath === path || session.result?.snapshot === undefined,
    )
  const loadAlone = async (open: OpenModel): Promise<void> => {
    const version = open.isChanged ? open.document.version : undefined
    const text: ModelText =
      version === undefined
        ? { path: open.path }
        : { path: open.path, open: { bytes: encodeText(open.document.getText()), version } }
    const answer = await client.request({ kind: 'load', model: text, largestModel: settings().maxModelSize * 2 ** 20 })
    open.loaded = answer.kind === 'loaded' ? { model: answer.model, version } : open.loaded
    open.problem = answer.kind === 'unreadable' ? answer.problem : undefined
    events.onModel(open.document.uri)
  }
  const refreshModel = (open: OpenModel): void => {
    const using = runnersOf(open.path)
    for (const runner of using) runner.schedule()
    if (findSessionOf(open.path) === undefined) void loadAlone(open)
  }
  return {
    openTactics: (document) => {
      const known = runners.get(document.uri)
      if (known === undefined) return void start(document.uri, document.getText(), document.version)
      Object.assign(known.session, { text: document.getText(), version: document.version })
      known.schedule()
    },
    changeTactics: (document) => {
      const runner = runners.get(document.uri)
      if (runner === undefined) return
      Object.assign(runner.session, { text: document.getText(), version: document.version })
      runner.schedule()
    },
    closeTactics: (uri) => {
      const runner = runners.get(uri)
      // A model that is still open keeps its figures.
      const modelPath = runner?.session.result?.modelPath
      if (modelPath !== undefined && [...models.values()].some(({ path }) => path === modelPath)) return
      runner?.dispose()
      runners.delete(uri)
    },
    openModel: async (document) => {
      const open: OpenModel = {
        document,
        path: pathOf(document.uri),
        isChanged: false,
        loaded: undefined,
        problem: undefined,
      }
      models.set(document.uri, open)
      if (findSessionOf(open.path) !== undefined) return events.onModel(document.uri)
      const beside = await findTacticsBeside(open.path)
      if (beside !== undefined && !runners.has(uriOf(beside.path))) start(uriOf(beside.path), beside.text, undefined)
      else await loadAlone(open)
    },
    changeModel: (document) => {
      const open = models.get(document.uri)
      if (open === undefined) return
      open.isChanged = true
      refreshModel(open)
    },
    saveModel: (uri) => {
      const open = models.get(uri)
      if (open === undefined) return
      open.isChanged = false
      refreshModel(open)
    },
    closeModel: (uri) => {
      const open = models.get(uri)
      models.delete(uri)
      if (open?.isChanged === true) for (const runner of runnersOf(open.path)) runner.schedule()
    },
    changeFiles: (uris) => {
      for (const path of uris.map(pathOf)) for (const runner of runnersOf(path)) runner.schedule()
      for (const open of models.values())
        if (uris.map(pathOf).includes(open.path) && !open.isChanged) refreshModel(open)
    },
    refreshAll: () => {
      for (const runner of runners.values()) runner.schedule()
    },
    findRunner: (uri) => runners.get(uri),
    findSessionOf,
    viewModel: (uri) => {
      const open = models.get(uri)
      return open === undefined ? undefined : viewOf(open, findSessionOf(open.path)?.session)
    },
    modelProblem: (uri) => models.get(uri)?.problem,
    isModelOpen: (path) => [...models.values()].some((open) => open.path === path),
  }
}

function viewOf(open: OpenModel, session: Session | undefined): ModelView | undefined {
  const current = open.isChanged ? open.document.version : undefined
  const result = session?.result
  if (result?.model !== undefined && result.snapshot !== undefined) {
    const { evaluation, active } = result.snapshot
    const figures =
      evaluation === undefined || active === undefined
        ? undefined
        : { evaluation, schedule: active.name, tactics: active.steps.map(({ tactic }) => tactic) }
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
