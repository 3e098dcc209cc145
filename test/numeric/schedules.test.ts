// Programs under schedules that take care: the partitioned program equals the original, and holds the collectives it should.
import { expect, test } from 'vitest'
import { verifyPartition } from '../../server/src/engine/verify'
import { countCollectives } from '../../server/src/lowering/countCollectives'
import { lower } from '../../server/src/lowering/lower'
import type { LocalProgram } from '../../server/src/lowering/localProgram'
import { writeLocalModule } from '../../server/src/lowering/write/writeLocalModule'
import { applyTactic } from '../../server/src/sharding/applyTactic'
import type { Mesh } from '../../server/src/sharding/mesh'
import type { Program } from '../../server/src/sharding/program'
import { createState } from '../../server/src/sharding/state'
import { loadProgram } from '../support/loadProgram'

/** One tactic: the axis, and the dim of each value, `arg0` or `result0`. */
type Tiles = readonly [axis: string, dims: Readonly<Record<string, number>>]

function valueOf(program: Program, name: string): number {
  const index = Number(/\d+/.exec(name))
  const output = program.outputs[index]!
  return name.startsWith('arg') ? program.arguments[index]! : program.nodes.ports[program.nodes.portStart[output]! + 1]!
}

function partition(text: string, sizes: Readonly<Record<string, number>>, tactics: readonly Tiles[]): LocalProgram {
  const program = loadProgram(text)
  const mesh: Mesh = { axes: Object.entries(sizes).map(([name, size]) => ({ name, size })) }
  let state = createState(program, mesh)
  tactics.forEach(([axis, dims], tactic) => {
    const actions = Object.entries(dims).map(([name, dim]) => ({
      values: [valueOf(program, name)],
      assignment: { kind: 'dim', dim } as const,
    }))
    const outcome = applyTactic(state, { axis: mesh.axes.findIndex(({ name }) => name === axis), actions }, tactic, [])
    expect(outcome.actions.flatMap(({ refusals }) => refusals)).toEqual([])
    state = outcome.state
  })
  return lower(state)
}

/** Runs both programs; the collectives of the partitioned one as `all_reduce 1, all_gather 2`. */
function prove(text: string, sizes: Readonly<Record<string, number>>, tactics: readonly Tiles[]): string {
  const local = partition(text, sizes, tactics)
  const verification = verifyPartition(local)
  const holds = verification.kind === 'compared' && verification.outputs.every((output) => output.holds)
  expect(holds ? '' : `${JSON.stringify(verification)}\n${writeLocalModule(local)}`).toBe('')
  return countCollectives(local)
    .map(({ kind, count }) => `${kind} ${count}`)
    .join(', ')
}

const twoProducts = (reshape: string): string => `
  func.func public @main(%a: tensor<2x8xf32>, %b: tensor<8x4xf32>, %c: tensor<2x8xf32>, %d: tensor<8x4xf32>) -> ${reshape} {
    %0 = stablehlo.dot_general %a, %b, contracting_dims = [1] x [0] : (tensor<2x8xf32>, tensor<8x4xf32>) -> tensor<2x4xf32>
    %1 = stablehlo.dot_general %c, %d, contracting_dims = [1] x [0] : (tensor<2x8xf32>, tensor<8x4xf32>) -> tensor<2x4xf32>
    %2 = stablehlo.reshape %0 : (tensor<2x4xf32>) -> ${reshape}
    %3 = stablehlo.reshape %1 : (tensor<2x4xf32>) -> ${reshape}
    %4 = stablehlo.add %2, %3 : ${reshape}
    return %4 : ${reshape}
  }`

test('sums do not stay partial through a reshape whose split needs their axis', () => {
  const merged: readonly Tiles[] = [
    ['a', { arg0: 1, arg2: 1 }],
    ['a', { result0: 0 }],
    ['b', { arg1: 1, arg3: 1 }],
  ]
  expect(prove(twoProducts('tensor<8xf32>'), { a: 2, b: 2 }, merged)).toBe('reduce_scatter 2')
})

test('sums stay partial through a reshape that keeps its dims apart', () => {
  const kept: readonly Tiles[] = [
    ['a', { arg0: 1, arg2: 1 }],
    ['a', { result0: 0 }],
    ['b', { arg1: 1, arg3: 1 }],
  ]
  expect(prove(twoProducts('tensor<2x1x4xf32>'), { a: 2, b: 2 }, kept)).toBe('reduce_scatter 1')
})

