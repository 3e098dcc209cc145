// Equal layers in program order: runs of nodes that repeat with one period, found by hashing short windows of their rules.
import type { Program } from '../sharding/program'
import { NodeRole } from '../sharding/program'

/** Nodes first .. first + count · period, `count` times the same operations on other values. */
export interface Repeat {
  readonly first: number
  readonly period: number
  readonly count: number
}

/** Nodes of a window: enough that equal ones seldom stand beside layers by accident. */
const windowSize = 12
/** Fewer are not worth folding, and their ends are too much of them. */
const fewestCopies = 4
/** Earlier places with the same window that are tried. */
const mostTries = 64

/** Runs that do not overlap, in program order. Loops, branches and what is inside of them belong to none. Linear in nodes. */
export function findRepeats({ nodes }: Program): Repeat[] {
  const tokens = Int32Array.from({ length: nodes.count }, (_, node) =>
    nodes.region[node] === 0 && nodes.role[node] === NodeRole.operation ? nodes.rule[node]! : -1 - node,
  )
  const lastPlaces = new Map<string, number[]>()
  const repeats: Repeat[] = []
  let from = 0
  for (let at = 0; at + windowSize <= tokens.length; at++) {
    const key = tokens.subarray(at, at + windowSize).join()
    const places = lastPlaces.get(key)
    if (places === undefined) {
      lastPlaces.set(key, [at])
      continue
    }
    const found = findRun(tokens, at, places.slice(-mostTries).reverse(), from)
    places.push(at)
    if (found === undefined) continue
    repeats.push(found)
    from = at = found.first + found.count * found.period
    at--
  }
  return repeats
}

/** The run that covers most, of those that begin at an earlier place and have copies enough. */
function findRun(tokens: Int32Array, at: number, places: readonly number[], from: number): Repeat | undefined {
  let best: Repeat | undefined
  for (const place of places) {
    const period = at - place
    if (place < from) break
    if (period < windowSize) continue
    let end = at
    while (end < tokens.length && tokens[end] === tokens[end - period]) end++
    const count = Math.floor((end - place) / period)
    if (count >= fewestCopies && count * period > (best === undefined ? 0 : best.count * best.period))
      best = { first: place, period, count }
  }
  return best
}
