// How the hovers of models refer to places, and whether they may show pictures: what the editor knows and the engine does not.
import type { Span } from '../base/problems'
import type { ThemeKind } from './palette'

/** A place in a tactics file. */
export interface TacticsPlace {
  /** What stands there. */
  readonly text: string
  /** `transformer.tactics:6`. */
  readonly label: string
  readonly href: string | undefined
}

export interface Presentation {
  /** Undefined for editors that would show the address of a picture instead of it. */
  readonly pictures: ThemeKind | undefined
  /** Address of a byte offset of the model. */
  readonly modelAddress: (offset: number) => string | undefined
  /** A span of the session's tactics. */
  readonly tacticsPlace: (span: Span) => TacticsPlace | undefined
  /** Address of a line of a file that a location names, when the workspace has it. */
  readonly sourceAddress: (file: string, line: number) => string | undefined
}

/** Words alone. */
export const wordsAlone: Presentation = {
  pictures: undefined,
  modelAddress: () => undefined,
  tacticsPlace: () => undefined,
  sourceAddress: () => undefined,
}
