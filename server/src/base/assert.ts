// Ends of exhaustive switches and invariants: these fail only where Shardlens itself is wrong.

/** Marks code that the types prove unreachable. */
export function assertUnreachable(value: never): never {
  throw new Error(`unreachable: ${String(value)}`)
}

/** Throws when an invariant of ours does not hold; never used on input. */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(`assertion failed: ${message}`)
}

/** The element, which must exist: for indices that an invariant keeps in range. */
export function getAt<T>(items: ArrayLike<T>, index: number): T {
  const item = items[index]
  if (item === undefined) throw new Error(`no element ${index} of ${items.length}`)
  return item
}
