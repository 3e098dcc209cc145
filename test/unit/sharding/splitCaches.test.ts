// Caches that a loop writes into and reads all of are split by position; stacks that a loop steps through are not.
import { expect, test } from 'vitest'
import { describeCollective } from '../../../server/src/engine/reasons'
import { loadModel } from '../../../server/src/engine/loadModel'
import { verifyPartition } from '../../../server/src/engine/verify'
import { encodeText } from '../../../server/src/mlir/text'
import { printRule } from '../../../server/src/sharding/rules/printRule'
import type { StepResult, TestTactic } from '../../support/schedules'
import { runSchedule } from '../../support/schedules'

/** A loop of six turns over a cache and a list; `body` makes %next of %cache and %out of %list, at %i. */
const loop = (body: string): string => `
func.func public @main(%arg0: tensor<2x8x4xf32> loc("cache"), %arg1: tensor<2x8x4xf32> loc("list"), %arg2: tensor<i32> loc("start")) -> (tensor<2x8x4xf32>, tensor<2x8x4xf32>) {
  %c = stablehlo.constant dense<0> : tensor<i32>
  %0:4 = stablehlo.while(%i = %c, %at = %arg2, %cache = %arg0, %list = %arg1) : tensor<i32>, tensor<i32>, tensor<2x8x4xf32>, tensor<2x8x4xf32>
  cond {
    %n = stablehlo.constant dense<6> : tensor<i32>
    %p = stablehlo.compare LT, %i, %n : (tensor<i32>, tensor<i32>) -> tensor<i1>
    stablehlo.return %p : tensor<i1>
  } do {
    %z = stablehlo.constant dense<0> : tensor<i32>
    %one = stablehlo.constant dense<1> : tensor<i32>
    ${body}
    %j = stablehlo.add %i, %one : tensor<i32>
    %k = stablehlo.add %at, %one : tensor<i32>
    stablehlo.return %j, %k, %next, %out : tensor<i32>, tensor<i32>, tensor<2x8x4xf32>, tensor<2x8x4xf32>
  }
  return %0#2, %0#3 : tensor<2x8x4xf32>, tensor<2x8x4xf32>
}`

const types = (slice: string): string => `(tensor<2x8x4xf32>, ${slice}tensor<i32>, tensor<i32>, tensor<i32>)`
const [whole, row] = ['tensor<2x8x4xf32>', 'tensor<2x1x4xf32>']
const take = (name: string, from: string, at: string, size = 1): string =>
  `%${name} = stablehlo.dynamic_slice %${from}, %z, %${at}, %z, sizes = [2, ${size}, 4] : ${types('')} -> tensor<2x${size}x4xf32>`
const write = (name: string, to: string, update: string, at: string): string =>
  `%${name} = stablehlo.dynamic_update_slice %${to}, %${update}, %z, %${at}, %z : ${types(`${row}, `)} -> ${whole}`
/** A row that is the sum of all rows of a value. */
const sum = (name: string, of: string): string => `%${name}f = stablehlo.constant dense<0.0> : tensor<f32>
    %${name}s = stablehlo.reduce(%${of} init: %${name}f) applies stablehlo.add across dimensions = [1] : (${whole}, tensor<f32>) -> tensor<2x4xf32>
    %${name} = stablehlo.reshape %${name}s : (tensor<2x4xf32>) -> ${row}`
const lines = (...all: string[]): string => all.join('\n    ')

const split: TestTactic = { axis: 'a', actions: [{ matches: (path) => path !== 'start', value: 1 }] }
const batch: TestTactic = { axis: 'b', actions: [{ matches: (path) => path !== 'start', value: 0 }] }

/** The last state, once it was proved on several meshes. */
function prove(text: string): StepResult {
  const model = loadModel(encodeText(text))
  expect(model.problems).toEqual([])
  const steps = [{ a: 2 }, { a: 2, b: 2 }, { a: 4, b: 2 }].map((mesh) =>
    runSchedule(model, mesh, 'b' in mesh ? [split, batch] : [split]).at(-1)!,
  )
  for (const { local } of steps) {
    const verification = verifyPartition(local)
    expect(verification).toMatchObject({ kind: 'compared' })
    if (verification.kind === 'compared') expect(verification.outputs.every(({ holds }) => holds)).toBe(true)
  }
  return steps[0]!
}

function rulesOf({ state: { program } }: StepResult, kind: string): string[] {
  const { module, nodes, rules } = program
  const isOfKind = (node: number): boolean =>
    module.kinds[module.columns.operations.name[nodes.operation[node]!]!] === kind
  return Array.from({ length: nodes.count }, (_, node) => node)
    .filter(isOfKind)
    .map((node) => printRule(rules[nodes.rule[node]!]!))
}

