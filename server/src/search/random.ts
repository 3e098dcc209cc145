// A small generator of random numbers with a seed: the same on every machine. Source: mulberry32 (T. Ettinger, public domain).

/** Numbers in [0, 1). */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A permutation (Fisher and Yates); the items in their own order for seed 0. */
export function shuffle<Item>(items: readonly Item[], seed: number): Item[] {
  const shuffled = [...items]
  if (seed === 0) return shuffled
  const random = createRandom(seed)
  for (let at = shuffled.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1))
    const [a, b] = [shuffled[at]!, shuffled[other]!]
    shuffled[at] = b
    shuffled[other] = a
  }
  return shuffled
}
