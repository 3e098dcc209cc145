// Each problem of a tactics file once, at its exact text, with what was found and what was allowed.
import { describe, expect, test } from 'vitest'
import type { Analysis } from '../../../server/src/engine/analysis'
import { createAnalyzer } from '../../../server/src/engine/analyze'
import type { AnalyzeRequest } from '../../../server/src/engine/analyzer'
import { loadModel } from '../../../server/src/engine/loadModel'
import { encodeText } from '../../../server/src/mlir/text'
import { parseTactics } from '../../../server/src/tactics/parseTactics'
import { mlpTactics, mlpTrain } from '../../support/models'
import { gatherFixture } from '../../support/tacticsFiles'
import { getTacticsParser } from '../../support/tacticsParser'

const model = loadModel(encodeText(mlpTrain))

async function analyze(text: string, more: Partial<AnalyzeRequest> = {}): Promise<Analysis> {
  const { value: file, problems } = parseTactics(await getTacticsParser(), text)
  const analysis = createAnalyzer().analyze({ file, syntaxProblems: problems, model, ...more })
  if (analysis === undefined) throw new Error('cancelled')
  return analysis
}

const head = 'model "mlp.mlir"\nmesh { batch: 4, model: 2 }\n'

/** Codes with the text they mark. */
async function problemsOf(body: string, start = head): Promise<string[]> {
  const text = start + body
  const { problems } = await analyze(text)
  return problems.map(({ code, span }) => `${code} «${text.slice(span.start, span.end)}»`)
}

describe('problems', () => {
  test.each<readonly [body: string, ...problems: string[]]>([
    ['tactic A on batch { x: 0 }'],
    ['tactic A on bogus { x: 0 }', 'tactics.unknown-axis «bogus»'],
    ['tactic A on batch { {x, z}: 0 }', 'tactics.dead-alternative «z»'],
    ['tactic A on batch { {params.{w1, w9}}: 0 }', 'tactics.dead-alternative «w9»'],
    ['tactic A on batch { {x, y, prams}.**: 0 }', 'tactics.dead-alternative «prams»'],
    ['tactic A on batch { params.{0..3, w1}: 0 }', 'tactics.dead-alternative «0..3»'],
    ['tactic A on batch { x: 0 }\nschedule s = A { expect peak_memory < 3 ms }', 'tactics.bad-value «3 ms»'],
    ['tactic A on batch { x: 0 }\nschedule s = A { expect step_time < 3 GiB }', 'tactics.bad-value «3 GiB»'],
    ['tactic A on batch { x: 0 }\nschedule s = A { expect all_reduce < 3 GB }', 'tactics.bad-value «3 GB»'],
    ['tactic A on batch { x: 0 }\nschedule s = A { expect mfu < 40 }', 'tactics.bad-value «40»'],
    [
      'tactic A on batch { x: 0 }\nschedule s = A { expect mfu < 40 %  expect step_time < 3  expect peak_memory < 1e9 }',
    ],
    ['tactic A on batch { params.w3: 0 }', 'tactics.no-match «params.w3»'],
    ['tactic A on batch { params.w1: 2 }', 'shard.no-such-dim «2»', 'tactics.no-effect «A»'],
    ['tactic A on batch { params.w1: 0  params.**: 1 }'],
    ['tactic A on model { x: 0 }\ntactic B on model { x: 1 }', 'shard.already-tiled «1»', 'tactics.no-effect «B»'],
    ['tactic A on model { x: replicated }\ntactic B on model { x: 0 }', 'shard.pinned «0»', 'tactics.no-effect «B»'],
    ['tactic A on batch { x: 0 }\ntactic A on batch { y: 0 }', 'tactics.redefined «A»'],
    ['tactic A on batch { x: 0 }\nschedule s = B', 'tactics.unknown-name «B»', 'tactics.unused-tactic «A»'],
    ['tactic A on batch { x: 0 }\nschedule s = s', 'tactics.unknown-name «s»', 'tactics.unused-tactic «A»'],
    ['device tpu_v9', 'tactics.unknown-device «tpu_v9»'],
    ['device tpu_v4 { colour: 3 }', 'tactics.unknown-field «colour»'],
    ['include "a.tactics"'],
    ['tactic A on batch { x: 0 }\nschedule s = A { expect all_reduce == 4 }', 'expect.failed «expect all_reduce == 4»'],
    ['tactic A on batch { x: 0 }\nschedule s = A { expect all_reduces == 4 }', 'expect.unknown-figure «all_reduces»'],
    [
      'tactic A on batch { x: 0 }\nschedule s = A\ndevice tpu_v4 { memory: 1 KiB }',
      'cost.over-memory «s»',
      'cost.large-replicated «s»',
    ],
    ['tactic A on model { x: 1  params.w1: 1 }', 'shard.conflict «A»', 'cost.large-reshard «A»'],
  ])('%s', async (body, ...expected) => {
    expect((await problemsOf(body)).sort()).toEqual([...expected].sort())
  })

  test('a dim that does not divide says which would', async () => {
    const { problems } = await analyze(`model "m"\nmesh { batch: 3, model: 2 }\ntactic A on batch { params.w1: 0 }`)
    expect(problems.find(({ code }) => code === 'shard.indivisible')?.message).toMatch(/8.*3/)
  })

  test('a tactic without effect says what its values are already', async () => {
    const { problems } = await analyze(
      `${head}tactic A on batch { x: 0  y: replicated }\ntactic B on batch { {x, y}: first_divisible }`,
    )
    expect(problems.find(({ code }) => code === 'tactics.no-effect')?.message).toBe(
      '`B` changes nothing here: 1 of 2 values kept whole on batch already, 1 tiled on batch already',
    )
  })

  test('a file without mesh or model says so', async () => {
    const codes = (await analyze('tactic A on batch { x: 0 }')).problems.map(({ code }) => code)
    expect(codes).toEqual(expect.arrayContaining(['tactics.no-model', 'tactics.no-mesh']))
  })

  test('the rest goes on after a mistake', async () => {
    const { schedules } = await analyze(`${head}tactic A on bogus { x: 0 }\ntactic B on batch { {x, y}: 0 }`)
    expect(schedules[0]?.final.figures.collectives.all_reduce.count).toBe(3)
  })
})

