// A binary heap: the least item first.

export interface Heap<T> {
  readonly push: (item: T) => void
  /** Takes the least item; undefined when empty. */
  readonly pop: () => T | undefined
}

/** `compare` is negative when the first item comes before the second. */
export function createHeap<T>(compare: (one: T, other: T) => number): Heap<T> {
  const items: T[] = []
  const swap = (i: number, j: number): void => {
    ;[items[i], items[j]] = [items[j]!, items[i]!]
  }
  const isBefore = (i: number, j: number): boolean => compare(items[i]!, items[j]!) < 0
  const push = (item: T): void => {
    let at = items.push(item) - 1
    for (let parent = (at - 1) >> 1; at > 0 && isBefore(at, parent); parent = (at - 1) >> 1) {
      swap(at, parent)
      at = parent
    }
  }
  const pop = (): T | undefined => {
    if (items.length === 0) return undefined
    swap(0, items.length - 1)
    const least = items.pop()
    for (let at = 0, next = 1; next < items.length; next = 2 * at + 1) {
      if (next + 1 < items.length && isBefore(next + 1, next)) next++
      if (!isBefore(next, at)) break
      swap(at, next)
      at = next
    }
    return least
  }
  return { push, pop }
}
