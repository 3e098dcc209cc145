// What every editor feature is given, and the guard around each of them.
import type { TextDocument } from 'vscode-languageserver-textdocument'
import type { Connection, Location, Position, TextDocuments } from 'vscode-languageserver/node'
import { ResponseError } from 'vscode-languageserver/node'
import type { Span } from '../base/problems'
import type { AnalysisClient } from '../worker/analysisClient'
import type { Settings } from '../protocol/settings'
import type { StatusOf } from '../ide/searchStatus'
import type { Positions } from './convert'
import { modelPositionsOf, rangeOf } from './convert'
import type { Editor } from './editor'
import type { ModelView } from './models'
import type { PythonSources } from './python/pythonSources'
import type { TracedTexts } from './python/tracedTexts'
import type { Searches } from './searches'
import type { Session } from './session'
import type { TacticsViews } from './tacticsViews'
import type { Workspace } from './workspace'

export interface FeatureHost {
  readonly connection: Connection
  readonly documents: TextDocuments<TextDocument>
  readonly workspace: Workspace
  readonly searches: Searches
  readonly searchStatus: StatusOf
  readonly views: TacticsViews
  /** Python files that models were traced from, and their texts of then. */
  readonly python: PythonSources
  readonly traced: TracedTexts
  /** Another analysis worker, for what takes long; whoever starts it disposes of it. */
  readonly startWorker: () => AnalysisClient
  readonly settings: () => Settings
  readonly editor: () => Editor
  /** Tells of each session whose result or state has changed. */
  readonly onSession: (listener: (session: Session) => void) => void
}

/** A place that the editor asks about. */
export interface Asked {
  readonly textDocument: { readonly uri: string }
  readonly position: Position
}

/** An error inside a feature is logged and answered by nothing: the next request is served. */
export const guarded =
  <P, R>(host: FeatureHost, fallback: R, handle: (params: P) => R | Promise<R>) =>
  async (params: P): Promise<R> => {
    try {
      return await handle(params)
    } catch (error) {
      // An answer that says why there is none.
      if (error instanceof ResponseError) throw error
      host.connection.console.error(
        `internal error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      )
      return fallback
    }
  }

/** A model as the editor shows it, with its positions; undefined when it was edited since it was read. */
export function currentModel(
  host: FeatureHost,
  uri: string,
): { readonly view: ModelView; readonly positions: Positions } | undefined {
  const view = host.workspace.viewModel(uri)
  return view?.isCurrent === true ? { view, positions: modelPositionsOf(view.model.module.columns) } : undefined
}

/** The same for what editors ask once a text and keep: waits until the model was read. */
export async function modelWhenRead(host: FeatureHost, uri: string): Promise<ReturnType<typeof currentModel>> {
  await host.workspace.modelRead(uri)
  return currentModel(host, uri)
}

export const locationsIn = (uri: string, spans: readonly Span[], positions: Positions): Location[] =>
  spans.map((span) => ({ uri, range: rangeOf(span, positions) }))
