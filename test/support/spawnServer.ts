// The bundled server as the editor's client starts it, on stdio.
import type { ChildProcessByStdio } from 'node:child_process'
import { spawn } from 'node:child_process'
import { join, resolve } from 'node:path'
import type { Readable, Writable } from 'node:stream'

// Tests run in the root folder, and programs bundled elsewhere do too.
const dist = resolve('dist')

/** `folder`: of the bundled server. */
export const spawnServer = (folder = dist): ChildProcessByStdio<Writable, Readable, null> =>
  spawn(process.execPath, ['--max-semi-space-size=4', '--single-threaded-gc', join(folder, 'server.js'), '--stdio'], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, MALLOC_MMAP_THRESHOLD_: '65536' },
  })
