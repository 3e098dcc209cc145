// Propagation: forwards and backwards, conflicts of each kind, pins, and that order does not matter.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { loadModel } from '../../../server/src/engine/loadModel'
import { encodeText } from '../../../server/src/mlir/text'
import type { BoundAction } from '../../../server/src/sharding/applyTactic'
import { applyTactic } from '../../../server/src/sharding/applyTactic'
import { createState } from '../../../server/src/sharding/state'
import { mlpTrain } from '../../support/models'
import type { TestTactic } from '../../support/schedules'
import { runSchedule } from '../../support/schedules'

const is = (name: string) => (path: string) => path === name
const tile = (
  axis: string,
  actions: Readonly<Record<string, number | 'replicated' | 'first_divisible'>>,
): TestTactic => ({
  axis,
  actions: Object.entries(actions).map(([name, value]) => ({ matches: is(name), value })),
})

function run(text: string, mesh: Readonly<Record<string, number>>, ...tactics: TestTactic[]) {
  return runSchedule(loadModel(encodeText(text)), mesh, tactics)
}

const binary = (body: string, result = 'tensor<8x8xf32>'): string =>
  `func.func public @main(%a: tensor<8x8xf32> loc("a"), %b: tensor<8x8xf32> loc("b")) -> ${result} {\n${body}\n}`

describe('the training step', () => {
  test('data parallelism sums each gradient and the loss once', () => {
    const [step] = run(mlpTrain, { batch: 4 }, tile('batch', { x: 0, y: 0 }))
    expect(step?.count).toEqual({ all_reduce: 3 })
    expect(step?.conflicts).toEqual([])
  })

  test('Megatron sums once forwards', () => {
    const [step] = run(mlpTrain, { model: 2 }, tile('model', { 'params.w1': 1, 'params.w2': 0 }))
    expect(step?.count).toEqual({ all_reduce: 1 })
  })

  test('a parameter tiled after data parallelism is gathered where it is used, and its gradient scattered', () => {
    const steps = run(
      mlpTrain,
      { batch: 4 },
      tile('batch', { x: 0, y: 0 }),
      tile('batch', { 'params.w1': 0, 'params.w2': 0 }),
    )
    expect(steps.at(-1)?.count).toEqual({ all_gather: 3, all_reduce: 1, reduce_scatter: 2 })
  })

  test('a pinned parameter stays whole', () => {
    const steps = run(
      mlpTrain,
      { batch: 4 },
      tile('batch', { 'params.w1': 'replicated' }),
      tile('batch', { 'params.w1': 0 }),
    )
    const last = steps.at(-1)
    expect(last?.count).toEqual({})
    expect(last?.local.types[last.local.values.type[last.local.arguments[0]!]!]?.dims).toEqual([8, 16])
  })
})

describe('conflicts', () => {
  test('two factors', () => {
    const text = binary('%0 = stablehlo.add %a, %b : tensor<8x8xf32>\nreturn %0 : tensor<8x8xf32>')
    const [step] = run(text, { m: 2 }, tile('m', { a: 0, b: 1 }))
    expect(step?.conflicts.map(({ kind }) => kind)).toEqual(['factors'])
    expect(step?.count).toEqual({ all_gather: 2 })
  })

  test('the same value twice in a product', () => {
    const text = binary(
      '%0 = stablehlo.dot_general %a, %a, contracting_dims = [1] x [1] : (tensor<8x8xf32>, tensor<8x8xf32>) -> tensor<8x8xf32>\nreturn %0 : tensor<8x8xf32>',
    )
    const [step] = run(text, { m: 2 }, tile('m', { a: 0 }))
    expect(step?.conflicts.map(({ kind }) => kind)).toEqual(['factors'])
  })

  test('a value that two operations want tiled at different dims', () => {
    const text = binary(
      `%t = stablehlo.negate %a : tensor<8x8xf32>
%0 = stablehlo.add %t, %b : tensor<8x8xf32>
%1 = stablehlo.transpose %b, dims = [1, 0] : (tensor<8x8xf32>) -> tensor<8x8xf32>
%2 = stablehlo.add %1, %t : tensor<8x8xf32>
return %0, %2 : tensor<8x8xf32>, tensor<8x8xf32>`,
      '(tensor<8x8xf32>, tensor<8x8xf32>)',
    )
    const [step] = run(text, { m: 2 }, tile('m', { a: 0 }))
    expect(step?.conflicts.length).toBeGreaterThan(0)
  })

  test('a factor that does not divide', () => {
    const text = `func.func public @main(%a: tensor<12xf32> loc("a")) -> tensor<3x4xf32> {
  %0 = stablehlo.reshape %a : (tensor<12xf32>) -> tensor<3x4xf32>
  return %0 : tensor<3x4xf32>
}`
    const [step] = run(text, { m: 2 }, tile('m', { a: 0 }))
    expect(step?.conflicts.map(({ kind }) => kind)).toEqual(['indivisible'])
    expect(step?.count).toEqual({ all_gather: 1 })
  })
})

