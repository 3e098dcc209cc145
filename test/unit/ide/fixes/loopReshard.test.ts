// A stack that a loop takes apart along a tiled dim is gathered in each iteration: said so, and kept whole before the loop by a fix.
import { expect, test } from 'vitest'
import { loadModel } from '../../../../server/src/engine/loadModel'
import { tacticsHover } from '../../../../server/src/ide/tacticsHover'
import { encodeText } from '../../../../server/src/mlir/text'
import { analyseAfter, analyseText, offersAt } from '../../../support/offers'

const model = loadModel(
  encodeText(`
module @m {
  func.func public @main(%arg0: tensor<8x16xf32> loc("x")) -> tensor<1x16xf32> {
    %0 = stablehlo.tanh %arg0 : tensor<8x16xf32> loc("jit(f)/layer_0/attn/tanh")
    %c = stablehlo.constant dense<0> : tensor<i32>
    %cst = stablehlo.constant dense<0.0> : tensor<1x16xf32>
    %1:3 = stablehlo.while(%i = %c, %sum = %cst, %stack = %0) : tensor<i32>, tensor<1x16xf32>, tensor<8x16xf32>
    cond {
      %n = stablehlo.constant dense<8> : tensor<i32>
      %2 = stablehlo.compare LT, %i, %n : (tensor<i32>, tensor<i32>) -> tensor<i1>
      stablehlo.return %2 : tensor<i1>
    } do {
      %one = stablehlo.constant dense<1> : tensor<i32>
      %zero = stablehlo.constant dense<0> : tensor<i32>
      %2 = stablehlo.dynamic_slice %stack, %i, %zero, sizes = [1, 16] : (tensor<8x16xf32>, tensor<i32>, tensor<i32>) -> tensor<1x16xf32>
      %3 = stablehlo.add %sum, %2 : tensor<1x16xf32>
      %4 = stablehlo.add %i, %one : tensor<i32>
      stablehlo.return %4, %3, %stack : tensor<i32>, tensor<1x16xf32>, tensor<8x16xf32>
    }
    return %1#1 : tensor<1x16xf32>
  }
}`),
)
const text = 'model "m.mlir"\nmesh { a: 2 }\ntactic T on a {\n  x: 0\n}\n'

test('the gather is said to be in each iteration; the fix names what the loop begins with by its scope', () => {
  const analysed = analyseText(text, model)
  const problem = analysed.problems.find(({ code }) => code === 'cost.large-reshard') ?? expect.fail()
  expect(problem.message).toMatch(
    /^one all_gather in each of 8 iterations takes .*: %stack is tiled at dim 0 on a \(T\); /,
  )
  const offer = offersAt(analysed, problem.span).offers.find(({ title }) => title.includes('layer_')) ?? expect.fail()
  expect(offer.title).toMatch(/^Keep at "layer_\*\/attn" result 0 whole on a in T: /)
  const after = analyseAfter(analysed, offer.candidate)
  expect(after.text).toContain('  at "layer_*/attn" result 0: replicated\n  x: 0\n')
  expect(after.snapshot.active?.final.collectives.all_gather).toMatchObject({ count: 1, executed: 1 })
})

test('the hover of the tactic counts it as hints do, and how often it is executed', () => {
  const { snapshot } = analyseText(text, model)
  const hover = tacticsHover(snapshot.file, text.indexOf('T on'), { snapshot, model })?.text ?? ''
  expect(hover.replaceAll('&emsp;', '')).toContain('| all_gather | – | 1 (8) | +1 (+8) |')
})
