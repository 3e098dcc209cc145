// A model of a million operations: the server reads and analyses it for half a minute, and answers hovers all the while.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { generatedTactics, sizeOfOperations, writeModel } from '../support/generateModel'
import { startLanguageClient } from '../support/languageClient'
import type { Row } from './measure'
import { median, percentile } from './measure'
import { residentMegabytes } from './server'

const pauseMilliseconds = 20

/** Hovers in the tactics file from the moment it is opened until its figures are there, and over one edit more. */
export async function measureLarge(operations: number): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'shardlens-bench-'))
  try {
    const model = writeModel(join(folder, 'large.mlir'), sizeOfOperations(operations))
    const path = join(folder, 'large.tactics')
    writeFileSync(path, generatedTactics('large.mlir'))
    const size = `${(model.operations / 1e6).toFixed(2)} M operations, ${(model.bytes / 1e6).toFixed(0)} MB`
    return await measureHovers(pathToFileURL(path).href, generatedTactics('large.mlir'), size)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function measureHovers(uri: string, text: string, size: string): Promise<Row[]> {
  const client = await startLanguageClient({ maxModelSize: 1000 })
  const times: number[] = []
  let answered = 0
  const hoverUntil = async (done: Promise<unknown>): Promise<number> => {
    const start = performance.now()
    let isDone = false
    void done.then(() => (isDone = true))
    while (!isDone) {
      const asked = performance.now()
      const hover = await client.hover(uri, 'on batch', 'batch')
      times.push(performance.now() - asked)
      if (hover !== '') answered++
      await new Promise((resolve) => setTimeout(resolve, pauseMilliseconds))
    }
    return performance.now() - start
  }
  await client.open(uri, 'tactics', text)
  const opened = await hoverUntil(client.firstHints(uri))
  await hoverUntil(client.hints(uri))
  await client.change(uri, text.replace('params.layer_*.o: 0\n', ''))
  const first = await hoverUntil(client.firstHints(uri))
  const edited = first + (await hoverUntil(client.hints(uri)))
  const memory = residentMegabytes(client.pid)
  await client.stop()
  return [
    { name: 'first figures of a large model', value: opened, unit: 'ms', note: size },
    { name: 'active schedule after an edit there', value: first, unit: 'ms' },
    { name: 'all schedules after it', value: edited, unit: 'ms' },
    {
      name: 'hover meanwhile, median',
      value: median(times),
      unit: 'ms',
      note: `${answered} of ${times.length} answered`,
    },
    { name: 'hover meanwhile, 99th percentile', value: percentile(times, 0.99), unit: 'ms', goal: 10 },
    { name: 'hover meanwhile, longest', value: Math.max(...times), unit: 'ms' },
    ...(memory === undefined ? [] : [{ name: 'memory of the server then', value: memory, unit: 'MB' as const }]),
  ]
}
