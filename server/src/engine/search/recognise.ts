// Which known strategy an action of a search is: read from structure alone, what products, look-ups and inputs do along its dims.
// Source: docs/SEARCH.md, Names; Megatron-LM (arXiv:1909.08053), ZeRO (arXiv:1910.02054), GShard (arXiv:2006.16668).
import { indexed } from '../../base/indexed'
import type { Action } from '../../search/actions'
import type { Choice } from '../../search/choices'
import type { Program } from '../../sharding/program'
import { ArgumentRole, roleOf } from '../../sharding/roles'
import type { DimGroup } from '../dimGroups'
import { findDimGroups } from '../dimGroups'

export const foundKinds = [
  'data',
  'sequence',
  'cache',
  'heads',
  'hidden',
  'expert',
  'vocabulary',
  'width',
  'weights',
  'expertExchange',
  'headExchange',
  'innerExchange',
  'inner',
  'whole',
  'zero2',
  'zero3',
] as const
export type FoundKind = (typeof foundKinds)[number]

export interface FoundName {
  /** Of the tactic that it becomes. */
  readonly tactic: string
  readonly title: string
}

export const foundNames: Readonly<Record<FoundKind, FoundName>> = {
  data: { tactic: 'Data', title: 'data parallelism' },
  sequence: { tactic: 'Sequence', title: 'sequence sharding' },
  cache: { tactic: 'Cache', title: 'sharding of what is kept between steps' },
  heads: { tactic: 'Heads', title: 'Megatron over attention heads' },
  hidden: { tactic: 'Hidden', title: 'Megatron over the hidden width' },
  expert: { tactic: 'Experts', title: 'expert sharding' },
  vocabulary: { tactic: 'Vocab', title: 'vocabulary sharding' },
  width: { tactic: 'Width', title: 'sharding of the model width' },
  weights: { tactic: 'Weights', title: 'sharding of weights' },
  expertExchange: { tactic: 'ExpertExchange', title: 'expert parallelism with all_to_all' },
  headExchange: { tactic: 'Ulysses', title: 'sequence parallelism with all_to_all around attention' },
  innerExchange: { tactic: 'Exchange', title: 'all_to_all between two layouts' },
  inner: { tactic: 'Inside', title: 'sharding inside the program' },
  whole: { tactic: 'Whole', title: 'values kept whole that are needed so several times' },
  zero2: { tactic: 'Z2', title: 'ZeRO-2' },
  zero3: { tactic: 'Z3', title: 'ZeRO-3' },
}

/** The first that fits; `weights` for a choice of parameters without a better name. */
export function recognise(program: Program, action: Action): FoundKind {
  if (action.kind === 'zero') return action.stage === 2 ? 'zero2' : 'zero3'
  if (action.kind === 'exchange') return recogniseExchange(program, action)
  if (action.kind === 'pin') return 'whole'
  const { choice } = action
  if (choice.seeds.every(({ argument }) => argument < 0)) return 'inner'
  const roles = roleOf(program)
  const ofRole = (role: number): boolean => choice.seeds.some(({ argument }) => roles[argument] === role)
  if (ofRole(ArgumentRole.input)) return isLaterDim(program, choice) ? 'sequence' : 'data'
  if (!ofRole(ArgumentRole.parameter)) return 'cache'
  if (choice.isHub) return 'width'
  const group = groupOf(program, choice)
  if (group?.isBatched === true) return 'expert'
  if (isTable(program, choice)) return 'vocabulary'
  if (group?.isContracted !== true) return 'weights'
  return group.isPaired ? 'heads' : 'hidden'
}

/** What its inside is split by says which it is: experts among tokens, heads among parts of a sequence, a cache among heads. */
function recogniseExchange(program: Program, { exchange, axis }: Action & { kind: 'exchange' }): FoundKind {
  const inside = recognise(program, { kind: 'tile', choice: exchange.inside, axis })
  if (inside === 'expert') return 'expertExchange'
  return inside === 'heads' ? 'headExchange' : 'innerExchange'
}

/** Every input of the choice has a dim before it that is not one of the choice's. */
function isLaterDim(program: Program, { seeds, meetsItself }: Choice): boolean {
  const roles = roleOf(program)
  return meetsItself || seeds.every(({ argument, dim }) => roles[argument] !== ArgumentRole.input || dim > 0)
}

const groupsOf = indexed(findDimGroups)

function groupOf(program: Program, { seeds }: Choice): DimGroup | undefined {
  return groupsOf(program).find((group) =>
    seeds.some((seed) => group.arguments.some(({ argument, dim }) => argument === seed.argument && dim === seed.dim)),
  )
}

/** Rows of a table that something is looked up in. */
function isTable(program: Program, choice: Choice): boolean {
  return groupsOf(program).some(
    (group) =>
      group.isLookedUp &&
      choice.seeds.some((seed) =>
        group.arguments.some(({ argument, dim }) => argument === seed.argument && dim === seed.dim),
      ),
  )
}
