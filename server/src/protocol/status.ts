// What the server tells the editor about a strategy's figures, and how the editor asks for another schedule.

/** Notification, server to client: the figures of a tactics file, and of the models that it names, have a new state. */
export const statusNotification = 'shardlens/status'

export interface StatusParams {
  /** The tactics file. */
  readonly uri: string
  /** The model that the file names, when it names one. */
  readonly modelUri?: string
  /** In the order of the file. */
  readonly schedules: readonly ScheduleStatus[]
  /** Name of the schedule whose figures hints and hovers show; left out before the first figures, unless one was chosen. */
  readonly active?: string
  /** How many of its tactics count in hints and hovers of the model and in panels; all of `tactics`, unless fewer are looked at. */
  readonly applied: number
  readonly tactics: number
  readonly state: AnalysisState
  /** Milliseconds that the last complete analysis took; 0 when there was none. */
  readonly milliseconds: number
  /** Why the analysis failed. */
  readonly message?: string
}

/** Request, client to server: analyse everything again, in a new worker; also after it was given up. */
export const restartAnalysisRequest = 'shardlens/restartAnalysis'

export interface ScheduleStatus {
  readonly name: string
  /** Peak memory and step time, such as `21.3 GiB · 1.78 s`; empty while they are not known. */
  readonly summary: string
}

/** `computing`: figures shown are of an older text. `error`: they could not be computed. `stopped`: a person has ended the analysis. */
export type AnalysisState = 'fresh' | 'computing' | 'error' | 'stopped'

/** Request, client to server: show the figures of another schedule. Answers when hints and hovers do. */
export const setScheduleRequest = 'shardlens/setSchedule'

export interface SetScheduleParams {
  /** The tactics file. */
  readonly uri: string
  readonly name: string
}
