// Broken operations of a model: where their problems lie, how many are shown, and that nothing is concluded from them.
import { expect, test } from 'vitest'
import { loadModel } from '../../../server/src/engine/loadModel'
import { encodeText } from '../../../server/src/mlir/text'

const load = (text: string): ReturnType<typeof loadModel> => loadModel(encodeText(text))
const main = (body: string): string =>
  `func.func public @main(%x: tensor<4x8xf32>, %y: tensor<4x8xf32>) -> tensor<4x8xf32> {\n${body}\n}\n`

test('the problem lies at the name of the operation', () => {
  const text = main(
    '  %0 = "stablehlo.add"(%x, %y) : (tensor<4x8xf32>, tensor<4x8xf32>) -> tensor<4x9xf32>\n  return %x : tensor<4x8xf32>',
  )
  const [problem] = load(text).problems
  expect(problem?.code).toBe('model.broken-operation')
  expect(text.slice(problem?.span.start, problem?.span.end)).toBe('stablehlo.add')
})

test('at most twenty are shown, and all are marked', () => {
  const line = (i: number): string =>
    `  %${i} = "stablehlo.add"(%x, %y) : (tensor<4x8xf32>, tensor<4x8xf32>) -> tensor<4x${i + 9}xf32>`
  const { problems, module } = load(
    main([...Array.from({ length: 30 }, (_, i) => line(i)), '  return %x : tensor<4x8xf32>'].join('\n')),
  )
  expect(problems.filter(({ code }) => code === 'model.broken-operation')).toHaveLength(20)
  expect(module.isBroken.reduce((sum, each) => sum + each, 0)).toBe(30)
})

test('a broken operation has no factor that shards, its whole neighbour has', () => {
  const { program } = load(
    main(`  %0 = stablehlo.add %x, %y : tensor<4x8xf32>
  %1 = "stablehlo.subtract"(%0, %y) : (tensor<4x8xf32>, tensor<4x8xf32>) -> tensor<4x9xf32>
  return %0 : tensor<4x8xf32>`),
  )
  const reasons = program.rules[program.nodes.rule[1]!]!.factors.map(({ reason }) => reason)
  expect(new Set(reasons)).toEqual(new Set(['it breaks the specification']))
  const kindsOf = (node: number): string[] => program.rules[program.nodes.rule[node]!]!.factors.map(({ kind }) => kind)
  expect(new Set(kindsOf(0))).toEqual(new Set(['parallel']))
  expect(new Set(kindsOf(1))).toEqual(new Set(['whole']))
})

test('equal operations are found broken each, and one inside of a region too', () => {
  const { problems } = load(
    main(`  %0 = "stablehlo.add"(%x, %y) : (tensor<4x8xf32>, tensor<4x8xf32>) -> tensor<4x9xf32>
  %1 = "stablehlo.add"(%x, %y) : (tensor<4x8xf32>, tensor<4x8xf32>) -> tensor<4x9xf32>
  %2 = stablehlo.while(%a = %x) : tensor<4x8xf32>
  cond {
    %c = "stablehlo.constant"() <{value = dense<true> : tensor<i1>}> : () -> tensor<i1>
    stablehlo.return %c : tensor<i1>
  } do {
    %b = "stablehlo.add"(%a, %y) : (tensor<4x8xf32>, tensor<4x8xf32>) -> tensor<4x9xf32>
    stablehlo.return %a : tensor<4x8xf32>
  }
  return %2 : tensor<4x8xf32>`),
  )
  expect(problems.filter(({ code }) => code === 'model.broken-operation')).toHaveLength(3)
})

test('what a function returns is checked with its results', () => {
  const { problems } = load(
    main('  %0 = stablehlo.reshape %x : (tensor<4x8xf32>) -> tensor<8x4xf32>\n  return %0 : tensor<8x4xf32>'),
  )
  expect(problems.map(({ message }) => message)).toEqual([
    'return: of values returned, 0 is 8x4xf32 and of results of the function 4x8xf32; they must be equal',
  ])
})

test('a list of absurd size is not read', () => {
  const groups = 'dense<0> : tensor<9999999999999x2xi64>'
  const { problems } = load(
    main(
      `  %0 = "stablehlo.all_reduce"(%x) ({}) {replica_groups = ${groups}} : (tensor<4x8xf32>) -> tensor<4x8xf32>\n  return %0 : tensor<4x8xf32>`,
    ),
  )
  expect(problems.map(({ message }) => message)).toEqual(['all_reduce: its region is empty (C5)'])
})