describe('problems of schedules that are not shown', () => {
  const body = `tactic Rows on batch { x: 0 }
tactic Odd on model { x: 1  params.w1: 1 }
schedule rows = Rows
schedule odd = Odd
schedule both = Rows, Odd
`
  const told = async (inFull: string): Promise<string[]> => {
    const text = head + body
    const { problems } = await analyze(text, { inFull })
    return problems
      .filter(({ code }) => code === 'cost.large-reshard')
      .map(({ span, message, related = [] }) => {
        const own = related
          .filter(({ file }) => file === undefined)
          .map((one) => text.slice(one.span.start, one.span.end))
        return `${text.slice(span.start, span.end)}: ${message.replaceAll(/[\d.]+ (µs|%)/g, '* $1')}${own.length === 0 ? '' : ` -> ${own.join()}`}`
      })
  }

  test('reshards stand at the name of a schedule, with the tactic to blame', async () => {
    expect(await told('rows')).toEqual([
      expect.stringMatching(/^odd: one all_to_all takes \* µs, \* % of the step in `update`, because of `Odd` -> Odd$/),
      expect.stringMatching(
        /^both: one all_to_all takes \* µs, \* % of the step in `update`, because of `Odd` -> Odd$/,
      ),
    ])
  })

  test('but not where the one shown tells of the same tactic', async () => {
    expect(await told('odd')).toEqual([
      expect.stringMatching(/^Odd: one all_to_all takes .* of the step in `update`: %9 /),
    ])
  })
})

