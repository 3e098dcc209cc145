// Operations whose result element depends on the operand elements at the same place.
import type { RuleQuestion } from './question'
import type { RuleDraft } from './draft'
import { addFactor } from './draft'

/** One parallel factor a dim; operands of rank 0 (a select's predicate, a clamp's bounds) hold none. */
export function elementwiseRule(draft: RuleDraft, question: RuleQuestion): void {
  const shape = question.results[0]?.dims ?? []
  shape.forEach((size, dim) => {
    const holders = draft.types.flatMap((type, port) =>
      type.dims.length === shape.length ? [[port, dim] as const] : [],
    )
    addFactor(draft, size, holders)
  })
}

/** bitcast_convert to another width moves bits between the last dim and the element: that dim stays whole. */
export function bitcastRule(draft: RuleDraft, question: RuleQuestion): void {
  const from = question.operands[0]?.dims ?? []
  const to = question.results[0]?.dims ?? []
  for (let dim = 0; dim < Math.min(from.length, to.length); dim++) {
    if (from[dim] === to[dim])
      addFactor(draft, from[dim] ?? 1, [
        [0, dim],
        [1, dim],
      ])
  }
}

/** Constants and iota: each device can make any part of them. */
export function generatorRule(draft: RuleDraft, question: RuleQuestion): void {
  question.results[0]?.dims.forEach((size, dim) => addFactor(draft, size, [[0, dim]]))
}
