// Commands that the server itself carries out, by their names: code lenses of any editor may call them with a `SearchPlace`.

export const searchCommands = {
  /** Ends the search of a file with the best that it has found so far. */
  stop: 'shardlens.search.stop',
  /** Searches anew where a search was ended early or has failed. */
  again: 'shardlens.search.again',
} as const

export type SearchCommand = keyof typeof searchCommands

/** What a search command is about. */
export interface SearchPlace {
  /** Of a tactics file. */
  readonly uri: string
  /** Name of a tactic or a schedule. */
  readonly name: string
}
