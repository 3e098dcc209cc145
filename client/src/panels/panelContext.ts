// What panels need of the world around them: the file that they show, the language server, and what the editor does for them.
import type { CostsReport } from '../../../server/src/protocol/costs'
import type { PanelCommand, PanelState } from '../../../server/src/protocol/panels'
import type { StatusParams } from '../../../server/src/protocol/status'
import type { PageEnd } from './pageGroup'

export interface PanelTarget {
  /** The tactics file in front, the one that speaks for the model in front, or what was that last. */
  readonly uri: () => string | undefined
  readonly status: () => StatusParams | undefined
  readonly state: () => PanelState
  /** Its text is what is on disk. */
  readonly isSaved: () => boolean
  /** The server knows the file, as the editor has it open. */
  readonly isLoaded: () => boolean
  /** Makes sure that the server knows the file, also when no editor shows it. */
  readonly load: () => Promise<void>
}

export interface PanelPlace {
  /** Line of the model, from 1. */
  readonly line?: number | undefined
  readonly tactic?: number | undefined
  /** `file:line`. */
  readonly source?: string | undefined
  /** The text takes the focus. */
  readonly isOpened?: boolean | undefined
}

export interface SavedFile {
  readonly name: string
  /** Text, or base64 where `isBinary`. */
  readonly data: string
  readonly isBinary: boolean
}

/** A pinned state, and the tactics file that it is of. */
export interface PinnedState {
  readonly uri: string
  readonly report: CostsReport
}

/** Keeps one beyond the window's life. Never rejects: what cannot be kept is logged. */
export interface PinStore {
  readonly read: () => Promise<PinnedState | undefined>
  readonly write: (pinned: PinnedState | undefined) => Promise<void>
}

export interface PanelContext {
  readonly target: PanelTarget
  /** A request to the server. Rejects when it cannot answer; an answer that was called off is of no use. */
  readonly ask: <Answer>(method: string, params: object, signal?: AbortSignal) => Promise<Answer>
  readonly reveal: (place: PanelPlace, page: PageEnd) => Promise<void>
  readonly save: (file: SavedFile) => Promise<void>
  readonly pins: PinStore
  readonly copy: (text: string) => Promise<void>
  readonly run: (command: PanelCommand) => void
  readonly log: (text: string) => void
}
