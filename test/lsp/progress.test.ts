// Analyses that take long, over real streams: progress, stopping, restarting; short ones say nothing.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { LanguageClient } from '../support/languageClient'
import { startLanguageClient } from '../support/languageClient'
import { chainModel, chainTactics } from '../support/chain'
import { mlpTactics, mlpTrain } from '../support/models'

interface Progress {
  readonly token: string
  readonly value: { readonly kind: string; readonly message?: string; readonly cancellable?: boolean }
}

let client: LanguageClient
let folder: string
const seen: Progress[] = []

const uriOf = (name: string): string => pathToFileURL(join(folder, name)).href
const state = (name: string): string | undefined => client.statuses.findLast(({ uri }) => uri === uriOf(name))?.state
const kinds = (): string[] => seen.map(({ value }) => value.kind)

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'shardlens-progress-'))
  writeFileSync(join(folder, 'mlp.mlir'), mlpTrain)
  writeFileSync(join(folder, 'long.mlir'), chainModel(400_000))
  client = await startLanguageClient({}, { capabilities: { window: { workDoneProgress: true } } })
  client.connection.onRequest('window/workDoneProgress/create', () => null)
  client.connection.onNotification('$/progress', (progress: Progress) => void seen.push(progress))
})

afterAll(async () => {
  await client.stop()
  rmSync(folder, { recursive: true, force: true })
})

test('what is over in half a second shows no progress', async () => {
  await client.open(uriOf('mlp.tactics'), 'tactics', mlpTactics)
  await expect.poll(() => state('mlp.tactics'), { timeout: 20_000 }).toBe('fresh')
  // The start of a first worker may take longer on a busy machine.
  seen.length = 0
  for (const ending of ['\n', '\n\n', '']) {
    await client.change(uriOf('mlp.tactics'), mlpTactics + ending)
    await client.hints(uriOf('mlp.tactics'))
  }
  expect(seen).toEqual([])
})

test('a long analysis says what it is at, and is stopped by the editor; the next one runs to its end', async () => {
  seen.length = 0
  await client.open(uriOf('long.tactics'), 'tactics', chainTactics('long.mlir'))
  await expect.poll(() => state('long.tactics')).toBe('computing')
  await expect.poll(() => seen.at(0)?.value, { timeout: 20_000 }).toMatchObject({ kind: 'begin', cancellable: true })
  expect(seen[0]?.value.message).toMatch(/long\.tactics/)
  await client.connection.sendNotification('window/workDoneProgress/cancel', { token: seen[0]?.token })
  await expect.poll(() => state('long.tactics'), { timeout: 20_000 }).toBe('stopped')
  await expect.poll(() => kinds().at(-1)).toBe('end')
  expect(await client.hover(uriOf('long.tactics'), 'tactic', 'batch')).not.toBe(undefined)

  await client.request('shardlens/restartAnalysis', {})
  await expect.poll(() => state('long.tactics'), { timeout: 60_000 }).toBe('fresh')
  await expect.poll(() => state('mlp.tactics'), { timeout: 20_000 }).toBe('fresh')
  expect(kinds().filter((kind) => kind === 'begin').length).toBe(kinds().filter((kind) => kind === 'end').length)
}, 90_000)
