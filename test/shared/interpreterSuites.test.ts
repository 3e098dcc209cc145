// The evaluator against the public interpreter suites: every function that checks itself, but for those listed with a reason.
import { readFileSync, readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { loadModel } from '../../server/src/engine/loadModel'
import { evaluateFunction } from '../../server/src/evaluate/devices'
import { decodeText } from '../../server/src/mlir/text'

const suite = '../shared/suites/stablehlo/stablehlo'
const folders = ['tests/interpret', 'tests/interpret/chlo', 'testdata', 'testdata/dynamic', 'testdata/quantized']

const reasons = {
  files: 'it writes and reads files',
  absent: 'the operation is not evaluated',
  random: 'the numbers of a random generator are the implementation’s own',
  order:
    'the expected elements come from sums in another order, or from functions of fewer digits; ours differ in the last places',
  chance: 'all groups of one operation are to have their own channel in this test; ours are told apart by their ids',
  nan: 'NaNs have no sign and no payload here',
  wide: 'the elements are of a type whose rounding the expected ones do not follow',
} as const

/** File, then how many of its functions are left out, and why. */
const leftOut: Readonly<Record<string, readonly [count: number, reason: keyof typeof reasons]>> = {
  'probe.mlir': [8, 'files'],
  'collective_reduce.mlir': [1, 'absent'],
  'rng_bit_generator_uint32_4.mlir': [1, 'random'],
  'rng_bit_generator_uint64_2.mlir': [1, 'random'],
  'collective_broadcast.mlir': [2, 'chance'],
  'reduce_precision.mlir': [1, 'wide'],
  'top_k_float32_5_chlo.mlir': [1, 'nan'],
  'acos_complex128_20_20_chlo.mlir': [1, 'order'],
  'acosh_complex128_20_20_chlo.mlir': [1, 'order'],
  'asin_complex128_20_20_chlo.mlir': [1, 'order'],
  'asinh_complex128_20_20_chlo.mlir': [1, 'order'],
  'cos_complex64_20_20.mlir': [1, 'order'],
  'cosh_complex64_20_20_chlo.mlir': [1, 'order'],
  'cosh_float32_20_20_chlo.mlir': [1, 'order'],
  'cumprod_complex64_8_9.mlir': [1, 'order'],
  'erf_float64_20_20_chlo.mlir': [1, 'order'],
  'expm1_complex64_20_20.mlir': [1, 'order'],
  'fft_complex128_14_15_16_17.mlir': [1, 'order'],
  'fft_complex64_14_15_16_17.mlir': [1, 'order'],
  'fft_float32_14_15_16_17.mlir': [1, 'order'],
  'fft_float64_14_15_16_17.mlir': [1, 'order'],
  'integer_pow_complex64_20_30.mlir': [1, 'order'],
  'pow_complex64_20_30_complex64_20_30.mlir': [1, 'order'],
  'sin_complex64_20_20.mlir': [1, 'order'],
  'sinh_float32_20_20_chlo.mlir': [1, 'order'],
  'triangular_solve_float32_2_8_8_float32_2_10_8.mlir': [1, 'order'],
}

const whyLeftOut = (file: string): string => reasons[leftOut[file]![1]]

interface Outcome {
  readonly functions: number
  readonly failures: readonly string[]
}

/** Evaluates every function with checks of every chunk of a file. */
function evaluateFile(path: string): Outcome {
  const failures: string[] = []
  let functions = 0
  for (const chunk of readFileSync(path, 'utf8').split(/^\/\/ -----.*$/m)) {
    if (!/check\./.test(chunk)) continue
    const { module } = loadModel(new TextEncoder().encode(chunk))
    const { columns } = module
    for (let i = 0; i < columns.functions.count; i++) {
      const operation = columns.functions.operation[i]!
      const text = decodeText(columns.bytes, columns.operations.start[operation]!, columns.operations.end[operation]!)
      if (!/check\./.test(text)) continue
      functions++
      const evaluated = evaluateFunction(module, i, [])
      if (evaluated.kind === 'refused') failures.push(evaluated.message)
      else if (evaluated.failures.length > 0) failures.push(evaluated.failures[0]!)
    }
  }
  return { functions, failures }
}

describe('public interpreter suites', () => {
  let passed = 0
  let total = 0
  test.each(folders)(
    '%s',
    (folder) => {
      const unexpected: string[] = []
      for (const file of readdirSync(`${suite}/${folder}`).filter((name) => name.endsWith('.mlir'))) {
        const { functions, failures } = evaluateFile(`${suite}/${folder}/${file}`)
        total += functions
        passed += functions - failures.length
        if (failures.length !== (leftOut[file]?.[0] ?? 0))
          unexpected.push(`${file}: ${failures.join('; ') || `passes, though ${whyLeftOut(file)}`}`)
      }
      expect(unexpected).toEqual([])
    },
    180_000,
  )

  test('at least 98 % pass', () => {
    expect(total).toBe(3051)
    expect(passed / total).toBeGreaterThan(0.98)
  })
})
