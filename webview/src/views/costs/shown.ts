// What the panel's figures are of: the state after a tactic, or one that is pointed at.
import type { CostState, CostsReport } from '../../../../server/src/protocol/costs'
import type { CostsModel } from './model'

/** How many tactics count: as asked for, as far as there are so many. */
export const appliedOf = ({ wanted }: CostsModel, report: CostsReport): number =>
  Math.min(wanted.applied ?? report.applied, report.tactics.length)

/** After that many tactics; 0 is before the first. */
export const stateAfter = (report: CostsReport, applied: number): CostState =>
  report.tactics[applied - 1]?.state ?? report.initial

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

export const exposedOf = (state: CostState): number => sum(state.exposedByKind)
export const hiddenOf = (state: CostState): number => sum(state.hiddenByKind)
export const countOf = (state: CostState): number => sum(state.counts)

/** How a state is called: by the tactic that it is after, or else before which it is. */
export const nameAfter = (report: CostsReport, applied: number): string =>
  report.tactics[applied - 1]?.name ?? 'any tactic'
