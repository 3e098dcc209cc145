// Several folders of a workspace: files of one name in two of them, models of the other folder, models that are replaced, go and come
// back, folders that are added, and files whose lines end differently.
import { mkdirSync, mkdtempSync, rmSync, unlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { SymbolInformation, WorkspaceEdit } from 'vscode-languageserver/node'
import type { LanguageClient } from '../support/languageClient'
import { startLanguageClient } from '../support/languageClient'
import { mlpTrain } from '../support/models'

let client: LanguageClient
let folder: string

const uriOf = (name: string): string => pathToFileURL(join(folder, name)).href
const nameOf = (uri: string): string => uri.replace(`${pathToFileURL(folder).href}/`, '')
const write = (name: string, text: string): void => writeFileSync(join(folder, name), text)
const rootOf = (name: string) => ({ uri: uriOf(name), name })
const watched = (name: string, type: 1 | 2 | 3): Promise<void> =>
  client.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri: uriOf(name), type }] })
const codesOf = (found: readonly { code?: unknown }[]): unknown[] => found.map(({ code }) => code)

/** The same step on twice as many rows. */
const larger = mlpTrain.replaceAll(/\b32x(\d+)xf32/g, '64x$1xf32').replaceAll(/\b(\d+)x32xf32/g, '$1x64xf32')

const step = 'model "mlp.mlir"\nmesh { batch: 4 }\ntactic BP on batch { {x, y}: 0 }\nschedule s = BP\n'

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'shardlens-folders-'))
  for (const name of ['a', 'b']) mkdirSync(join(folder, name))
  write('a/mlp.mlir', mlpTrain)
  write('b/mlp.mlir', larger)
  for (const name of ['a', 'b']) write(`${name}/step.tactics`, step)
  const capabilities = { workspace: { inlayHint: { refreshSupport: true }, workspaceFolders: true } }
  client = await startLanguageClient({}, { workspaceFolders: [rootOf('a'), rootOf('b')], capabilities })
})

afterEach(async () => {
  await client.stop()
  rmSync(folder, { recursive: true, force: true })
})

const openTactics = async (name: string, text = step): Promise<string> => {
  await client.open(uriOf(name), 'tactics', text)
  return (await client.hints(uriOf(name))).join('\n')
}

test('files of one name in two folders have figures, symbols and names of their own', async () => {
  const [a, b] = [await openTactics('a/step.tactics'), await openTactics('b/step.tactics')]
  expect(a).toContain('7.00 → 2.88 KiB')
  expect(b).toContain('→')
  expect(b).not.toBe(a)
  const found = await client.request<SymbolInformation[]>('workspace/symbol', { query: 'BP' })
  expect(found.map(({ location }) => nameOf(location.uri)).sort()).toEqual(['a/step.tactics', 'b/step.tactics'])
  const renamed = await client.request<WorkspaceEdit>('textDocument/rename', {
    textDocument: { uri: uriOf('a/step.tactics') },
    position: client.positionOf(uriOf('a/step.tactics'), 'BP'),
    newName: 'Data',
  })
  expect(Object.keys(renamed.changes ?? {}).map(nameOf)).toEqual(['a/step.tactics'])
})

test('a model of the other folder is called by the path that tells its files apart, and followed when it is renamed', async () => {
  await openTactics('b/step.tactics')
  const across = await openTactics('a/step.tactics', step.replace('mlp.mlir', '../b/mlp.mlir'))
  expect(across).toContain('4 arguments')
  await client.open(uriOf('b/mlp.mlir'), 'mlir', larger)
  await client.hover(uriOf('a/step.tactics'), 'BP')
  await expect.poll(() => client.hover(uriOf('b/mlp.mlir'), '%0 = ')).toContain('`s of a/step.tactics`')
  const files = [{ oldUri: uriOf('b/mlp.mlir'), newUri: uriOf('b/net.mlir') }]
  const { changes } = await client.request<WorkspaceEdit>('workspace/willRenameFiles', { files })
  const texts = Object.entries(changes ?? {}).map(([uri, [edit]]) => `${nameOf(uri)} ${edit?.newText ?? ''}`)
  expect(texts.sort()).toEqual(['a/step.tactics "../b/net.mlir"', 'b/step.tactics "net.mlir"'])
})

