// Reshards of Shardy's own test: ours move no more than theirs in any case, and less in some.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { compareReshards } from '../support/shardy/compareReshards'

const path = '../shared/suites/shardy/shardy/dialect/sdy/transforms/export/test/reshard_to_collectives.mlir'

test('ours move no more', () => {
  const { compared, leftOut } = compareReshards(readFileSync(path, 'utf8'))
  expect(compared.filter(({ ours, theirs }) => ours > theirs * (1 + 1e-9))).toEqual([])
  const fewer = compared.filter(({ ours, theirs }) => ours < theirs * (1 - 1e-9))
  expect([compared.length, fewer.length]).toEqual([83, 17])
  // Between meshes, orders of devices or single devices; one has unreduced axes. None of these is a reshard here.
  expect(leftOut).toHaveLength(15)
}, 60_000)
