// A hint after a piece of text, in offsets of its file; the server turns it into the protocol's.

export interface Hint {
  readonly offset: number
  readonly label: string
  /** Markdown. */
  readonly tooltip?: string
  /** Offset of the session whose hover explains the hint, once a person points at it. */
  readonly about?: number
  /** Leads to what the text at `about` matches. */
  readonly isLink?: boolean
  /** Says nothing that a person has to know at once: left out where hints are to be few. */
  readonly isDetail?: boolean
}
