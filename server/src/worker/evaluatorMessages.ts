// What a search and the threads that evaluate its sets say to each other.
import type { ActionTable } from '../search/actions'
import type { Reached } from '../search/applySet'
import type { Folds } from '../search/foldedEvaluator'
import type { SetCost } from '../search/evaluateSet'
import type { ActionSet } from '../search/ledger'
import type { Ground, Precision } from '../search/runSearch'
import type { Program } from '../sharding/program'

/** A program with what has been made of it; its columns are shared. */
export interface SentProgram {
  readonly program: Program
  readonly folds: Folds | 'none'
}

/** A ground without its program, which the thread has from an earlier message or from this one. */
export interface SentGround {
  readonly table: Omit<ActionTable, 'program'>
  readonly start: Omit<Reached, 'state'> & { readonly state: Omit<Reached['state'], 'program'> }
  readonly device: Ground['device']
}

export type EvaluatorRequest =
  | { readonly kind: 'program'; readonly sent: SentProgram }
  | { readonly kind: 'ground'; readonly ground: SentGround }
  /** A set on the last ground. */
  | { readonly kind: 'evaluate'; readonly task: EvaluatorTask }

export interface EvaluatorTask {
  readonly set: ActionSet
  readonly precision: Precision
}

export type EvaluatorAnswer =
  | { readonly kind: 'cost'; readonly cost: SetCost }
  /** An error of ours. */
  | { readonly kind: 'failed'; readonly message: string }

export function detachGround({ table, start, device }: Ground): SentGround {
  const { program: ofTable, ...actions } = table
  const { program: ofState, ...state } = start.state
  if (ofTable !== ofState) throw new Error('the actions are of another program than the state')
  return { table: actions, start: { ...start, state }, device }
}

export const attachGround = ({ table, start, device }: SentGround, program: Program): Ground => ({
  table: { ...table, program },
  start: { ...start, state: { ...start.state, program } },
  device,
})
