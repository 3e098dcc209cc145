// Real models lowered with shardings in their text: as tactic `module` they give these collectives, nothing is left out, and
// the two forms of one model (Shardy's attributes, HLO's strings) compute the same.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { makeInput } from '../../server/src/evaluate/shards'
import { runEverywhere, runModule } from '../support/moduleShardings'

const read = (name: string): string => readFileSync(`../shared/models/${name}.mlir`, 'utf8')
const mesh = { data: 4, model: 2 }

test.each([
  ['t2_train_bp_mp_sdy', { all_reduce: 28 }, 0],
  ['moe2_train_ep_sdy', { all_reduce: 18, all_to_all: 8 }, 0],
  ['gpt2_sdy', { all_reduce: 30 }, 6],
])('%s', (name, count, own) => {
  const run = runModule(read(name))
  expect(run.messages).toEqual([])
  expect(run.conflicts).toEqual([])
  expect(run.count).toEqual(count)
  expect(run.local.collectives.filter(({ cause }) => cause.kind === 'model')).toHaveLength(own)
})

test('gpt2_mhlo_sharding is gpt2_sdy in strings', () => {
  const [strings, attributes] = [runModule(read('gpt2_mhlo_sharding'), mesh), runModule(read('gpt2_sdy'))]
  expect(strings.messages).toEqual([])
  expect(strings.conflicts).toEqual([])
  expect(strings.count).toEqual(attributes.count)
  const inputs = attributes.model.module.arguments.map(({ type }, i) => makeInput(type, i, 0, undefined))
  const [left, right] = [runEverywhere(strings.local, inputs), runEverywhere(attributes.local, inputs)]
  expect(left).toEqual(right)
}, 120_000)
