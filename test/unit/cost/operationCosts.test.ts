// Flops by hand: each case is a function whose operations are counted, with the number that comes out.
import { describe, expect, test } from 'vitest'
import { matrixWork } from '../../../server/src/cost/matrixRates'
import type { OperationCost } from '../../../server/src/cost/operationCost'
import { operationCosts } from '../../../server/src/cost/operationCosts'
import { countTaps } from '../../../server/src/cost/convolutionCosts'
import { loadModel } from '../../../server/src/engine/loadModel'
import { lower } from '../../../server/src/lowering/lower'
import { encodeText } from '../../../server/src/mlir/text'
import { createState } from '../../../server/src/sharding/state'

/** Cost of the operations of a function together; the last rate that is not `none`. */
function costOf(signature: string, body: string): OperationCost {
  const { program, problems } = loadModel(encodeText(`func.func public @main(${signature} {\n${body}\n}`))
  expect(problems.map(({ message }) => message)).toEqual([])
  const local = lower(createState(program, { axes: [] }))
  const { index, distinct } = operationCosts(local)
  const total = {
    flops: 0,
    transcendentals: 0,
    vectorWork: 0,
    rate: 'none' as OperationCost['rate'],
    passes: 1,
    bytes: 0,
  }
  for (const id of index) {
    const cost = distinct[id]!
    total.flops += cost.flops
    total.transcendentals += cost.transcendentals
    total.vectorWork += cost.vectorWork
    total.bytes += cost.bytes
    if (cost.rate !== 'none') Object.assign(total, { rate: cost.rate, passes: cost.passes })
  }
  return total
}

function costOfDot(left: string, right: string, result: string, attributes: string): OperationCost {
  return costOf(
    `%a: tensor<${left}>, %b: tensor<${right}>) -> tensor<${result}>`,
    `  %r = stablehlo.dot_general %a, %b, ${attributes} : (tensor<${left}>, tensor<${right}>) -> tensor<${result}>
  return %r : tensor<${result}>`,
  )
}

