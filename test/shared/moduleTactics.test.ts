// Real models with shardings of their own: written as tactics, and how far these give the same.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { loadModel } from '../../server/src/engine/loadModel'
import { writeModuleTactics } from '../../server/src/engine/moduleTactics'
import { encodeText } from '../../server/src/mlir/text'

const models = join(import.meta.dirname, '..', '..', '..', 'shared', 'models')

test.each(['t2_train_bp_mp_sdy', 'gpt2_sdy', 'moe2_train_ep_sdy', 'gpt2_mhlo_sharding'])('%s', (name) => {
  const model = loadModel(encodeText(readFileSync(join(models, `${name}.mlir`), 'utf8')))
  const mesh = model.shardings.meshes.find(({ axes }) => axes.length > 0) ?? { axes: [] }
  console.log(name, JSON.stringify(writeModuleTactics(model, mesh), undefined, 1))
  expect(1).toBe(1)
})
