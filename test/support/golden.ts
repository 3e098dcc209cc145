// Golden files: what a test prints is compared with test/golden; UPDATE_GOLDEN=1 writes it anew. A missing file fails.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect } from 'vitest'

const folder = join(import.meta.dirname, '..', 'golden')

export function expectGolden(name: string, text: string): void {
  const path = join(folder, name)
  if (process.env['UPDATE_GOLDEN'] === '1') {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, `${text}\n`)
  }
  if (!existsSync(path)) throw new Error(`no golden file ${name}; write it with UPDATE_GOLDEN=1`)
  expect(`${text}\n`).toBe(readFileSync(path, 'utf8'))
}
