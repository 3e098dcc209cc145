// A model open in the editor: the text that counts, and what is known of it.
import type { TextDocument } from 'vscode-languageserver-textdocument'
import type { Problem } from '../base/problems'
import type { LoadedModel } from '../engine/analysis'
import type { ModelFigures } from '../ide/modelFigures'
import { modelFiguresOf } from '../ide/modelFigures'
import { encodeText } from '../mlir/text'
import type { TacticsSource } from '../tactics/sources'
import type { ModelText } from '../worker/messages'
import type { Session } from './session'

export interface OpenModel {
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
  /** Tactics that the figures are of; none without figures. */
  readonly sources: readonly TacticsSource[]
  readonly isCurrent: boolean
}

/** The editor's text once it was changed, else the file on disk. */
export function textOf({ document, path, isChanged }: OpenModel): ModelText {
  return isChanged ? { path, open: { bytes: encodeText(document.getText()), version: document.version } } : { path }
}

/**
 * The model with the figures of a session, which may be of an older text. Where `others` name the model too, the
 * schedule is called by its file.
 */
export function viewOf(
  open: OpenModel,
  session: Session | undefined,
  others: readonly Session[],
): ModelView | undefined {
  const current = open.isChanged ? open.document.version : undefined
  const result = session?.result
  const file = others.length > 0 && session !== undefined ? ` of ${tellApart(session, others)}` : ''
  if (result?.model !== undefined && result.snapshot !== undefined) {
    const figures = modelFiguresOf(result.snapshot, file)
    return { model: result.model, figures, sources: result.sources, isCurrent: result.modelVersion === current }
  }
  return open.loaded === undefined
    ? undefined
    : { model: open.loaded.model, figures: undefined, sources: [], isCurrent: open.loaded.version === current }
}

/** The end of a session's path that no other one has: its name, or with the folders that tell it apart. */
function tellApart({ path }: Session, others: readonly Session[]): string {
  const steps = path.split(/[\\/]/)
  const endOf = (of: readonly string[], length: number): string => of.slice(-length).join('/')
  const taken = others.map((other) => other.path.split(/[\\/]/))
  let length = 1
  while (length < steps.length && taken.some((other) => endOf(other, length) === endOf(steps, length))) length++
  return endOf(steps, length)
}
