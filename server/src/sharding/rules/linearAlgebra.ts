// cholesky, triangular_solve, fft and batch normalisation.
import { readInteger, readIntegers } from '../../model/attributes'
import type { RuleQuestion } from './question'
import type { PortDim, RuleDraft } from './draft'
import { addEachWhole, addFactor, atDim, sizeOf } from './draft'

/** Parallel over the dims before the last `trailing` ones of the first operand, in all ports that have them. */
export function batchedRule(draft: RuleDraft, trailing: number): void {
  const batch = (draft.types[0]?.dims.length ?? 0) - trailing
  const ports = draft.types.flatMap((type, port) => (type.dims.length >= batch ? [port] : []))
  for (let dim = 0; dim < batch; dim++) {
    const size = sizeOf(draft, [0, dim])
    const holders = atDim(ports, dim)
    if (holders.every((place) => sizeOf(draft, place) === size)) addFactor(draft, size, holders)
  }
}

/** Batches of matrices are parallel; so are the right-hand sides of a triangular_solve (ports: a, b, result). */
export function linearAlgebraRule(draft: RuleDraft, question: RuleQuestion): void {
  batchedRule(draft, 2)
  if (question.kind !== 'triangular_solve') return
  const rank = question.operands[1]?.dims.length ?? 0
  const isLeft = /left_side"?\s*=\s*false/.exec(question.attributes) === null
  const [rows, sides] = isLeft ? [rank - 2, rank - 1] : [rank - 1, rank - 2]
  addFactor(draft, sizeOf(draft, [1, sides]), atDim([1, 2], sides))
  addEachWhole(draft, atDim([1, 2], rows), 'each element of a solution depends on those before it')
}

/** The trailing dims are transformed. */
export function fftRule(draft: RuleDraft, question: RuleQuestion): void {
  const lengths = readIntegers(question.attributes, 'length') ?? readIntegers(question.attributes, 'fft_length') ?? [0]
  batchedRule(draft, lengths.length)
}

/** Inference is parallel in all dims; statistics, and gradients through them, in the feature dim alone. */
export function batchNormRule(draft: RuleDraft, question: RuleQuestion): void {
  const feature = readInteger(question.attributes, 'feature_index') ?? 0
  const rank = draft.types[0]?.dims.length ?? 0
  const full = draft.types.flatMap((type, port) => (port === 0 || type.dims.length === rank ? [port] : []))
  for (let dim = 0; dim < rank; dim++) {
    const size = sizeOf(draft, [0, dim])
    if (dim === feature) addFactor(draft, size, featurePlaces(draft, feature))
    else if (question.kind === 'batch_norm_inference') addFactor(draft, size, atDim(full, dim))
  }
}

/** Scale, offset and statistics are vectors; so is the operand when it has one dim. */
const featurePlaces = (draft: RuleDraft, feature: number): PortDim[] =>
  draft.types.map(({ dims }, port) => [port, dims.length === 1 ? 0 : feature] as const)
