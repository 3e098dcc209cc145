// cuDNN attention, as JAX calls it (`__cudnn$fmha…`): batch and heads are parallel, in the forward and the backward call.
import type { RuleQuestion } from './question'
import type { PortDim, RuleDraft } from './draft'
import { addFactor, sizeOf } from './draft'

/**
 * The first three operands are query, key and value, [batch, length, heads, size] or [batch, heads, length, size]; which, the
 * configuration says. Bias and results are [batch, heads, ...]; lengths and offsets are vectors over the batch. Backward calls also have
 * the statistics [batch, heads, length], the output and its gradient, the last two like the query.
 */
export function attentionRule(draft: RuleDraft, question: RuleQuestion): void {
  const text = question.attributes.replaceAll('\\22', '"')
  const [batchDim, headDim] = batchDims(text, 'bmm1_dot_dimension_numbers') ?? batchDims(text, 'bmm1_grad_gemm1') ?? []
  if (batchDim !== 0 || headDim === undefined) return
  const batch = sizeOf(draft, [0, 0])
  const heads = sizeOf(draft, [0, headDim])
  const isBackward = /Backward/.test(question.head + text)
  // A gradient of a bias that several batches or heads share is a sum over them.
  const sharesBias = draft.types.some(({ dims }, port) => port > 2 && dims.length === 4 && dims[0] !== batch)
  if (isBackward && sharesBias) return
  // A packed batch has several sequences a row, so the statistics are of more rows than the batch.
  const ports = draft.types.map((type, port) => ({ type, port })).filter(({ type }) => type.element !== 'opaque')
  const batched = ports.filter(({ type }) => type.dims[0] === batch && type.dims.length !== 0)
  addFactor(
    draft,
    batch,
    batched.map(({ port }): PortDim => [port, 0]),
  )
  const isGrouped = [1, 2].some((port) => sizeOf(draft, [port, headDim]) !== heads)
  // Where length and heads are equal, a bias could be taken for a query.
  if (isGrouped || sizeOf(draft, [0, 3 - headDim]) === heads) return
  const isLikeQuery = (port: number): boolean =>
    port < 3 || (isBackward && port < draft.operandCount && sameDims(draft, port, 0) && headDim !== 1)
  const holders = batched.flatMap(({ type, port }): PortDim[] => {
    const dim = isLikeQuery(port) ? headDim : 1
    return type.dims.length >= 3 && type.dims[dim] === heads ? [[port, dim]] : []
  })
  addFactor(draft, heads, holders)
}

const sameDims = (draft: RuleDraft, port: number, other: number): boolean => {
  const [one, two] = [draft.types[port]?.dims ?? [], draft.types[other]?.dims ?? []]
  return one.length === two.length && one.every((size, dim) => size === two[dim])
}

/** Batch and head dim of the left side of a matrix product. */
function batchDims(text: string, key: string): number[] | undefined {
  const from = text.indexOf(key)
  const list = from < 0 ? undefined : /"lhs_batch_dimensions"\s*:\s*\[([^\]]*)\]/.exec(text.slice(from))?.[1]
  return list?.match(/\d+/g)?.map(Number)
}
