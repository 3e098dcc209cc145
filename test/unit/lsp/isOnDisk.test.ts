// Whether the editor's text is the disk's, over pieces, marks and characters of several bytes.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { isOnDisk } from '../../../server/src/lsp/isOnDisk'

let folder: string
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'shardlens-disk-'))))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function isSame(bytes: string | Buffer, text: string): Promise<boolean> {
  const path = join(folder, 'a.mlir')
  writeFileSync(path, bytes)
  return isOnDisk(path, text)
}

/** Longer than a piece; a pair of UTF-16 units lies over the border. */
const piece = 1 << 20
const long = `${'a'.repeat(piece - 1)}😀${'é'.repeat(piece)}end`

test.each([
  ['', ''],
  ['module {}\r\n', 'module {}\r\n'],
  ['\uFEFFmodule {}', 'module {}'],
  [long, long],
])('the same %#', async (bytes, text) => {
  expect(await isSame(bytes, text)).toBe(true)
})

test.each([
  ['module {}', 'module { }'],
  ['module {}\n', 'module {}'],
  ['module {}', 'module {}\n'],
  ['', 'module {}'],
  ['module {}', ''],
  [long, long.replace('end', 'eNd')],
  [long, long.replace('😀', '😁')],
])('another one %#', async (bytes, text) => {
  expect(await isSame(bytes, text)).toBe(false)
})

test('what is not UTF-8 counts as it is on disk', async () => {
  const bytes = Buffer.from([0x6d, 0xff, 0x6d])
  expect(await isSame(bytes, bytes.toString())).toBe(true)
})

test('a file that is not there has no text', async () => {
  expect(await isOnDisk(join(folder, 'none.mlir'), '')).toBe(false)
})
