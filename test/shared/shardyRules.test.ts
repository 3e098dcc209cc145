// Our rules beside those that Shardy's registry test expects: the same, or listed in docs/SHARDY.md with the reason.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { loadModel } from '../../server/src/engine/loadModel'
import { encodeText } from '../../server/src/mlir/text'
import { printRule } from '../../server/src/sharding/rules/printRule'
import { compareRules } from '../support/shardy/compareRules'
import { readNames } from '../support/shardy/readNames'

const folder = '../shared/suites/shardy/shardy/dialect/sdy/transforms/propagation/test'
const text = readFileSync(`${folder}/op_sharding_rule_registry.mlir`, 'utf8')

test('every difference is listed, and no other', () => {
  const compared = compareRules(text)
  expect(compared).toHaveLength(122)
  const differing = compared.filter(({ isEqual }) => !isEqual).map(({ name }) => name)
  expect(differing.sort()).toEqual(readNames('## Rules').sort())
})

test('the rule that an operation states itself counts', () => {
  const written = text.split(/^(?=\/\/ CHECK-LABEL)/m).find((part) => part.includes('}, custom>}')) ?? ''
  const { program } = loadModel(encodeText(written))
  const printed = Array.from(program.nodes.rule, (rule) => printRule(program.rules[rule]!))
  expect(printed).toContain('([i, j])->([j, i]) {i, j parallel}')
})
