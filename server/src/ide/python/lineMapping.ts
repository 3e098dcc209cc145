// Two texts of one file -> where each line of the older one stands in the newer one. A line that was changed stands nowhere.

/** By line of `before`: its line in `after`, both from 0; -1 where it was changed or is gone. */
export function mapLines(before: readonly string[], after: readonly string[]): Int32Array {
  const mapped = new Int32Array(before.length).fill(-1)
  let start = 0
  while (start < before.length && start < after.length && before[start] === after[start]) mapped[start] = start++
  let [end, endAfter] = [before.length, after.length]
  while (end > start && endAfter > start && before[end - 1] === after[endAfter - 1]) mapped[--end] = --endAfter
  mapMiddle(mapped, [before, after], { start, end, endAfter })
  return mapped
}

interface Middle {
  readonly start: number
  readonly end: number
  readonly endAfter: number
}

/**
 * Anchors are lines that stand once in both texts and in the same order; equal lines around an anchor go with it. Lines that
 * repeat and touch no anchor stay unmapped: better no figure than one at the wrong line.
 */
function mapMiddle(
  mapped: Int32Array,
  [before, after]: readonly [readonly string[], readonly string[]],
  middle: Middle,
): void {
  const { start, end, endAfter } = middle
  const inBefore = findUnique(before, start, end)
  const inAfter = findUnique(after, start, endAfter)
  const pairs: (readonly [number, number])[] = []
  for (const [text, line] of inBefore) {
    const other = inAfter.get(text)
    if (other !== undefined) pairs.push([line, other])
  }
  for (const [line, other] of longestRising(pairs)) {
    for (let i = 0; line - i >= start && other - i >= start && before[line - i] === after[other - i]; i++) {
      if (mapped[line - i]! >= 0 && i > 0) break
      mapped[line - i] = other - i
    }
    for (let i = 1; line + i < end && other + i < endAfter && before[line + i] === after[other + i]; i++) {
      mapped[line + i] = other + i
    }
  }
}

/** Lines that occur once, in order; blank ones are no anchors. */
function findUnique(lines: readonly string[], start: number, end: number): Map<string, number> {
  const found = new Map<string, number>()
  const repeated = new Set<string>()
  for (let line = start; line < end; line++) {
    const text = lines[line]!
    if (text.trim() === '' || repeated.has(text)) continue
    if (found.delete(text)) repeated.add(text)
    else found.set(text, line)
  }
  return found
}

/** The longest run of pairs, given by rising first, whose second rises too. */
function longestRising(pairs: readonly (readonly [number, number])[]): (readonly [number, number])[] {
  /** By length - 1: the pair that ends a run of that length with the smallest second. */
  const ends: number[] = []
  const previous = new Int32Array(pairs.length).fill(-1)
  pairs.forEach(([, second], i) => {
    let [low, high] = [0, ends.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (pairs[ends[middle]!]![1] < second) low = middle + 1
      else high = middle
    }
    previous[i] = low === 0 ? -1 : ends[low - 1]!
    ends[low] = i
  })
  const run: (readonly [number, number])[] = []
  for (let i = ends.at(-1) ?? -1; i >= 0; i = previous[i]!) run.push(pairs[i]!)
  return run.reverse()
}