const cached = '([i, j, k], [i, 1, k], [], [], [])->([i, j, k]) {i, j, k parallel}'
const stacked = '([i, j, k], [i, 1, k], [], [], [])->([i, j, k]) {i, k parallel; j whole}'

test('a cache is written in parts, and sums over it are added; stacks beside it stay whole', () => {
  const body = lines(
    take('r', 'list', 'i'),
    write('next', 'cache', 'r', 'at'),
    sum('u', 'next'),
    write('out', 'list', 'u', 'i'),
  )
  const step = prove(loop(body))
  expect(rulesOf(step, 'dynamic_update_slice')).toEqual([cached, stacked])
  expect(rulesOf(step, 'dynamic_slice')).toEqual(['([i, j, k], [], [], [])->([i, 1, k]) {i, k parallel; j whole}'])
  // The list, which is a stack, is gathered in each turn.
  expect(step.executed).toEqual({ all_gather: 6, all_reduce: 6 })
})

test('a stack that is written only stays whole', () => {
  const body = lines(take('r', 'list', 'i'), write('next', 'cache', 'r', 'i'), write('out', 'list', 'r', 'i'))
  expect(rulesOf(prove(loop(body)), 'dynamic_update_slice')).toEqual([stacked, stacked])
})

test('a window of a cache is taken in parts', () => {
  const body = lines(
    take('r', 'list', 'i'),
    write('next', 'cache', 'r', 'at'),
    take('w', 'next', 'at', 3),
    `%f = stablehlo.constant dense<0.0> : tensor<f32>
    %s = stablehlo.reduce(%w init: %f) applies stablehlo.add across dimensions = [1] : (tensor<2x3x4xf32>, tensor<f32>) -> tensor<2x4xf32>
    %u = stablehlo.reshape %s : (tensor<2x4xf32>) -> ${row}`,
    write('out', 'list', 'u', 'i'),
  )
  const step = prove(loop(body))
  expect(rulesOf(step, 'dynamic_update_slice')).toEqual([cached, stacked])
  expect(step.executed).toEqual({ all_gather: 6, all_reduce: 6 })
})

test('positions of a stack of caches are split, its layers are not', () => {
  const index = 'tensor<i32>, tensor<i32>, tensor<i32>'
  const body = lines(
    `%e = stablehlo.dynamic_slice %list, %i, %at, %z, sizes = [1, 1, 4] : (${whole}, ${index}) -> tensor<1x1x4xf32>`,
    `%next = stablehlo.dynamic_update_slice %cache, %e, %i, %at, %z : (${whole}, tensor<1x1x4xf32>, ${index}) -> ${whole}`,
    `%layer = stablehlo.dynamic_slice %next, %i, %z, %z, sizes = [1, 8, 4] : (${whole}, ${index}) -> tensor<1x8x4xf32>`,
    `%f = stablehlo.constant dense<0.0> : tensor<f32>
    %s = stablehlo.reduce(%layer init: %f) applies stablehlo.add across dimensions = [1] : (tensor<1x8x4xf32>, tensor<f32>) -> tensor<1x4xf32>
    %u = stablehlo.reshape %s : (tensor<1x4xf32>) -> tensor<1x1x4xf32>`,
    `%out = stablehlo.dynamic_update_slice %list, %u, %i, %at, %z : (${whole}, tensor<1x1x4xf32>, ${index}) -> ${whole}`,
  )
  const step = prove(loop(body))
  expect(rulesOf(step, 'dynamic_update_slice')).toEqual([
    '([i, j, k], [1, 1, k], [], [], [])->([i, j, k]) {i whole; j, k parallel}',
    '([i, j, k], [1, 1, k], [], [], [])->([i, j, k]) {i, j whole; k parallel}',
  ])
  expect(rulesOf(step, 'dynamic_slice')).toEqual([
    '([i, j, k], [], [], [])->([1, 1, k]) {i, j whole; k parallel}',
    '([i, j, k], [], [], [])->([1, j, k]) {i whole; j, k parallel}',
  ])
})

test('a slice outside of loops is looked up', () => {
  const step = prove(`
func.func public @main(%arg0: ${whole} loc("table"), %at: tensor<i32> loc("start")) -> ${row} {
  %z = stablehlo.constant dense<0> : tensor<i32>
  ${take('r', 'arg0', 'at')}
  return %r : ${row}
}`)
  expect(step.count).toEqual({ all_reduce: 1 })
  expect(describeCollective({ state: step.state, local: step.local }, 0, ['Seq'])).toBe(
    'Seq tiles table dim 1 on a; each device takes what its part holds of this dynamic_slice and zero for the rest, so that the results add up to it',
  )
})
