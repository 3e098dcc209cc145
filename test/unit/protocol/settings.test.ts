// Settings as editors send them.
import { expect, test } from 'vitest'
import { readHintLevel } from '../../../server/src/protocol/settings'

test.each([
  ['collectives', 'collectives'],
  [true, 'changes'],
  [false, 'off'],
  ['everything', 'changes'],
  [undefined, 'changes'],
])('the level of hints %j reads as %s; a switch of old settings too', (value, level) => {
  expect(readHintLevel(value)).toBe(level)
})
