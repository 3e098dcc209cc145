// Real models with shardings of their own, written as tactics: these give the same, value by value and collective by collective.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { loadModel } from '../../server/src/engine/loadModel'
import { writeModuleTactics } from '../../server/src/engine/moduleTactics'
import { countCollectives } from '../../server/src/lowering/countCollectives'
import { lower } from '../../server/src/lowering/lower'
import { encodeText } from '../../server/src/mlir/text'
import { applyModuleShardings } from '../../server/src/sharding/applyModuleShardings'
import { startState } from '../../server/src/sharding/manualRegions'
import type { ShardingState } from '../../server/src/sharding/state'

const models = join(import.meta.dirname, '..', '..', '..', 'shared', 'models')

/** Of the model without a mesh of its own. */
const usualMesh = [
  { name: 'data', size: 4 },
  { name: 'model', size: 2 },
]

const collectivesOf = (state: ShardingState): Readonly<Record<string, number>> =>
  Object.fromEntries(countCollectives(lower(state)).map(({ kind, count }) => [kind, count]))

function writtenOf(name: string) {
  const model = loadModel(encodeText(readFileSync(join(models, `${name}.mlir`), 'utf8')))
  const axes = model.shardings.meshes.find((mesh) => mesh.axes.length > 0)?.axes ?? usualMesh
  const { tactics, state, ...counts } = writeModuleTactics(model, { axes })
  const own = applyModuleShardings(startState(model.program, { axes }).value, model.shardings).outcome.state
  return { tactics, counts, own: collectivesOf(own), written: collectivesOf(state) }
}

test('data and tensor parallelism of a transformer', () => {
  const { tactics, counts, own, written } = writtenOf('t2_train_bp_mp_sdy')
  expect(counts).toEqual({ unnamed: 0, differing: 0, reordered: 0, split: 678 })
  expect(written).toEqual(own)
  expect(tactics.map(({ name }) => name)).toEqual(['Inputs_batch', 'State_model'])
  expect(tactics[1]?.lines.slice(0, 2)).toEqual([
    '{params, opt_state.{m, v}}.layer_*.attn.o: 0',
    '{params, opt_state.{m, v}}.layer_*.mlp.down: 0',
  ])
})

test('experts over the batch axis: constraints inside are kept for their dim until the experts split it', () => {
  const { tactics, counts, own, written } = writtenOf('moe2_train_ep_sdy')
  expect(counts).toEqual({ unnamed: 0, differing: 0, reordered: 0, split: 738 })
  expect(written).toEqual(own)
  expect(own).toEqual({ all_reduce: 18, all_to_all: 8 })
  expect(tactics.map(({ name }) => name)).toEqual(['Inputs_batch', 'State_batch'])
  expect(tactics[0]?.lines.slice(0, 3)).toEqual([
    '{tokens, targets}: 0',
    'at "layer_*/moe/experts/sharding_constraint": only 0',
    'at "layer_*/moe/experts/sharding_constraint" backward: only 0',
  ])
})

// Two regions partitioned by hand state `data, model` and `model, data` of values that both axes reach from either: the values
// are split alike, and where a tactic spreads its axis before the next one begins, borders of the regions change the order.
test('regions partitioned by hand: no value differs, but axes are permuted at borders', () => {
  const attributes = writtenOf('gpt2_sdy')
  expect(attributes.counts).toEqual({ unnamed: 0, differing: 0, reordered: 0, split: 572 })
  expect(attributes.written).toEqual(attributes.own)
  const strings = writtenOf('gpt2_mhlo_sharding')
  expect(strings.counts).toEqual({ unnamed: 0, differing: 0, reordered: 0, split: 613 })
  expect(strings.written).toEqual({ ...strings.own, collective_permute: 14 })
})
