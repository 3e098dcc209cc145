// Operations whose result element depends on the operand elements at the same place.
import { readIntegers } from '../../model/attributes'
import type { RuleQuestion } from './question'
import type { PortDim, RuleDraft } from './draft'
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

/**
 * Operands of fewer dims, or with dims of size 1, are spread (chlo.broadcast_add): their dims are the last ones of the result, or
 * those that `broadcast_dimensions` says for the operand of lower rank.
 */
export function spreadingRule(draft: RuleDraft, question: RuleQuestion): void {
  const result = question.operands.length
  const shape = question.results[0]?.dims ?? []
  const given = readIntegers(question.attributes, 'broadcast_dimensions')
  shape.forEach((size, dim) => {
    const holders = question.operands.flatMap(({ dims }, port): PortDim[] => {
      const isLower = dims.length < shape.length
      const own = isLower && given?.length === dims.length ? given.indexOf(dim) : dim - shape.length + dims.length
      // A size that is unknown may be 1, so it is whole.
      return own >= 0 && (dims[own] === size || (dims[own] ?? 1) < 0) ? [[port, own]] : []
    })
    addFactor(draft, size, [...holders, [result, dim]])
  })
}

/** bitcast_convert to another width moves bits between the last dim and the element: that dim stays whole. */
export function bitcastRule(draft: RuleDraft, question: RuleQuestion): void {
  // A layout orders the elements in another way.
  if (question.attributes.includes('_layout')) return
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
  question.results[0]?.dims.forEach((size, dim) => addFactor(draft, size, [[question.operands.length, dim]]))
}