test('a model that is replaced, goes and comes back is followed', async () => {
  const uri = uriOf('a/step.tactics')
  const before = await openTactics('a/step.tactics')
  write('a/mlp.mlir', mlpTrain.replace('loc("x")', 'loc("inputs")'))
  await watched('a/mlp.mlir', 2)
  await client.diagnostics(uri, (found) => codesOf(found).includes('tactics.dead-alternative'))
  unlinkSync(join(folder, 'a/mlp.mlir'))
  await watched('a/mlp.mlir', 3)
  const gone = await client.diagnostics(uri, (found) => codesOf(found).includes('model.missing'))
  expect(codesOf(gone)).toEqual(['model.missing'])
  expect(await client.hints(uri)).toEqual([])
  write('a/mlp.mlir', mlpTrain)
  await watched('a/mlp.mlir', 1)
  await client.diagnostics(uri, (found) => found.length === 0)
  expect((await client.hints(uri)).join('\n')).toBe(before)
})

test('a tactics file that is deleted on disk counts as long as its editor is open', async () => {
  const before = await openTactics('a/step.tactics')
  unlinkSync(join(folder, 'a/step.tactics'))
  await watched('a/step.tactics', 3)
  expect((await client.hints(uriOf('a/step.tactics'))).join('\n')).toBe(before)
})

test('a folder that is added brings the device file above', async () => {
  write('shardlens.devices.json', '{ "devices": { "ours": { "extends": "h100" } } }')
  const uri = uriOf('a/step.tactics')
  await client.open(uri, 'tactics', step.replace('tactic', 'device ours\ntactic'))
  await client.diagnostics(uri, (found) => codesOf(found).includes('tactics.unknown-device'))
  const event = { added: [{ uri: pathToFileURL(folder).href, name: 'all' }], removed: [rootOf('a'), rootOf('b')] }
  await client.connection.sendNotification('workspace/didChangeWorkspaceFolders', { event })
  await client.diagnostics(uri, (found) => !codesOf(found).includes('tactics.unknown-device'))
  const gone = { added: [rootOf('a')], removed: [{ uri: pathToFileURL(folder).href, name: 'all' }] }
  await client.connection.sendNotification('workspace/didChangeWorkspaceFolders', { event: gone })
  await client.diagnostics(uri, (found) => codesOf(found).includes('tactics.unknown-device'))
})

test('a file with LF and an included one with CRLF are renamed and read at the right places', async () => {
  const library = 'tactic Lib on batch {\r\n  params.w1: 0\r\n  params.w3: 0\r\n}\r\n'
  write('a/lib.tactics', library)
  const main = 'model "mlp.mlir"\nmesh { batch: 4 }\ninclude "lib.tactics"\nschedule s = Lib\n'
  await openTactics('a/main.tactics', main)
  await client.open(uriOf('a/lib.tactics'), 'tactics', library)
  const found = await client.diagnostics(uriOf('a/lib.tactics'), (some) => some.length > 0)
  expect(found.map(({ code, range }) => [code, range.start, range.end])).toEqual([
    ['tactics.no-match', { line: 2, character: 2 }, { line: 2, character: 11 }],
  ])
  const { changes = {} } = await client.request<WorkspaceEdit>('textDocument/rename', {
    textDocument: { uri: uriOf('a/main.tactics') },
    position: client.positionOf(uriOf('a/main.tactics'), 'Lib'),
    newName: 'Own',
  })
  const places = Object.entries(changes).flatMap(([uri, edits]) =>
    edits.map(({ range }) => `${nameOf(uri)} ${range.start.line}:${range.start.character}`),
  )
  expect(places.sort()).toEqual(['a/lib.tactics 0:7', 'a/main.tactics 3:13'])
})