describe('dots', () => {
  test('of batch 3, 4 x 5 times 5 x 6', () => {
    const dims = 'batching_dims = [0] x [0], contracting_dims = [2] x [1]'
    expect(costOfDot('3x4x5xf32', '3x5x6xf32', '3x4x6xf32', dims)).toMatchObject({
      flops: 2 * 3 * 4 * 5 * 6,
      rate: 'f32',
      vectorWork: 0,
    })
  })

  test.each([
    ['4x5xcomplex<f32>', '5x6xcomplex<f32>', '4x6xcomplex<f32>', 4 * 2 * 4 * 5 * 6, 'f32'],
    ['4x5xi8', '5x6xi8', '4x6xi32', 2 * 4 * 5 * 6, 'int8'],
    ['4x5xf8E4M3FN', '5x6xf8E4M3FN', '4x6xf32', 2 * 4 * 5 * 6, 'fp8'],
    ['4x5xf4E2M1FN', '5x6xf4E2M1FN', '4x6xf32', 2 * 4 * 5 * 6, 'fp4'],
    ['4x5xbf16', '5x6xbf16', '4x6xf32', 2 * 4 * 5 * 6, 'bf16'],
    ['4x5xf64', '5x6xf64', '4x6xf64', 2 * 4 * 5 * 6, 'f64'],
    ['4x5xi32', '5x6xi32', '4x6xi32', 2 * 4 * 5 * 6, 'none'],
  ])('of %s and %s', (left, right, result, flops, rate) => {
    expect(costOfDot(left, right, result, 'contracting_dims = [1] x [0]')).toMatchObject({ flops, rate })
  })

  test.each([
    ['precision = [DEFAULT, DEFAULT]', 'f32', 1],
    ['precision = [HIGH, DEFAULT]', 'f32High', 1],
    ['precision = [HIGHEST, HIGHEST]', 'f32Highest', 1],
    [
      'algorithm = <lhs_precision_type = bf16, rhs_precision_type = bf16, accumulation_type = f32, lhs_component_count = 3, rhs_component_count = 3, num_primitive_operations = 6, allow_imprecise_accumulation = false>',
      'bf16',
      6,
    ],
    [
      'algorithm = <lhs_precision_type = f32, rhs_precision_type = f32, accumulation_type = f32, lhs_component_count = 1, rhs_component_count = 1, num_primitive_operations = 1, allow_imprecise_accumulation = false>',
      'f32Highest',
      1,
    ],
  ])('with %s', (attribute, rate, passes) => {
    const cost = costOfDot('4x5xf32', '5x6xf32', '4x6xf32', `contracting_dims = [1] x [0], ${attribute}`)
    expect(cost).toMatchObject({ flops: 240, rate, passes })
  })

  test('of mixed types run at the wider one, in either order', () => {
    expect(matrixWork('bf16', 'f32', '')).toEqual({ rate: 'f32', passes: 1 })
    expect(matrixWork('f32', 'bf16', '')).toEqual({ rate: 'f32', passes: 1 })
    expect(matrixWork('i8', 'bf16', '')).toEqual({ rate: 'bf16', passes: 1 })
    expect(matrixWork('f8E4M3FN', 'f8E5M2', '')).toEqual({ rate: 'fp8', passes: 1 })
  })

  test.each([
    ['rows', '[0]', '[0]', 'tensor<4x2xf32>', 'tensor<3x2x5xf32>', 'tensor<4x5xf32>', '[1]', '[1]', 2 * 4 * 2 * 5],
    ['contracted', '[1]', '[]', 'tensor<4x6xf32>', 'tensor<6x5xf32>', 'tensor<3x4x5xf32>', '[1]', '[0]', 2 * 4 * 6 * 5],
  ])('with ragged %s', (_, ragged, group, left, right, result, leftDims, rightDims, flops) => {
    const cost = costOf(
      `%a: ${left}, %b: ${right}, %s: tensor<3xi32>) -> ${result}`,
      `  %r = "chlo.ragged_dot"(%a, %b, %s) {ragged_dot_dimension_numbers = #chlo.ragged_dot<
    lhs_batching_dimensions = [], rhs_batching_dimensions = [], lhs_contracting_dimensions = ${leftDims},
    rhs_contracting_dimensions = ${rightDims}, lhs_ragged_dimensions = ${ragged}, rhs_group_dimensions = ${group}
  >} : (${left}, ${right}, tensor<3xi32>) -> ${result}
  return %r : ${result}`,
    )
    expect(cost).toMatchObject({ flops, rate: 'f32' })
  })

  test('of einsum', () => {
    const cost = costOf(
      '%a: tensor<3x4x5xf32>, %b: tensor<5x6xf32>) -> tensor<3x4x6xf32>',
      `  %r = "stablehlo.einsum"(%a, %b) {einsum_config = "bij,jk->bik"} : (tensor<3x4x5xf32>, tensor<5x6xf32>) -> tensor<3x4x6xf32>
  return %r : tensor<3x4x6xf32>`,
    )
    expect(cost).toMatchObject({ flops: 2 * 3 * 4 * 5 * 6, rate: 'f32' })
  })
})

function costOfConvolution(types: readonly [string, string, string], window: string, groups: string): number {
  const [input, kernel, result] = types.map((type) => `tensor<${type}xf32>`)
  return costOf(
    `%a: ${input}, %b: ${kernel}) -> ${result}`,
    `  %r = stablehlo.convolution(%a, %b) dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f], window = {${window}} {${groups}} : (${input}, ${kernel}) -> ${result}
  return %r : ${result}`,
  ).flops
}

