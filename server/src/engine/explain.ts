// An evaluated schedule -> how its figures come about, and what they take for granted.
import type { Assumption, Basis } from '../cost/assumptions'
import { findAssumptions } from '../cost/assumptions'
import type { Explanation } from '../cost/explain/explanation'
import type { Simulated } from '../cost/explain/explainTotals'
import { explainTotals } from '../cost/explain/explainTotals'
import type { Evaluation } from './analysis'

export interface ScheduleExplanations {
  readonly totals: readonly Explanation[]
  readonly assumptions: readonly Assumption[]
}

/** What explanations of an evaluation are made from. */
export function simulatedOf({ local, simulation, figures }: Evaluation, basis: Basis): Simulated {
  return { local, simulation, figures, basis, assumptions: findAssumptions(local.program, figures, basis) }
}

/** Its totals, explained. */
export function explainSchedule(evaluation: Evaluation, basis: Basis): ScheduleExplanations {
  const simulated = simulatedOf(evaluation, basis)
  return { totals: explainTotals(simulated), assumptions: simulated.assumptions }
}
