import { expect, it } from 'vitest'
import { loadModel } from '../../../server/src/engine/loadModel'
import { evaluateFunction } from '../../../server/src/evaluate/devices'
import { asTensor } from '../../../server/src/evaluate/interpreter'
import { encodeText } from '../../../server/src/mlir/text'

/** All results of a scan over [[1, 2, 3], [4, 5, 6]] and the initial value [10, 20]. */
function scan(attributes: string, body: string, results: readonly string[]): number[][] | string {
  const names = results.map((_, i) => `%0#${i}`).join(', ')
  const { module } = loadModel(
    encodeText(`func.func @main() -> (${results.join(', ')}) {
  %x = stablehlo.constant dense<[[1, 2, 3], [4, 5, 6]]> : tensor<2x3xi32>
  %c = stablehlo.constant dense<[10, 20]> : tensor<2xi32>
  %0:${results.length} = chlo.scan(%x) inits(%c) dimension=1 ${attributes} {
  ^bb0(%slice: tensor<2xi32>, %carry: tensor<2xi32>):
    ${body}
  } : (tensor<2x3xi32>, tensor<2xi32>) -> (${results.join(', ')})
  return ${names} : ${results.join(', ')}
}`),
  )
  const evaluated = evaluateFunction(module, module.main, [])
  if (evaluated.kind === 'refused') return evaluated.message
  return (evaluated.outputs[0] ?? []).map((value) => Array.from(asTensor(value).data, Number))
}

const sum = `%s = stablehlo.add %slice, %carry : tensor<2xi32>
    stablehlo.return %s, %s : tensor<2xi32>, tensor<2xi32>`
const results = ['tensor<2x3xi32>', 'tensor<2xi32>']

it('runs over slices and carries values', () => {
  expect(scan('', sum, results)).toEqual([
    [11, 13, 16, 24, 29, 35],
    [16, 35],
  ])
})

it('runs from the end when reversed', () => {
  expect(scan('attributes {is_reverse = true}', sum, results)).toEqual([
    [16, 15, 13, 35, 31, 26],
    [16, 35],
  ])
})

it('has as many outputs as its body yields beside what is carried', () => {
  const carryAlone = `%s = stablehlo.add %slice, %carry : tensor<2xi32>
    stablehlo.return %s : tensor<2xi32>`
  expect(scan('', carryAlone, ['tensor<2xi32>'])).toEqual([[16, 35]])
  const twoOutputs = `%s = stablehlo.add %slice, %carry : tensor<2xi32>
    stablehlo.return %slice, %carry, %s : tensor<2xi32>, tensor<2xi32>, tensor<2xi32>`
  expect(scan('', twoOutputs, ['tensor<2x3xi32>', ...results])).toEqual([
    [1, 2, 3, 4, 5, 6],
    [10, 11, 13, 20, 24, 29],
    [16, 35],
  ])
})

it('refuses a body that yields another number of values', () => {
  expect(scan('', 'stablehlo.return %carry : tensor<2xi32>', results)).toBe('the body of a scan yields 1 values')
})
