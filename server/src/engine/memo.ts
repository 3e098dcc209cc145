// Results kept by key while they are in use: what the last few analyses did not ask for is dropped.

export interface Memo<T> {
  readonly get: (key: string, make: () => T) => T
  /** Ends one analysis. */
  readonly endGeneration: () => void
}

/** `generations`: how many analyses an entry survives without being asked for. */
export function createMemo<T>(generations: number): Memo<T> {
  const entries = new Map<string, { value: T; used: number }>()
  let now = 0
  return {
    get: (key, make) => {
      const known = entries.get(key)
      if (known !== undefined) {
        known.used = now
        return known.value
      }
      const value = make()
      entries.set(key, { value, used: now })
      return value
    },
    endGeneration: () => {
      for (const [key, entry] of entries) if (now - entry.used >= generations) entries.delete(key)
      now++
    },
  }
}