describe('convolutions', () => {
  const single = 'batch_group_count = 1 : i64, feature_group_count = 1 : i64'

  test('without padding', () => {
    expect(costOfConvolution(['2x8x8x3', '3x3x3x16', '2x6x6x16'], '', single)).toBe(2 * 2 * 6 * 6 * 16 * 3 * 9)
  })

  test('with padding: the border meets fewer elements', () => {
    // Of 3 taps at 8 places, one is outside at either end: 22 in each dim.
    expect(costOfConvolution(['2x8x8x3', '3x3x3x16', '2x8x8x16'], 'pad = [[1, 1], [1, 1]]', single)).toBe(
      2 * 2 * 16 * 3 * 22 * 22,
    )
  })

  test('with feature groups', () => {
    const groups = 'batch_group_count = 1 : i64, feature_group_count = 4 : i64'
    expect(costOfConvolution(['2x8x8x8', '3x3x2x16', '2x6x6x16'], '', groups)).toBe(2 * 2 * 6 * 6 * 16 * 2 * 9)
  })

  test('with batch groups', () => {
    const groups = 'batch_group_count = 4 : i64, feature_group_count = 1 : i64'
    expect(costOfConvolution(['8x8x8x3', '3x3x3x16', '2x6x6x16'], '', groups)).toBe(2 * 2 * 6 * 6 * 16 * 3 * 9)
  })

  test('with a dilated base, as in the gradient of a strided one', () => {
    // Elements at 0 2 4 6: outputs at even places meet two of them, at odd places one.
    const taps = { input: 4, kernel: 3, output: 5, stride: 1, low: 0, base: 2, dilation: 1 }
    expect(countTaps(taps)).toBe(8)
    expect(costOfConvolution(['1x4x4x1', '3x3x1x1', '1x5x5x1'], 'lhs_dilate = [2, 2]', single)).toBe(2 * 8 * 8)
  })

  test('count taps as going through all pairs does', () => {
    let random = 12345
    const draw = (most: number): number => {
      random = (Math.imul(random, 1103515245) + 12345) >>> 0
      return 1 + ((random >>> 8) % most)
    }
    for (let i = 0; i < 2000; i++) {
      const taps = {
        input: draw(9),
        kernel: draw(6),
        output: draw(12),
        stride: draw(5),
        low: draw(9) - 4,
        base: draw(5),
        dilation: draw(4),
      }
      let count = 0
      for (let o = 0; o < taps.output; o++)
        for (let k = 0; k < taps.kernel; k++) {
          const place = o * taps.stride + k * taps.dilation - taps.low
          if (place >= 0 && place % taps.base === 0 && place / taps.base < taps.input) count++
        }
      expect(countTaps(taps), JSON.stringify(taps)).toBe(count)
    }
  })

  test('of any size cost their window alone', () => {
    expect(countTaps({ input: 1e12, kernel: 3, output: 1e12, stride: 1, low: 1, base: 1, dilation: 1 })).toBe(3e12 - 2)
  })
})

const x = 'tensor<8x16xf32>'
const unary = (operation: string): OperationCost =>
  costOf(`%a: ${x}) -> ${x}`, `  %r = stablehlo.${operation} %a : ${x}\n  return %r : ${x}`)

describe('operations of one element', () => {
  test('count one; transcendentals are counted apart', () => {
    expect(unary('negate')).toMatchObject({ flops: 128, transcendentals: 0, vectorWork: 128 })
    expect(unary('exponential')).toMatchObject({ flops: 0, transcendentals: 128, vectorWork: 1280 })
  })

  test('a complex product is six', () => {
    const type = 'tensor<8xcomplex<f32>>'
    const body = `  %r = stablehlo.multiply %a, %a : ${type}\n  return %r : ${type}`
    expect(costOf(`%a: ${type}) -> ${type}`, body).flops).toBe(48)
  })

  test('map applies its region', () => {
    const cost = costOf(
      `%a: ${x}) -> ${x}`,
      `  %r = "stablehlo.map"(%a) <{dimensions = array<i64: 0, 1>}> ({
  ^bb0(%e: tensor<f32>):
    %s = stablehlo.multiply %e, %e : tensor<f32>
    %t = stablehlo.add %s, %e : tensor<f32>
    stablehlo.return %t : tensor<f32>
  }) : (${x}) -> ${x}
  return %r : ${x}`,
    )
    expect(cost.flops).toBe(2 * 128)
  })
})