describe('analysis', () => {
  test('has the figures of each step', async () => {
    const { schedules } = await analyze(mlpTactics)
    const counts = schedules[0]?.steps.map(({ figures }) => [
      figures.collectives.all_gather.count,
      figures.collectives.all_reduce.count,
      figures.collectives.reduce_scatter.count,
    ])
    expect(counts).toEqual([
      [0, 3, 0],
      [0, 4, 0],
      [3, 2, 2],
    ])
    expect(schedules[0]?.expectations).toEqual([{ text: 'all_reduce <= 2', actual: 2, holds: true }])
  })

  test('a file without schedules has one of all tactics; without tactics it is the program as it stands', async () => {
    const all = await analyze(`${head}tactic A on batch { {x, y}: 0 }`)
    expect(all.schedules.map(({ name, steps }) => [name, steps.length])).toEqual([['default', 1]])
    const none = await analyze(head)
    expect(none.schedules.map(({ name, steps }) => [name, steps.length])).toEqual([['default', 0]])
  })

  test('mesh and device can be replaced', async () => {
    const analysis = await analyze(mlpTactics, { mesh: [{ name: 'batch', size: 2 }], device: 'h100' })
    expect(analysis.device.name).toBe('h100')
    expect(analysis.problems.filter(({ code }) => code === 'tactics.unknown-axis')).toHaveLength(1)
  })

  test('an unchanged prefix is not computed again', async () => {
    const parser = await getTacticsParser()
    const analyzer = createAnalyzer()
    const run = (text: string) => {
      const { value: file, problems } = parseTactics(parser, text)
      return analyzer.analyze({ file, syntaxProblems: problems, model })?.schedules[0]
    }
    const [one, other] = [
      run(mlpTactics),
      run(`\n\n${mlpTactics.replace('params.**: first_divisible', 'params.w1: first_divisible')}`),
    ]
    expect(other?.steps[1]?.state).toBe(one?.steps[1]?.state)
    expect(other?.steps[2]?.state).not.toBe(one?.steps[2]?.state)
  })

  test('a tactic that moves to an included file is not computed again', async () => {
    const analyzer = createAnalyzer()
    const run = async (fixture: string) => {
      const { file, problems } = await gatherFixture(fixture)
      return analyzer.analyze({ file, syntaxProblems: problems, model })
    }
    const [bp, rest] = ['tactic BP on batch { {x, y}: 0 }\n', 'tactic Z on batch { params.**: first_divisible }\n']
    const one = await run(`//- a.tactics\n${head}${bp}${rest}`)
    const other = await run(`//- a.tactics\n${head}include "b.tactics"\n${rest}//- b.tactics\n// shared\n${bp}`)
    expect(other?.problems).toEqual(one?.problems)
    expect(other?.schedules[0]?.steps.map(({ state }) => state)).toEqual(
      one?.schedules[0]?.steps.map(({ state }) => state),
    )
    expect(other?.schedules[0]?.steps[1]?.state).toBe(one?.schedules[0]?.steps[1]?.state)
  })

  test('ends early when it is cancelled', async () => {
    const { value: file } = parseTactics(await getTacticsParser(), mlpTactics)
    expect(createAnalyzer().analyze({ file, syntaxProblems: [], model, isCancelled: () => true })).toBeUndefined()
  })
})

test('a model with errors of its own is named, and leads to them', async () => {
  const text = `${head}tactic A on batch { x: 0 }\n`
  const broken = loadModel(encodeText(mlpTrain.replace('stablehlo.tanh %', 'stablehlo.tanh %nowhere, %')))
  const { problems } = await analyze(text, { model: broken })
  const found = problems.filter(({ code }) => code === 'model.broken')
  expect(found).toHaveLength(1)
  expect(text.slice(found[0]?.span.start, found[0]?.span.end)).toBe('"mlp.mlir"')
  expect(found[0]?.message).toMatch(
    /^`mlp\.mlir` has (an error|\d+ errors, the first) in line \d+: .*; the rest of it is analysed$/,
  )
  expect(found[0]?.related?.[0]?.file).toBe('model')
  const nothing = await analyze(text, { model: loadModel(encodeText('')) })
  expect(nothing.problems.find(({ code }) => code === 'model.broken')?.message).toMatch(
    /nothing of it could be analysed$/,
  )
})

test('conflicts that are alike are told once, with their scopes and links', async () => {
  const scoped = (layer: number): string => `loc("jit(f)/layer_${layer}/mix/add")`
  const text = `${head}tactic A on model {\n  a: 0\n  b: 1\n}\n`
  const pair = loadModel(
    encodeText(`func.func public @main(%a: tensor<8x8xf32> loc("a"), %b: tensor<8x8xf32> loc("b")) -> tensor<8x8xf32> {
  %0 = stablehlo.add %a, %b : tensor<8x8xf32> ${scoped(0)}
  %1 = stablehlo.subtract %a, %b : tensor<8x8xf32> ${scoped(0)}
  %2 = stablehlo.add %a, %b : tensor<8x8xf32> ${scoped(1)}
  return %2 : tensor<8x8xf32>
}
`),
  )
  const { problems } = await analyze(text, { model: pair })
  const found = problems.find(({ code }) => code === 'shard.conflict')
  expect(found?.message).toMatch(
    /^propagation met \d+ conflicts: `add` in `layer_0\/mix`: `a` dim 0 and `b` dim 1 ask for different factors, so it computes whole \(and 1 like it\); /,
  )
  expect(found?.related?.every(({ file }) => file === 'model')).toBe(true)
})
