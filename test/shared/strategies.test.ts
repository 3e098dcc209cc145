// Strategies found by structure in shared models: the tactics that they print give the collectives that are published, or that an
// independent implementation of docs/SEMANTICS.md gives for the same actions written by hand.
import { describe, expect, test } from 'vitest'
import { createAnalyzer } from '../../server/src/engine/analyze'
import type { StrategyKind } from '../../server/src/engine/strategies'
import { chooseAxis, findStrategies } from '../../server/src/engine/strategies'
import { printStrategy, strategyNames } from '../../server/src/engine/strategyText'
import { meshOf } from '../../server/src/engine/analyze'
import { parseTactics } from '../../server/src/tactics/parseTactics'
import { sharedModel } from '../support/knownAnswers'
import { getTacticsParser } from '../support/tacticsParser'

const [AG, AR, RS, A2A] = ['all_gather', 'all_reduce', 'reduce_scatter', 'all_to_all'] as const

interface Case {
  readonly model: string
  readonly mesh: string
  readonly kinds: readonly StrategyKind[]
  readonly executed: Readonly<Record<string, number>>
}

const big = '{ batch: 16, model: 2 }'
const both = '{ batch: 4, model: 2 }'
const data = '{ batch: 8 }'
const model = '{ model: 2 }'

const cases: readonly Case[] = [
  { model: 't32_fused_train', mesh: big, kinds: ['data'], executed: { [AR]: 290 } },
  { model: 't32_fused_train', mesh: big, kinds: ['tensor'], executed: { [AR]: 128 } },
  { model: 't32_fused_train', mesh: big, kinds: ['data', 'tensor'], executed: { [AR]: 418 } },
  {
    model: 't32_fused_train',
    mesh: big,
    kinds: ['data', 'tensor', 'zero2'],
    executed: { [AG]: 129, [AR]: 289, [RS]: 129 },
  },
  {
    model: 't32_fused_train',
    mesh: big,
    kinds: ['data', 'tensor', 'zero3'],
    executed: { [AG]: 259, [AR]: 289, [RS]: 129 },
  },
  { model: 't2_train', mesh: data, kinds: ['data'], executed: { [AR]: 20 } },
  { model: 't2_train', mesh: data, kinds: ['data', 'zero2'], executed: { [AG]: 15, [AR]: 5, [RS]: 15 } },
  { model: 't2_train', mesh: data, kinds: ['data', 'zero1'], executed: { [AG]: 15, [AR]: 20 } },
  { model: 't2_train', mesh: data, kinds: ['data', 'zero3'], executed: { [AG]: 31, [AR]: 5, [RS]: 15 } },
  { model: 't2_train', mesh: both, kinds: ['data', 'tensor', 'zero3'], executed: { [AG]: 31, [AR]: 13, [RS]: 15 } },
  // Look-ups of a split table are masked and added: an all_reduce in place of the all_gather that is published.
  { model: 't2_train', mesh: model, kinds: ['vocabulary'], executed: { [AR]: 5 } },
  { model: 't2_train', mesh: both, kinds: ['data', 'sequence'], executed: { [AG]: 10, [AR]: 23, [A2A]: 2, [RS]: 5 } },
  { model: 't2_scan_train', mesh: model, kinds: ['tensor'], executed: { [AR]: 8 } },
  { model: 'moe2_train', mesh: data, kinds: ['data'], executed: { [AR]: 24 } },
  { model: 'moe2_train', mesh: model, kinds: ['tensor'], executed: { [AR]: 8 } },
  { model: 'moe2_train', mesh: model, kinds: ['expert'], executed: { [AG]: 4, [AR]: 24 } },
  { model: 'mlp_train', mesh: both, kinds: ['data', 'tensor', 'zero3'], executed: { [AG]: 3, [AR]: 2, [RS]: 2 } },
  { model: 'it2_decode', mesh: both, kinds: ['data', 'tensor'], executed: { [AR]: 32 } },
  { model: 'gns_train', mesh: big, kinds: ['data'], executed: { [AR]: 348 } },
  { model: 'unet_train', mesh: big, kinds: ['data'], executed: { [AR]: 333 } },
  { model: 'resnet50_train', mesh: big, kinds: ['data'], executed: { [AR]: 322 } },
  { model: 'gpt2_flax_train', mesh: big, kinds: ['data'], executed: { [AR]: 149 } },
]

async function collectivesOf({ model: name, mesh, kinds }: Case): Promise<Record<string, number>> {
  const loaded = sharedModel(name)
  const parser = await getTacticsParser()
  const head = `model "m.mlir"\nmesh ${mesh}\n`
  const axes = meshOf(parseTactics(parser, head).value, loaded)
  const tactics = kinds.map((kind) => {
    const strategy = findStrategies(loaded.program, axes).find((one) => one.kind === kind)
    if (strategy === undefined) throw new Error(`${name} has no ${kind}`)
    return printStrategy(strategy, loaded.program, {
      name: strategyNames[kind].name,
      axis: chooseAxis(axes, strategy)?.name ?? '',
    })
  })
  const names = kinds.map((kind) => strategyNames[kind].name).join(', ')
  const { value: file, problems } = parseTactics(parser, `${head}${tactics.join('\n')}\nschedule it = ${names}\n`)
  expect(problems).toEqual([])
  const figures = createAnalyzer().analyze({ file, syntaxProblems: [], model: loaded })?.schedules[0]?.final.figures
  const found = Object.entries(figures?.collectives ?? {}).filter(
    ([kind, { count }]) => count > 0 && kind !== 'all_slice',
  )
  return Object.fromEntries(found.map(([kind, one]) => [kind, one.executed]))
}

describe('strategies that are recognised give the published collectives', () => {
  test.each(cases)('$model on $mesh: $kinds', async (one) => {
    expect(await collectivesOf(one)).toEqual(one.executed)
  })
})

test.each([
  ['mlp_train', ['data', 'tensor', 'zero3']],
  ['t2_train', ['data', 'tensor', 'vocabulary', 'sequence', 'zero1', 'zero2', 'zero3']],
  ['moe2_train', ['data', 'tensor', 'expert', 'vocabulary', 'zero1', 'zero2', 'zero3']],
  ['resnet_small_train', ['data', 'zero1', 'zero2', 'zero3']],
])('%s has the structure for %s', (name, kinds) => {
  expect(findStrategies(sharedModel(name).program, { axes: [] }).map(({ kind }) => kind)).toEqual(kinds)
})

test.each(['zero1', 'zero2', 'zero3'] as const)('%s splits stacked layers within a layer', async (kind) => {
  const loaded = sharedModel('t2_scan_train')
  const axes = { axes: [{ name: 'batch', size: 2 }] }
  const strategy = findStrategies(loaded.program, axes).find((one) => one.kind === kind)
  const tactic = printStrategy(strategy ?? { actions: [] }, loaded.program, { name: 'Z', axis: 'batch' })
  expect(tactic).toContain('opt_state.{m, v}.layers: 1\n')
  const text = `model "m.mlir"\nmesh { batch: 2 }\n${tactic}\nschedule it = Z\n`
  const { value: file } = parseTactics(await getTacticsParser(), text)
  const problems = createAnalyzer().analyze({ file, syntaxProblems: [], model: loaded })?.problems
  expect(problems?.map(({ code }) => code)).not.toContain('shard.stacked-dim')
})
