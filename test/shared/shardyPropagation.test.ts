// Our propagation beside what Shardy's own tests expect: the same, or listed in docs/SHARDY.md with the reason.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { compareFile } from '../support/shardy/comparePropagation'
import { readNames } from '../support/shardy/readNames'

const folder = '../shared/suites/shardy/shardy/dialect/sdy/transforms/propagation/test'
const files = [
  'basic_propagation',
  'basic_propagation_manual_computation',
  'sharding_group_propagation',
  'user_priority_propagation',
]

test('every difference is listed, and no other', () => {
  const compared = files.flatMap((file) => compareFile(readFileSync(`${folder}/${file}.mlir`, 'utf8')))
  const differing = compared.filter(({ missing }) => missing.length > 0)
  expect(differing.map(({ name }) => name).sort()).toEqual(readNames('## Propagation').sort())
  expect([compared.length, compared.length - differing.length]).toEqual([132, 65])
})
