// The StableHLO text of one device, in full, for small programs with each form: and it computes what the original does.
import { expect, test } from 'vitest'
import { loadModel } from '../../server/src/engine/loadModel'
import { verifyPartition } from '../../server/src/engine/verify'
import { writeLocalModule } from '../../server/src/lowering/write/writeLocalModule'
import { encodeText } from '../../server/src/mlir/text'
import { expectGolden } from '../support/golden'
import { loopModel } from '../support/models'
import { runSchedule } from '../support/schedules'

type Tiles = Readonly<Record<string, number>>

const dot = `func.func public @main(%x: tensor<8x4xf32> loc("x"), %w: tensor<4x8xf32> loc("w")) -> tensor<8x8xf32> {
  %0 = stablehlo.dot_general %x, %w, contracting_dims = [1] x [0] : (tensor<8x4xf32>, tensor<4x8xf32>) -> tensor<8x8xf32>
  return %0 : tensor<8x8xf32>
}`

const transposed = `func.func public @main(%a: tensor<8x8xf32> loc("a"), %b: tensor<8x8xf32> loc("b")) -> (tensor<8x8xf32>, tensor<8x8xf32>) {
  %0 = stablehlo.tanh %a : tensor<8x8xf32>
  %1 = stablehlo.transpose %0, dims = [1, 0] : (tensor<8x8xf32>) -> tensor<8x8xf32>
  %2 = stablehlo.multiply %0, %b : tensor<8x8xf32>
  %3 = stablehlo.multiply %1, %b : tensor<8x8xf32>
  return %2, %3 : tensor<8x8xf32>, tensor<8x8xf32>
}`

const lookUp = `func.func public @main(%table: tensor<8x4xf32> loc("table"), %ids: tensor<6xi32> loc("ids")) -> tensor<6x4xf32> {
  %0 = stablehlo.reshape %ids : (tensor<6xi32>) -> tensor<6x1xi32>
  %1 = "stablehlo.gather"(%table, %0) <{dimension_numbers = #stablehlo.gather<offset_dims = [1], collapsed_slice_dims = [0], start_index_map = [0], index_vector_dim = 1>, slice_sizes = array<i64: 1, 4>}> : (tensor<8x4xf32>, tensor<6x1xi32>) -> tensor<6x4xf32>
  return %1 : tensor<6x4xf32>
}`

const callAndCase = `module {
func.func private @double(%a: tensor<8xf32>) -> tensor<8xf32> {
  %0 = stablehlo.add %a, %a : tensor<8xf32>
  return %0 : tensor<8xf32>
}
func.func public @main(%a: tensor<8xf32> loc("a"), %i: tensor<i32> loc("i")) -> tensor<8xf32> {
  %0 = call @double(%a) : (tensor<8xf32>) -> tensor<8xf32>
  %1 = "stablehlo.case"(%i) ({
    stablehlo.return %0 : tensor<8xf32>
  }, {
    %2 = stablehlo.iota dim = 0 : tensor<8xf32>
    %3 = stablehlo.add %0, %2 : tensor<8xf32>
    stablehlo.return %3 : tensor<8xf32>
  }) : (tensor<i32>) -> tensor<8xf32>
  return %1 : tensor<8xf32>
}
}`

test.each<readonly [name: string, text: string, tiles: readonly Tiles[]]>([
  ['contracted', dot, [{ x: 1 }]],
  ['gathered', dot, [{ x: 0 }, { w: 0 }]],
  ['conflict', transposed, [{ a: 0 }, { b: 0 }]],
  ['maskedLookUp', lookUp, [{ table: 0 }]],
  ['loop', loopModel, [{ a: 0 }, { w: 0 }]],
  ['callAndCase', callAndCase, [{ a: 0 }]],
])('%s', (name, text, tiles) => {
  const tactics = tiles.map((tile) => ({
    axis: 'd',
    actions: Object.entries(tile).map(([path, value]) => ({ matches: (own: string) => own === path, value })),
  }))
  const { local } = runSchedule(loadModel(encodeText(text)), { d: 2 }, tactics).at(-1)!
  const written = writeLocalModule(local)
  expect(loadModel(encodeText(written)).problems).toEqual([])
  const verification = verifyPartition(local)
  if (verification.kind === 'refused') throw new Error(verification.message)
  expect(verification.outputs.filter(({ holds }) => !holds)).toEqual([])
  expectGolden(`partition/${name}.mlir`, written.trimEnd())
})
