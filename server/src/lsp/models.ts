// A model open in the editor: the text that counts, and what is known of it.
import { readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import type { TextDocument } from 'vscode-languageserver-textdocument'
import type { Problem } from '../base/problems'
import type { LoadedModel } from '../engine/analysis'
import type { ModelFigures } from '../ide/modelHover'
import { encodeText } from '../mlir/text'
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
  readonly isCurrent: boolean
}

/** The editor's text once it was changed, else the file on disk. */
export function textOf({ document, path, isChanged }: OpenModel): ModelText {
  return isChanged ? { path, open: { bytes: encodeText(document.getText()), version: document.version } } : { path }
}

/** Whether a file has this text; a byte order mark, which editors hide, counts nothing. */
export async function isOnDisk(path: string, text: string): Promise<boolean> {
  try {
    const length = Buffer.byteLength(text)
    const { size } = await stat(path)
    if (size !== length && size !== length + mark.length) return false
    const bytes = await readFile(path)
    return bytes.subarray(bytes.subarray(0, mark.length).equals(mark) ? mark.length : 0).equals(Buffer.from(text))
  } catch {
    return false
  }
}

const mark = Buffer.from('\uFEFF')

/**
 * The model with the figures of a session, which may be of an older text. `isShared`: other files name the model too, so the
 * schedule is called by its file.
 */
export function viewOf(open: OpenModel, session: Session | undefined, isShared: boolean): ModelView | undefined {
  const current = open.isChanged ? open.document.version : undefined
  const result = session?.result
  const file = isShared && session !== undefined ? ` of ${basename(session.path)}` : ''
  if (result?.model !== undefined && result.snapshot !== undefined) {
    const { evaluation, active, modelProblems: problems } = result.snapshot
    const figures =
      evaluation === undefined || active === undefined
        ? undefined
        : {
            evaluation,
            basis: result.snapshot,
            schedule: active.name + file,
            tactics: active.steps.map(({ tactic }) => tactic),
            problems,
          }
    return { model: result.model, figures, isCurrent: result.modelVersion === current }
  }
  return open.loaded === undefined
    ? undefined
    : { model: open.loaded.model, figures: undefined, isCurrent: open.loaded.version === current }
}
