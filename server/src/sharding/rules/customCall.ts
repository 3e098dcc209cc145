// custom_call by its target: what is known to pass values on, to work element by element, or batch by batch.
import { readCallTarget, readInteger } from '../../model/attributes'
import { attentionRule } from './attention'
import { borderRule } from './manual'
import type { RuleQuestion } from './question'
import type { RuleDraft } from './draft'
import { addFactor, addEachWhole, atDim, sizeOf } from './draft'
import { batchedRule } from './linearAlgebra'
import { addAllBut } from './reduction'
import { shardingRuleOf } from './shardingRuleAttribute'

/** A rule that the model gives (`sdy.sharding_rule`) counts before what is known of the target. */
export function customCallRule(draft: RuleDraft, question: RuleQuestion): void {
  if (shardingRuleOf(draft, question)) return
  const target = targetOf(question)
  if (isBorder.test(target)) borderRule(draft)
  else if (isElementwise(target)) sameShapeRule(draft)
  else if (isTopK.test(target)) addAllBut(draft, (draft.types[0]?.dims.length ?? 0) - 1, 'it is sorted')
  else if (isPartialTopK.test(target)) partialTopKRule(draft, question)
  else if (isAttention.test(target)) attentionRule(draft, question)
  else if (isBatched.test(target)) batchedRule(draft, 2)
}

/** Why the dims of a custom_call that have no factor are whole. */
export function customCallReason(question: RuleQuestion): string {
  const target = targetOf(question)
  if (isBorder.test(target)) return "one device's part of it begins or ends here"
  if (isBatched.test(target)) return 'it is a dim of a matrix'
  if (isAttention.test(target)) return 'attention needs all of it'
  if (/callback/.test(target)) return 'the host computes it'
  return isElementwise(target) || isTopK.test(target) || isPartialTopK.test(target)
    ? 'its shape does not fit the operation'
    : 'nothing is known of this custom_call'
}

/** Targets whose result element depends on the operand elements at the same place; most pass their operand on. */
const elementwiseTargets: ReadonlySet<string> = new Set([
  'Sharding',
  'annotate_device_placement',
  'LayoutConstraint',
  'InspectSharding',
  'MoveToDevice',
  'MoveToHost',
  'X64Combine',
  'X64SplitHigh',
  'X64SplitLow',
  'xla.megascale.provide_metadata',
  'cu_threefry2x32_ffi',
  'cu_threefry2x32',
  'hip_threefry2x32_ffi',
  'hip_threefry2x32',
])

/** mhlo.erf and the like stand for functions of one element. */
const isElementwise = (target: string): boolean =>
  elementwiseTargets.has(target) || /^mhlo\.(acos|acosh|asin|asinh|atan|atanh|cosh|erf|erf_inv|sinh|tan)$/.test(target)

const isBorder = /^SPMD(FullToShard|ShardToFull)Shape$/
const isTopK = /^(mhlo\.topk|TopK|__gpu\$TopK)$/
const isPartialTopK = /^(ApproxTopK|PartialReduce)$/
const isAttention = /^__cudnn\$fmha/
/** Matrix decompositions; the forms without `_ffi` have their sizes in operands or an opaque text, so nothing is known of them. */
const isBatched =
  /^((lapack|cusolver|hipsolver|cublas|hipblas|cusparse|hipsparse|cu|hip)_\w+_ffi|Eigh|Qr|QrDecompositionBlock|LuDecomposition|Cholesky|ProductOfElementaryHouseholderReflectors)$/

/** All ports of one rank are alike; where their sizes differ a dim is whole. */
function sameShapeRule(draft: RuleDraft): void {
  const rank = draft.types.at(-1)?.dims.length ?? 0
  const ports = draft.types.flatMap((type, port) => (type.dims.length === rank ? [port] : []))
  for (let dim = 0; dim < rank; dim++) {
    const holders = atDim(ports, dim)
    const size = sizeOf(draft, [ports[0] ?? 0, dim])
    if (holders.every((place) => sizeOf(draft, place) === size)) addFactor(draft, size, holders)
  }
}

/** Ports: n operands, n initial values (rank 0), n results. Of the dim that is reduced only the best are left. */
function partialTopKRule(draft: RuleDraft, question: RuleQuestion): void {
  const text = question.attributes.replaceAll('\\22', '"')
  const written = /"reduction_dim"\s*:\s*(-?\d+)/.exec(text)?.[1]
  const along = readInteger(text, 'reduction_dim') ?? (written === undefined ? undefined : Number(written))
  const rank = draft.types[0]?.dims.length ?? 0
  if (along === undefined) return addEachWhole(draft, placesOf(draft), 'the best of it are taken')
  addAllBut(draft, along < 0 ? along + rank : along, 'the best of it are taken')
}

const placesOf = (draft: RuleDraft): [number, number][] =>
  draft.types.flatMap(({ dims }, port) => dims.map((_, dim): [number, number] => [port, dim]))

const targetOf = ({ head, attributes }: RuleQuestion): string => readCallTarget(`${head} ${attributes}`)

/** Targets that only state a sharding, or pass into a region partitioned by hand and out of it: their operand as it is. */
export const statesSharding = (target: string): boolean => target === 'Sharding' || isBorder.test(target)
