// An array whose items are made when they are read reads like any other, and makes no more than is read.
import { expect, test } from 'vitest'
import { lazyArray } from '../../../server/src/base/lazyArray'

test('items are made once, when they are read', () => {
  const made: number[] = []
  const items = lazyArray(1000, (index) => {
    made.push(index)
    return { index }
  })
  expect(items.length).toBe(1000)
  expect(items[7]).toEqual({ index: 7 })
  expect(items[7]).toBe(items[7])
  expect(items.at(-1)).toEqual({ index: 999 })
  expect([items[1000], items[-1]]).toEqual([undefined, undefined])
  expect(made).toEqual([7, 999])
})

test('passes see all of them', () => {
  const items = lazyArray(4, (index) => index * index)
  const seen: number[] = []
  items.forEach((item) => seen.push(item))
  expect(seen).toEqual([0, 1, 4, 9])
  const again = lazyArray(4, (index) => index * index)
  expect([...again.entries()].map(([index, item]) => index + item)).toEqual([0, 2, 6, 12])
  expect([again.filter((item) => item > 1), again.slice(1, 3), again.indexOf(9)]).toEqual([[4, 9], [1, 4], 3])
  expect(lazyArray(3, (index) => index)).toEqual([0, 1, 2])
  expect(lazyArray(0, (index) => index)).toEqual([])
})
