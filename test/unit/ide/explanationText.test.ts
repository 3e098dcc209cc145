// Explanations as people read them: hovers over figures, collectives, operations and schedules; marks of doubtful figures.
import Ajv from 'ajv'
import { describe, expect, test } from 'vitest'
import { createAnalyzer } from '../../../server/src/engine/analyze'
import { loadModel } from '../../../server/src/engine/loadModel'
import { makeReport } from '../../../server/src/engine/report'
import { makeSnapshot } from '../../../server/src/engine/snapshot'
import { modelFiguresOf } from '../../../server/src/ide/modelFigures'
import { modelHover } from '../../../server/src/ide/modelHover'
import { tacticsHints } from '../../../server/src/ide/tacticsHints'
import { tacticsHover } from '../../../server/src/ide/tacticsHover'
import { encodeText } from '../../../server/src/mlir/text'
import { parseTactics } from '../../../server/src/tactics/parseTactics'
import { loopModel, mlpTactics, mlpTrain, openLoopModel } from '../../support/models'
import { getTacticsParser } from '../../support/tacticsParser'
import { reportSchema } from '../engine/reportSchema'

async function analyse(tactics: string, modelText: string) {
  const { value: file, problems } = parseTactics(await getTacticsParser(), tactics)
  const model = loadModel(encodeText(modelText))
  const analysis = createAnalyzer().analyze({ file, syntaxProblems: problems, model })
  const snapshot = makeSnapshot(analysis!, undefined)
  const hover = (needle: string) => tacticsHover(file, tactics.indexOf(needle), { snapshot, model })?.text ?? ''
  return { file, model, snapshot, problems: analysis!.problems, hover, hints: tacticsHints(snapshot, model, tactics) }
}

const withExpectation = mlpTactics.replace(
  /schedule default = [^{\n]*/,
  (line) => `${line} {\n  expect peak_memory < 1 KiB\n}`,
)

describe('hovers', () => {
  test('of a figure give formula, numbers, sources and assumptions', async () => {
    const { hover } = await analyse(withExpectation, mlpTrain)
    const text = hover('peak_memory')
    expect(text).toContain('= arguments + results − donated + temporaries')
    expect(text).toMatch(/= \d+ B \+ \d+ B − \d+ B \+ \d+ B = [\d.]+ KiB/)
    expect(text).toContain('tf.aliasing_output')
  })

  test('of a schedule give peak memory, step time and what they rest on', async () => {
    const { hover } = await analyse(mlpTactics, mlpTrain)
    const text = hover('default =')
    expect(text).toContain('= compute + exposed')
    expect(text).toContain('assumes:\n- rates are reached in full (efficiency 1): a lower bound')
  })

  test('of an operation give its roofline, and of its collectives the links', async () => {
    const { model, snapshot } = await analyse(mlpTactics, mlpTrain)
    const text =
      modelHover(model, mlpTrain.indexOf('stablehlo.dot_general %1, %w2'), modelFiguresOf(snapshot))?.text ?? ''
    expect(text).toMatch(
      /\*\*all_reduce\*\* \*\*model\*\* add, .*bound by latency {2}\n.*\n\n {2}```\n {2}= max\(2 · hop, 2 · V · \(n − 1\) \/ \(n · link\)\)/,
    )
    expect(text).toContain('= max(flops / rate, vector, bytes / bandwidth)')
    expect(text).toMatch(
      /on one device · .* read and written · \*\*[\d.]+ ns\*\*, an estimate · bound by memory bandwidth/,
    )
  })
})

describe('a loop of unknown length', () => {
  const tactics = `model "loop.mlir"\nmesh { x: 2 }\ndevice tpu_v4\ntactic T on x { a: 0 }\nschedule s = T {\n  expect step_time > 1 s\n  expect argument_memory > 1 GiB\n}`

  test('marks the figures that count it, and no others', async () => {
    const { hints } = await analyse(tactics, openLoopModel)
    // Pointing at it shows the hover of the schedule, which tells why.
    const total = hints.find(({ about }) => about === tactics.indexOf('s = T'))
    expect(total?.label).toMatch(/^[\d.]+ \w+ · ~[\d.]+ .s · /)
    const known = await analyse(tactics, loopModel)
    expect(known.hints.filter(({ label }) => label.includes('~'))).toEqual([])
  })

  test('is told at the name of the model, and where an expectation fails that counts it', async () => {
    const { problems } = await analyse(tactics, openLoopModel)
    const told = problems.find(({ code }) => code === 'cost.assumed-trip-count')
    expect(told?.span.start).toBe(tactics.indexOf('"loop.mlir"'))
    const failures = problems.filter(({ code }) => code === 'expect.failed').map(({ message }) => message)
    expect(failures[0]).toContain('(assumes: 1 loop of unknown length counts one iteration')
    expect(failures[1]).not.toContain('assumes')
  })
})

describe('memory that overflows', () => {
  const dims = Array.from({ length: 18 }, () => '9223372036854775807').join('x')
  const huge = `func.func public @main(%a: tensor<${dims}xf32> loc("a")) -> tensor<${dims}xf32> {
  %0 = stablehlo.add %a, %a : tensor<${dims}xf32>
  return %0 : tensor<${dims}xf32>
}
`
  const tactics =
    'model "a"\nmesh { x: 2 }\ndevice tpu_v4\ntactic T on x { a: replicated }\nschedule s = T {\n  expect peak_memory < 1 GiB\n}'

  test('is said at the value, and never shown as a number', async () => {
    const { model, hints, hover, problems } = await analyse(tactics, huge)
    expect(model.problems[0]).toMatchObject({ code: 'model.overflow', span: { start: huge.indexOf('%a') } })
    const texts = [
      ...hints.map(({ label }) => label),
      hover('s ='),
      hover('peak_memory'),
      ...problems.map((one) => one.message),
    ]
    expect(texts.join('\n')).toContain('too large')
    expect(texts.join('\n')).not.toMatch(/Infinity|NaN|\d{20}|e\+/)
  })

  test('has a place in the JSON, which lacks such numbers', async () => {
    const { value: file, problems } = parseTactics(await getTacticsParser(), tactics)
    const analysis = createAnalyzer().analyze({ file, syntaxProblems: problems, model: loadModel(encodeText(huge)) })
    const files = { tacticsPath: 'a.tactics', tacticsText: tactics, modelPath: 'a.mlir' }
    const validate = new Ajv({ allErrors: true }).compile(reportSchema)
    validate(JSON.parse(JSON.stringify(makeReport(analysis!, files))))
    expect(validate.errors ?? []).toEqual([])
  })
})
