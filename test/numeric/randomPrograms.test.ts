// Random programs over the whole operation set under random tactics: the partitioned program equals the original. Bit for bit
// where sums are exact, within the error of sums in another order elsewhere. `npm run prove` runs more of them, or one again.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { generateProgram } from '../support/randomPrograms/generate'
import { findDifference, loadRandom } from '../support/randomPrograms/prove'
import { applyRandomTactics, manyMeshes } from '../support/randomPrograms/randomTactics'
import { createTape } from '../support/randomPrograms/tape'

const environment = process.env
const fixedSeed = 20_240_111
const runs = Number(environment.PROVE_PROGRAMS ?? 1000)

const choices = fc.array(fc.nat({ max: 99_999 }), { minLength: 1000, maxLength: 1000 })

function prove(seed: number, numRuns: number): void {
  const path = environment.PROVE_PATH
  fc.assert(
    fc.property(
      choices,
      fc.integer({ min: 5, max: 60 }),
      fc.nat({ max: manyMeshes.length - 1 }),
      (tape, operations, mesh) => {
        const program = generateProgram(tape.slice(100), operations)
        const model = loadRandom(program)
        const state = applyRandomTactics(createTape(tape.slice(0, 100)), model.program, manyMeshes[mesh]!)
        const difference = findDifference(program, state)
        expect(difference ?? '').toBe('')
      },
    ),
    { seed, numRuns, ...(path === undefined ? {} : { path }), endOnFailure: environment.PROVE_SHRINK !== 'yes' },
  )
}

test('with a fixed seed', () => {
  prove(Number(environment.PROVE_SEED ?? fixedSeed), runs)
}, 3_600_000)

test.skipIf(environment.PROVE_SEED !== undefined)(
  'with a fresh seed',
  () => {
    const seed = Math.floor(Math.random() * 2 ** 31)
    process.stdout.write(
      `random programs: fresh seed ${seed} (npm run prove -- --seed ${seed} --programs ${Math.ceil(runs / 4)})\n`,
    )
    prove(seed, Math.ceil(runs / 4))
  },
  3_600_000,
)
