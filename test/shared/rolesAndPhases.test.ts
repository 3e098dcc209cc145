// Roles of arguments and phases of nodes on the shared models. Counts follow from how the models are made: Adam keeps two
// moments of each parameter and a counter, ResNet-50's 53 batch normalisations a mean and a variance each.
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { loadModel } from '../../server/src/engine/loadModel'
import { encodeText } from '../../server/src/mlir/text'
import { Phase, phaseOf } from '../../server/src/sharding/phases'
import type { Program } from '../../server/src/sharding/program'
import { NodeRole } from '../../server/src/sharding/program'
import { roleOf } from '../../server/src/sharding/roles'
import { sharedModel } from '../support/knownAnswers'
import { withoutPhases } from '../support/names'

const countOf = (numbers: Uint8Array): number[] =>
  [0, 1, 2, 3].map((wanted) => numbers.filter((n) => n === wanted).length)

/** Model, then inputs, parameters, optimizer state, others. */
const roles: readonly (readonly [string, number, number, number, number])[] = [
  ['mlp_forward', 1, 2, 0, 0],
  ['constants_forward', 1, 1, 0, 0],
  ['t2_forward', 2, 19, 0, 0],
  ['moe_long_forward', 2, 81, 0, 0],
  ['it32_decode', 2, 289, 0, 64],
  ['it2_scan_decode', 2, 19, 0, 4],
  ['mlp_train', 2, 2, 0, 0],
  ['t2_bf16_remat_train', 2, 19, 39, 0],
  ['t32_fused_train', 2, 289, 579, 0],
  ['t32_scan_train', 2, 10, 21, 0],
  ['moe2_train', 2, 21, 43, 0],
  ['gns_train', 5, 610, 1221, 0],
  ['unet_train', 3, 332, 665, 0],
  ['resnet50_train', 2, 161, 162, 107],
  // optax counts its steps twice, flax once more.
  ['gpt2_flax_train', 2, 148, 298, 1],
  ['gpt2_nnx_small_train', 2, 36, 74, 0],
  ['gpt2_sdy', 2, 15, 15, 0],
]

test.each(roles)('roles of %s', (model, ...counts) => {
  expect(countOf(roleOf(sharedModel(model).program))).toEqual(counts)
})

const operations = ({ nodes }: Program, phases: Uint8Array): Uint8Array =>
  phases.filter((_, node) => nodes.role[node]! <= NodeRole.branch)

describe('phases', () => {
  test('of mlp_train, counted by hand: 15 forward, 13 backward, 8 update', () => {
    const { program } = sharedModel('mlp_train')
    expect(countOf(operations(program, phaseOf(program)))).toEqual([0, 15, 13, 8])
  })

  // Without names, what the forward pass computes for the backward pass alone is backward (the derivative of tanh, twice
  // the error), and transposes of gradients are update.
  test('of mlp_train without names: 9 forward, 17 backward, 10 update', () => {
    const program = unnamed('mlp_train')
    expect(countOf(operations(program, phaseOf(program)))).toEqual([0, 9, 17, 10])
  })

  test.each(['t2_train', 't2_scan_train', 'moe2_train', 'gns_small_train', 'unet_small_train', 'gpt2_nnx_small_train'])(
    'of %s: structure puts no named forward node later than names say but what serves the backward pass alone',
    (model) => {
      const { program } = sharedModel(model)
      const named = phaseOf(program)
      const structural = phaseOf(unnamed(model))
      const moves = new Set(Array.from(named, (phase, node) => `${phase} ${structural[node]!}`))
      const { forward, backward, update } = Phase
      for (const move of [
        `${forward} ${update}`,
        `${backward} ${forward}`,
        `${update} ${forward}`,
        `${update} ${backward}`,
      ])
        expect(moves).not.toContain(move)
    },
  )

  test.each(['t2_forward', 'it32_decode', 'moe_long_forward'])('of %s are forward alone', (model) => {
    const { program } = sharedModel(model)
    const [none, forward, backward, update] = countOf(operations(program, phaseOf(program)))
    expect(forward).toBeGreaterThan(200)
    expect([backward, update]).toEqual([0, 0])
    expect(none).toBeLessThanOrEqual(1)
  })
})

const unnamed = (model: string): Program =>
  loadModel(encodeText(withoutPhases(readFileSync(`../shared/models/${model}.mlir`, 'utf8')))).program
