// Reshape: dims split and merged are factored so that both sides are made of the same factors, major to minor.
import type { RuleQuestion } from './question'
import type { RuleDraft } from './draft'
import { addFactor, addWhole } from './draft'

/**
 * Walks both shapes from the major side. While the remaining sizes of the two current dims share a divisor, that divisor
 * is a factor of both: its stride is the same on both sides. Coprime remainders mix their elements, so the dims up
 * to the next common boundary need their full extent.
 */
export function reshapeRule(draft: RuleDraft, question: RuleQuestion): void {
  // An empty tensor has no elements to follow.
  if (question.results[0]?.elements === 0) return
  const from = cursorOver(question.operands[0]?.dims ?? [])
  const to = cursorOver(question.results[0]?.dims ?? [])
  while (!from.isDone() && !to.isDone()) {
    const shared = greatestCommonDivisor(from.rest(), to.rest())
    if (shared > 1) {
      addFactor(draft, shared, [
        [0, from.dim()],
        [1, to.dim()],
      ])
      from.take(shared)
      to.take(shared)
    } else {
      skipMixedDims(draft, from, to)
    }
  }
}

function skipMixedDims(draft: RuleDraft, from: Cursor, to: Cursor): void {
  const reason = 'a reshape mixes it with its neighbours'
  let [left, right] = [from.takeRest(draft, 0, reason), to.takeRest(draft, 1, reason)]
  while (left !== right && !(from.isDone() && to.isDone())) {
    if ((left < right && !from.isDone()) || to.isDone()) left *= from.takeRest(draft, 0, reason)
    else right *= to.takeRest(draft, 1, reason)
  }
}

interface Cursor {
  readonly isDone: () => boolean
  readonly dim: () => number
  /** Size of the current dim that has no factor yet. */
  readonly rest: () => number
  readonly take: (size: number) => void
  readonly takeRest: (draft: RuleDraft, port: number, reason: string) => number
}

/** Steps over the dims of size above 1. */
function cursorOver(dims: readonly number[]): Cursor {
  let dim = dims.findIndex((size) => size !== 1)
  if (dim < 0) dim = dims.length
  let rest = dims[dim] ?? 1
  const take = (size: number): void => {
    rest /= size
    while (rest === 1 && dim < dims.length) rest = dims[++dim] ?? 1
  }
  const takeRest = (draft: RuleDraft, port: number, reason: string): number => {
    const size = rest
    addWhole(draft, size, [[port, dim]], reason)
    take(size)
    return size
  }
  return { isDone: () => dim >= dims.length, dim: () => dim, rest: () => rest, take, takeRest }
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b)
}
