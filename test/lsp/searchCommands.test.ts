// What is offered about searches, over real streams: lenses and their commands, edits in files with any line breaks, includes.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ApplyWorkspaceEditParams, CodeAction, CodeLens, WorkspaceEdit } from 'vscode-languageserver/node'
import { TextDocument } from 'vscode-languageserver-textdocument'
import type { LanguageClient } from '../support/languageClient'
import { startLanguageClient } from '../support/languageClient'
import { wideModel, wideSizes } from '../support/wideModel'

let client: LanguageClient
let folder: string
const edits: WorkspaceEdit[] = []
const texts = new Map<string, string>()

const uriOf = (name: string): string => pathToFileURL(join(folder, name)).href

async function open(name: string, text: string): Promise<void> {
  texts.set(uriOf(name), text)
  writeFileSync(join(folder, name), text)
  await client.open(uriOf(name), 'tactics', text)
}

/** As an editor does it. */
async function apply({ changes = {} }: WorkspaceEdit): Promise<void> {
  for (const [uri, own] of Object.entries(changes)) {
    const text = TextDocument.applyEdits(TextDocument.create(uri, 'tactics', 1, texts.get(uri) ?? ''), own)
    texts.set(uri, text)
    await client.change(uri, text)
  }
}

async function lenses(name: string): Promise<CodeLens[]> {
  return client.request('textDocument/codeLens', { textDocument: { uri: uriOf(name) } })
}

async function press(name: string, title: string): Promise<void> {
  const lens = async (): Promise<CodeLens | undefined> =>
    (await lenses(name)).find(({ command }) => command?.title === title)
  await expect.poll(lens, { timeout: 20_000 }).toBeDefined()
  const { command } = (await lens())!
  edits.length = 0
  await client.request('workspace/executeCommand', { command: command!.command, arguments: command!.arguments })
  expect(edits.length).toBe(1)
  await apply(edits[0]!)
}

/** The hint behind the last schedule, once nothing is searched any more. */
async function total(name: string): Promise<string> {
  const last = async (): Promise<string> => (await client.hints(uriOf(name))).at(-1)?.replace(/^\d+ /, '') ?? ''
  await expect.poll(last, { timeout: 20_000 }).toMatch(/^(?!without).*GiB|MiB/)
  return last()
}

const manual = `model "wide.mlir"
mesh { batch: 4, model: 4 }
device tpu_v4

tactic BP on batch {
  x: 0
}

schedule plain = BP
`

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'shardlens-searching-'))
  writeFileSync(join(folder, 'wide.mlir'), wideModel({ ...wideSizes, batch: 64 }))
  client = await startLanguageClient()
  client.connection.onRequest('workspace/applyEdit', ({ edit }: ApplyWorkspaceEditParams) => {
    edits.push(edit)
    return { applied: true }
  })
})

afterAll(async () => {
  await client.stop()
  rmSync(folder, { recursive: true, force: true })
})

test('a schedule is searched from, its figures are shown, and what is found is written in its place', async () => {
  await open('dos.tactics', manual.replaceAll('\n', '\r\n'))
  await press('dos.tactics', 'Search from here')
  const searching = manual.replace(
    '\n\nschedule plain = BP',
    '\n\ntactic Found auto on model {}\n\nschedule plain = BP',
  )
  expect(texts.get(uriOf('dos.tactics'))).toBe(`${searching}schedule found = BP, Found\n`.replaceAll('\n', '\r\n'))
  const found = await total('dos.tactics')
  expect(client.statuses.findLast(({ uri }) => uri === uriOf('dos.tactics'))?.active).toBe('found')
  await press('dos.tactics', 'Write as manual tactics')
  const written = texts.get(uriOf('dos.tactics')) ?? ''
  expect(written).toContain('schedule found = BP, Hidden, Sequence\r\n')
  expect(written).not.toMatch(/auto|[^\r]\n/)
  expect(await total('dos.tactics')).toBe(found)
  const offered = (await lenses('dos.tactics')).map(({ command }) => command?.title)
  expect(offered).not.toContain('Write as manual tactics')
})

test('what an included tactic stands for is written into the file that was searched', async () => {
  const common = 'tactic Find auto on model {}\n'
  writeFileSync(join(folder, 'common.tactics'), common)
  await open('main.tactics', `include "common.tactics"\n${manual}schedule best = BP, Find\n`)
  await client.request('shardlens/setSchedule', { uri: uriOf('main.tactics'), name: 'best' })
  const found = await total('main.tactics')
  const position = client.positionOf(uriOf('main.tactics'), 'best')
  await open('common.tactics', common)
  await expect
    .poll(async () => (await client.hints(uriOf('common.tactics'))).join('\n'), { timeout: 20_000 })
    .toMatch(/evaluations/)
  expect(position.line).toBeGreaterThan(0)
  const actions = await client.request<CodeAction[]>('textDocument/codeAction', {
    textDocument: { uri: uriOf('common.tactics') },
    range: { start: { line: 0, character: 8 }, end: { line: 0, character: 8 } },
    context: { diagnostics: [] },
  })
  const action = actions.find(({ title }) => title.startsWith('Write `Find` as manual tactics'))
  expect(Object.keys(action?.edit?.changes ?? {})).toEqual([uriOf('main.tactics')])
  await apply(action!.edit!)
  expect(texts.get(uriOf('main.tactics'))).toContain('schedule best = BP, Hidden, Sequence\n')
  expect(await total('main.tactics')).toBe(found)
})

test('a command about what is not there changes nothing', async () => {
  const warnings: string[] = []
  client.connection.onNotification(
    'window/showMessage',
    ({ message }: { message: string }) => void warnings.push(message),
  )
  edits.length = 0
  const active = (): string | undefined => client.statuses.findLast(({ uri }) => uri === uriOf('main.tactics'))?.active
  const before = active()
  for (const command of ['from', 'write', 'stop', 'again', 'other'])
    for (const place of [
      { uri: uriOf('main.tactics'), kind: 'tactic', name: 'Gone' },
      { uri: 'file:///none.tactics' },
      7,
    ])
      await client.request('workspace/executeCommand', { command: `shardlens.search.${command}`, arguments: [place] })
  await client.hints(uriOf('main.tactics'))
  expect(edits).toEqual([])
  expect(warnings.length).toBe(2)
  expect(active()).toBe(before)
})