test('a tile passes through a reshape at the major factor', () => {
  const text = `func.func public @main(%a: tensor<12xf32> loc("a")) -> tensor<4x3xf32> {
  %0 = stablehlo.reshape %a : (tensor<12xf32>) -> tensor<4x3xf32>
  return %0 : tensor<4x3xf32>
}`
  const [step] = run(text, { m: 2 }, tile('m', { a: 0 }))
  expect(step?.local.resultShardings).toEqual([[[0], []]])
})

test('the order of actions does not change the result', () => {
  const { program } = loadModel(encodeText(mlpTrain))
  const mesh = { axes: [{ name: 'batch', size: 4 }] }
  const actions = fc.uniqueArray(fc.nat(3), { minLength: 1 }).chain((values) =>
    fc.tuple(...values.map(() => fc.nat(1))).map((dims) =>
      values.map((value, i): BoundAction => ({
        values: [program.arguments[value]!],
        assignment: { kind: 'dim', dim: dims[i] ?? 0 },
      })),
    ),
  )
  fc.assert(
    fc.property(actions, (list) => {
      const apply = (order: readonly BoundAction[]) =>
        applyTactic(createState(program, mesh), { axis: 0, actions: order }, 0, [])
      const [one, other] = [apply(list), apply([...list].reverse())]
      expect([...other.state.valueDim]).toEqual([...one.state.valueDim])
      expect([...other.state.nodeFactor]).toEqual([...one.state.nodeFactor])
      expect(other.conflicts.map(({ node }) => node).sort()).toEqual(one.conflicts.map(({ node }) => node).sort())
    }),
  )
})

describe('actions', () => {
  const refusals = (mesh: Readonly<Record<string, number>>, ...tactics: TestTactic[]) => {
    const { program } = loadModel(encodeText(mlpTrain))
    let state = createState(program, { axes: Object.entries(mesh).map(([name, size]) => ({ name, size })) })
    return tactics.map((tactic, index) => {
      const actions = tactic.actions.map(({ value }): BoundAction => ({
        values: [program.arguments[0]!],
        assignment: value === 'replicated' ? { kind: 'replicated' } : { kind: 'dim', dim: Number(value) },
      }))
      const outcome = applyTactic(state, { axis: 0, actions }, index, [])
      state = outcome.state
      return outcome.actions.flatMap((action) => action.refusals.map(({ kind }) => kind))
    })
  }

  test('are refused with their reason', () => {
    expect(refusals({ m: 2 }, tile('m', { w: 2 }))).toEqual([['no-such-dim']])
    expect(refusals({ m: 3 }, tile('m', { w: 0 }))).toEqual([['indivisible']])
    expect(refusals({ m: 2 }, tile('m', { w: 0 }), tile('m', { w: 1 }))).toEqual([[], ['already-tiled']])
    expect(refusals({ m: 2 }, tile('m', { w: 'replicated' }), tile('m', { w: 1 }))).toEqual([[], ['pinned']])
    expect(refusals({ m: 2 }, tile('m', { w: 0 }), tile('m', { w: 'replicated' }))).toEqual([[], ['already-tiled']])
  })

  test('count negative dims from the end', () => {
    expect(refusals({ m: 16 }, tile('m', { w: -1 }))).toEqual([[]])
    expect(refusals({ m: 16 }, tile('m', { w: -3 }))).toEqual([['no-such-dim']])
  })
})
