// What completion offers, and what it is told about the place and the program.
import type { Span } from '../../base/problems'
import type { Device } from '../../cost/devices'
import type { LoadedModel } from '../../engine/analysis'
import type { Snapshot } from '../../engine/snapshot'
import type { TacticsFile } from '../../tactics/syntaxTree'
import type { Place } from './place'

export interface Completion {
  readonly label: string
  readonly kind:
    | 'path'
    | 'axis'
    | 'device'
    | 'tactic'
    | 'field'
    | 'figure'
    | 'keyword'
    | 'value'
    | 'unit'
    | 'scope'
    | 'snippet'
    | 'file'
    | 'folder'
  /** A few words behind the label. */
  readonly detail?: string
  /** Markdown; made when the item is looked at. */
  readonly document?: () => string
  /** Text with tab stops when it is a snippet. */
  readonly insert: string
  /** What it replaces. */
  readonly span: Span
  /** Lists it in this order among the others; by label where equal. */
  readonly rank: number
  /** Asks for the next completion once it is inserted: more is to follow. */
  readonly goesOn?: boolean
}

/** A file with its session, and what is known of its model. */
export interface Known {
  /** Statements of the session, includes counted: where names come from. */
  readonly file: TacticsFile
  readonly model: LoadedModel | undefined
  readonly snapshot: Snapshot | undefined
  /** Devices of the user's own file. */
  readonly devices: readonly Device[]
}

/** Where completion is asked, in offsets of one text. */
export interface Asked extends Known {
  readonly text: string
  /** The file alone, parsed with what is typed: spans are of its text. */
  readonly own: TacticsFile
  readonly place: Place
}

/** An item that replaces the word at the cursor. */
export function complete(
  { place }: Pick<Asked, 'place'>,
  kind: Completion['kind'],
  label: string,
  more: Partial<Completion> = {},
): Completion {
  return { label, kind, insert: label, span: place.word, rank: 5, ...more }
}
