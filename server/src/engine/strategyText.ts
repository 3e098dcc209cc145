// Strategies as tactics: names, the mesh axis each is put on, and the text of its actions.
import { findLargeRule } from '../sharding/largeTensors'
import type { Program } from '../sharding/program'
import { printValue } from '../tactics/printTactics'
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
  zero1: {
    name: 'Z1',
    title: 'ZeRO-1: optimizer state, gradients whole',
    meaning:
      'The optimizer state is split; each device keeps whole gradients, added by all_reduce, and updated parameters are all_gathered. Each gradient is named as the model text writes it.',
  },
  zero2: {
    name: 'Z2',
    title: 'ZeRO-2: optimizer state and gradients',
    meaning:
      'Parameters stay whole, the optimizer state is split: gradients are reduce_scattered, updated parameters all_gathered.',
  },
  zero3: {
    name: 'Z3',
    title: 'ZeRO-3: parameters and optimizer state',
    meaning: 'Parameters are split too and gathered where they are used (FSDP).',
  },
}

/** Whether an axis of this size can be put on all dims of a strategy. */
export const fitsAxis = ({ sizes }: Strategy, size: number): boolean => sizes.every((one) => one % size === 0)

/** The tactic, a line an action. */
export function printStrategy(
  { actions }: Pick<Strategy, 'actions'>,
  program: Program,
  { name, axis }: { readonly name: string; readonly axis: string },
): string {
  const lines = actions.map(({ pattern, arguments: members, value, isForLarge }) => {
    const condition = isForLarge ? largeCondition(program, members) : ''
    return `  ${pattern}${condition}: ${printValue(value)}\n`
  })
  return `tactic ${name} on ${axis} {\n${lines.join('')}}`
}

/** ` where bytes >= 1 MiB`, or nothing; as ZeRO leaves small tensors whole. */
export function largeCondition({ module }: Program, members: readonly number[]): string {
  const conditions = { bytes: ' where bytes >= 1 MiB', rank: ' where rank >= 2', all: '' }
  return conditions[findLargeRule(members.map((i) => module.arguments[i]!.type))]
}
