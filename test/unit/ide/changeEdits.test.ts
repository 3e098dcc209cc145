// Changes of mesh, device and topology, as text.
import { expect, test } from 'vitest'
import { findDevice } from '../../../server/src/cost/devices'
import { changeEdits } from '../../../server/src/ide/changeEdits'
import { applyEdits } from '../../../server/src/ide/fixes/edits'
import type { Changes } from '../../../server/src/protocol/costs'
import { readTactics } from '../../support/loadProgram'

const mesh = {
  axes: [
    { name: 'batch', size: 4 },
    { name: 'model', size: 2 },
  ],
}

async function change(text: string, changes: Changes): Promise<string> {
  const sources = [{ path: 'a', text, start: 0 }]
  const context = { file: await readTactics(text), mesh, device: findDevice('tpu_v4')!, devices: [], sources }
  const edits = changeEdits(context, changes)
  if (typeof edits === 'string') return edits
  return applyEdits(sources, edits)[0] ?? ''
}

const head = 'model "m.mlir"\n'

test.each<readonly [text: string, changes: Changes, expected: string]>([
  ['mesh { batch: 4, model: 2 }\n', { mesh: { model: 8 } }, 'mesh { batch: 4, model: 8 }\n'],
  ['mesh { batch: 4, model: 2 }\n', { mesh: { batch: 4 } }, 'mesh { batch: 4, model: 2 }\n'],
  ['', { mesh: { batch: 8 } }, 'mesh { batch: 8, model: 2 }\n'],
  ['device tpu_v4\n', { device: 'h100' }, 'device h100\n'],
  ['', { device: 'h100' }, 'device h100\n'],
  ['', { device: 'tpu_v4' }, ''],
  ['', { device: 'h100', mesh: { model: 1 } }, 'mesh { batch: 4, model: 1 }\ndevice h100\n'],
  ['', { topology: '4x2' }, 'device tpu_v4 { topology: 4x2 }\n'],
  ['device tpu_v4\n', { topology: '4x2' }, 'device tpu_v4 { topology: 4x2 }\n'],
  ['device tpu_v4 {}\n', { topology: '4x2' }, 'device tpu_v4 { topology: 4x2 }\n'],
  ['device tpu_v4 { topology: 2x4 }\n', { topology: '4x2' }, 'device tpu_v4 { topology: 4x2 }\n'],
  [
    'device tpu_v4 {\n  memory: 8 GiB\n}\n',
    { topology: '8', device: 'tpu_v5p' },
    'device tpu_v5p {\n  topology: 8\n  memory: 8 GiB\n}\n',
  ],
])('%j with %j', async (text, changes, expected) => {
  const changed = await change(head + text, changes)
  expect(changed.trimEnd()).toBe((head + expected).trimEnd())
  await readTactics(changed)
})

test('a file without a statement of its own', async () => {
  expect(await change('', { mesh: { batch: 2 } })).toBe('mesh { batch: 2, model: 2 }\n')
})
