// custom_calls: what tells the host something is passed over, what is asked of an unknown target is refused by its name.
import { expect, test } from 'vitest'
import { loadModel } from '../../../server/src/engine/loadModel'
import { evaluateFunction } from '../../../server/src/evaluate/devices'
import { asTensor } from '../../../server/src/evaluate/interpreter'
import { encodeText } from '../../../server/src/mlir/text'

function run(call: string): number[] | string {
  const { module } = loadModel(
    encodeText(`func.func @main() -> tensor<2xi32> {
  %x = stablehlo.constant dense<[1, 2]> : tensor<2xi32>
  ${call}
  return %r : tensor<2xi32>
}`),
  )
  const evaluated = evaluateFunction(module, module.main, [])
  if (evaluated.kind === 'refused') return evaluated.message
  return Array.from(asTensor(evaluated.outputs[0]?.[0]).data, Number)
}

test('a print of a debugger changes nothing', () => {
  const print =
    'stablehlo.custom_call @xla_ffi_python_cpu_callback(%x) {has_side_effect = true} : (tensor<2xi32>) -> ()'
  expect(run(`${print}\n  %r = stablehlo.add %x, %x : tensor<2xi32>`)).toEqual([2, 4])
})

test('what an unknown target would give is not made up', () => {
  expect(run('%r = stablehlo.custom_call @tpu_custom_call(%x) : (tensor<2xi32>) -> tensor<2xi32>')).toBe(
    'stablehlo.custom_call @tpu_custom_call is not evaluated',
  )
})
