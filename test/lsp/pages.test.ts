// Texts for commands of the editor, over real streams: schedules side by side, a first tactics file for a model.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { NewTactics } from '../../server/src/protocol/pages'
import type { LanguageClient } from '../support/languageClient'
import { startLanguageClient } from '../support/languageClient'
import { mlpTactics, mlpTrain } from '../support/models'

let client: LanguageClient
let folder: string

const uriOf = (name: string): string => pathToFileURL(join(folder, name)).href

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'shardlens-pages-'))
  writeFileSync(join(folder, 'mlp.mlir'), mlpTrain)
  client = await startLanguageClient()
})

afterAll(async () => {
  await client.stop()
  rmSync(folder, { recursive: true, force: true })
})

test('schedules stand side by side, of the text as it is', async () => {
  const uri = uriOf('mlp.tactics')
  await client.open(uri, 'tactics', mlpTactics)
  const page = await client.request<string>('shardlens/compare', { uri })
  expect(page).toMatch(
    /^# Schedules of `mlp\.tactics`\n\n`tpu_v4` · mesh batch 4 × model 2\n\n\|.*`default`.*`data` \|/,
  )
  expect(page).toMatch(/\| peak memory \|.*\u00a0KiB \|.*\u00a0KiB \(\+.*\u00a0%\) \|/)
  await client.change(uri, mlpTactics.replace('schedule data', 'schedule only_data'))
  expect(await client.request<string>('shardlens/compare', { uri })).toContain('`only_data`')
  expect(await client.request('shardlens/compare', { uri: uriOf('none.tactics') })).toBe(null)
})

test('a model that is not open has a first tactics file, which is analysed without an error', async () => {
  const made = await client.request<NewTactics>('shardlens/newTactics', { modelUri: uriOf('mlp.mlir') })
  expect(made.fileName).toBe('mlp.tactics')
  const uri = uriOf('first.tactics')
  await client.open(uri, 'tactics', made.text)
  expect(await client.hints(uri)).toContainEqual(expect.stringMatching(/KiB · /))
  const found = await client.diagnostics(uri, () => true)
  expect(found.filter(({ severity }) => severity === 1)).toEqual([])
  expect(await client.request('shardlens/newTactics', { modelUri: uriOf('none.mlir') })).toBe(null)
})
