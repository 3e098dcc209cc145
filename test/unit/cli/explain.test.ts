// `shardlens explain` and `inspect`.
import { describe, expect, test } from 'vitest'
import { commandLine } from '../../support/commandLine'
import { mlpTactics, mlpTrain } from '../../support/models'

/** Two layers that are alike; each sums over `x`'s dim. */
const layers = `
module @m {
  func.func public @main(%arg0: tensor<8xf32> loc("p['layer_0']['w']"), %arg1: tensor<8xf32> loc("p['layer_1']['w']"), %arg2: tensor<8xf32> loc("x")) -> tensor<f32> {
    %0 = stablehlo.dot_general %arg2, %arg0, contracting_dims = [0] x [0] : (tensor<8xf32>, tensor<8xf32>) -> tensor<f32> loc("jit(f)/layer_0/dot_general")
    %1 = stablehlo.dot_general %arg2, %arg1, contracting_dims = [0] x [0] : (tensor<8xf32>, tensor<8xf32>) -> tensor<f32> loc("jit(f)/layer_1/dot_general")
    %2 = stablehlo.multiply %0, %1 : tensor<f32>
    return %2 : tensor<f32>
  }
}`

const { run } = commandLine({
  'mlp.mlir': mlpTrain,
  'mlp.tactics': mlpTactics,
  'layers.mlir': layers,
  'layers.tactics': 'model "layers.mlir"\nmesh { a: 2 }\ntactic A on a { x: 0 }\n',
})

describe('explain', () => {
  test('prints formula, numbers, terms and sources of the totals', () => {
    const { code, out } = run('explain', '--schedule', 'default', 'mlp.tactics')
    expect(code).toBe(0)
    expect(out).toMatch(/ {2}peak memory [\d.]+ KiB\n {4}= arguments \+ results − donated \+ temporaries\n {4}= 480 B/)
    expect(out).toMatch(/ {4}= compute \+ exposed\n/)
  })

  test('prints the figures that are named', () => {
    const { out } = run('explain', 'mlp.tactics', 'seconds.all_reduce', 'collectives', 'kernels', '--schedule', 'data')
    expect(out).toMatch(/all_reduce seconds over all executions .*\n {4}= n₁ · t₁/)
    expect(out).toMatch(/all_reduce over batch .* · bound by latency/)
    expect(out).toMatch(/stablehlo\.dot_general %\d .* · bound by memory bandwidth/)
  })

  test('what is alike is explained once, with how many there are and what they take together', () => {
    const { out } = run('explain', 'layers.tactics', 'collectives', 'kernels')
    expect(out).toMatch(/\n {2}all_reduce over a 2\.00 µs · bound by latency\n {4}2 alike: 4\.00 µs\n {4}= max/)
    expect(out.match(/all_reduce over a/g)).toHaveLength(1)
    expect(out).toMatch(/\n {2}stablehlo\.dot_general %0 .*\n {4}2 alike: /)
  })

  test('a name that is no figure is an error with the nearest ones', () => {
    const { code, err } = run('explain', 'mlp.tactics', 'peak_memry')
    expect(code).toBe(2)
    expect(err).toContain('did you mean `peak_memory`?')
  })
})

test('inspect lists arguments, operations and scopes', () => {
  const { code, out } = run('inspect', 'mlp.mlir')
  expect(code).toBe(0)
  expect(out).toMatch(/params\.w1 +8x16xf32 +512 B +→ result\.0\.w1/)
  expect(out).toMatch(/stablehlo\.dot_general +5/)
  expect(out).toMatch(/\n +dot +[\d.]+ kFLOP +0\n/)
  expect(out).toMatch(/\n +loss +3\n/)
  expect(run('inspect', 'nowhere.mlir')).toMatchObject({ code: 2 })
  // No argument has a sharding of its own, so there is no column for it.
  expect(out).not.toMatch(/\bsharding\n/)
})

test('inspect shows arguments and scopes that differ by numbers alone as one row, with --all each', () => {
  const { out } = run('inspect', 'layers.mlir')
  expect(out).toMatch(/\n {2}p\.layer_\*\.w +8xf32 +2 × +64 B\n {2}x +8xf32 +32 B\n/)
  expect(out).toMatch(/\n {2}layer_\* +2 × +2\n/)
  const all = run('inspect', 'layers.mlir', '--all').out
  expect(all).toMatch(/\n {2}p\.layer_0\.w +8xf32 +32 B\n {2}p\.layer_1\.w +8xf32 +32 B\n/)
  expect(all).toMatch(/\n {2}layer_1 +1\n/)
})
