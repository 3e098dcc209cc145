// Expansion of the model: calls, recursion, loops with their trip counts, branches, what is not analysed.
import { describe, expect, test } from 'vitest'
import { loadModel } from '../../../server/src/engine/loadModel'
import { scan } from '../../../server/src/mlir/scan'
import { encodeText } from '../../../server/src/mlir/text'
import { buildModule } from '../../../server/src/model/buildModule'
import { buildProgram } from '../../../server/src/sharding/buildProgram'
import { loopModel, openLoopModel } from '../../support/models'

const load = (text: string) => loadModel(encodeText(text))
const codes = (text: string) => load(text).problems.map(({ code }) => code)
const bodyOf = (text: string, assumedTrips?: number) =>
  loadModel(encodeText(text), assumedTrips).program.regions.find(({ kind }) => kind === 'body')
const tripCount = (text: string) => bodyOf(text)?.tripCount

test('trip counts are read off condition and body', () => {
  expect(tripCount(loopModel)).toBe(5)
  expect(tripCount(loopModel.replace('compare LT', 'compare LE'))).toBe(6)
  expect(tripCount(loopModel.replace('dense<1>', 'dense<2>'))).toBe(3)
  expect(tripCount(loopModel.replace('dense<5>', 'dense<0>'))).toBe(0)
})

test('an unknown trip count is said, and is what the user takes it to be', () => {
  const text = openLoopModel
  expect(bodyOf(text)).toMatchObject({ tripCount: 1, isTripCountAssumed: true })
  expect(bodyOf(text, 64)).toMatchObject({ tripCount: 64, isTripCountAssumed: true })
  expect(bodyOf(loopModel, 64)).toMatchObject({ tripCount: 5, isTripCountAssumed: false })
  expect(codes(text)).toEqual(['model.unknown-trip-count'])
  expect(load(text).problems[0]?.message).toContain('executed collectives, flops and times are per iteration')
  expect(loadModel(encodeText(text), 64).problems[0]?.message).toContain('for 64 assumed iterations')
})

describe('what a loop counts by is run where it has no closed form', () => {
  const count = (condition: string, next: string, start = 0) => {
    const text = loopModel
      .replace('%c0 = stablehlo.constant dense<0>', `%c0 = stablehlo.constant dense<${start}>`)
      .replace(/%p = stablehlo.compare .*/, condition)
      .replace(/%j = .*/, next)
    const body = bodyOf(text, 1000)
    return body === undefined ? undefined : [body.tripCount, body.isTripCountAssumed]
  }
  const lessThan5 = '%p = stablehlo.compare LT, %i, %c5, SIGNED : (tensor<i32>, tensor<i32>) -> tensor<i1>'
  const plusOne = '%j = stablehlo.add %i, %c1 : tensor<i32>'

  test.each([
    ['a counter that doubles', lessThan5, '%j = stablehlo.add %i, %i : tensor<i32>', 1, [3, false]],
    [
      'a negated condition',
      `%q = stablehlo.compare GE, %i, %c5, SIGNED : (tensor<i32>, tensor<i32>) -> tensor<i1>\n%p = stablehlo.not %q : tensor<i1>`,
      plusOne,
      0,
      [5, false],
    ],
    [
      'arithmetic on the counter',
      `%s = stablehlo.add %i, %i : tensor<i32>\n%p = stablehlo.compare LT, %s, %c5, SIGNED : (tensor<i32>, tensor<i32>) -> tensor<i1>`,
      plusOne,
      0,
      [3, false],
    ],
    [
      'a bound that is computed',
      `%s = stablehlo.multiply %c5, %c5 : tensor<i32>\n%p = stablehlo.compare LT, %i, %s, SIGNED : (tensor<i32>, tensor<i32>) -> tensor<i1>`,
      plusOne,
      0,
      [25, false],
    ],
    ['a counter that stands still', lessThan5, '%j = stablehlo.add %i, %c0 : tensor<i32>', 0, [1000, true]],
  ])('%s', (_, condition, next, start, expected) => {
    expect(count(condition, next, start)).toEqual(expected)
  })

  test('a condition that something else may end gives a bound', () => {
    const early = `%l = stablehlo.compare LT, %i, %c5, SIGNED : (tensor<i32>, tensor<i32>) -> tensor<i1>
      %s = stablehlo.slice %acc [0:1, 0:1] : (tensor<8x16xf32>) -> tensor<1x1xf32>
      %t = stablehlo.reshape %s : (tensor<1x1xf32>) -> tensor<f32>
      %z = stablehlo.constant dense<0.0> : tensor<f32>
      %d = stablehlo.compare LT, %t, %z : (tensor<f32>, tensor<f32>) -> tensor<i1>
      %p = stablehlo.and %l, %d : tensor<i1>`
    expect(count(early, plusOne)).toEqual([5, true])
    const text = loopModel.replace(/%p = stablehlo.compare .*/, early)
    expect(load(text).problems[0]?.message).toContain('not a constant of the model, at most 5;')
    expect(bodyOf(text)?.tripCount).toBe(1)
  })
})

