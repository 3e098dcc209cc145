// How far something slow has come, on standard error; only for a terminal, and only after a second.

export interface Progress {
  readonly show: (done: number, total: number) => void
  /** Takes the line away. */
  readonly end: () => void
}

const patience = 1000
const pause = 100

/** `what` is counted: `12 of 54 schedules on meshes`. */
export function createProgress(what: string): Progress {
  const { stderr } = process
  let next = performance.now() + patience
  let isShown = false
  return {
    show: (done, total) => {
      if (!stderr.isTTY || performance.now() < next) return
      next = performance.now() + pause
      isShown = true
      stderr.write(`\r${done} of ${total} ${what}`)
    },
    end: () => {
      if (isShown) stderr.write('\r\u001b[K')
    },
  }
}
