// The settings under `shardlens` that the server reads, as the editor sends them.

export interface Settings {
  readonly inlayHints: {
    /** Hints in model files. */
    readonly model: boolean
    /** Hints in tactics files. */
    readonly tactics: boolean
  }
  /** Device for every tactics file that names none; empty for the default one. */
  readonly device: string
  /** Largest model file that is read, in MiB. */
  readonly maxModelSize: number
}

export const defaultSettings: Settings = {
  inlayHints: { model: true, tactics: true },
  device: '',
  maxModelSize: 150,
}
