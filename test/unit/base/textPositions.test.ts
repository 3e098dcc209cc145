// Offsets and places of texts with every kind of line end.
import { expect, test } from 'vitest'
import { indexText } from '../../../server/src/base/textPositions'

test.each([
  [0, 0, 0],
  [2, 0, 2],
  // Between \r and \n no editor has a place.
  [3, 0, 2],
  [4, 1, 0],
  [5, 1, 1],
  [6, 2, 0],
  [7, 3, 0],
  [8, 3, 1],
  [100, 3, 1],
])('offset %i', (offset, line, column) => {
  expect(indexText('ab\r\nc\r\rd').at(offset)).toEqual({ line, column })
})
