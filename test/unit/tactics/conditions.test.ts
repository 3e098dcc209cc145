import { expect, test } from 'vitest'
import { evaluateCondition } from '../../../server/src/tactics/conditions'
import { findNearest, printNearest } from '../../../server/src/tactics/nearestNames'
import { readTactics } from '../../support/loadProgram'

const matrix = { dims: [48, 2048], element: 'f32', elements: 48 * 2048, bytes: 48 * 2048 * 4 }

test.each([
  ['rank == 2', true],
  ['rank != 2', false],
  ['bytes >= 384 KiB', true],
  ['bytes > 384 KiB', false],
  ['elements < 98305', true],
  ['elements <= 98303', false],
  ['dtype == f32', true],
  ['dtype != f32', false],
  ['dim(0) == 48', true],
  ['dim(-1) == 2048', true],
  ['dim(2) == 48', false],
  ['dim(2) != 48', false],
  ['not dim(2) == 48', true],
  ['rank == 1 or rank == 2 and dtype == bf16', false],
  ['(rank == 1 or rank == 2) and dtype == f32', true],
])('where %s: %s', async (text, expected) => {
  const file = await readTactics(`tactic A on b { x where ${text}: 0 }`)
  const condition = file.tactics[0]?.actions[0]?.condition
  expect(condition && evaluateCondition(condition, matrix)).toBe(expected)
})

test('names nearest to one that does not exist come closest first', () => {
  expect(findNearest('modle', ['mode', 'model', 'batch'])).toEqual(['mode', 'model'])
  expect(findNearest('Megatorn', ['BP', 'Megatron', 'Z3'])).toEqual(['Megatron'])
  expect(findNearest('tpu', ['tpu_v4', 'h100', 'tpu_v5e'])).toEqual(['tpu_v4', 'tpu_v5e'])
  expect(findNearest('x', ['a', 'b'])).toEqual([])
  expect(printNearest('bath', ['batch', 'model'])).toBe('; did you mean `batch`?')
  expect(printNearest('seven', ['batch'])).toBe('')
})
