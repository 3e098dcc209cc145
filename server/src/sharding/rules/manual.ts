// Regions partitioned by hand: their borders, and the collectives inside.
import { readInteger } from '../../model/attributes'
import type { RuleDraft } from './draft'
import { addFactor, addWhole, atDim, sizeOf } from './draft'
import type { RuleQuestion } from './question'

/**
 * From a whole value to one device's part of it, or back: a dim of the whole is the parts, then what is in one. The factor of the
 * parts takes the axes of the region and nothing else.
 */
export function borderRule(draft: RuleDraft): void {
  const [from, to] = draft.types
  if (draft.types.length !== 2 || from === undefined || to?.dims.length !== from.dims.length) return
  from.dims.forEach((size, dim) => {
    const other = to.dims[dim]!
    const [whole, part] = size >= other ? [size, other] : [other, size]
    if (part <= 0 || whole % part !== 0) return
    addWhole(draft, whole / part, [[size >= other ? 0 : 1, dim]], 'a region partitioned by hand takes it in parts')
    addFactor(draft, part, atDim([0, 1], dim))
  })
}

/** Along the axes that the region leaves alone a collective works on each element, but for the dims it acts on. */
export function collectiveRule(draft: RuleDraft, question: RuleQuestion): void {
  if (question.isManual !== true) return
  const acted = new Set(
    ['all_gather_dim', 'scatter_dimension', 'split_dimension', 'concat_dimension'].map((key) =>
      readInteger(question.attributes, key),
    ),
  )
  const count = question.results.length
  for (let pair = 0; pair < count; pair++) {
    const ports = [pair, draft.operandCount + pair]
    draft.types[pair]?.dims.forEach((size, dim) => {
      const isAlike = ports.every((port) => sizeOf(draft, [port, dim]) === size)
      if (!acted.has(dim) && isAlike) addFactor(draft, size, atDim(ports, dim))
    })
  }
}
