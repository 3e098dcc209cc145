// How often the analysis worker may end unexpectedly before it is left alone, and what is said of it.

/** A worker that ends this often within the time is not started again by itself. */
export const mostCrashes = 5
const withinMilliseconds = 10 * 60_000

export interface CrashLog {
  /** Notes a crash now. */
  readonly note: () => void
  /** Too many of late: nothing is to be started until a person asks for it. */
  readonly isTooMany: () => boolean
  readonly clear: () => void
}

export function createCrashLog(now: () => number = Date.now): CrashLog {
  let times: number[] = []
  return {
    note: () => {
      times = [...times, now()].slice(-mostCrashes)
    },
    isTooMany: () => times.length === mostCrashes && now() - (times[0] ?? 0) <= withinMilliseconds,
    clear: () => {
      times = []
    },
  }
}

/** How a worker ended. */
export interface Crash {
  readonly reason: string
  readonly isOutOfMemory: boolean
}

/** What an error of a worker means; `exit code N` where there was none. */
export function describeCrash(error: unknown): Crash {
  const reason = error instanceof Error ? error.message : String(error)
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return { reason, isOutOfMemory: code === 'ERR_WORKER_OUT_OF_MEMORY' }
}
