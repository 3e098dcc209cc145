// dynamic_slice and dynamic_update_slice. A dim of which a part is taken or written may be tiled: each device takes, or writes,
// what falls into its part (lowering/write/writeSliced). A dim that a loop steps through, one element a turn, stays whole.
import type { RuleQuestion } from './question'
import type { RuleDraft } from './draft'
import { addFactor, addWhole } from './draft'
import { lookUpCombiner } from './indexing'

const stepped = 'a loop steps through it, one element a turn'

/** Ports: operand, start indices (rank 0), result. */
export function dynamicSliceRule(draft: RuleDraft, question: RuleQuestion): void {
  const [from, to] = [question.operands[0]?.dims ?? [], question.results[0]?.dims ?? []]
  const result = question.operands.length
  from.forEach((size, dim) => {
    const taken = to[dim] ?? 1
    if (taken === size)
      return addFactor(draft, size, [
        [0, dim],
        [result, dim],
      ])
    if (isStepped(question, dim)) addWhole(draft, size, [[0, dim]], stepped)
    // An all_reduce of the slice moves twice its size, a gather of the operand that one's size once.
    else if (2 * taken > size) addWhole(draft, size, [[0, dim]], 'most of it is taken')
    else addFactor(draft, size, [[0, dim]], lookUpCombiner(draft))
    addWhole(draft, taken, [[result, dim]], 'it is a slice that starts anywhere')
  })
}

/** Ports: operand, update, start indices (rank 0), result. */
export function dynamicUpdateSliceRule(draft: RuleDraft, question: RuleQuestion): void {
  const [operand, update] = [question.operands[0]?.dims ?? [], question.operands[1]?.dims ?? []]
  const result = question.operands.length
  operand.forEach((size, dim) => {
    const both = [[0, dim] as const, [result, dim] as const]
    if (update[dim] === size) return addFactor(draft, size, [...both, [1, dim]])
    if (isStepped(question, dim)) addWhole(draft, size, both, stepped)
    else addFactor(draft, size, both)
    addWhole(draft, update[dim] ?? 1, [[1, dim]], 'it is written into a slice')
  })
}

const isStepped = ({ steppedDims = 0 }: RuleQuestion, dim: number): boolean => ((steppedDims >>> dim) & 1) === 1
