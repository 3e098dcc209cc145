// The evaluator refuses programs whose values are not of their declared types, instead of going on with other numbers.
import { describe, expect, it } from 'vitest'
import { loadModel } from '../../../server/src/engine/loadModel'
import { evaluateFunction } from '../../../server/src/evaluate/devices'
import { asTensor } from '../../../server/src/evaluate/interpreter'
import { decodeText, encodeText } from '../../../server/src/mlir/text'

/** The first result's elements, or the message with the text that it points at. */
function run(body: string, results = 'tensor<?xf32>', rest = ''): string | unknown[] {
  const text = `
func.func @main() -> (${results}) {
  %a = stablehlo.constant dense<[1.0, 2.0, 3.0]> : tensor<3xf32>
  %b = stablehlo.constant dense<[1.0, 2.0]> : tensor<2xf32>
  %i = stablehlo.constant dense<[1, 2, 3]> : tensor<3xi32>
  %one = stablehlo.constant dense<1.0> : tensor<f32>
  %true = stablehlo.constant dense<true> : tensor<i1>
  ${body}
}
${rest}`
  const { module, problems } = loadModel(encodeText(text))
  expect(problems.filter(({ code }) => code.startsWith('mlir.'))).toEqual([])
  const evaluated = evaluateFunction(module, module.main, [])
  if (evaluated.kind === 'done') return [...asTensor(evaluated.outputs[0]?.[0]).data]
  const { start } = evaluated.span
  return `${evaluated.message} (${decodeText(module.columns.bytes, start, start + 14)})`
}

describe('operands of elementwise operations', () => {
  it.each([
    [
      'add',
      '%0 = stablehlo.add %a, %b : (tensor<3xf32>, tensor<2xf32>) -> tensor<3xf32>',
      'operands 0 and 1 of stablehlo.add have different sizes: 3xf32 and 2xf32 (stablehlo.add )',
    ],
    [
      'select',
      '%0 = "stablehlo.select"(%true, %a, %b) : (tensor<i1>, tensor<3xf32>, tensor<2xf32>) -> tensor<3xf32>',
      'operands 1 and 2 of stablehlo.select have different sizes: 3xf32 and 2xf32 (stablehlo.sele)',
    ],
    [
      'clamp',
      '%0 = "stablehlo.clamp"(%b, %a, %one) : (tensor<2xf32>, tensor<3xf32>, tensor<f32>) -> tensor<3xf32>',
      'operands 1 and 0 of stablehlo.clamp have different sizes: 3xf32 and 2xf32 (stablehlo.clam)',
    ],
    [
      'broadcast_add',
      '%0 = chlo.broadcast_add %a, %b : (tensor<3xf32>, tensor<2xf32>) -> tensor<3xf32>',
      'operands 0 and 1 of chlo.broadcast_add have different sizes: 3xf32 and 2xf32 (chlo.broadcast)',
    ],
  ])('have one size: %s', (_, operation, message) => {
    expect(run(`${operation}\n  return %0 : tensor<3xf32>`)).toBe(message)
  })

  it('may be scalars where the operation allows it', () => {
    expect(
      run(`%0 = stablehlo.select %true, %a, %a : tensor<i1>, tensor<3xf32>
  %1 = stablehlo.clamp %one, %0, %one : (tensor<f32>, tensor<3xf32>, tensor<f32>) -> tensor<3xf32>
  %2 = chlo.broadcast_add %1, %one : (tensor<3xf32>, tensor<f32>) -> tensor<3xf32>
  return %2 : tensor<3xf32>`),
    ).toEqual([2, 2, 2])
  })
})

describe('results', () => {
  it.each([
    ['sizes', '%0 = stablehlo.add %a, %a : (tensor<3xf32>, tensor<3xf32>) -> tensor<2xf32>', '3xf32', '2xf32'],
    ['rank', '%0 = stablehlo.add %a, %a : (tensor<3xf32>, tensor<3xf32>) -> tensor<1x3xf32>', '3xf32', '1x3xf32'],
    ['element type', '%0 = stablehlo.add %a, %a : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf64>', '3xf32', '3xf64'],
    [
      'sizes beside a dynamic one',
      '%0 = stablehlo.add %a, %a : (tensor<3xf32>, tensor<3xf32>) -> tensor<?x3xf32>',
      '3xf32',
      '?x3xf32',
    ],
  ])('are of the declared %s', (_, operation, found, declared) => {
    expect(run(`${operation}\n  return %a : tensor<3xf32>`)).toBe(
      `result 0 of stablehlo.add is ${found} where ${declared} is declared (stablehlo.add )`,
    )
  })

  it('may have any size where the type says none', () => {
    expect(
      run('%0 = stablehlo.add %a, %a : (tensor<3xf32>, tensor<3xf32>) -> tensor<?xf32>\n  return %0 : tensor<?xf32>'),
    ).toEqual([2, 4, 6])
  })

  it('of a function are as many and of the types that it declares', () => {
    expect(run('return %a : tensor<3xf32>', 'tensor<2xf32>')).toBe(
      'result 0 of the function is 3xf32 where 2xf32 is declared (func.func @mai)',
    )
    expect(run('return %a, %a : tensor<3xf32>, tensor<3xf32>')).toContain(
      'the function gives 2 results where 1 are declared',
    )
  })
})

describe('arguments of blocks', () => {
  it('of a called function are of their types', () => {
    const callee = 'func.func private @f(%x: tensor<2xf32>) -> tensor<2xf32> {\n  return %x : tensor<2xf32>\n}'
    const call = (value: string): string =>
      `%0 = call @f(${value}) : (tensor<3xf32>) -> tensor<2xf32>\n  return %0 : tensor<2xf32>`
    expect(run(call('%b'), undefined, callee)).toEqual([1, 2])
    expect(run(call('%a'), undefined, callee)).toContain('argument 0 of a block is 3xf32 where 2xf32 is declared')
    expect(run(call('%b, %b'), undefined, callee)).toContain('a block of 1 arguments is given 2')
  })

  it('of a loop keep their types from round to round', () => {
    const loop = (next: string): string => `%0 = stablehlo.while(%x = %a) : tensor<3xf32>
  cond {
    %n = "stablehlo.slice"(%x) <{start_indices = array<i64: 0>, limit_indices = array<i64: 1>, strides = array<i64: 1>}> : (tensor<3xf32>) -> tensor<1xf32>
    %s = stablehlo.reshape %n : (tensor<1xf32>) -> tensor<f32>
    %c = stablehlo.compare LE, %s, %one : (tensor<f32>, tensor<f32>) -> tensor<i1>
    stablehlo.return %c : tensor<i1>
  } do {
    %y = stablehlo.add %x, %x : tensor<3xf32>
    stablehlo.return ${next}
  }
  return %0 : tensor<3xf32>`
    expect(run(loop('%y : tensor<3xf32>'))).toEqual([2, 4, 6])
    expect(run(loop('%b : tensor<2xf32>'))).toContain('argument 0 of a block is 2xf32 where 3xf32 is declared')
  })
})
