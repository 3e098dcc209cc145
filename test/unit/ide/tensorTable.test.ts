// Tables of tensors: layers that are alike are one row.
import { expect, test } from 'vitest'
import { tensorTable } from '../../../server/src/ide/tensorTable'
import { loadProgram } from '../../support/loadProgram'

const argument = (name: string, i: number, type = '8x4xf32'): string => `%arg${i}: tensor<${type}> loc("${name}")`

const program = loadProgram(`module @m {
  func.func public @main(${[
    argument("params['layer_0']['w']", 0),
    argument("params['layer_1']['w']", 1),
    argument("params['layer_1']['v2']", 2),
    argument("params['layer_2']['w']", 3, '8x8xf32'),
  ].join(', ')}) -> tensor<8x4xf32> {
    return %arg0 : tensor<8x4xf32>
  }
}`)

test('numbers that vary become a star, others stay; another type is another row', () => {
  const rows = tensorTable(program, [...program.arguments], undefined)
    .split('\n')
    .slice(2)
  expect(rows.map((row) => row.split(' | &emsp;').slice(0, 2).join(' ').replace('| ', ''))).toEqual([
    '2 × `params.layer_*.w` 8x4xf32',
    '`params.layer_1.v2` 8x4xf32',
    '`params.layer_2.w` 8x8xf32',
  ])
  expect(tensorTable(program, [], undefined)).toBe('')
})
