// Rows of a breakdown: their keys on a small training step, and their sums, which are the figures of any program.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { BreakdownKind, Costed } from '../../../server/src/cost/breakdown'
import { breakDown, breakdownKinds } from '../../../server/src/cost/breakdown'
import { findDevice } from '../../../server/src/cost/devices'
import { simulate } from '../../../server/src/cost/simulate'
import { loadModel } from '../../../server/src/engine/loadModel'
import { lower } from '../../../server/src/lowering/lower'
import { encodeText } from '../../../server/src/mlir/text'
import type { ShardingState } from '../../../server/src/sharding/state'
import { generateProgram } from '../../support/randomPrograms/generate'
import { loadRandom } from '../../support/randomPrograms/prove'
import { applyRandomTactics, meshes } from '../../support/randomPrograms/randomTactics'
import { createTape } from '../../support/randomPrograms/tape'
import { runSchedule } from '../../support/schedules'

const device = findDevice('tpu_v4')!

function costOf(state: ShardingState, overlap: boolean): Costed {
  const local = lower(state)
  return { local, state, simulation: simulate(local, { ...device, overlap }) }
}

function expectSums(costed: Costed, by: BreakdownKind): void {
  const rows = breakDown(costed, by)
  const sum = (read: (row: (typeof rows)[number]) => number): number =>
    rows.reduce((total, row) => total + read(row), 0)
  const { figures, timeline } = costed.simulation
  const { collectives, steps } = costed.local
  const moved = collectives.reduce((total, { kind, bytes, step }) => {
    return kind === 'all_slice' ? total : total + bytes * timeline.executions[steps.region[step]!]!
  }, 0)
  expect(sum((row) => row.compute)).toBeCloseTo(figures.computeTime, 15)
  expect(sum((row) => row.communication)).toBeCloseTo(figures.communicationTime, 15)
  expect(sum((row) => row.exposed)).toBeCloseTo(figures.exposedCommunication, 15)
  expect(sum((row) => row.flops)).toBeCloseTo(figures.flops, 3)
  expect(sum((row) => row.communicationBytes)).toBe(moved)
  if (figures.stepTime > 0) expect(sum((row) => row.share)).toBeCloseTo(1, 9)
  expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length)
}

test.each(breakdownKinds)('by %s the rows of random programs add up to their figures', (by) => {
  const numbers = fc.array(fc.nat({ max: 99_999 }), { minLength: 600, maxLength: 600 })
  const property = fc.property(numbers, fc.nat({ max: meshes.length - 1 }), fc.boolean(), (tape, mesh, overlap) => {
    const { program } = loadRandom(generateProgram(tape.slice(100), 30))
    expectSums(costOf(applyRandomTactics(createTape(tape.slice(0, 100)), program, meshes[mesh]!), overlap), by)
  })
  fc.assert(property, { numRuns: 15, endOnFailure: true })
})

describe('a product and its gradient, the batch split', () => {
  const costed = splitBatch()
  const keys = (by: BreakdownKind): string[] =>
    breakDown(costed, by, ['BP'])
      .map(({ key }) => key)
      .sort()

  test('by phase, scope and source line', () => {
    expect(keys('phase')).toEqual(['backward', 'forward', 'update'])
    expect(keys('scope')).toEqual(['', 'mlp'])
    expect(keys('source')).toEqual(['step.py:12', 'step.py:20'])
  })

  test('by operation, what bounds it, tactic, collective and axis', () => {
    expect(keys('opClass')).toEqual(['all_reduce', 'dot', 'elementwise'])
    expect(keys('bound')).toEqual(['all_reduce on batch', 'memory'])
    expect(keys('tactic')).toEqual(['', 'BP'])
    expect(keys('collective')).toEqual(['', 'all_reduce on batch'])
    expect(keys('axis')).toEqual(['', 'batch'])
  })

  test('the gradient is summed in the backward pass, by the tactic that split the batch', () => {
    const phases = breakDown(costed, 'phase')
    expect(phases.find(({ key }) => key === 'backward')?.communication).toBe(
      costed.simulation.figures.communicationTime,
    )
    const tactics = breakDown(costed, 'tactic', ['BP'])
    expect(tactics.find(({ key }) => key === 'BP')?.communicationBytes).toBe(64 * 64 * 4)
    // The update runs whole on every device.
    expect(tactics.find(({ key }) => key === '')?.flops).toBe(64 * 64)
  })
})

function splitBatch(): Costed {
  const matrix = 'tensor<64x64xf32>'
  const model = loadModel(
    encodeText(`func.func public @main(%w: ${matrix} {tf.aliasing_output = 1 : i32} loc("params['w']"), %x: ${matrix} loc("x")) -> (${matrix}, ${matrix}) {
  %y = stablehlo.dot_general %x, %w, contracting_dims = [1] x [0] : (${matrix}, ${matrix}) -> ${matrix} loc(#forward)
  %g = stablehlo.dot_general %x, %y, contracting_dims = [0] x [0] : (${matrix}, ${matrix}) -> ${matrix} loc(#backward)
  %n = stablehlo.subtract %w, %g : ${matrix} loc(#update)
  return %y, %n : ${matrix}, ${matrix}
}
#line = loc("step.py":12:0)
#later = loc("step.py":20:0)
#forward = loc("jit(step)/jvp(mlp)/dot_general"(#line))
#backward = loc("jit(step)/transpose(jvp(mlp))/dot_general"(#line))
#update = loc("jit(step)/sub"(#later))`),
  )
  expect(model.problems).toEqual([])
  const tactic = { axis: 'batch', actions: [{ matches: (path: string) => path === 'x', value: 0 }] }
  const { state, local } = runSchedule(model, { batch: 4 }, [tactic]).at(-1)!
  return { state, local, simulation: simulate(local, device) }
}
