import { describe, expect, test } from 'vitest'
import { checkTactics } from '../../../server/src/tactics/checkTactics'
import type { KnownNames } from '../../../server/src/tactics/checkTactics'
import { readTactics } from '../../support/loadProgram'

const known: KnownNames = {}
const head = 'model "m.mlir"\nmesh { batch: 16, model: 2 }\n'

/** Expects `code @ text | message` for each problem, in order. */
async function checkProblems(text: string, expected: readonly string[], names = known): Promise<void> {
  const problems = checkTactics(await readTactics(text), names)
  const printed = problems.map(
    ({ code, span, message }) => `${code} @ ${text.slice(span.start, span.end)} | ${message}`,
  )
  expect(printed).toEqual(expected)
}

const checkAfterHead = (text: string, expected: readonly string[]): Promise<void> =>
  checkProblems(head + text, expected)

describe('the head', () => {
  test('of a good file has no problems', () =>
    checkAfterHead('device h100 { memory: 16 GiB }\ntactic A on batch { x: 0 }\nschedule s = A', []))

  test('lacks a model and a mesh', () =>
    checkProblems('device h100\ntactic A on batch { x: 0 }', [
      'tactics.no-model @ device | the file names no model; expected `model "file.mlir"`',
      'tactics.no-mesh @ tactic | the file has no mesh; expected for example `mesh { batch: 16, model: 2 }`',
    ]))

  test('of an empty file lacks a model', () =>
    checkProblems('', ['tactics.no-model @  | the file names no model; expected `model "file.mlir"`']))

  test('has an empty mesh', () =>
    checkProblems('model "m"\nmesh { }\ntactic A on batch { x: 0 }', [
      'tactics.no-mesh @ mesh | the mesh has no axes; expected for example `batch: 16`',
    ]))

  test('has sizes that are none, and an axis twice', () =>
    checkProblems('model "m"\nmesh { a: 0, b: -4, a: 2 }', [
      'tactics.bad-value @ 0 | axis `a` has size 0; expected an integer of at least 1',
      'tactics.bad-value @ -4 | axis `b` has size -4; expected an integer of at least 1',
      'tactics.redefined @ a | axis `a` is defined twice',
    ]))

  test('has more devices and axes than there can be', () =>
    checkProblems(`model "m"\nmesh { a: 9007199254740991, b: 2, ${axes(29)} }`, [
      'tactics.bad-value @ 2 | with size 2 of `b` the mesh has more than 2^53 devices',
      'tactics.bad-value @ c28 | the mesh has 31 axes; at most 30 are supported',
    ]))
})

const axes = (count: number): string => Array.from({ length: count }, (_, i) => `c${i}: 1`).join(', ')

describe('a tactic', () => {
  test('is on an axis that the mesh lacks', () =>
    checkAfterHead('tactic A on modle { x: 0 }\ntactic B on stage { x: 0 }', [
      'tactics.unknown-axis @ modle | the mesh has no axis `modle`; did you mean `model`?',
      'tactics.unknown-axis @ stage | the mesh has no axis `stage`; it has `batch`, `model`',
    ]))

  test('is on an axis of the mesh that is used in place of the file', () =>
    checkProblems(
      'model "m"\ntactic A on stage { x: 0 }\ntactic B on batch { x: 0 }',
      ['tactics.unknown-axis @ batch | the mesh has no axis `batch`; it has `stage`'],
      { ...known, meshAxes: ['stage'] },
    ))

  test('is defined twice', async () => {
    const text = `${head}tactic A on batch { x: 0 }\ntactic A on model { x: 0 }`
    const [problem] = checkTactics(await readTactics(text), known)
    expect(problem?.message).toBe('tactic `A` is defined twice')
    expect(problem?.span.start).toBe(text.lastIndexOf('A on'))
    expect(problem?.related?.[0]?.span.start).toBe(text.indexOf('A on'))
  })

  test('has ranges, scopes and conditions that say nothing', () =>
    checkAfterHead(
      `tactic A on batch {
        a.{5..2, b.{3..1}}: 0
        at "x" result -1: 0
        at "": 0
        at "{0..9999}": 0
        y where dtype < f32 and rank == 2: 0
      }`,
      [
        'tactics.bad-value @ 5..2 | the range 5..2 is empty; expected 2..5',
        'tactics.bad-value @ 3..1 | the range 3..1 is empty; expected 1..3',
        'tactics.bad-value @ at "x" result -1 | result -1; results are counted from 0',
        'tactics.bad-value @ "" | an empty scope; expected for example `layer_*/mlp`',
        'tactics.bad-value @ "{0..9999}" | the braces of this scope make too many alternatives; `*` matches any name',
        'tactics.bad-value @ dtype < f32 | dtypes have no order; expected `==` or `!=`, found `<`',
      ],
    ))

  test('is automatic, with fields that are wrong', () =>
    checkAfterHead('tactic F auto on model, model { memory: params, over: 3, seed: 7, tries: 4, evaluations: 1.5 }', [
      'tactics.bad-value @ model | axis `model` stands twice here',
      'tactics.bad-value @ params | `memory` takes a number above 0, for example `32 GiB`',
      'tactics.bad-value @ 3 | `over` takes a path, for example `params.**`',
      'tactics.unknown-field @ tries | an automatic tactic has no field `tries`; it has `memory`, `over`, `evaluations`, `seed`',
      'tactics.bad-value @ 1.5 | `evaluations` takes an integer of at least 0',
    ]))
})

describe('a schedule', () => {
  const tactics = 'tactic BP on batch { x: 0 }\ntactic Megatron on model { x: 1 }\n'

  test('names what is no tactic', () =>
    checkAfterHead(`${tactics}schedule s = BP, Megatorn, Zero\nschedule t = Megatron`, [
      'tactics.unknown-name @ Megatorn | no tactic `Megatorn`; did you mean `Megatron`?',
      'tactics.unknown-name @ Zero | no tactic `Zero`; there are `BP`, `Megatron`',
    ]))

  test('names itself, another schedule, or a tactic twice', () =>
    checkAfterHead(`${tactics}schedule s = BP, s, t, BP\nschedule t = Megatron, s`, [
      'tactics.unknown-name @ s | schedule `s` names itself; a schedule is a list of tactics',
      'tactics.unknown-name @ t | `t` is a schedule; a schedule is a list of tactics and cannot hold another one',
      'tactics.bad-value @ BP | `BP` stands twice in schedule `s`; a tactic is applied once',
      'tactics.unknown-name @ s | `s` is a schedule; a schedule is a list of tactics and cannot hold another one',
    ]))

  test('is defined twice', () =>
    checkAfterHead(`${tactics}schedule s = BP\nschedule s = Megatron`, [
      'tactics.redefined @ s | schedule `s` is defined twice',
    ]))

  test('leaves a tactic unused, which matters only where there are schedules', async () => {
    await checkAfterHead(tactics, [])
    await checkAfterHead(`${tactics}schedule s = BP`, [
      'tactics.unused-tactic @ Megatron | no schedule uses `Megatron`',
    ])
  })
})
