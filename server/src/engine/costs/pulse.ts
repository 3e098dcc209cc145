// Loops over a whole program look now and then whether anybody still waits for what they make.

/** To be called at each round. */
export type Beat = () => void

/** Rounds between two looks: fewer than a millisecond has. */
const stride = 1024

/** Thrown by a beat, caught by `unlessEnded`. */
class Ended extends Error {}

export interface Pulse {
  readonly beat: Beat
  /** Looks at once: before something that has no rounds. */
  readonly look: () => void
}

export function createPulse(isEnded: () => boolean): Pulse {
  let rounds = 0
  const look = (): void => {
    if (isEnded()) throw new Ended()
  }
  const beat = (): void => {
    if (++rounds % stride === 0) look()
  }
  return { beat, look }
}

/** Undefined when a look has ended it. */
export function unlessEnded<T>(make: () => T): T | undefined {
  try {
    return make()
  } catch (error) {
    if (error instanceof Ended) return undefined
    throw error
  }
}
