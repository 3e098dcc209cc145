// Targets of custom_calls, in the forms in which they are written.
import { expect, test } from 'vitest'
import { readCallTarget } from '../../../server/src/model/attributes'

test.each([
  ['@Sharding(%0) {backend_config = "@other"}', 'Sharding'],
  ['@"a b.c"(%0)', 'a b.c'],
  [' {call_target_name = "__cudnn$fmhaSoftmax", called_computations = [@f]}', '__cudnn$fmhaSoftmax'],
  [' {called_computations = [@f], call_target_name = @Top.K}', 'Top.K'],
  [' {called_computations = [@f]}', ''],
  ['', ''],
])('the target of %s', (text, target) => {
  expect(readCallTarget(text)).toBe(target)
})
