// Expected numbers by JAX's ragged_dot_general.
import { describe, expect, it } from 'vitest'
import { loadModel } from '../../../server/src/engine/loadModel'
import { evaluateFunction } from '../../../server/src/evaluate/devices'
import { asTensor } from '../../../server/src/evaluate/interpreter'
import { encodeText } from '../../../server/src/mlir/text'

interface Numbers {
  readonly batching?: readonly [lhs: readonly number[], rhs: readonly number[]]
  readonly contracting: readonly [lhs: readonly number[], rhs: readonly number[]]
  readonly ragged: number
  readonly group?: number
}

type Constant = readonly [text: string, type: string]

function raggedDot(lhs: Constant, rhs: Constant, sizes: Constant, numbers: Numbers, result: string): number[] | string {
  const { batching = [[], []], contracting, ragged, group } = numbers
  const constant = ([text, type]: Constant): string => `stablehlo.constant dense<${text}> : ${type}`
  const { module } = loadModel(
    encodeText(`func.func @main() -> ${result} {
  %l = ${constant(lhs)}
  %r = ${constant(rhs)}
  %s = ${constant(sizes)}
  %0 = "chlo.ragged_dot"(%l, %r, %s) {ragged_dot_dimension_numbers = #chlo.ragged_dot<
    lhs_batching_dimensions = [${batching[0].join()}], rhs_batching_dimensions = [${batching[1].join()}],
    lhs_contracting_dimensions = [${contracting[0].join()}], rhs_contracting_dimensions = [${contracting[1].join()}],
    lhs_ragged_dimensions = [${ragged}], rhs_group_dimensions = [${group ?? ''}]
  >} : (${lhs[1]}, ${rhs[1]}, ${sizes[1]}) -> ${result}
  return %0 : ${result}
}`),
  )
  const evaluated = evaluateFunction(module, module.main, [])
  if (evaluated.kind === 'refused') return evaluated.message
  return Array.from(asTensor(evaluated.outputs[0]?.[0]).data, Number)
}

describe('ragged_dot', () => {
  it('multiplies each row by the matrix of its group; rows of no group are zero', () => {
    const lhs = ['[[1.,2.],[3.,4.],[5.,6.],[7.,8.]]', 'tensor<4x2xf32>'] as const
    const rhs = ['[[[1.,0.],[0.,1.]],[[2.,0.],[1.,1.]]]', 'tensor<2x2x2xf32>'] as const
    const numbers = { contracting: [[1], [1]], ragged: 0, group: 0 } as const
    expect(raggedDot(lhs, rhs, ['[1, 2]', 'tensor<2xi64>'], numbers, 'tensor<4x2xf32>')).toEqual([
      1, 2, 10, 4, 16, 6, 0, 0,
    ])
  })

  it('takes groups of their own for each batch', () => {
    const lhs = ['[[[1.],[2.],[3.]],[[4.],[5.],[6.]]]', 'tensor<2x3x1xf32>'] as const
    const rhs = ['[[[[1.]],[[1.]]],[[[10.]],[[10.]]]]', 'tensor<2x2x1x1xf32>'] as const
    const numbers = { batching: [[0], [1]], contracting: [[2], [2]], ragged: 1, group: 0 } as const
    expect(raggedDot(lhs, rhs, ['[[1, 2], [2, 0]]', 'tensor<2x2xi64>'], numbers, 'tensor<2x3x1xf32>')).toEqual([
      1, 20, 30, 4, 5, 0,
    ])
  })

  it('adds up the terms of each group apart', () => {
    const lhs = ['[[1.,2.,3.,4.]]', 'tensor<1x4xf32>'] as const
    const rhs = ['[[1.],[10.],[100.],[1000.]]', 'tensor<4x1xf32>'] as const
    const numbers = { contracting: [[1], [0]], ragged: 1 } as const
    expect(raggedDot(lhs, rhs, ['[1, 2]', 'tensor<2xi64>'], numbers, 'tensor<2x1x1xf32>')).toEqual([1, 320])
  })

  it('adds up the terms of each group apart, with groups of their own for each batch', () => {
    const lhs = ['[[[1.,2.,3.]],[[4.,5.,6.]]]', 'tensor<2x1x3xf32>'] as const
    const rhs = ['[[[1.],[10.],[100.]],[[1.],[10.],[100.]]]', 'tensor<2x3x1xf32>'] as const
    const numbers = { batching: [[0], [0]], contracting: [[2], [1]], ragged: 2 } as const
    expect(raggedDot(lhs, rhs, ['[[1, 2], [2, 0]]', 'tensor<2x2xi64>'], numbers, 'tensor<2x2x1x1xf32>')).toEqual([
      1, 54, 320, 0,
    ])
  })

  it('is a product by batch where the batching dim is ragged', () => {
    const lhs = ['[[[1.,2.]],[[3.,4.]],[[5.,6.]]]', 'tensor<3x1x2xf32>'] as const
    const rhs = ['[[[1.],[1.]],[[1.],[1.]],[[1.],[1.]]]', 'tensor<3x2x1xf32>'] as const
    const numbers = { batching: [[0], [0]], contracting: [[2], [1]], ragged: 0 } as const
    expect(raggedDot(lhs, rhs, ['[1, 1]', 'tensor<2xi64>'], numbers, 'tensor<3x1x1xf32>')).toEqual([3, 7, 11])
  })

  it('refuses group sizes that fit no dims', () => {
    const lhs = ['[[1.]]', 'tensor<1x1xf32>'] as const
    const rhs = ['[[[1.]]]', 'tensor<1x1x1xf32>'] as const
    const numbers = { contracting: [[1], [1]], ragged: 0, group: 0 } as const
    expect(raggedDot(lhs, rhs, ['[[1]]', 'tensor<1x1xi64>'], numbers, 'tensor<1x1xf32>')).toBe(
      'ragged_dot has group sizes of another rank',
    )
  })
})