describe('reductions', () => {
  test('fold all elements but one of each line', () => {
    const cost = costOf(
      `%a: ${x}, %z: tensor<f32>) -> tensor<8xf32>`,
      `  %r = stablehlo.reduce(%a init: %z) applies stablehlo.add across dimensions = [1] : (${x}, tensor<f32>) -> tensor<8xf32>
  return %r : tensor<8xf32>`,
    )
    expect(cost.flops).toBe(128 - 8)
  })

  test('apply all of their reducer', () => {
    const cost = costOf(
      `%a: ${x}, %z: tensor<f32>) -> tensor<8xf32>`,
      `  %r = stablehlo.reduce(%a init: %z) across dimensions = [1] : (${x}, tensor<f32>) -> tensor<8xf32>
   reducer(%p: tensor<f32>, %q: tensor<f32>) {
    %m = stablehlo.multiply %q, %q : tensor<f32>
    %s = stablehlo.add %p, %m : tensor<f32>
    stablehlo.return %s : tensor<f32>
  }
  return %r : tensor<8xf32>`,
    )
    expect(cost.flops).toBe(2 * (128 - 8))
  })

  test('of windows take one less than their positions', () => {
    const cost = costOf(
      `%a: ${x}, %z: tensor<f32>) -> tensor<4x4xf32>`,
      `  %r = "stablehlo.reduce_window"(%a, %z) <{window_dimensions = array<i64: 2, 4>, window_strides = array<i64: 2, 4>}> ({
  ^bb0(%p: tensor<f32>, %q: tensor<f32>):
    %s = stablehlo.maximum %p, %q : tensor<f32>
    stablehlo.return %s : tensor<f32>
  }) : (${x}, tensor<f32>) -> tensor<4x4xf32>
  return %r : tensor<4x4xf32>`,
    )
    expect(cost.flops).toBe(16 * 7)
  })
})

