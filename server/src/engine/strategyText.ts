// Strategies as tactics: names, the mesh axis each is put on, and the text of its actions.
import type { Mesh } from '../sharding/mesh'
import type { Program } from '../sharding/program'
import type { ActionValue } from '../tactics/syntaxTree'
import type { Strategy, StrategyKind } from './strategies'

export interface StrategyName {
  /** Of the tactic. */
  readonly name: string
  readonly title: string
  readonly meaning: string
}

export const strategyNames: Readonly<Record<StrategyKind, StrategyName>> = {
  data: {
    name: 'BP',
    title: 'data parallelism',
    meaning: 'Each device takes a part of the batch; gradients are added by all_reduce.',
  },
  tensor: {
    name: 'Megatron',
    title: 'Megatron tensor parallelism',
    meaning:
      'Pairs of weights are split by the columns of the first and the rows of the second: one all_reduce a pair, forward and backward.',
  },
  expert: {
    name: 'Experts',
    title: 'expert parallelism',
    meaning: 'Each device holds some of the experts; tokens go to where their experts are.',
  },
  vocabulary: {
    name: 'Vocab',
    title: 'vocabulary sharding of the embedding',
    meaning: 'Each device holds some rows of the table: look-ups are masked and added, scores stay split.',
  },
  sequence: {
    name: 'Sequence',
    title: 'sequence parallelism',
    meaning: 'Each device takes a part of every sequence; attention gathers keys and values.',
  },
  zero2: {
    name: 'Z2',
    title: 'ZeRO-1 and 2: optimizer state',
    meaning:
      'Parameters stay whole, the optimizer state is split: gradients are reduce_scattered, updated parameters all_gathered. Stage 1 differs in nothing that a compiled step shows.',
  },
  zero3: {
    name: 'Z3',
    title: 'ZeRO-3: parameters and optimizer state',
    meaning: 'Parameters are split too and gathered where they are used (FSDP).',
  },
}

const dataAxis = /^(?:batch|data|dp|fsdp|replica|zero)/i
const modelAxis = /^(?:model|tensor|tp|mp|expert|ep)/i

/** The axis of the mesh for a strategy: by its name, else the first for what splits the batch and the last for the rest. */
export function chooseAxis(
  { axes }: Mesh,
  { axis }: Strategy,
): { readonly name: string; readonly size: number } | undefined {
  const named = axes.find(({ name }) => (axis === 'data' ? dataAxis : modelAxis).test(name))
  return named ?? (axis === 'data' ? axes[0] : axes.at(-1))
}

/** Whether an axis of this size can be put on all dims of a strategy. */
export const fitsAxis = ({ sizes }: Strategy, size: number): boolean => sizes.every((one) => one % size === 0)

const mebibyte = 2 ** 20

/** The tactic, a line an action. */
export function printStrategy(
  strategy: Strategy,
  program: Program,
  { name, axis }: { readonly name: string; readonly axis: string },
): string {
  const lines = strategy.actions.map(({ pattern, arguments: members, value, isForLarge }) => {
    const condition = isForLarge ? largeCondition(program, members) : ''
    return `  ${pattern}${condition}: ${printValue(value)}\n`
  })
  return `tactic ${name} on ${axis} {\n${lines.join('')}}`
}

/** Leaves small tensors whole; in a model of small ones, vectors. */
function largeCondition({ module }: Program, members: readonly number[]): string {
  const types = members.map((i) => module.arguments[i]!.type)
  if (types.some(({ bytes }) => bytes >= mebibyte))
    return types.every(({ bytes }) => bytes >= mebibyte) ? '' : ' where bytes >= 1 MiB'
  return types.some(({ dims }) => dims.length > 1) && types.some(({ dims }) => dims.length < 2)
    ? ' where rank >= 2'
    : ''
}

function printValue(value: ActionValue): string {
  switch (value.kind) {
    case 'dim':
      return String(value.dim)
    case 'firstDivisible':
      return 'first_divisible'
    case 'largestDivisible':
      return 'largest_divisible'
    case 'replicated':
      return 'replicated'
  }
}
