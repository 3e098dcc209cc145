// Interning of short integer sequences: equal sequences get equal ids. Open addressing over one flat pool.

export interface SequenceTable {
  /** Id of the sequence items[from] .. items[to - 1]; a new one when it was not seen before. */
  readonly intern: (items: ArrayLike<number>, from: number, to: number) => number
  readonly count: () => number
}

/** An empty table. Cost of a look-up: the length of the sequence. */
export function createSequenceTable(): SequenceTable {
  let pool = new Int32Array(1024)
  let used = 0
  const starts: number[] = [0]
  let slots = new Int32Array(256).fill(-1)

  const hashOf = (items: ArrayLike<number>, from: number, to: number): number => {
    let hash = to - from
    for (let i = from; i < to; i++) hash = (Math.imul(hash, 31) + items[i]! + (hash >>> 15)) | 0
    return Math.imul(hash ^ (hash >>> 13), 0x5bd1e995) >>> 0
  }
  const equals = (id: number, items: ArrayLike<number>, from: number, to: number): boolean => {
    const start = starts[id]!
    if (starts[id + 1]! - start !== to - from) return false
    for (let i = from; i < to; i++) if (pool[start + i - from] !== items[i]) return false
    return true
  }
  const grow = (): void => {
    slots = new Int32Array(slots.length * 2).fill(-1)
    for (let id = 0; id + 1 < starts.length; id++) {
      let slot = hashOf(pool, starts[id]!, starts[id + 1]!) & (slots.length - 1)
      while (slots[slot] !== -1) slot = (slot + 1) & (slots.length - 1)
      slots[slot] = id
    }
  }
  const append = (items: ArrayLike<number>, from: number, to: number): void => {
    if (used + to - from > pool.length) {
      const larger = new Int32Array(Math.max(pool.length * 2, used + to - from))
      larger.set(pool)
      pool = larger
    }
    for (let i = from; i < to; i++) pool[used++] = items[i]!
    starts.push(used)
  }
  const intern = (items: ArrayLike<number>, from: number, to: number): number => {
    let slot = hashOf(items, from, to) & (slots.length - 1)
    for (; slots[slot] !== -1; slot = (slot + 1) & (slots.length - 1)) {
      if (equals(slots[slot]!, items, from, to)) return slots[slot]!
    }
    const id = starts.length - 1
    slots[slot] = id
    append(items, from, to)
    if (starts.length * 2 > slots.length) grow()
    return id
  }
  return { intern, count: () => starts.length - 1 }
}
