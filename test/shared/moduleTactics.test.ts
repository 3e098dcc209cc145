// Real models with shardings of their own: written as tactics, and how far these give the same.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { loadModel } from '../../server/src/engine/loadModel'
import { writeModuleTactics } from '../../server/src/engine/moduleTactics'
import { encodeText } from '../../server/src/mlir/text'

const models = join(import.meta.dirname, '..', '..', '..', 'shared', 'models')

const writtenOf = (name: string) => {
  const model = loadModel(encodeText(readFileSync(join(models, `${name}.mlir`), 'utf8')))
  const mesh = model.shardings.meshes.find(({ axes }) => axes.length > 0) ?? { axes: [] }
  return writeModuleTactics(model, mesh)
}

test('data and tensor parallelism of a transformer come out value by value', () => {
  const { tactics, ...rest } = writtenOf('t2_train_bp_mp_sdy')
  expect(rest).toEqual({ unnamed: 0, differing: 0, split: 678 })
  expect(tactics.map(({ axis }) => axis)).toEqual(['batch', 'model'])
  expect(tactics[1]?.lines.slice(0, 2)).toEqual([
    '{params, opt_state.{m, v}}.layer_*.attn.o: 0',
    '{params, opt_state.{m, v}}.layer_*.mlp.down: 0',
  ])
})

// The rest are constraints inside that the model's own shardings hold back until arguments have spread, and tactics do not.
test('of models with constraints inside, what differs is counted', () => {
  expect(writtenOf('gpt2_sdy')).toMatchObject({ unnamed: 3, differing: 7, split: 572 })
  expect(writtenOf('moe2_train_ep_sdy')).toMatchObject({ unnamed: 0, differing: 266, split: 738 })
})
