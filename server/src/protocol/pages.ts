// Texts that the server writes for commands of the editor.

/** Request, client to server: the schedules of a tactics file side by side, as Markdown; null while there are no figures. */
export const compareRequest = 'shardlens/compare'

export interface CompareParams {
  /** The tactics file. */
  readonly uri: string
}

/** Request, client to server: a first tactics file for a model; null for a model that cannot be read. */
export const newTacticsRequest = 'shardlens/newTactics'

export interface NewTacticsParams {
  readonly modelUri: string
}

export interface NewTactics {
  readonly text: string
  /** To lie beside the model. */
  readonly fileName: string
}
