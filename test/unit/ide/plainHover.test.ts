// What hovers of a tactics file say while its model is still being read.
import { expect, test } from 'vitest'
import { plainHover } from '../../../server/src/ide/plainHover'
import { readTactics } from '../../support/loadProgram'

const text = `mesh { batch: 4, model: 2 }
tactic BP on batch {
  {x, y}: 0
}
schedule default = BP
`
const after = ' · _figures follow when the model has been analysed_'

test.each([
  ['batch: 4', '**batch** · 4 devices along this axis'],
  ['BP on', '**BP** on **batch** · 4 devices along this axis'],
  ['batch {', '**batch** · 4 devices along this axis'],
  ['{x', 'tensors that **BP** acts on'],
  ['default', '**default** applies `BP`'],
])('%s', async (at, expected) => {
  const hover = plainHover(await readTactics(text), text.indexOf(at) + 1)
  expect(hover?.text).toBe(expected + after)
})

test('nothing elsewhere', async () => {
  expect(plainHover(await readTactics(text), 0)).toBeUndefined()
})
