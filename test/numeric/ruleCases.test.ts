// Every case of a rule, proved by running: each factor tiled alone, and each pair of factors on two axes.
import { expect, test } from 'vitest'
import type { Mesh } from '../../server/src/sharding/mesh'
import { verifyPartition } from '../../server/src/engine/verify'
import { lower } from '../../server/src/lowering/lower'
import { writeLocalModule } from '../../server/src/lowering/write/writeLocalModule'
import { loadProgram } from '../support/loadProgram'
import { functionOf } from '../support/rules/ruleCase'
import { ruleCases } from '../support/rules/ruleCases'
import { placesOfFactors, statesOf } from '../support/randomPrograms/tileFactors'

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

test.each(ruleCases)('%s', (_, args, body, result) => {
  const program = loadProgram(functionOf(args, body, result))
  for (const mesh of meshes) {
    for (const state of statesOf(program, mesh, placesOfFactors(program))) {
      const local = lower(state)
      const verification = verifyPartition(local)
      const holds = verification.kind === 'compared' && verification.outputs.every((output) => output.holds)
      expect(holds ? '' : `${JSON.stringify(verification)}\n${writeLocalModule(local)}`).toBe('')
    }
  }
})
