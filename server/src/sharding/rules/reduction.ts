// reduce, reduce_window, select_and_scatter, sort and top_k.
import { readInteger, readIntegers, readWindow } from '../../model/attributes'
import type { RuleQuestion } from './question'
import type { RuleDraft } from './draft'
import { addEachWhole, addFactor, addWhole, atDim, sizeOf } from './draft'
import { patternOf, windowDimOf } from './windows'

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

/** Ports: n inputs, n initial values (rank 0), n results. */
export function windowRule(draft: RuleDraft, question: RuleQuestion): void {
  const extents = readIntegers(question.attributes, 'window_dimensions') ?? []
  const window = readWindow(question.attributes, extents.length)
  const inputs = question.operands.length / 2
  const operands = Array.from({ length: inputs }, (_, port) => port)
  const results = operands.map((port) => 2 * inputs + port)
  extents.forEach((extent, dim) => {
    const [input, output] = [sizeOf(draft, [0, dim]), sizeOf(draft, [2 * inputs, dim])]
    const pattern = patternOf(windowDimOf(window, dim, { input, output, extent, isReversed: false }))
    const [before, after] = [atDim(operands, dim), atDim(results, dim)]
    if (pattern.kind === 'patches') {
      addFactor(draft, output, [...before, ...after])
      addWhole(draft, pattern.rest, before, 'a window lies in it')
    } else if (pattern.kind === 'spread') {
      addFactor(draft, input, [...before, ...after])
      addWhole(draft, pattern.rest, after, 'a window lies in it')
    } else addEachWhole(draft, [...before, ...after], 'a window slides over it')
  })
}

/** Ports: operand, source, initial value, result. The source has one element a window of the operand. */
export function selectAndScatterRule(draft: RuleDraft, question: RuleQuestion): void {
  const extents = readIntegers(question.attributes, 'window_dimensions') ?? draft.types[0]?.dims.map(() => 1) ?? []
  const window = readWindow(question.attributes, extents.length)
  extents.forEach((extent, dim) => {
    const [input, output] = [sizeOf(draft, [0, dim]), sizeOf(draft, [1, dim])]
    const pattern = patternOf(windowDimOf(window, dim, { input, output, extent, isReversed: false }))
    const holders = atDim([0, 3], dim)
    if (pattern.kind === 'patches') {
      addFactor(draft, output, [...holders, [1, dim]])
      addWhole(draft, pattern.rest, holders, 'a window lies in it')
    } else addEachWhole(draft, atDim([0, 1, 3], dim), 'a window slides over it')
  })
}

/** All operands and results alike; the sorted dim (the last of a top_k) is whole. */
export function sortRule(draft: RuleDraft, question: RuleQuestion): void {
  const rank = question.operands[0]?.dims.length ?? 0
  const isTop = question.kind !== 'sort'
  const along = isTop ? rank - 1 : (readInteger(question.attributes, 'dimension') ?? rank - 1)
  addAllBut(draft, along < 0 ? along + rank : along, 'it is sorted')
}

/** One dim whole with a reason, the others parallel in all ports. */
export function addAllBut(draft: RuleDraft, whole: number, reason: string): void {
  const rank = draft.types[0]?.dims.length ?? 0
  const ports = draft.types.flatMap((type, port) => (type.dims.length === rank ? [port] : []))
  for (let dim = 0; dim < rank; dim++) {
    if (dim === whole) addEachWhole(draft, atDim(ports, dim), reason)
    else addFactor(draft, sizeOf(draft, [0, dim]), atDim(ports, dim))
  }
}
