// Every operation's rule, proved by running: each factor tiled alone, and each pair of factors on two axes.
import { describe, expect, test } from 'vitest'
import type { RandomProgram } from '../support/randomPrograms/generate'
import { generateOne, makers } from '../support/randomPrograms/generate'
import { findDifference, loadRandom } from '../support/randomPrograms/prove'
import { meshes } from '../support/randomPrograms/randomTactics'
import { placesOfFactors, statesOf, tile } from '../support/randomPrograms/tileFactors'
import type { Program } from '../../server/src/sharding/program'
import { createState } from '../../server/src/sharding/state'

const variants = 6
const mostPlaces = 5

/** Choices that differ from variant to variant, the same in every run. */
const choicesOf = (variant: number): number[] =>
  Array.from({ length: 200 }, (_, i) => (Math.imul(i + 1, 2_654_435_761 + 977 * variant) >>> 7) % 99_991)

function proveAll(program: RandomProgram): { proved: number; difference: string } {
  const model = loadRandom(program)
  const places = placesOfFactors(model.program).slice(0, mostPlaces)
  let proved = 0
  for (const mesh of meshes) {
    for (const state of statesOf(model.program, mesh, places)) {
      const difference = findDifference(program, state)
      if (difference !== undefined) return { proved, difference }
      proved++
    }
  }
  return { proved, difference: '' }
}

describe('each factor tiled alone and with another', () => {
  test.each(Object.keys(makers))('%s', (name) => {
    for (let variant = 0; variant < variants; variant++) {
      const { difference } = proveAll(generateOne(name, choicesOf(variant)))
      expect(difference).toBe('')
    }
  })

  test('a wrong program is found out', () => {
    const text = `module {
  func.func public @main(%a0: tensor<4x4xf32>) -> tensor<4xf32> {
    %z = stablehlo.constant dense<0.0> : tensor<f32>
    %v0 = stablehlo.reduce(%a0 init: %z) applies stablehlo.add across dimensions = [0] : (tensor<4x4xf32>, tensor<f32>) -> tensor<4xf32>
    return %v0 : tensor<4xf32>
  }
}
`
    const type = { dims: [4, 4], element: 'f32' as const }
    const program = { text, arguments: [{ type, low: -2, high: 2 }], tolerances: [0] }
    const { program: expanded } = loadRandom(program)
    const sum = expanded.rules.find(({ factors }) => factors.some(({ combiner }) => combiner === 'add'))
    const broken = { ...expanded, rules: expanded.rules.map((rule) => (rule === sum ? asMaximum(rule) : rule)) }
    const state = tile(createState(broken, meshes[0]!), 0, { value: expanded.arguments[0]!, dim: 0 }, 0)
    expect(findDifference(program, state)).toContain('"holds":false')
  })
})

const asMaximum = (rule: Program['rules'][number]): Program['rules'][number] => ({
  ...rule,
  factors: rule.factors.map((factor) => (factor.kind === 'reduction' ? { ...factor, combiner: 'max' } : factor)),
})
