// Every case of a rule, proved by running: each factor tiled alone, and each pair of factors on two axes.
import { expect, test } from 'vitest'
import type { Mesh } from '../../server/src/sharding/mesh'
import { verifyPartition } from '../../server/src/engine/verify'
import type { LocalProgram } from '../../server/src/lowering/localProgram'
import { lower } from '../../server/src/lowering/lower'
import { createState } from '../../server/src/sharding/state'
import { writeLocalModule } from '../../server/src/lowering/write/writeLocalModule'
import { loadProgram } from '../support/loadProgram'
import { capturedRuleCases } from '../support/rules/capturedRuleCases'
import { functionOf } from '../support/rules/ruleCase'
import { slicedRuleCases } from '../support/rules/slicedRuleCases'
import { ruleCases } from '../support/rules/ruleCases'
import { placesOfFactors, statesOf, tile } from '../support/randomPrograms/tileFactors'

/** The second exhausts factors of four, so that more minor factors are reached. */
const meshes: readonly Mesh[] = [
  {
    axes: [
      { name: 'a', size: 2 },
      { name: 'b', size: 2 },
    ],
  },
  {
    axes: [
      { name: 'a', size: 4 },
      { name: 'b', size: 2 },
    ],
  },
]

/** What differs between a program and its partition; empty where nothing does. */
function differenceOf(local: LocalProgram): string {
  const verification = verifyPartition(local)
  const holds = verification.kind === 'compared' && verification.outputs.every((output) => output.holds)
  return holds ? '' : `${JSON.stringify(verification)}\n${writeLocalModule(local)}`
}

test.each([...ruleCases, ...capturedRuleCases, ...slicedRuleCases])('%s', (_, args, body, result) => {
  const program = loadProgram(functionOf(args, body, result))
  for (const mesh of meshes) {
    for (const state of statesOf(program, mesh, placesOfFactors(program))) {
      expect(differenceOf(lower(state))).toBe('')
    }
  }
})

test('a value that a region reads is gathered before', () => {
  const [, args, body, result] = capturedRuleCases.find(([name]) => name === 'reduce that captures a vector')!
  const program = loadProgram(functionOf(args, body, result))
  for (const mesh of meshes) {
    const local = lower(tile(createState(program, mesh), 0, { value: program.arguments[1]!, dim: 0 }, 0))
    expect(local.collectives.map(({ kind, value }) => [kind, value])).toEqual([['all_gather', program.arguments[1]]])
    expect(differenceOf(local)).toBe('')
  }
})
