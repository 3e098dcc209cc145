// Operations whose shapes, sizes or bounds are operands: where the result's type is known, so is much of what they do.
import { readInteger, readIntegers } from '../../model/attributes'
import { convolutionRule } from './convolution'
import { broadcastRule } from './dataMovement'
import type { RuleQuestion } from './question'
import type { RuleDraft } from './draft'
import { addFactor, sizeOf } from './draft'
import { generatorRule } from './elementwise'
import { addAllBut } from './reduction'
import { reshapeRule } from './reshape'

/** Nothing is parallel where the result's own sizes are operands: its text could not be made local. */
export function dynamicShapeRule(draft: RuleDraft, question: RuleQuestion): void {
  if (question.kind === 'set_dimension_size') return setSizeRule(draft, question)
  if (draft.types.some((type) => type.isDynamic)) return
  switch (question.kind) {
    case 'dynamic_broadcast_in_dim':
      return broadcastRule(draft, question)
    case 'dynamic_iota':
      return generatorRule(draft, question)
    case 'dynamic_reshape':
      return reshapeRule(draft, question)
    case 'dynamic_conv':
      return convolutionRule(draft, question)
    case 'dynamic_gather':
      return dynamicGatherRule(draft, question)
    default:
  }
}

/** Why the other dims are whole. */
export const dynamicReasons = {
  shape: 'its size, or where a part of it begins, is an operand',
  measured: 'its size is asked for',
} as const

/** Ports: operand, size (rank 0), result. Only the dim that is set has another size. */
function setSizeRule(draft: RuleDraft, question: RuleQuestion): void {
  addAllBut(draft, readInteger(question.attributes, 'dimension') ?? -1, 'its size is set')
}

/** Ports: operand, start indices, slice sizes, result. Batch dims do not depend on the sizes of the slices. */
function dynamicGatherRule(draft: RuleDraft, question: RuleQuestion): void {
  const offsets = readIntegers(question.attributes, 'offset_dims') ?? []
  const indexBatching = readIntegers(question.attributes, 'start_indices_batching_dims') ?? []
  const vector = readInteger(question.attributes, 'index_vector_dim') ?? 0
  if (indexBatching.length > 0) return
  const batch = (draft.types[3]?.dims ?? []).flatMap((_, dim) => (offsets.includes(dim) ? [] : [dim]))
  const indices = (draft.types[1]?.dims ?? []).flatMap((_, dim) => (dim === vector ? [] : [dim]))
  indices.forEach((dim, i) => {
    addFactor(draft, sizeOf(draft, [1, dim]), [
      [1, dim],
      [3, batch[i] ?? 0],
    ])
  })
}