const main = (body: string): string => `func.func public @main(%a: tensor<4xf32>) -> tensor<4xf32> {\n${body}\n}\n`

test('each call is expanded at its site', () => {
  const text = `${main('%0 = call @f(%a) : (tensor<4xf32>) -> tensor<4xf32>\n%1 = call @f(%0) : (tensor<4xf32>) -> tensor<4xf32>\nreturn %1 : tensor<4xf32>')}
func.func private @f(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = stablehlo.negate %x : tensor<4xf32>
  return %0 : tensor<4xf32>
}`
  const { program, problems } = load(text)
  expect(problems).toEqual([])
  expect(program.callSites).toHaveLength(2)
  expect(program.nodes.count).toBe(3)
})

test('recursion, unknown callees and unknown operations are said once, and the rest is there', () => {
  const call = (name: string): string =>
    main(`%0 = call @${name}(%a) : (tensor<4xf32>) -> tensor<4xf32>\nreturn %0 : tensor<4xf32>`)
  expect(codes(call('main'))).toEqual(['model.recursion'])
  expect(codes(call('nobody'))).toEqual(['model.unknown-callee'])
  expect(codes(main('%0 = "other.thing"(%a) : (tensor<4xf32>) -> tensor<4xf32>\nreturn %0 : tensor<4xf32>'))).toEqual([
    'model.unknown-operation',
  ])
  expect(
    codes('func.func public @main(%a: tensor<?xf32>) -> tensor<?xf32> {\n  return %a : tensor<?xf32>\n}'),
  ).toContain('model.dynamic-shape')
})

test('functions that double with each level are expanded as far as there is room, and the rest is said once', () => {
  const levels = 40
  const twice = (name: string, callee: string): string =>
    `  func.func private @${name}(%a: tensor<4xf32>) -> tensor<4xf32> {
    %0 = call @${callee}(%a) : (tensor<4xf32>) -> tensor<4xf32>
    %1 = call @${callee}(%0) : (tensor<4xf32>) -> tensor<4xf32>
    %2 = stablehlo.tanh %1 : tensor<4xf32>
    return %2 : tensor<4xf32>
  }`
  const functions = Array.from({ length: levels }, (_, i) => twice(`f${i}`, `f${i + 1}`))
  const leaf = `  func.func private @f${levels}(%a: tensor<4xf32>) -> tensor<4xf32> {\n    return %a : tensor<4xf32>\n  }`
  const text = [...functions, leaf].join('\n')
  const call = main('%0 = call @f0(%a) : (tensor<4xf32>) -> tensor<4xf32>\nreturn %0 : tensor<4xf32>')
  const module = buildModule(scan(encodeText(`${call}${text}`)).value).value
  const { value, problems } = buildProgram(module, 1, 1000)
  expect(problems.map(({ code }) => code)).toEqual(['model.too-many-operations'])
  expect(value.nodes.count).toBeGreaterThan(1000)
  expect(value.nodes.count).toBeLessThan(1000 + 3 * levels)
})

test('a module without functions has one problem', () => {
  expect(codes('module {\n}\n')).toEqual(['model.no-main'])
})
