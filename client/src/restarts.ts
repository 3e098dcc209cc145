// When a language server that died is started again by itself, and when a person is asked.

/** So often within the time, and no more. */
export const mostRestarts = 3
const withinMilliseconds = 3 * 60_000

/** Notes a crash at each call; true while another start is worth it. */
export function createRestartPolicy(now: () => number = Date.now): () => boolean {
  let crashes: number[] = []
  return () => {
    const time = now()
    crashes = [...crashes.filter((at) => time - at <= withinMilliseconds), time]
    return crashes.length <= mostRestarts
  }
}
