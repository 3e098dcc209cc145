// A hint after a piece of text, in offsets of its file; the server turns it into the protocol's.

export interface Hint {
  readonly offset: number
  readonly label: string
  /** Markdown. */
  readonly tooltip?: string
}
