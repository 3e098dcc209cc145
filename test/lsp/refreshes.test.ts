// When the server asks the editor to come again: for what the editor does not ask by itself.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { LanguageClient } from '../support/languageClient'
import { startLanguageClient } from '../support/languageClient'
import { mlpTactics, mlpTrain } from '../support/models'

let client: LanguageClient
let folder: string
const uriOf = (name: string): string => pathToFileURL(join(folder, name)).href

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'shardlens-refreshes-'))
  writeFileSync(join(folder, 'mlp.mlir'), mlpTrain)
  client = await startLanguageClient()
})

afterAll(async () => {
  await client.stop()
  rmSync(folder, { recursive: true, force: true })
})

let edits = 0

/** Refreshes that an edit leads to, once its figures are there. */
async function refreshesOf(uri: string): Promise<number> {
  const before = client.refreshes()
  const told = client.statuses.length
  await client.change(uri, mlpTactics.replace('batch: 4', `batch: ${[2, 4][edits++ % 2] ?? 4}`))
  await expect
    .poll(() => client.statuses.slice(told).some((one) => one.uri === uri && one.state === 'fresh'))
    .toBe(true)
  // What was sent before this answer has arrived with it.
  await client.hover(uri, 'mesh')
  return client.refreshes() - before
}

test('a text that is typed into is not asked for, what else shows its figures is', async () => {
  const uri = uriOf('step.tactics')
  await client.open(uri, 'tactics', mlpTactics)
  await client.hints(uri)
  expect(client.statuses.findLast((one) => one.uri === uri)?.active).toBe('default')
  expect(await refreshesOf(uri)).toBe(0)
  await client.open(uriOf('mlp.mlir'), 'mlir', mlpTrain)
  await expect.poll(() => client.hover(uriOf('mlp.mlir'), '%0 = ')).not.toBe('')
  expect(await refreshesOf(uri)).toBeGreaterThan(0)
  await client.connection.sendNotification('textDocument/didClose', { textDocument: { uri: uriOf('mlp.mlir') } })
  expect(await refreshesOf(uri)).toBe(0)
})

test('another cause than typing is', async () => {
  const uri = uriOf('step.tactics')
  const before = client.refreshes()
  await client.request('shardlens/setSchedule', { uri, name: 'default' })
  await expect.poll(() => client.refreshes()).toBeGreaterThan(before)
})

test('a file without figures has no schedule that they are of', async () => {
  const uri = uriOf('lost.tactics')
  await client.open(uri, 'tactics', 'model "lost.mlir"\nmesh { x: 2 }\nschedule plain\n')
  await client.diagnostics(uri, (found) => found.some(({ code }) => code === 'model.missing'))
  const status = client.statuses.findLast((one) => one.uri === uri)
  expect(status).toMatchObject({ schedules: [] })
  expect(status).not.toHaveProperty('active')
})