test('what a condition yields is whole, whatever else becomes of it', () => {
  const sum = (name: string): string =>
    `stablehlo.reduce(${name} init: %z) applies stablehlo.add across dimensions = [0, 1] : (tensor<4x8xi1>, tensor<i1>) -> tensor<i1>`
  const text = `
  func.func public @main(%a: tensor<4x8xi1>, %b: tensor<4x8xi1>) -> tensor<4x8xi1> {
    %z = stablehlo.constant dense<false> : tensor<i1>
    %w = stablehlo.while(%i = %a) : tensor<4x8xi1>
     cond {
      %r = ${sum('%i')}
      %t = ${sum('%b')}
      %u = stablehlo.add %r, %t : tensor<i1>
      stablehlo.return %r : tensor<i1>
     } do {
      %g = stablehlo.xor %i, %i : tensor<4x8xi1>
      stablehlo.return %g : tensor<4x8xi1>
    }
    return %w : tensor<4x8xi1>
  }`
  expect(prove(text, { a: 2 }, [['a', { arg0: 0, arg1: 0 }]])).toBe('all_reduce 2')
})

test('a comparator and a reducer read constants from outside of them', () => {
  const text = `
  func.func public @main(%a: tensor<4x8xf32>) -> (tensor<4x8xf32>, tensor<4xf32>) {
    %c = stablehlo.constant dense<-2.0> : tensor<f32>
    %z = stablehlo.constant dense<0.0> : tensor<f32>
    %0 = "stablehlo.sort"(%a) <{dimension = 1 : i64, is_stable = true}> ({
    ^bb0(%x: tensor<f32>, %y: tensor<f32>):
      %m = stablehlo.multiply %x, %c : tensor<f32>
      %n = stablehlo.multiply %y, %c : tensor<f32>
      %p = stablehlo.compare LT, %m, %n : (tensor<f32>, tensor<f32>) -> tensor<i1>
      stablehlo.return %p : tensor<i1>
    }) : (tensor<4x8xf32>) -> tensor<4x8xf32>
    %1 = "stablehlo.reduce"(%a, %z) <{dimensions = array<i64: 1>}> ({
    ^bb0(%x: tensor<f32>, %y: tensor<f32>):
      %m = stablehlo.add %x, %y : tensor<f32>
      %q = stablehlo.maximum %m, %c : tensor<f32>
      stablehlo.return %q : tensor<f32>
    }) : (tensor<4x8xf32>, tensor<f32>) -> tensor<4xf32>
    return %0, %1 : tensor<4x8xf32>, tensor<4xf32>
  }`
  expect(prove(text, { a: 2 }, [['a', { arg0: 0 }]])).toBe('')
})

test('what is gathered inside of a branch serves neither the other branch nor what follows, and what is gathered before serves all', () => {
  const square = (name: string, left: string): string =>
    `${name} = stablehlo.dot_general ${left}, %v, contracting_dims = [1] x [0] : (tensor<4x4xf32>, tensor<4x4xf32>) -> tensor<4x4xf32>`
  const text = (before: string, first: string): string => `
  func.func public @main(%x: tensor<4x4xf32>, %w: tensor<4x4xf32>, %p: tensor<i1>) -> tensor<4x4xf32> {
    %v = stablehlo.tanh %w : tensor<4x4xf32>${before}
    %r = "stablehlo.if"(%p) ({
      ${square('%a', first)}
      ${square('%b', '%a')}
      stablehlo.return %b : tensor<4x4xf32>
    }, {
      ${square('%c', first)}
      stablehlo.return %c : tensor<4x4xf32>
    }) : (tensor<i1>) -> tensor<4x4xf32>
    ${square('%d', '%r')}
    return %d : tensor<4x4xf32>
  }`
  const tactics: readonly Tiles[] = [
    ['a', { arg0: 0 }],
    ['a', { arg1: 0 }],
  ]
  expect(prove(text('', '%x'), { a: 2 }, tactics)).toBe('all_gather 3')
  expect(prove(text(`\n    ${square('%e', '%x')}`, '%e'), { a: 2 }, tactics)).toBe('all_gather 1')
})
