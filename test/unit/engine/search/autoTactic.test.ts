// Automatic tactics in a file: steps of their schedule, text that reads back to the same figures, what is wrong said plainly.
import { describe, expect, test } from 'vitest'
import type { Analysis } from '../../../../server/src/engine/analysis'
import { createAnalyzer } from '../../../../server/src/engine/analyze'
import { loadModel } from '../../../../server/src/engine/loadModel'
import { createSolver } from '../../../../server/src/engine/search/solver'
import { applyEdits, writeBack } from '../../../../server/src/engine/search/writeBack'
import { encodeText } from '../../../../server/src/mlir/text'
import { wideModel, wideSizes } from '../../../support/wideModel'
import { readTactics } from '../../../support/loadProgram'

const model = loadModel(encodeText(wideModel(wideSizes)))
const solve = createSolver()

const fileWith = (auto: string, mesh = 'batch: 4, model: 4'): string =>
  `model "m.mlir"\nmesh { ${mesh} }\ndevice tpu_v4\ntactic BP on batch {\n  x: 0\n}\n${auto}\nschedule best = BP, Find\n`

async function analyze(text: string, solving: typeof solve | undefined = solve): Promise<Analysis> {
  const file = await readTactics(text)
  const analysis = createAnalyzer().analyze({
    file,
    syntaxProblems: [],
    model,
    ...(solving === undefined ? {} : { solve: solving }),
  })
  return analysis!
}

const usual = fileWith('tactic Find auto on model {\n}')

describe('a file with an automatic tactic', () => {
  test('has a step for each part that was found', async () => {
    const { schedules } = await analyze(usual)
    const [{ steps }] = schedules as [Analysis['schedules'][number]]
    expect(steps.map(({ tactic }) => tactic.name.text)).toMatchInlineSnapshot(`
      [
        "BP",
        "Find.Data",
      ]
    `)
  })

  test('is as before while nobody has searched', async () => {
    const { schedules, problems } = await analyze(usual, () => undefined)
    expect(schedules[0]!.steps.map(({ isIdle }) => isIdle)).toEqual([false, true])
    expect(schedules[0]!.final.figures).toEqual(schedules[0]!.steps[0]!.figures)
    expect(problems).toEqual([])
  })

  test('keeps the comments of what it replaces', async () => {
    const auto = [
      'tactic Find auto on model { // why',
      '  // of its own',
      '  over: "x//y" // only these',
      '  evaluations: 20',
      '}',
    ].join('\r\n')
    const text = fileWith(auto)
    const file = await readTactics(text)
    const replaced = text.slice(file.tactics.at(-1)!.span.start, file.tactics.at(-1)!.span.end)
    const written = { tactics: [{ name: 'Data', text: 'tactic Data on model { x: 0 }' }], replaced }
    expect(applyEdits(text, writeBack(file, file.tactics.at(-1)!, written))).toBe(
      fileWith('// why\n// of its own\n// over: "x//y" // only these\ntactic Data on model { x: 0 }').replace(
        'BP, Find',
        'BP, Data',
      ),
    )
  })

  test('has the same figures once it is written back as manual tactics', async () => {
    const found = await analyze(usual)
    const file = await readTactics(usual)
    const { strategy } = found.schedules[0]!.steps.at(-1)!.found!
    const text = applyEdits(usual, writeBack(file, file.tactics.at(-1)!, strategy))
    expect(text).toMatchInlineSnapshot(`
      "model "m.mlir"
      mesh { batch: 4, model: 4 }
      device tpu_v4
      tactic BP on batch {
        x: 0
      }
      tactic Data on model { x: 0 }
      schedule best = BP, Data
      "
    `)
    const written = await analyze(text)
    expect(written.problems.filter(({ code }) => code !== 'tactics.unused-tactic')).toEqual([])
    expect(written.schedules[0]!.final.figures).toEqual(found.schedules[0]!.final.figures)
  })

  test('says of each decision what would be without it', async () => {
    const { schedules } = await analyze(usual)
    const { decisions, after } = schedules[0]!.steps.at(-1)!.found!.strategy
    expect(decisions.map(({ title }) => title)).toMatchInlineSnapshot(`
      [
        "data parallelism on model",
      ]
    `)
    for (const { without } of decisions) expect(without!.stepTime).toBeGreaterThan(after.stepTime)
  })
})

describe('what cannot be done', () => {
  const messages = async (auto: string, mesh?: string): Promise<string[]> =>
    (await analyze(fileWith(auto, mesh))).problems
      .filter(({ code }) => code.startsWith('search.'))
      .map(({ message }) => message)

  test('no axis', async () => {
    expect(await messages('tactic Find auto on model {\n}', 'batch: 4, model: 1')).toMatchInlineSnapshot(`
      [
        "\`Find\` has no axis to split anything over: \`model\` (1)",
      ]
    `)
  })

  test('nothing that divides', async () => {
    expect(await messages('tactic Find auto on model {\n}', 'batch: 4, model: 7')).toMatchInlineSnapshot(`
      [
        "\`Find\` found no dim that \`model\` (7) divides",
      ]
    `)
  })

  test('nothing in the scope', async () => {
    expect(await messages('tactic Find auto on model {\n  over: nothing.**\n}')).toMatchInlineSnapshot(`
      [
        "\`Find\` found no dim that \`model\` (4) divides among what \`over\` names",
      ]
    `)
  })

  test('memory that nothing can satisfy', async () => {
    const [message] = await messages('tactic Find auto on model {\n  memory: 1 MiB\n}')
    expect(message).toMatch(
      /nothing that `Find` found fits 1\.00 MiB: the nearest peaks at [\d.]+ [MG]iB, [\d.]+ [MG]iB over/,
    )
  })
})
