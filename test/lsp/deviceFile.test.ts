// A user's device file in the language server: its devices complete, hover and count; editing it on disk counts at once.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { CodeAction, CompletionItem, Location } from 'vscode-languageserver/node'
import type { LanguageClient } from '../support/languageClient'
import { startLanguageClient } from '../support/languageClient'
import { mlpTactics, mlpTrain } from '../support/models'

let client: LanguageClient
let folder: string
const uriOf = (name: string): string => pathToFileURL(join(folder, name)).href
const writeDevices = (memory: string): void =>
  writeFileSync(
    join(folder, 'models', 'shardlens.devices.json'),
    `{ "devices": { "ours": { "extends": "h100", "memory": ${memory} } } }`,
  )

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'shardlens-devices-'))
  mkdirSync(join(folder, 'models'))
  writeFileSync(join(folder, 'models', 'mlp.mlir'), mlpTrain)
  writeDevices('"40 GiB"')
  client = await startLanguageClient()
  await client.open(uriOf('models/mlp.tactics'), 'tactics', mlpTactics.replace('tpu_v4', 'ours'))
  await client.hints(uriOf('models/mlp.tactics'))
})

afterAll(async () => {
  await client.stop()
  rmSync(folder, { recursive: true, force: true })
})

test('its devices hover and complete', async () => {
  const uri = uriOf('models/mlp.tactics')
  expect(await client.hover(uri, 'ours')).toMatch(/\*\*ours\*\*.*40\.0 GiB.*shardlens\.devices\.json/s)
  const position = client.positionOf(uri, 'ours')
  const found = await client.request<CompletionItem[]>('textDocument/completion', { textDocument: { uri }, position })
  expect(found.map(({ label }) => label)).toEqual(expect.arrayContaining(['ours', 'h100']))
})

test('the name of a device leads to its entry, one of the catalogue nowhere', async () => {
  const uri = uriOf('models/mlp.tactics')
  const position = client.positionOf(uri, 'ours')
  const found = await client.request<Location[]>('textDocument/definition', { textDocument: { uri }, position })
  const range = { start: { line: 0, character: 15 }, end: { line: 0, character: 21 } }
  expect(found).toEqual([{ uri: uriOf('models/shardlens.devices.json'), range }])
})

test('a device that is nearly one of it is mended', async () => {
  const uri = uriOf('models/near.tactics')
  await client.open(uri, 'tactics', mlpTactics.replace('tpu_v4', 'ourz'))
  const found = await client.diagnostics(uri, (all) => all.some(({ code }) => code === 'tactics.unknown-device'))
  const unknown = found.find(({ code }) => code === 'tactics.unknown-device')
  const context = { diagnostics: [] }
  const request = { textDocument: { uri }, range: unknown?.range, context }
  const actions = await client.request<CodeAction[]>('textDocument/codeAction', request)
  expect(actions[0]?.title).toMatch(/^Change to `ours`/)
  await client.connection.sendNotification('textDocument/didClose', { textDocument: { uri } })
})

test('what is wrong in it is shown there, and at the name', async () => {
  writeDevices('0')
  const file = uriOf('models/shardlens.devices.json')
  const changes = [{ uri: file, type: 2 }]
  await client.connection.sendNotification('workspace/didChangeWatchedFiles', { changes })
  const inside = await client.diagnostics(file, (found) => found.length > 0)
  expect(inside.map(({ code, range }) => [code, range.start.character])).toEqual([['tactics.bad-value', 54]])
  const outside = await client.diagnostics(uriOf('models/mlp.tactics'), (all) =>
    all.some(({ code }) => code === 'device.entry'),
  )
  expect(outside.map(({ code }) => code)).toContain('device.entry')
  writeDevices('"20 GiB"')
  await client.connection.sendNotification('workspace/didChangeWatchedFiles', { changes })
  await client.diagnostics(file, (found) => found.length === 0)
  expect(await client.hover(uriOf('models/mlp.tactics'), 'ours')).toContain('20.0 GiB')
})
