// Threads that analyse give way to the one that answers, as far as the system lets us (Linux).
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { getPriority, tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { startLanguageClient } from '../support/languageClient'
import { mlpTrain } from '../support/models'

/** Threads of a process behind `answering`. */
const giving = (pid: number, answering: number): number =>
  readdirSync(`/proc/${pid}/task`).filter((thread) => getPriority(Number(thread)) > answering).length

test.runIf(process.platform === 'linux')('V8 and the analysis give way to the thread that answers', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'shardlens-priority-'))
  const client = await startLanguageClient()
  try {
    const answering = getPriority(client.pid)
    expect(answering).toBe(getPriority())
    const helpers = giving(client.pid, answering)
    expect(helpers).toBeGreaterThan(0)
    writeFileSync(join(folder, 'mlp.mlir'), mlpTrain)
    const uri = pathToFileURL(join(folder, 'step.tactics')).href
    await client.open(
      uri,
      'tactics',
      'model "mlp.mlir"\nmesh { batch: 4 }\ntactic BP on batch { {x, y}: 0 }\nschedule s = BP\n',
    )
    expect((await client.hints(uri)).join('\n')).toContain('all_reduce')
    expect(giving(client.pid, answering)).toBeGreaterThan(helpers)
  } finally {
    await client.stop()
    rmSync(folder, { recursive: true, force: true })
  }
})
