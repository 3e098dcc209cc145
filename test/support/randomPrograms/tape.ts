// Choices of a random program are read off a tape of integers, so that fast-check can shrink and replay them.

export interface Tape {
  /** Integer in 0 .. count - 1; 0 past the end of the tape. */
  readonly below: (count: number) => number
  readonly pick: <T>(items: readonly T[]) => T
  /** True once in `times`. */
  readonly oneIn: (times: number) => boolean
  readonly shuffle: <T>(items: readonly T[]) => T[]
}

export function createTape(choices: readonly number[]): Tape {
  let at = 0
  const below = (count: number): number => (count <= 1 ? 0 : (choices[at++] ?? 0) % count)
  const pick = <T>(items: readonly T[]): T => {
    const item = items[below(items.length)]
    if (item === undefined) throw new Error('nothing to pick from')
    return item
  }
  const shuffle = <T>(items: readonly T[]): T[] => {
    const rest = [...items]
    return items.map(() => rest.splice(below(rest.length), 1)[0]!)
  }
  return { below, pick, oneIn: (times) => below(times) === times - 1, shuffle }
}
