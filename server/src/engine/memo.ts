// Results kept by key while they are in use: what the last few analyses did not ask for is dropped.

export interface Memo<T> {
  readonly get: (key: string, make: () => T) => T
  /** What is kept already; asking for it counts as use. */
  readonly find: (key: string) => T | undefined
  /** Ends one analysis. */
  readonly endGeneration: () => void
}

/** Room for what a memo keeps: the weights of all entries add up to no more than `most`. */
export interface Room<T> {
  readonly most: number
  readonly weigh: (value: T) => number
}

/** `generations`: how many analyses an entry survives without being asked for. Where room is short, what was asked for last is kept. */
export function createMemo<T>(generations: number, room?: Room<T>): Memo<T> {
  const entries = new Map<string, { readonly value: T; readonly used: number }>()
  let now = 0
  let weight = 0
  const remove = (key: string, value: T): void => {
    entries.delete(key)
    weight -= room?.weigh(value) ?? 0
  }
  const add = (key: string, value: T): T => {
    // The order of a Map is that of insertion: what was used last stands at its end.
    entries.set(key, { value, used: now })
    weight += room?.weigh(value) ?? 0
    for (const [oldest, entry] of entries) {
      if (room === undefined || weight <= room.most) break
      remove(oldest, entry.value)
    }
    return value
  }
  const find = (key: string): T | undefined => {
    const known = entries.get(key)
    if (known === undefined) return undefined
    remove(key, known.value)
    return add(key, known.value)
  }
  return {
    find,
    get: (key, make) => find(key) ?? add(key, make()),
    endGeneration: () => {
      for (const [key, { value, used }] of entries) if (now - used >= generations) remove(key, value)
      now++
    },
  }
}

/** The same entries for a reader whose own results are not kept. */
export const readingMemo = <T>({ find }: Memo<T>): Memo<T> => ({
  find,
  get: (key, make) => find(key) ?? make(),
  endGeneration: () => undefined,
})

/** Finds what another memo has, and keeps its own results beside it. */
export const layeredMemo = <T>({ find: findBelow }: Memo<T>, own: Memo<T>): Memo<T> => {
  const find = (key: string): T | undefined => findBelow(key) ?? own.find(key)
  return { find, get: (key, make) => find(key) ?? own.get(key, make), endGeneration: own.endGeneration }
}
