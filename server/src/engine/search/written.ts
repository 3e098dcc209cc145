// A tactic as text and as what it does, and what states are compared by.
import type { Reached } from '../../search/applySet'
import { hashState } from '../../search/evaluateSet'
import type { BoundTactic } from '../../sharding/applyTactic'
import { applyTactic } from '../../sharding/applyTactic'
import { OPEN } from '../../sharding/state'

export interface Written {
  readonly text: string
  readonly bound: BoundTactic
}

export const countLines = (text: string): number => text.split('\n').length

/** The state after a tactic, as a schedule's next one finds it. */
export function applyBound(before: Reached, bound: BoundTactic): Reached {
  const { state, conflicts } = applyTactic(before.state, bound, before.tactics, before.conflicts)
  return { state, conflicts: [...before.conflicts, ...conflicts], tactics: before.tactics + 1 }
}

/** Equal for states in which the same is split: what is whole at the end is whole, whatever holds it so. */
export const hashEnd = ({ state }: Pick<Reached, 'state'>): string =>
  hashState({ ...state, valueDim: state.valueDim.map((dim) => Math.max(dim, OPEN)) })
