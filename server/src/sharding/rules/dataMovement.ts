// Operations that move elements: broadcast, transpose, slice, pad, concatenate, reverse.
import { readInteger, readIntegers, readSliceBounds } from '../../model/attributes'
import type { RuleQuestion } from './question'
import type { PortDim, RuleDraft } from './draft'
import { addFactor, addWhole } from './draft'

/** Operand dim i is result dim dims[i]; new dims and widened dims of size 1 are parallel in the result alone. */
export function broadcastRule(draft: RuleDraft, question: RuleQuestion): void {
  const from = question.operands[0]?.dims ?? []
  const to = question.results[0]?.dims ?? []
  const result = question.operands.length
  const map = broadcastDims(question, from.length, to.length)
  to.forEach((size, dim) => {
    const source = map.indexOf(dim)
    addFactor(
      draft,
      size,
      source >= 0 && from[source] === size
        ? [
            [0, source],
            [result, dim],
          ]
        : [[result, dim]],
    )
  })
}

/** The older `broadcast` adds dims before those of its operand. */
function broadcastDims({ kind, attributes }: RuleQuestion, from: number, to: number): readonly number[] {
  if (kind === 'broadcast') return Array.from({ length: from }, (_, dim) => to - from + dim)
  return readIntegers(attributes, 'dims') ?? readIntegers(attributes, 'broadcast_dimensions') ?? []
}

export function transposeRule(draft: RuleDraft, question: RuleQuestion): void {
  const to = question.results[0]?.dims ?? []
  const permutation =
    readIntegers(question.attributes, 'dims') ?? readIntegers(question.attributes, 'permutation') ?? []
  to.forEach((size, dim) => {
    const source = permutation[dim]
    if (source !== undefined)
      addFactor(draft, size, [
        [0, source],
        [1, dim],
      ])
  })
}

/** Parallel where the extent is kept; a part of a dim is taken from the whole of it. */
function keptDims(draft: RuleDraft, ports: readonly number[], isKept: (dim: number) => boolean, reason: string): void {
  const rank = draft.types[0]?.dims.length ?? 0
  for (let dim = 0; dim < rank; dim++) {
    if (isKept(dim)) {
      addFactor(
        draft,
        draft.types[0]?.dims[dim] ?? 1,
        ports.map((port) => [port, dim] as const),
      )
    } else {
      for (const port of ports) addWhole(draft, draft.types[port]?.dims[dim] ?? 1, [[port, dim]], reason)
    }
  }
}

export function sliceRule(draft: RuleDraft, question: RuleQuestion): void {
  const { strides } = readSliceBounds(question.attributes)
  const [from, to] = [question.operands[0]?.dims ?? [], question.results[0]?.dims ?? []]
  keptDims(draft, [0, 1], (dim) => from[dim] === to[dim] && (strides[dim] ?? 1) === 1, 'a slice of it is taken')
}

/** Ports: operand, padding value (rank 0), result. */
export function padRule(draft: RuleDraft, question: RuleQuestion): void {
  const parts = ['low', 'high', 'interior'].map(
    (key) =>
      readIntegers(question.attributes, key) ??
      readIntegers(question.attributes, `edge_padding_${key}`) ??
      readIntegers(question.attributes, `${key}_padding`) ??
      [],
  )
  keptDims(draft, [0, 2], (dim) => parts.every((part) => (part[dim] ?? 0) === 0), 'it is padded')
}

export function concatenateRule(draft: RuleDraft, question: RuleQuestion): void {
  const along = readInteger(question.attributes, 'dim') ?? readInteger(question.attributes, 'dimension') ?? 0
  const ports = draft.types.map((_, port) => port)
  keptDims(draft, ports, (dim) => dim !== along || ports.length === 2, 'it is concatenated')
}

export function reverseRule(draft: RuleDraft, question: RuleQuestion): void {
  const reversed = readIntegers(question.attributes, 'dims') ?? readIntegers(question.attributes, 'dimensions') ?? []
  keptDims(draft, [0, 1], (dim) => !reversed.includes(dim), 'it is reversed')
}

/**
 * torch_index_select. Ports: operand, index, result. The result has the operand's dims, with the index's dims after its batch dims
 * in the place of the dim that is indexed.
 */
export function indexSelectRule(draft: RuleDraft, question: RuleQuestion): void {
  const along = readInteger(question.attributes, 'dim') ?? 0
  const batch = readInteger(question.attributes, 'batch_dims') ?? 0
  const indexRank = question.operands[1]?.dims.length ?? 0
  if (along < batch || batch < 0) return
  question.operands[0]?.dims.forEach((size, dim) => {
    if (dim === along) return addWhole(draft, size, [[0, dim]], 'its elements are taken by index')
    const result = dim < along ? dim : dim - 1 + indexRank - batch
    const holders: PortDim[] = [
      [0, dim],
      [2, result],
    ]
    addFactor(draft, size, dim < batch ? [...holders, [1, dim]] : holders)
  })
  question.operands[1]?.dims.forEach((size, dim) => {
    if (dim >= batch)
      addFactor(draft, size, [
        [1, dim],
        [2, along + dim - batch],
      ])
  })
}
