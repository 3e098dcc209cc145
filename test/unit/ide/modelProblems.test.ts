// Problems of a model: conflicts with both their sides, reshards that cost much, and the actions that they come from.
import { expect, test } from 'vitest'
import { modelFiguresOf } from '../../../server/src/ide/modelFigures'
import { modelProblems } from '../../../server/src/ide/modelProblems'
import { decodeText } from '../../../server/src/mlir/text'
import { figure } from '../../support/figured'

/** `code «text»: message <- tactics «text»: message`. */
async function problemsOf(text: string, tactics: string): Promise<string[]> {
  const { model, snapshot } = await figure(text, tactics)
  const { bytes } = model.module.columns
  const quote = (file: string | undefined, { start, end }: { readonly start: number; readonly end: number }): string =>
    file === 'tactics' ? tactics.slice(start, end) : decodeText(bytes, start, end)
  return modelProblems(model, modelFiguresOf(snapshot)).map(({ code, span, message, related = [] }) =>
    [
      `${code} «${quote(undefined, span)}»: ${message}`,
      ...related.map((one) => `${one.file ?? ''} «${quote(one.file, one.span)}»: ${one.message}`),
    ].join('\n'),
  )
}

test('a conflict shows both values, and the actions that tile them', async () => {
  const model = `func.func public @main(%a: tensor<8x8xf32> loc("a"), %b: tensor<8x8xf32> loc("b")) -> tensor<8x8xf32> {
  %0 = stablehlo.tanh %a : tensor<8x8xf32>
  %1 = stablehlo.add %0, %b : tensor<8x8xf32>
  return %1 : tensor<8x8xf32>
}
`
  const tactics = 'mesh { m: 2 }\ntactic T on m {\n  a: 0\n  b: 1\n}\nschedule s = T\n'
  const conflicts = (await problemsOf(model, tactics)).filter((text) => text.startsWith('shard.conflict'))
  expect(conflicts).toEqual([
    [
      'shard.conflict «stablehlo.tanh»: `tanh`: operations want `%0` at dim 0 and dim 1, so it is resharded in between',
      'model «%a»: a is tiled at dim 0 by T',
      'tactics «a: 0»: T tiles a dim 0',
      'model «%b»: b is tiled at dim 1 by T',
      'tactics «b: 1»: T tiles b dim 1',
    ].join('\n'),
  ])
})

test('a reshard that takes much of the step stands at its operation, with the action that it comes from', async () => {
  const model = `func.func public @main(%a: tensor<1024x4096xf32> loc("a")) -> tensor<1024x4096xf32> {
  %0 = stablehlo.tanh %a : tensor<1024x4096xf32>
  %1 = "stablehlo.sort"(%0) <{dimension = 0 : i64, is_stable = false}> ({
  ^bb0(%x: tensor<f32>, %y: tensor<f32>):
    %2 = stablehlo.compare LT, %x, %y : (tensor<f32>, tensor<f32>) -> tensor<i1>
    stablehlo.return %2 : tensor<i1>
  }) : (tensor<1024x4096xf32>) -> tensor<1024x4096xf32>
  return %1 : tensor<1024x4096xf32>
}
`
  const [first = '', ...others] = await problemsOf(model, 'mesh { m: 8 }\ntactic T on m {\n  a: 0\n}\nschedule s = T\n')
  expect(others).toEqual([])
  expect(first).toMatch(
    /^cost\.large-reshard «stablehlo\.sort»: one all_gather takes .*s, \d+ % of the step: %0 is tiled at dim 0 on m \(T\); this sort needs the whole of it\nmodel «%0»: %0 is moved\ntactics «a: 0»: T tiles a dim 0$/,
  )
})

test('calls of one function share its text, where each thing is said once', async () => {
  const model = `func.func public @main(%a: tensor<1024x4096xf32> loc("a"), %b: tensor<1024x4096xf32> loc("b")) -> (tensor<1024x4096xf32>, tensor<1024x4096xf32>) {
  %0 = call @whole(%a) : (tensor<1024x4096xf32>) -> tensor<1024x4096xf32>
  %1 = call @whole(%b) : (tensor<1024x4096xf32>) -> tensor<1024x4096xf32>
  return %0, %1 : tensor<1024x4096xf32>, tensor<1024x4096xf32>
}
func.func private @whole(%arg: tensor<1024x4096xf32>) -> tensor<1024x4096xf32> {
  %t = stablehlo.tanh %arg : tensor<1024x4096xf32>
  %0 = "stablehlo.sort"(%t) <{dimension = 0 : i64, is_stable = false}> ({
  ^bb0(%x: tensor<f32>, %y: tensor<f32>):
    %2 = stablehlo.compare LT, %x, %y : (tensor<f32>, tensor<f32>) -> tensor<i1>
    stablehlo.return %2 : tensor<i1>
  }) : (tensor<1024x4096xf32>) -> tensor<1024x4096xf32>
  return %0 : tensor<1024x4096xf32>
}
`
  const tactics = 'mesh { m: 8 }\ntactic S on m {\n  {a, b}: 0\n}\nschedule s = S\n'
  const { snapshot } = await figure(model, tactics)
  const told = snapshot.problems.filter(({ code }) => code === 'cost.large-reshard')
  expect(told.map(({ message }) => message)).toEqual([expect.stringMatching(/^2 all_gather that are alike take/)])
  expect(told[0]?.related).toHaveLength(1)
  const shown = await problemsOf(model, tactics)
  expect(shown.filter((text) => text.startsWith('cost.large-reshard'))).toHaveLength(1)
})
