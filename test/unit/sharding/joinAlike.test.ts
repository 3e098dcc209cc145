// The same fault at many places of a model is one problem.
import { expect, test } from 'vitest'
import { startState } from '../../../server/src/sharding/manualRegions'
import { joinAlike } from '../../../server/src/sharding/joinAlike'
import { readHloSharding } from '../../../server/src/model/shardings/readHloSharding'
import { loadProgram } from '../../support/loadProgram'

const problem = (start: number, message: string) =>
  ({ code: 'model.bad-sharding', span: { start, end: start + 1 }, message }) as const

test('the same fault is one problem at its first place', () => {
  const places = [
    { problem: problem(1, 'this of a'), fault: 'this' },
    { problem: problem(2, 'that'), fault: 'that' },
    { problem: problem(3, 'this of b'), fault: 'this' },
  ]
  expect(joinAlike(places)).toEqual([problem(1, 'this of a (here and at 1 more place)'), problem(2, 'that')])
})

test('shardings of another number of devices are told from those that are wrong by themselves', () => {
  const mesh = [{ name: 'a', size: 2 }]
  const read = (text: string) => readHloSharding(text, 1, mesh)
  expect(read('{devices=[8]<=[8]}')).toMatchObject({ kind: 'unclear', isOfOtherMesh: true })
  expect(read('{devices=[4]0,1,2,3}')).toMatchObject({ kind: 'unclear', isOfOtherMesh: true })
  expect(read('{devices=[2]1,0}')).toMatchObject({ kind: 'unclear', isOfOtherMesh: false })
})

test('regions of one fault are one problem', () => {
  const region = (from: string, to: string): string => `
  %${to}p = stablehlo.custom_call @Sharding(%${from}) {mhlo.sharding = "{devices=[8]<=[8]}"} : (tensor<16xf32>) -> tensor<16xf32>
  %${to}q = stablehlo.custom_call @SPMDFullToShardShape(%${to}p) {mhlo.sharding = "{manual}"} : (tensor<16xf32>) -> tensor<2xf32>
  %${to} = stablehlo.custom_call @SPMDShardToFullShape(%${to}q) {mhlo.sharding = "{devices=[8]0,1,2,3,4,5,6,7}"} : (tensor<2xf32>) -> tensor<16xf32>`
  const program = loadProgram(
    `func.func public @main(%a: tensor<16xf32>) -> tensor<16xf32> {${region('a', 'b')}${region('b', 'c')}\n  return %c : tensor<16xf32>\n}`,
  )
  const { problems } = startState(program, { axes: [{ name: 'x', size: 2 }] })
  expect(problems.map(({ message }) => message)).toEqual([
    'a region partitioned by hand begins with `{devices=[8]<=[8]}`, which cannot be followed: it is of 8 devices, the mesh has 2 (here and at 3 more places)',
  ])
})
