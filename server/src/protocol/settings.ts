// The settings under `shardlens` that the server reads, as the editor sends them.

/** Which operations of model files have hints. */
export const modelHintLevels = ['off', 'collectives', 'changes', 'all'] as const
export type ModelHintLevel = (typeof modelHintLevels)[number]

/** `collectives`: lines with collectives, or with a twentieth of the step time. `all`: every line that takes time. */
export const pythonHintLevels = ['off', 'collectives', 'all'] as const
export type PythonHintLevel = (typeof pythonHintLevels)[number]

/** Which hints tactics files have: `effects` are those of tactics and schedules, and of what is wrong. */
export const tacticsHintLevels = ['off', 'effects', 'all'] as const
export type TacticsHintLevel = (typeof tacticsHintLevels)[number]

export interface Settings {
  readonly inlayHints: {
    readonly model: ModelHintLevel
    readonly tactics: TacticsHintLevel
  }
  readonly python: {
    /** Hints at the ends of lines in Python files. */
    readonly hints: PythonHintLevel
    /** Folders as models name them -> folders of this machine; `${workspaceFolder}` stands for the first one. */
    readonly pathMap: Readonly<Record<string, string>>
  }
  /** Device for every tactics file that names none; empty for the default one. */
  readonly device: string
  /** Path of a device file, in place of the nearest one; empty for that. */
  readonly deviceFile: string
  /** Communication runs beside compute, where a tactics file does not say. */
  readonly overlap: boolean
  /** The shardings that a model states itself are applied before every tactic. */
  readonly moduleShardings: boolean
  /** What a loop whose number of iterations is unknown is taken to run. */
  readonly tripCount: number
  /** Largest model file that is read, in MiB. */
  readonly maxModelSize: number
}

export const defaultSettings: Settings = {
  inlayHints: { model: 'changes', tactics: 'all' },
  python: { hints: 'collectives', pathMap: {} },
  device: '',
  deviceFile: '',
  overlap: false,
  moduleShardings: true,
  tripCount: 1,
  maxModelSize: 300,
}

/** The most iterations that a loop of unknown length may be taken to run. */
export const mostTrips = 1e9

/** Whether a value can stand for the iterations of a loop. */
export const isTripCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= mostTrips

/** The level that a setting names; it was a switch once. */
export const readHintLevel = (value: unknown): ModelHintLevel =>
  readLevel(value, modelHintLevels, defaultSettings.inlayHints.model)

export const readTacticsHintLevel = (value: unknown): TacticsHintLevel =>
  readLevel(value, tacticsHintLevels, defaultSettings.inlayHints.tactics)

function readLevel<Level extends string>(value: unknown, levels: readonly Level[], usual: Level): Level {
  const [off = usual] = levels
  if (typeof value === 'boolean') return value ? usual : off
  return levels.find((level) => level === value) ?? usual
}

/** What was sent under `shardlens.python`; fields of the wrong kind take their defaults. */
export function readPythonSettings(sent: unknown): Settings['python'] {
  const { hints, pathMap } = (typeof sent === 'object' && sent !== null ? sent : {}) as Partial<Record<string, unknown>> // fields are checked
  const entries = typeof pathMap === 'object' && pathMap !== null ? Object.entries(pathMap) : []
  return {
    hints: pythonHintLevels.find((level) => level === hints) ?? defaultSettings.python.hints,
    pathMap: Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string')),
  }
}
