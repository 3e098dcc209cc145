// The built command line as a process, in a folder of its own with some files.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'

export const cli = join(import.meta.dirname, '..', '..', 'dist', 'cli.js')

export interface Ran {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** A folder that goes when the tests of the file are over, and what runs the command line in it. */
export function commandLine(files: Readonly<Record<string, string | Uint8Array>>): {
  readonly folder: string
  readonly run: (...args: readonly string[]) => Ran
} {
  const folder = mkdtempSync(join(tmpdir(), 'shardlens-cli-'))
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content)
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true })
  })
  const run = (...args: readonly string[]): Ran => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], { cwd: folder, encoding: 'utf8' })
    return { code: status, out: stdout, err: stderr }
  }
  return { folder, run }
}
