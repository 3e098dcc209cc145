// RuleQuestion -> OperationRule: the table of rule families. Every operation has a rule.
import { readInteger, readIntegers, readString } from '../../model/attributes'
import type { Family } from '../../model/operations'
import { operationTable } from '../../model/operations'
import { convolutionRule, dotRule } from './contraction'
import {
  broadcastRule,
  concatenateRule,
  dynamicSliceRule,
  dynamicUpdateSliceRule,
  padRule,
  reverseRule,
  sliceRule,
  transposeRule,
} from './dataMovement'
import type { RuleDraft } from './draft'
import { addFactor, finishRule, startRule } from './draft'
import { bitcastRule, elementwiseRule, generatorRule } from './elementwise'
import { gatherRule, scatterRule } from './indexing'
import type { RuleQuestion } from './question'
import { reduceRule, sortRule, windowRule } from './reduction'
import { reshapeRule } from './reshape'
import type { OperationRule } from './rule'

interface RuleFamily {
  readonly add: (draft: RuleDraft, question: RuleQuestion) => void
  /** Why the dims without a factor are whole. */
  readonly wholeReason: string
}

const none = (): void => undefined
const family = (add: RuleFamily['add'], wholeReason = 'its shape does not fit the operation'): RuleFamily => ({
  add,
  wholeReason,
})
const whole = (wholeReason: string): RuleFamily => ({ add: none, wholeReason })

const families: Readonly<Record<Family, RuleFamily>> = {
  elementwise: family(elementwiseRule),
  constant: family(generatorRule),
  iota: family(generatorRule),
  broadcast: family(broadcastRule),
  reshape: family(reshapeRule),
  bitcast: family(bitcastRule, 'its bits are regrouped'),
  transpose: family(transposeRule),
  slice: family(sliceRule),
  dynamicSlice: family(dynamicSliceRule),
  dynamicUpdateSlice: family(dynamicUpdateSliceRule),
  pad: family(padRule),
  concatenate: family(concatenateRule),
  reverse: family(reverseRule),
  gather: family(gatherRule),
  scatter: family(scatterRule),
  dot: family(dotRule),
  convolution: family(convolutionRule),
  reduce: family(reduceRule),
  reduceWindow: family(windowRule),
  selectAndScatter: family(windowRule),
  sort: family(sortRule),
  fft: family((draft, question) => leadingDims(draft, fftRank(question)), 'it is transformed'),
  linearAlgebra: family((draft) => leadingDims(draft, 2), 'it is a matrix dim'),
  random: whole('random numbers are drawn for the whole shape'),
  customCall: family(customCallRule, 'nothing is known of this custom_call'),
  collective: whole('it is a collective of the model'),
  constraint: family(elementwiseRule),
  barrier: family(elementwiseRule),
  manual: whole('it is partitioned by hand'),
  batchNorm: family(batchNormRule, 'its statistics are of the whole batch'),
  einsum: whole('not yet'),
  raggedDot: whole('not yet'),
  indexSelect: whole('not yet'),
  scan: whole('its body is a region'),
  inlined: whole('it is a region'),
  dynamicShape: whole('its shape is an operand or a size'),
  transfer: whole('it moves whole values'),
  while: whole('it is a region'),
  branch: whole('it is a region'),
  call: whole('the callee is not analysed'),
  return: whole('it is not an operation on tensors'),
  function: whole('it is not an operation on tensors'),
  module: whole('it is not an operation on tensors'),
  declaration: whole('it is not an operation on tensors'),
  unknown: whole('nothing is known of this operation'),
}

/** The rule of an operation; dynamic shapes keep every dim whole. */
export function makeRule(question: RuleQuestion, id: number): OperationRule {
  const draft = startRule(question.operands, question.results)
  if (draft.types.some((type) => type.isDynamic)) return finishRule(draft, id, 'a size is unknown')
  const { add, wholeReason } = families[operationTable[question.kind].family]
  add(draft, question)
  return finishRule(draft, id, wholeReason)
}

/** All values share one shape and all dims are parallel: what ties and outputs are. */
export function makeIdentityRule(question: Pick<RuleQuestion, 'operands' | 'results'>, id: number): OperationRule {
  const draft = startRule(question.operands, question.results)
  const isDynamic = draft.types.some((type) => type.isDynamic)
  draft.types[0]?.dims.forEach((size, dim) => {
    if (!isDynamic)
      addFactor(
        draft,
        size,
        draft.types.map((_, port) => [port, dim] as const),
      )
  })
  return finishRule(draft, id, 'a size is unknown')
}

function leadingDims(draft: RuleDraft, trailing: number): void {
  const rank = Math.min(...draft.types.map((type) => type.dims.length))
  for (let dim = 0; dim < rank - trailing; dim++) {
    const sizes = draft.types.map((type) => type.dims[dim])
    if (sizes.every((size) => size === sizes[0]))
      addFactor(
        draft,
        sizes[0] ?? 1,
        draft.types.map((_, port) => [port, dim] as const),
      )
  }
}

/** The feature dim alone is parallel: statistics and scales are vectors along it. */
function batchNormRule(draft: RuleDraft, question: RuleQuestion): void {
  const feature = readInteger(question.attributes, 'feature_index') ?? 0
  const rank = draft.types[0]?.dims.length ?? 0
  const holders = draft.types.map((type, port) => [port, type.dims.length === rank ? feature : 0] as const)
  addFactor(draft, draft.types[0]?.dims[feature] ?? 1, holders)
}

const fftRank = (question: RuleQuestion): number =>
  (readIntegers(question.attributes, 'length') ?? readIntegers(question.attributes, 'fft_length') ?? [0]).length

/** `@Sharding` passes its operand on; other targets are opaque. */
function customCallRule(draft: RuleDraft, question: RuleQuestion): void {
  if (customCallTarget(question.head, question.attributes) === 'Sharding') elementwiseRule(draft, question)
}

/** Target of a custom_call in pretty (`@Target(`) or generic form. */
export function customCallTarget(head: string, attributes: string): string {
  return /^@"?([\w.$-]+)/.exec(head)?.[1] ?? readString(attributes, 'call_target_name') ?? ''
}
