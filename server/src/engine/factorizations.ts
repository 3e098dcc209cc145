// Number of devices -> the meshes that have so many: ordered tuples of factors, evenly chosen where there are too many.

export interface Factorizations {
  /** How many tuples there are. */
  readonly count: bigint
  /** All of them, or `most` chosen evenly; the first factor largest first, then the second, and so on. */
  readonly tuples: readonly (readonly number[])[]
}

/**
 * Ordered tuples of `length` positive integers whose product is `product`, a positive safe integer. Cost: its square root, for its
 * primes, and then what is returned; never the number of tuples.
 */
export function findFactorizations(product: number, length: number, most: number): Factorizations {
  if (length === 0) return product === 1 ? { count: 1n, tuples: [[]] } : { count: 0n, tuples: [] }
  const primes = primePowers(product)
  const choices = primes.map(({ power }) => countSplits(power, length))
  const count = choices.reduce((total, one) => total * one, 1n)
  const taken = count > BigInt(most) ? BigInt(most) : count
  const tuples = Array.from({ length: Number(taken) }, (_, i) => {
    // Evenly from the first to the last.
    let rest = taken > 1n ? (BigInt(i) * (count - 1n)) / (taken - 1n) : 0n
    const sizes = new Array<number>(length).fill(1)
    primes.forEach(({ prime, power }, at) => {
      splitAt(power, length, rest % choices[at]!).forEach((part, axis) => (sizes[axis]! *= prime ** part))
      rest /= choices[at]!
    })
    return sizes
  })
  return { count, tuples: tuples.sort(largestFirst) }
}

function largestFirst(one: readonly number[], other: readonly number[]): number {
  const at = one.findIndex((size, axis) => size !== other[axis])
  return at < 0 ? 0 : other[at]! - one[at]!
}

interface PrimePower {
  readonly prime: number
  readonly power: number
}

function primePowers(product: number): PrimePower[] {
  const found: PrimePower[] = []
  let rest = product
  for (let prime = 2; prime * prime <= rest; prime += prime === 2 ? 1 : 2) {
    let power = 0
    for (; rest % prime === 0; rest /= prime) power++
    if (power > 0) found.push({ prime, power })
  }
  return rest > 1 ? [...found, { prime: rest, power: 1 }] : found
}

/** Ways to split `power` into `parts` ordered parts, empty ones included: C(power + parts - 1, parts - 1). */
function countSplits(power: number, parts: number): bigint {
  let ways = 1n
  for (let i = 1; i < parts; i++) ways = (ways * BigInt(power + i)) / BigInt(i)
  return ways
}

/** The split of number `index`, those with the largest first part first. */
function splitAt(power: number, parts: number, index: bigint): number[] {
  if (parts === 1) return [power]
  let first = power
  let rest = index
  for (let ways = 1n; rest >= ways; ways = countSplits(power - first, parts - 1)) {
    rest -= ways
    first--
  }
  return [first, ...splitAt(power - first, parts - 1, rest)]
}
