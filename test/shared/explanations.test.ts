// Explanations of real models under real schedules, on every kind of links: each formula comes to the figure it explains.
import { expect, test } from 'vitest'
import { evaluateFormula } from '../../server/src/cost/explain/formula'
import { deviceNames, findDevice } from '../../server/src/cost/devices'
import type { Device } from '../../server/src/cost/devices'
import { sharesOf } from '../../server/src/cost/shares'
import { simulate } from '../../server/src/cost/simulate'
import type { Evaluation } from '../../server/src/engine/analysis'
import { explainSchedule, explainStep, simulatedOf } from '../../server/src/engine/explain'
import { runSchedule } from '../support/schedules'
import { expectConsistent } from '../support/explanations'
import { nameOf, readKnownAnswers, sharedModel, tacticsOf } from '../support/knownAnswers'

const answers = readKnownAnswers()
  .filter(({ model }) => /^(t2_train|t2_scan_train|mlp|gns|unet|moe)/.test(model))
  .slice(0, 16)

const devices: readonly Device[] = [
  ...deviceNames.map((name) => findDevice(name)!),
  { ...findDevice('tpu_v5p')!, overlap: true },
  { ...findDevice('h100')!, domain: 2, overlap: true, linkEfficiency: 0.8 },
]

test('there are programs to explain', () => {
  expect(answers.length).toBeGreaterThan(8)
})

test.each(answers.map((answer) => [nameOf(answer), answer] as const))('%s', (_, answer) => {
  const last = runSchedule(sharedModel(answer.model), answer.mesh, tacticsOf(answer)).at(-1)!
  devices.forEach((device, i) => {
    const simulation = simulate(last.local, device)
    const shares = sharesOf(last.local, simulation)
    const evaluation: Evaluation = { ...last, simulation, figures: simulation.figures, shares, reshards: [] }
    const basis = { mesh: last.local.mesh, device, isDeviceAssumed: false }
    const { totals, collectives } = explainSchedule(evaluation, basis)
    for (const explanation of [...totals, ...collectives]) expectConsistent(explanation)
    if (i % 5 !== 0) return
    const simulated = simulatedOf(evaluation, basis)
    for (let step = 0; step < last.local.steps.count; step++) {
      const explanation = explainStep(simulated, step)
      const value = explanation === undefined ? 0 : evaluateFormula(explanation.formula, explanation.terms)
      const seconds = simulation.kernels.seconds[step]!
      if (Math.abs(value - seconds) > 1e-9 * seconds) expect.fail(`${explanation?.title}: ${value}, not ${seconds}`)
    }
  })
})
