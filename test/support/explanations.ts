// Whether explanations are true: each formula, evaluated from its terms, comes to the figure that it explains.
import { expect } from 'vitest'
import type { Explanation } from '../../server/src/cost/explain/explanation'
import { evaluateFormula, substitute } from '../../server/src/cost/explain/formula'
import type { Analysis, ScheduleAnalysis } from '../../server/src/engine/analysis'
import { explainSchedule } from '../../server/src/engine/explain'

/** Fails where a formula of the schedule does not come to its figure. */
export function expectTrue(schedule: ScheduleAnalysis, analysis: Analysis): void {
  if (schedule.evaluation === undefined) throw new Error('explanations need the schedule in full')
  const { figures } = schedule.evaluation
  const { totals } = explainSchedule(schedule.evaluation, analysis)
  expect(totals.map(({ value }) => value)).toEqual([
    figures.peakMemory,
    figures.argumentMemory,
    figures.resultMemory,
    figures.temporaryMemory,
    figures.stepTime,
    figures.computeTime,
    figures.communicationTime,
    figures.exposedCommunication,
    figures.mfu,
    figures.flops,
  ])
  for (const explanation of totals) expectConsistent(explanation)
}

/** Fails where a formula does not come to its value, or the text with numbers is not of the formula. */
export function expectConsistent({ figure, formula, substituted, terms, value }: Explanation): void {
  const computed = evaluateFormula(formula, terms)
  const isClose = Math.abs(computed - value) <= 1e-9 * Math.abs(value)
  if (!isClose) expect.fail(`${figure}: ${formula} = ${substituted} comes to ${computed}, the figure is ${value}`)
  expect(substituted).toBe(substitute(formula, terms))
  for (const { symbol } of terms) expect(formula).toContain(symbol)
}