describe('sorts, transforms and matrices', () => {
  test('n log n comparisons', () => {
    const cost = costOf(
      `%a: ${x}) -> ${x}`,
      `  %r = "stablehlo.sort"(%a) <{dimension = 1 : i64, is_stable = true}> ({
  ^bb0(%p: tensor<f32>, %q: tensor<f32>):
    %s = stablehlo.compare LT, %p, %q : (tensor<f32>, tensor<f32>) -> tensor<i1>
    stablehlo.return %s : tensor<i1>
  }) : (${x}) -> ${x}
  return %r : ${x}`,
    )
    expect(cost.flops).toBe(128 * 4)
  })

  const complex = 'tensor<4x8x16xcomplex<f32>>'
  test.each([
    ['FFT', '16', complex, complex, 5 * 512 * 4],
    ['IFFT', '8, 16', complex, complex, 5 * 512 * 7],
    ['RFFT', '8, 16', 'tensor<4x8x16xf32>', 'tensor<4x8x9xcomplex<f32>>', 2.5 * 512 * 7],
    ['IRFFT', '16', 'tensor<4x8x9xcomplex<f32>>', 'tensor<4x8x16xf32>', 2.5 * 512 * 4],
  ])('%s over [%s]', (type, lengths, from, to, flops) => {
    const body = `  %r = stablehlo.fft %a, type = ${type}, length = [${lengths}] : (${from}) -> ${to}\n  return %r : ${to}`
    expect(costOf(`%a: ${from}) -> ${to}`, body).flops).toBe(flops)
  })

  test('cholesky n³ / 3, triangular_solve n² a column', () => {
    const [a, b] = ['tensor<3x6x6xf32>', 'tensor<3x6x5xf32>']
    const factor = `  %r = stablehlo.cholesky %a, lower = true : ${a}\n  return %r : ${a}`
    expect(costOf(`%a: ${a}) -> ${a}`, factor).flops).toBe((3 * 6 ** 3) / 3)
    const solve = `  %r = "stablehlo.triangular_solve"(%a, %b) <{left_side = true, lower = true, transpose_a = #stablehlo<transpose NO_TRANSPOSE>, unit_diagonal = false}> : (${a}, ${b}) -> ${b}
  return %r : ${b}`
    expect(costOf(`%a: ${a}, %b: ${b}) -> ${b}`, solve).flops).toBe(3 * 36 * 5)
  })

  test.each([
    ['lapack_spotrf_ffi', 'tensor<2x6x6xf32>', (2 * 6 ** 3) / 3],
    ['Qr', 'tensor<2x9x6xf32>', 2 * 2 * 36 * (9 - 2)],
    ['lapack_sgetrf_ffi', 'tensor<2x6x6xf32>', (2 * 2 * 6 ** 3) / 3],
    ['unheard_of', 'tensor<2x6x6xf32>', 0],
  ])('custom call %s', (target, type, flops) => {
    const body = `  %r = stablehlo.custom_call @${target}(%a) : (${type}) -> ${type}\n  return %r : ${type}`
    expect(costOf(`%a: ${type}) -> ${type}`, body).flops).toBeCloseTo(flops, 6)
  })

  test('fused attention: two products of queries and keys', () => {
    const type = 'tensor<2x128x4x64xbf16>'
    const body = `  %r = stablehlo.custom_call @__cudnn$fmhaSoftmax(%a, %a, %a) : (${type}, ${type}, ${type}) -> ${type}
  return %r : ${type}`
    expect(costOf(`%a: ${type}) -> ${type}`, body)).toMatchObject({
      flops: 4 * 2 * 4 * 128 * 128 * 64,
      rate: 'bf16',
    })
  })

  test('a kernel that states its work: of its largest operand of numbers, each call by its own statement', () => {
    const kernel = (flops: number): string =>
      `stablehlo.custom_call @tpu_custom_call(%i, %a, %a) {backend_config = "{\\22custom_call_config\\22: {\\22body\\22: \\22TUz\\22, \\22cost_estimate\\22: {\\0A\\22bytes_accessed\\22:4096,\\0A\\22flops\\22:${flops},\\0A\\22remote_bytes_transferred\\22:0,\\0A\\22transcendentals\\22:7\\0A}, \\22serialization_format\\22:1}}"} : (tensor<99xi32>, tensor<2x8xbf16>, tensor<2x8xbf16>) -> tensor<2x8xbf16>`
    const body = `  %0 = ${kernel(1000)}\n  %1 = ${kernel(500)}\n  %r = stablehlo.add %0, %1 : tensor<2x8xbf16>\n  return %r : tensor<2x8xbf16>`
    expect(costOf('%i: tensor<99xi32>, %a: tensor<2x8xbf16>) -> tensor<2x8xbf16>', body)).toEqual({
      flops: 1516,
      transcendentals: 14,
      vectorWork: 14 * 10 + 16,
      rate: 'bf16',
      passes: 1,
      bytes: 8192,
    })
  })

  test('scatter applies its reducer to the updates, select_and_scatter its window to the source', () => {
    const cost = costOf(
      `%a: ${x}, %s: tensor<4x4xf32>, %z: tensor<f32>) -> ${x}`,
      `  %r = "stablehlo.select_and_scatter"(%a, %s, %z) <{window_dimensions = array<i64: 2, 4>, window_strides = array<i64: 2, 4>}> ({
  ^bb0(%p: tensor<f32>, %q: tensor<f32>):
    %c = stablehlo.compare GE, %p, %q : (tensor<f32>, tensor<f32>) -> tensor<i1>
    stablehlo.return %c : tensor<i1>
  }, {
  ^bb0(%p: tensor<f32>, %q: tensor<f32>):
    %c = stablehlo.add %p, %q : tensor<f32>
    stablehlo.return %c : tensor<f32>
  }) : (${x}, tensor<4x4xf32>, tensor<f32>) -> ${x}
  return %r : ${x}`,
    )
    expect(cost.flops).toBe(16 * 8)
    const scatter = costOf(
      `%a: ${x}, %i: tensor<3x1xi32>, %u: tensor<3x16xf32>) -> ${x}`,
      `  %r = "stablehlo.scatter"(%a, %i, %u) <{scatter_dimension_numbers = #stablehlo.scatter<update_window_dims = [1], inserted_window_dims = [0], scatter_dims_to_operand_dims = [0], index_vector_dim = 1>}> ({
  ^bb0(%p: tensor<f32>, %q: tensor<f32>):
    %c = stablehlo.add %p, %q : tensor<f32>
    stablehlo.return %c : tensor<f32>
  }) : (${x}, tensor<3x1xi32>, tensor<3x16xf32>) -> ${x}
  return %r : ${x}`,
    )
    expect(scatter.flops).toBe(48)
  })

  test('batch normalisation: 8 an element in training', () => {
    const [image, feature] = ['tensor<4x8x16xf32>', 'tensor<16xf32>']
    const cost = costOf(
      `%a: ${image}, %s: ${feature}) -> (${image}, ${feature}, ${feature})`,
      `  %r:3 = "stablehlo.batch_norm_training"(%a, %s, %s) <{epsilon = 1.0e-3 : f32, feature_index = 2 : i64}> : (${image}, ${feature}, ${feature}) -> (${image}, ${feature}, ${feature})
  return %r#0, %r#1, %r#2 : ${image}, ${feature}, ${feature}`,
    )
    expect(cost.flops).toBe(8 * 512)
  })
})
