// RuleQuestion -> OperationRule: the table of rule families. Every operation has a rule.
import type { Family, OperationKind } from '../../model/operations'
import { operationTable } from '../../model/operations'
import { dotRule, einsumRule, raggedDotRule } from './contraction'
import { convolutionRule } from './convolution'
import { customCallReason, customCallRule } from './customCall'
import { borderRule, collectiveRule } from './manual'
import {
  broadcastRule,
  concatenateRule,
  indexSelectRule,
  padRule,
  reverseRule,
  sliceRule,
  transposeRule,
} from './dataMovement'
import type { TensorType } from '../../model/tensorTypes'
import type { RuleDraft } from './draft'
import { addFactor, atDim, finishRule, startRule } from './draft'
import { dynamicSliceRule, dynamicUpdateSliceRule } from './dynamicSlices'
import { dynamicReasons, dynamicShapeRule } from './dynamicShapes'
import { bitcastRule, elementwiseRule, generatorRule, spreadingRule } from './elementwise'
import { gatherRule, scatterRule } from './indexing'
import { batchNormRule, fftRule, linearAlgebraRule } from './linearAlgebra'
import type { RuleQuestion } from './question'
import { reduceRule, selectAndScatterRule, sortRule, windowRule } from './reduction'
import { reshapeRule } from './reshape'
import type { OperationRule } from './rule'

interface RuleFamily {
  readonly add: (draft: RuleDraft, question: RuleQuestion) => void
  /** Why the dims without a factor are whole. */
  readonly wholeReason: string | ((question: RuleQuestion) => string)
}

const none = (): void => undefined
const family = (
  add: RuleFamily['add'],
  wholeReason: RuleFamily['wholeReason'] = 'its shape does not fit the operation',
): RuleFamily => ({ add, wholeReason })
const whole = (wholeReason: string): RuleFamily => ({ add: none, wholeReason })

const families: Readonly<Record<Family, RuleFamily>> = {
  elementwise: family((draft, question) =>
    (isSpreading(question.kind) ? spreadingRule : elementwiseRule)(draft, question),
  ),
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
  selectAndScatter: family(selectAndScatterRule),
  sort: family(sortRule),
  fft: family(fftRule, 'it is transformed'),
  linearAlgebra: family(linearAlgebraRule, 'it is a dim of a matrix'),
  random: whole('random numbers are drawn for the whole shape'),
  customCall: family(customCallRule, customCallReason),
  collective: family(collectiveRule, 'it is a collective of the model'),
  constraint: family(elementwiseRule),
  barrier: family(elementwiseRule),
  manual: family(borderRule, 'it is partitioned by hand'),
  batchNorm: family(batchNormRule, 'its statistics are of the whole batch'),
  einsum: family(einsumRule, 'its indices are not written out'),
  raggedDot: family(raggedDotRule, 'it comes in groups of any size'),
  indexSelect: family(indexSelectRule, 'it is indexed'),
  scan: whole('its body is a region'),
  inlined: whole('it is a region'),
  dynamicShape: family(dynamicShapeRule, ({ kind }) =>
    kind === 'get_dimension_size' ? dynamicReasons.measured : dynamicReasons.shape,
  ),
  transfer: family(transferRule, ({ kind }) => transferReasons[kind] ?? 'it leaves the program'),
  while: whole('it is a region'),
  branch: whole('it is a region'),
  call: whole('the callee is not analysed'),
  return: whole('it is not an operation on tensors'),
  function: whole('it is not an operation on tensors'),
  module: whole('it is not an operation on tensors'),
  declaration: whole('it is not an operation on tensors'),
  unknown: whole('nothing is known of this operation'),
}

/** chlo's forms with operands of different shapes. */
const isSpreading = (kind: OperationKind): boolean => kind.startsWith('broadcast_')

const transferReasons: Partial<Record<OperationKind, string>> = {
  tuple: 'it is part of a tuple',
  get_tuple_element: 'it is part of a tuple',
  infeed: 'it comes from the host',
  recv: 'it comes from another program',
  async_start: 'it is computed in a region of its own',
  async_update: 'it is computed in a region of its own',
  async_done: 'it is computed in a region of its own',
}

/** add_dependency passes its first operand on; its token has no dims. */
function transferRule(draft: RuleDraft, question: RuleQuestion): void {
  if (question.kind === 'add_dependency') elementwiseRule(draft, question)
}

/** Families whose rules follow elements by sizes that must all be known. */
const needsSizes: ReadonlySet<Family> = new Set<Family>(['reshape', 'gather', 'scatter', 'convolution'])

/** The rule of an operation; a dim of unknown size is whole. */
export function makeRule(question: RuleQuestion, id: number): OperationRule {
  const draft = startRule(question.operands, question.results)
  const isDynamic = draft.types.some((type) => type.isDynamic)
  const ownFamily = operationTable[question.kind].family
  const { add, wholeReason } = families[ownFamily]
  if (!isDynamic || !needsSizes.has(ownFamily)) add(draft, question)
  const reason = typeof wholeReason === 'string' ? wholeReason : wholeReason(question)
  return finishRule(draft, id, isDynamic && needsSizes.has(ownFamily) ? 'a size is unknown' : reason)
}

/** What regions read from outside follows the operands: a region computes with all of it. */
export function addCaptured(rule: OperationRule, captured: readonly TensorType[]): OperationRule {
  if (captured.length === 0) return rule
  const factors = [...rule.factors]
  const ports = captured.map(({ dims }) =>
    dims.map((size) =>
      size === 1 ? [] : [factors.push({ kind: 'whole', size, reason: 'a region of the operation reads it' }) - 1],
    ),
  )
  const { operandCount } = rule
  return {
    id: rule.id,
    factors,
    ports: [...rule.ports.slice(0, operandCount), ...ports, ...rule.ports.slice(operandCount)],
    operandCount: operandCount + captured.length,
  }
}

/** What breaks the specification has no factors: nothing can be concluded from it. */
export const makeBrokenRule = (question: Pick<RuleQuestion, 'operands' | 'results'>, id: number): OperationRule =>
  finishRule(startRule(question.operands, question.results), id, 'it breaks the specification')

/** All values share one shape and all dims are parallel: what ties and outputs are. */
export function makeIdentityRule(question: Pick<RuleQuestion, 'operands' | 'results'>, id: number): OperationRule {
  const draft = startRule(question.operands, question.results)
  const ports = draft.types.map((_, port) => port)
  draft.types[0]?.dims.forEach((size, dim) => addFactor(draft, size, atDim(ports, dim)))
  return finishRule(draft, id, 'a size is unknown')
}
