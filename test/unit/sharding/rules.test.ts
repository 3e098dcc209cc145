// The rule of every family of operations, as printed text.
import { expect, test } from 'vitest'
import { printRule } from '../../../server/src/sharding/rules/printRule'
import { loadProgram } from '../../support/loadProgram'
import { capturedRuleCases } from '../../support/rules/capturedRuleCases'
import { functionOf } from '../../support/rules/ruleCase'
import { otherRuleCases } from '../../support/rules/otherRuleCases'
import { slicedRuleCases } from '../../support/rules/slicedRuleCases'
import { ruleCases } from '../../support/rules/ruleCases'

/** Printed rule of the last operation before the return. */
function ruleOf(args: string, body: string, result: string): string {
  const { nodes, rules, outputs } = loadProgram(functionOf(args, body, result))
  return printRule(rules[nodes.rule[outputs[0]! - 1]!]!)
}

test.each([...ruleCases, ...otherRuleCases, ...capturedRuleCases, ...slicedRuleCases])(
  '%s',
  (_, args, body, result, rule) => {
    expect(ruleOf(args, body, result)).toBe(rule)
  },
)

test('equal operations share one rule', () => {
  const program = loadProgram(`func.func public @main(%a: tensor<4xf32>) -> tensor<4xf32> {
  %0 = stablehlo.add %a, %a : tensor<4xf32>
  %1 = stablehlo.add %0, %a : tensor<4xf32>
  return %1 : tensor<4xf32>
}`)
  expect(program.nodes.rule[0]).toBe(program.nodes.rule[1])
})
