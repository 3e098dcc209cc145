// Steps through the tactics by itself, one every 600 ms, each only after the figures of the one before are there.

const pause = 600

export interface Player {
  readonly toggle: () => void
  /** Figures of a state have come. */
  readonly arrived: (applied: number, tactics: number) => void
}

export interface PlayerActions {
  readonly setApplied: (applied: number) => void
  readonly setPlaying: (isPlaying: boolean) => void
  /** The state shown, and how many tactics there are. */
  readonly position: () => { readonly applied: number; readonly tactics: number } | undefined
}

/** Where motion is reduced it jumps to the end: nothing moves by itself. */
export function createPlayer({ setApplied, setPlaying, position }: PlayerActions): Player {
  let timer: number | undefined
  let isPlaying = false
  const stop = (): void => {
    window.clearTimeout(timer)
    isPlaying = false
    setPlaying(false)
  }
  const toggle = (): void => {
    const at = position()
    if (isPlaying || at === undefined) return stop()
    if (window.matchMedia('(prefers-reduced-motion: reduce)').matches) return setApplied(at.tactics)
    isPlaying = true
    setPlaying(true)
    setApplied(0)
    // The first state is there already when nothing changes.
    if (at.applied === 0) arrived(0, at.tactics)
  }
  const arrived = (applied: number, tactics: number): void => {
    if (!isPlaying) return
    if (applied >= tactics) return stop()
    window.clearTimeout(timer)
    timer = window.setTimeout(() => isPlaying && setApplied(applied + 1), pause)
  }
  return { toggle, arrived }
}
