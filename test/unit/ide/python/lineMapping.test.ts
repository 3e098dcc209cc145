// Lines of an edited text, found again by what they say.
import { expect, test } from 'vitest'
import { mapLines } from '../../../../server/src/ide/python/lineMapping'

const map = (before: string, after: string): number[] => [...mapLines([...before], [...after])]

test('lines before and behind an edit keep their text', () => {
  expect(map('abcde', 'abcde')).toEqual([0, 1, 2, 3, 4])
  expect(map('abcde', 'abXcde')).toEqual([0, 1, 3, 4, 5])
  expect(map('abcde', 'abde')).toEqual([0, 1, -1, 2, 3])
  expect(map('abcde', 'abXde')).toEqual([0, 1, -1, 3, 4])
  expect(map('', 'abc')).toEqual([])
  expect(map('abc', '')).toEqual([-1, -1, -1])
})

test('lines between several edits are found by those that stand once', () => {
  expect(map('aXcdYf', 'a1c2d3f')).toEqual([0, -1, 2, 4, -1, 6])
  expect(map('a  b  c', 'Xa  b  cY')).toEqual([1, 2, 3, 4, 5, 6, 7])
})

test('what was moved or stands several times is no line of before', () => {
  expect(map('abcd', 'Xcdab')).toEqual([-1, -1, 1, 2])
  expect(map('pqqr', 'XqqY')).toEqual([-1, -1, -1, -1])
})
