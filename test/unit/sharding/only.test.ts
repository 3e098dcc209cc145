// `only 1`: a dim that a value is kept for. It splits nothing, lets propagation and later actions split that dim, and stops all else.
import { expect, test } from 'vitest'
import { applyTactic } from '../../../server/src/sharding/applyTactic'
import { bindTactic } from '../../../server/src/sharding/bindTactic'
import { describeRefusals } from '../../../server/src/sharding/describeRefusals'
import { createState } from '../../../server/src/sharding/state'
import { valueName } from '../../../server/src/sharding/valueNames'
import { declaredAxes } from '../../../server/src/engine/valueSharding'
import { loadProgram, readTactics } from '../../support/loadProgram'

const program = loadProgram(`
module @m {
  func.func public @main(%arg0: tensor<8x8xf32> loc("a")) -> tensor<8x8xf32> {
    %0 = stablehlo.tanh %arg0 : tensor<8x8xf32>
    %1 = stablehlo.sine %0 : tensor<8x8xf32>
    %2 = stablehlo.cosine %1 : tensor<8x8xf32>
    return %2 : tensor<8x8xf32>
  }
}`)

/** Values that are split, with their dim, after the tactics of a text; and problems of the last one. */
async function run(text: string) {
  const mesh = { axes: [{ name: 'x', size: 4 }] }
  let state = createState(program, mesh)
  let problems: readonly string[] = []
  for (const [i, tactic] of (await readTactics(text)).tactics.entries()) {
    const outcome = applyTactic(state, bindTactic(tactic, program, mesh).value, i, [])
    state = outcome.state
    problems = describeRefusals(tactic, outcome.actions, program, state).map(
      ({ code, message }) => `${code}: ${message}`,
    )
  }
  const values = Array.from({ length: program.values.count }, (_, value) => value)
  const split = values.flatMap((value) => {
    const dim = declaredAxes(state, value).findIndex((axes) => axes.length > 0)
    return dim < 0 || program.values.source[value]! < 0 ? [] : [`${valueName(program, value)}: ${dim}`]
  })
  return { split: [...new Set(split)], problems }
}

test('splits nothing by itself', async () => {
  expect(await run('tactic A on x { at %1: only 1 }')).toEqual({ split: [], problems: [] })
})

test('stops what would split another dim', async () => {
  const { split, problems } = await run('tactic A on x { a: 0\nat %1: only 1 }')
  expect(split).toEqual(['a: 0', '%0: 0'])
  expect(problems).toEqual([])
})

test('lets through what splits its own', async () => {
  const { split } = await run('tactic A on x { a: 1\nat %1: only -1 }')
  expect(split).toEqual(['a: 1', '%0: 1', '%1: 1', '%2: 1'])
})

test('waits for a later tactic that splits it', async () => {
  const { split, problems } = await run('tactic A on x { a: 0\nat %1: only 1 }\ntactic B on x { at %1: 1 }')
  expect(split).toEqual(['a: 0', '%0: 0', '%1: 1', '%2: 1'])
  expect(problems).toEqual([])
})

test('first_divisible takes the dim that is kept, and replicated keeps all', async () => {
  const kept = await run('tactic A on x { at %1: only 1 }\ntactic B on x { at %1: first_divisible }')
  expect(kept.split).toContain('%1: 1')
  const whole = await run(
    'tactic A on x { at %1: only 1 }\ntactic B on x { at %1: replicated }\ntactic C on x { a: 1 }',
  )
  expect(whole.split).toEqual(['a: 1', '%0: 1'])
})

test.each([
  ['at %1: only 2', 'shard.no-such-dim: `%1` has no dim 2: dims are 0 to 1, or -1 to -2 from the end'],
  ['a: only 1', 'shard.already-tiled: `a` is already tiled on `x`, at dim 0'],
  ['at %1: 0', 'shard.pinned: `%1` was kept for dim 1 on `x` by an earlier action'],
  ['at %1: only 0', 'shard.pinned: `%1` was kept for dim 1 on `x` by an earlier action'],
])('what cannot be is refused: %s', async (action, message) => {
  const { problems } = await run(`tactic A on x { a: 0\nat %1: only 1 }\ntactic B on x { ${action} }`)
  expect(problems).toEqual([message])
})

test('keeping a value for the dim that it is split at is no problem', async () => {
  expect((await run('tactic A on x { a: 0 }\ntactic B on x { at %1: only 0 }')).problems).toEqual([])
})
