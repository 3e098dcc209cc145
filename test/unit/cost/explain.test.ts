// Explanations: what a formula says is what the figure is, on several models, schedules and devices.
import { describe, expect, test } from 'vitest'
import { evaluateFormula, substitute } from '../../../server/src/cost/explain/formula'
import { createAnalyzer } from '../../../server/src/engine/analyze'
import { loadModel } from '../../../server/src/engine/loadModel'
import { encodeText } from '../../../server/src/mlir/text'
import { parseTactics } from '../../../server/src/tactics/parseTactics'
import { expectTrue } from '../../support/explanations'
import { loopModel, mlpTactics, mlpTrain } from '../../support/models'
import { getTacticsParser } from '../../support/tacticsParser'

const operands = [
  { symbol: 'V', value: 8 * 2 ** 20, unit: 'bytes' },
  { symbol: 'n', value: 4, unit: 'count' },
  { symbol: 'link', value: 9e10, unit: 'bandwidth' },
  { symbol: 'hop_latency', value: 1e-6, unit: 'seconds' },
] as const

describe('formulas', () => {
  test('are shown with their numbers', () => {
    expect(substitute('max(hop_latency · n / 2, V · (n − 1) / (n · link))', operands)).toBe(
      'max(1.00 µs · 4 / 2, 8.00 MiB · (4 − 1) / (4 · (90 GB/s)))',
    )
  })

  test('are evaluated in the same grammar', () => {
    expect(evaluateFormula('max(hop_latency · n / 2, V · (n − 1) / (n · link))', operands)).toBeCloseTo(
      (8 * 2 ** 20 * 3) / (4 * 9e10),
      12,
    )
    expect(evaluateFormula('n − 1 − 2 · (n − 3)', operands)).toBe(1)
  })

  test.each(['n +', '(n', 'max(n', 'm', 'n n'])('`%s` is refused', (formula) => {
    expect(() => evaluateFormula(formula, operands)).toThrow('cannot be read')
  })
})

const devices = [
  'tpu_v4',
  'tpu_v5e { domain: 2 }',
  'h100 { domain: 2 }',
  'a100 { matrix_efficiency: 0.5, dot_efficiency: 0.7 }',
]

describe.each(devices)('on %s', (device) => {
  test.each([
    ['a training step', mlpTrain, mlpTactics.replace(/^device.*$/m, `device ${device}`)],
    [
      'a loop',
      loopModel,
      `model "a"\nmesh { x: 2, y: 4 }\ndevice ${device}\ntactic T on x { w: 1 }\ntactic U on y { w: 0 }`,
    ],
  ])('%s has explanations that come to its figures', async (_, model, tactics) => {
    const { value: file, problems } = parseTactics(await getTacticsParser(), tactics)
    const analysis = createAnalyzer().analyze({ file, syntaxProblems: problems, model: loadModel(encodeText(model)) })
    expect(analysis?.schedules.length).toBeGreaterThan(0)
    for (const schedule of analysis?.schedules ?? []) expectTrue(schedule, analysis!)
  })
})
