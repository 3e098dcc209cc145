// reduce, reduce_window, select_and_scatter, sort.
import { readInteger, readIntegers, readWindow } from '../../model/attributes'
import type { RuleQuestion } from './question'
import type { RuleDraft } from './draft'
import { addFactor, addWhole, sizeOf } from './draft'
import { isTrivialWindow } from './contraction'

/** Ports: n inputs, n initial values (rank 0), n results. */
export function reduceRule(draft: RuleDraft, question: RuleQuestion): void {
  const inputs = question.operands.length / 2
  const reduced = readIntegers(question.attributes, 'dimensions') ?? []
  const rank = draft.types[0]?.dims.length ?? 0
  let result = 0
  for (let dim = 0; dim < rank; dim++) {
    const size = sizeOf(draft, [0, dim])
    const operands = Array.from({ length: inputs }, (_, port) => [port, dim] as const)
    if (!reduced.includes(dim)) {
      const results = operands.map((_, port) => [2 * inputs + port, result] as const)
      addFactor(draft, size, [...operands, ...results])
      result++
    } else if (question.combiner !== undefined && inputs === 1) addFactor(draft, size, operands, question.combiner)
    else addWhole(draft, size, operands, 'its reducer is not one operation with its identity as initial value')
  }
}

/** Ports: n inputs, n initial values, n results; also select_and_scatter (operand, source, initial value, result). */
export function windowRule(draft: RuleDraft, question: RuleQuestion): void {
  const dimensions = readIntegers(question.attributes, 'window_dimensions') ?? []
  const ports = draft.types.flatMap((type, port) =>
    type.dims.length === dimensions.length && dimensions.length > 0 ? [port] : [],
  )
  const window = readWindow(question.attributes, dimensions.length)
  dimensions.forEach((extent, dim) => {
    if (extent === 1 && isTrivialWindow(window, dim)) {
      addFactor(
        draft,
        sizeOf(draft, [0, dim]),
        ports.map((port) => [port, dim] as const),
      )
    } else {
      for (const port of ports) addWhole(draft, sizeOf(draft, [port, dim]), [[port, dim]], 'a window slides over it')
    }
  })
}

/** All operands and results alike; the sorted dim (the last of a top_k) is whole. */
export function sortRule(draft: RuleDraft, question: RuleQuestion): void {
  const rank = question.operands[0]?.dims.length ?? 0
  const sorted =
    question.kind === 'top_k' || question.kind === 'topk'
      ? rank - 1
      : (readInteger(question.attributes, 'dimension') ?? rank - 1)
  const ports = draft.types.map((_, port) => port)
  for (let dim = 0; dim < rank; dim++) {
    if (dim !== sorted)
      addFactor(
        draft,
        sizeOf(draft, [0, dim]),
        ports.map((port) => [port, dim] as const),
      )
    else for (const port of ports) addWhole(draft, sizeOf(draft, [port, dim]), [[port, dim]], 'it is sorted')
  }
}
