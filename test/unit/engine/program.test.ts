// Expansion of the model: calls, recursion, loops with their trip counts, branches, what is not analysed.
import { expect, test } from 'vitest'
import { loadModel } from '../../../server/src/engine/loadModel'
import { encodeText } from '../../../server/src/mlir/text'
import { loopModel } from '../../support/models'

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
  const text = loopModel.replace('compare LT, %i, %c5', 'compare EQ, %i, %c5')
  expect(bodyOf(text)).toMatchObject({ tripCount: 1, isTripCountAssumed: true })
  expect(bodyOf(text, 64)).toMatchObject({ tripCount: 64, isTripCountAssumed: true })
  expect(bodyOf(loopModel, 64)).toMatchObject({ tripCount: 5, isTripCountAssumed: false })
  expect(codes(text)).toEqual(['model.unknown-trip-count'])
  expect(load(text).problems[0]?.message).toContain('executed collectives, flops and times are per iteration')
  expect(loadModel(encodeText(text), 64).problems[0]?.message).toContain('for 64 assumed iterations')
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

test('a module without functions has one problem', () => {
  expect(codes('module {\n}\n')).toEqual(['model.no-main'])
})
