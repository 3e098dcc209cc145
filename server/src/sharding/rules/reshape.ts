// Reshape: dims split and merged are factored so that both sides are made of the same factors, major to minor.
import type { RuleQuestion } from './question'
import type { RuleDraft } from './draft'
import { addFactor, addWhole } from './draft'

/**
 * Walks both shapes from the major side. While as much of both is walked, what the current dims share as a divisor is a factor of
 * both: its stride is the same on both sides. Where they share none their elements mix: each side goes on towards the next boundary
 * that both have, by the part of its dim that reaches it, or by all of the dim.
 */
export function reshapeRule(draft: RuleDraft, question: RuleQuestion): void {
  // An empty tensor has no elements to follow, and sizes that are unknown cannot be.
  if (question.results[0]?.elements === 0) return
  const output = question.operands.length
  const from = cursorOver(question.operands[0]?.dims ?? [])
  const to = cursorOver(question.results[0]?.dims ?? [])
  let [left, right] = [1, 1]
  while (!from.isDone() || !to.isDone()) {
    if (left === right) {
      const shared = greatestCommonDivisor(from.rest(), to.rest())
      if (shared > 1) {
        addFactor(draft, shared, [
          [0, from.dim()],
          [output, to.dim()],
        ])
        from.take(shared)
        to.take(shared)
        continue
      }
      left *= takeMixed(draft, from, 0, from.rest())
      right *= takeMixed(draft, to, output, to.rest())
    } else if ((left < right && !from.isDone()) || to.isDone()) {
      left *= takeMixed(draft, from, 0, right / greatestCommonDivisor(left, right))
    } else {
      right *= takeMixed(draft, to, output, left / greatestCommonDivisor(left, right))
    }
  }
}

/** Takes what the current dim shares with what is missing to the boundary, or all of it. */
function takeMixed(draft: RuleDraft, cursor: Cursor, port: number, missing: number): number {
  const shared = greatestCommonDivisor(cursor.rest(), missing)
  const size = shared > 1 ? shared : cursor.rest()
  addWhole(draft, size, [[port, cursor.dim()]], 'a reshape mixes it with its neighbours')
  cursor.take(size)
  return size
}

interface Cursor {
  readonly isDone: () => boolean
  readonly dim: () => number
  /** Size of the current dim that has no factor yet. */
  readonly rest: () => number
  readonly take: (size: number) => void
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
  return { isDone: () => dim >= dims.length, dim: () => dim, rest: () => rest, take }
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b)
}
