// Which device file counts for a tactics file: the nearest above it, within the folders that are open.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { deviceFileName } from '../../../server/src/engine/deviceFile'
import { findDeviceFile } from '../../../server/src/worker/findDeviceFile'

let top: string
beforeAll(() => {
  top = mkdtempSync(join(tmpdir(), 'shardlens-devices-'))
  mkdirSync(join(top, 'outer', 'inner', 'deep'), { recursive: true })
  mkdirSync(join(top, 'outer', 'other'), { recursive: true })
  for (const folder of ['', 'outer', 'outer/other']) writeFileSync(join(top, folder, deviceFileName), '{}')
})
afterAll(() => rmSync(top, { recursive: true, force: true }))

/** Folder of the file that counts for one in `folder`. */
async function found(folder: string, ...roots: readonly string[]): Promise<string | undefined> {
  const file = await findDeviceFile({
    folder: join(top, folder),
    roots: roots.map((root) => join(top, root)),
    named: '',
  })
  return file && relative(top, join(file.path, '..'))
}

test('the nearest one, in no folder above those that are open', async () => {
  expect(await found('outer/other', 'outer')).toBe('outer/other')
  expect(await found('outer/inner/deep', 'outer')).toBe('outer')
  expect(await found('outer/inner/deep', 'outer/inner')).toBeUndefined()
  expect(await found('outer/inner/deep')).toBeUndefined()
})

test('where one open folder lies in another, their order says nothing', async () => {
  expect(await found('outer/inner/deep', 'outer', 'outer/inner')).toBe('outer')
  expect(await found('outer/inner/deep', 'outer/inner', 'outer')).toBe('outer')
})
