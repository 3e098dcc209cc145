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
  /** The shardings that a model states itself are applied before every tactic. */
  readonly moduleShardings: boolean
  /** Largest model file that is read, in MiB. */
  readonly maxModelSize: number
}

export const defaultSettings: Settings = {
  inlayHints: { model: true, tactics: true },
  device: '',
  moduleShardings: true,
  maxModelSize: 150,
}
