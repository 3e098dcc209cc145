import { expect, test } from 'vitest'
import { applyTactic } from '../../../server/src/sharding/applyTactic'
import { bindTactic } from '../../../server/src/sharding/bindTactic'
import { describeRefusals } from '../../../server/src/sharding/describeRefusals'
import { createState } from '../../../server/src/sharding/state'
import { loadProgram, readTactics } from '../../support/loadProgram'

const program = loadProgram(
  `
module @m {
  func.func public @main(%arg0: tensor<6x4xf32> loc("a"), %arg1: tensor<9x8xf32> loc("b"),
      %arg2: tensor<10x16xf32> loc("c"), %arg3: tensor<4x6xf32> loc("d"), %arg4: tensor<5x3xf32> loc("odd"),
      %arg5: tensor<8xf32> loc("vector"), %arg6: tensor<f32> loc("scalar"), %arg7: tensor<3x8xf32> loc("stack"),
      %arg8: tensor<i32> loc("n")) -> tensor<8xf32> {
    %0:3 = stablehlo.while(%iterArg = %arg8, %iterArg_0 = %arg7, %iterArg_1 = %arg5) : tensor<i32>, tensor<3x8xf32>, tensor<8xf32>
    cond {
      %1 = stablehlo.compare LT, %iterArg, %arg8 : (tensor<i32>, tensor<i32>) -> tensor<i1>
      stablehlo.return %1 : tensor<i1>
    } do {
      %1 = stablehlo.dynamic_slice %iterArg_0, %iterArg, %iterArg, sizes = [1, 8] : (tensor<3x8xf32>, tensor<i32>, tensor<i32>) -> tensor<1x8xf32>
      %2 = stablehlo.reshape %1 : (tensor<1x8xf32>) -> tensor<8xf32>
      stablehlo.return %iterArg, %iterArg_0, %2 : tensor<i32>, tensor<3x8xf32>, tensor<8xf32>
    }
    return %0#2 : tensor<8xf32>
  }
}`.replaceAll('loop of unknown length', ''),
)

/** Applies the tactics of a text one after the other; problems of the last one as `code @ text | message`. */
async function checkRefusals(text: string, expected: readonly string[]): Promise<void> {
  const mesh = {
    axes: [
      { name: 'x', size: 4 },
      { name: 'y', size: 3 },
    ],
  }
  let state = createState(program, mesh)
  let problems: readonly string[] = []
  for (const [i, tactic] of (await readTactics(text)).tactics.entries()) {
    const outcome = applyTactic(state, bindTactic(tactic, program, mesh).value, i, [])
    state = outcome.state
    problems = describeRefusals(tactic, outcome.actions, program, state).map(
      ({ code, span, message }) => `${code} @ ${text.slice(span.start, span.end)} | ${message}`,
    )
  }
  expect(problems).toEqual(expected)
}

test('a dim that is not there', () =>
  checkRefusals('tactic A on x { {a, d, vector}: 1\nscalar: 0\nodd: -3 }', [
    'shard.indivisible @ 1 | dim 1 of `d` has local size 6, not divisible by `x` (4); dim 0 would be (1 of 3 matched)',
    'shard.no-such-dim @ 1 | `vector` has no dim 1: the only dim is 0 (1 of 3 matched)',
    'shard.no-such-dim @ 0 | `scalar` has no dim 0: a scalar has none',
    'shard.no-such-dim @ -3 | `odd` has no dim -3: dims are 0 to 1, or -1 to -2 from the end',
  ]))

test('dims that the axis does not divide, and what it does divide', () =>
  checkRefusals('tactic A on x { {a, b, c, odd}: 0\n{d, stack}: -1 }', [
    'shard.indivisible @ 0 | dim 0 of `a`, `b`, `c` and 1 more has local sizes 6, 9, 10 and 1 more, not divisible by `x` (4); no one dim is for all of these; `first_divisible` takes what each has',
    'shard.indivisible @ -1 | dim 1 of `d` has local size 6, not divisible by `x` (4); dim 0 would be (1 of 2 matched)',
  ]))

test('dims that no axis divides', () =>
  checkRefusals('tactic A on x { odd: 0\n{b, c}: 0 }', [
    'shard.indivisible @ 0 | dim 0 of `odd` has local size 5, not divisible by `x` (4); no dim of it is',
    'shard.indivisible @ 0 | dim 0 of `b` and `c` has local sizes 9 and 10, not divisible by `x` (4); dim 1 would be',
  ]))

test('sizes are those that an earlier tactic left', () =>
  checkRefusals('tactic A on y { a: 0 }\ntactic B on x { a: 0 }', [
    'shard.indivisible @ 0 | dim 0 of `a` has local size 2, not divisible by `x` (4); dim 1 would be',
  ]))

test('values tiled or kept whole before', () =>
  checkRefusals('tactic A on x { d: 0\na: replicated }\ntactic B on x { {a, d}: 1\nd: replicated }', [
    'shard.pinned @ 1 | `a` was kept whole on `x` by an earlier action (1 of 2 matched)',
    'shard.already-tiled @ 1 | `d` is already tiled on `x`, at dim 0 (1 of 2 matched)',
  ]))

test('values left whole by first_divisible; scalars have nothing to divide', () =>
  checkRefusals('tactic A on x { {a, odd, scalar}: first_divisible }', [
    'shard.left-whole @ first_divisible | `odd` stays whole on `x`: no dim is divisible by 4 (1 of 3 matched)',
  ]))

test('a dim along which a loop takes layers', () =>
  checkRefusals('tactic A on y { stack: 0 }', [
    'shard.stacked-dim @ 0 | dim 0 of `stack` stacks layers that a loop takes one by one: the whole stack is gathered in every iteration; name another dim',
  ]))

test('results are called as the pattern calls them', () =>
  checkRefusals('tactic T on x { result: 1 }', ['shard.no-such-dim @ 1 | `result.0` has no dim 1: the only dim is 0']))
