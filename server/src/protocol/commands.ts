// Commands that the server itself carries out, by their names: code lenses of any editor may call them with a `SearchPlace`.

export const searchCommands = {
  /** Ends the search of a file with the best that it has found so far. */
  stop: 'shardlens.search.stop',
  /** Searches anew where a search was ended early or has failed. */
  again: 'shardlens.search.again',
  /** Puts manual tactics in the place of an automatic one. */
  write: 'shardlens.search.write',
  /** Adds an automatic tactic, and a schedule that applies it behind what another schedule has; its figures are shown. */
  from: 'shardlens.search.from',
} as const

export type SearchCommand = keyof typeof searchCommands

/** What a search command is about. */
export interface SearchPlace {
  /** Of a tactics file. */
  readonly uri: string
  readonly kind: 'tactic' | 'schedule'
  readonly name: string
}
