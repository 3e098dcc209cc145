// Whether explanations are true: each formula, evaluated from its terms, comes to the figure that it explains.
import { expect } from 'vitest'
import type { Explanation } from '../../server/src/cost/explain/explanation'
import { evaluateFormula, substitute } from '../../server/src/cost/explain/formula'
import type { Analysis, ScheduleAnalysis } from '../../server/src/engine/analysis'
import {
  explainedNames,
  explainNamed,
  explainSchedule,
  explainStep,
  simulatedOf,
} from '../../server/src/engine/explain'
import { findFigure } from '../../server/src/engine/expectations'

/** Fails where a formula of the schedule does not come to its figure. */
export function expectTrue(schedule: ScheduleAnalysis, analysis: Analysis): void {
  if (schedule.evaluation === undefined) throw new Error('explanations need the schedule in full')
  const { figures } = schedule.evaluation
  const { totals, collectives, ofCollective } = explainSchedule(schedule.evaluation, analysis)
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
    figures.hfu,
    figures.flops,
  ])
  const { collectiveSeconds } = schedule.evaluation.simulation
  expect(ofCollective.map((id) => collectives[id]?.value)).toEqual(Array.from(collectiveSeconds))
  const simulated = simulatedOf(schedule.evaluation, analysis)
  const kernels = schedule.evaluation.simulation.kernels.seconds
  const steps = Array.from(kernels, (_, step) => explainStep(simulated, step))
  expect(steps.map((explanation) => explanation?.value ?? 0)).toEqual(Array.from(kernels))
  const named = explainedNames.map((name) => explainNamed(simulated, name)!)
  expect(named.map(({ figure }) => figure)).toEqual(explainedNames)
  for (const { figure, value } of named) expect(value).toBe(findFigure(figure)?.(figures, analysis.mesh))
  for (const explanation of [...totals, ...collectives, ...named, ...steps.flatMap((one) => one ?? [])])
    expectConsistent(explanation)
}

/** Fails where a formula does not come to its value, or the text with numbers is not of the formula. */
export function expectConsistent({ figure, formula, substituted, terms, value }: Explanation): void {
  const computed = evaluateFormula(formula, terms)
  const isClose = Math.abs(computed - value) <= 1e-9 * Math.abs(value)
  if (!isClose) expect.fail(`${figure}: ${formula} = ${substituted} comes to ${computed}, the figure is ${value}`)
  expect(substituted).toBe(substitute(formula, terms))
  const used = formula.match(/[\p{L}_][\p{L}\p{N}_]*/gu) ?? []
  for (const { symbol } of terms) expect(used).toContain(symbol)
  expect(new Set(terms.map(({ symbol }) => symbol)).size).toBe(terms.length)
}
