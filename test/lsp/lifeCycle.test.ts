// Files that come, go and change while the server runs: two strategies of one model, unsaved and half-typed texts, line ends, marks, names.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { CompletionItem, DocumentSymbol, Location, SymbolInformation, TextEdit } from 'vscode-languageserver/node'
import type { LanguageClient } from '../support/languageClient'
import { startLanguageClient } from '../support/languageClient'
import { mlpTactics, mlpTrain } from '../support/models'

let client: LanguageClient
let folder: string

const uriOf = (name: string): string => pathToFileURL(join(folder, name)).href
const write = (name: string, text: string): void => writeFileSync(join(folder, name), text)
const codes = (found: readonly { code?: unknown }[]): unknown[] => found.map(({ code }) => code)
const close = (name: string): Promise<void> =>
  client.connection.sendNotification('textDocument/didClose', { textDocument: { uri: uriOf(name) } })

const watched = (name: string, type: 1 | 2 | 3): Promise<void> =>
  client.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri: uriOf(name), type }] })

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'shardlens-life-'))
  write('mlp.mlir', mlpTrain)
  client = await startLanguageClient()
})

afterEach(async () => {
  await client.stop()
  rmSync(folder, { recursive: true, force: true })
})

const strategy = (name: string, target: string): string =>
  `model "mlp.mlir"\nmesh { batch: 4 }\ntactic ${name} on batch { ${target}: 0 }\nschedule ${name.toLowerCase()} = ${name}\n`

describe('two strategies of one model', () => {
  test('show the one last looked at, by name', async () => {
    await client.open(uriOf('mlp.mlir'), 'mlir', mlpTrain)
    await client.open(uriOf('a.tactics'), 'tactics', strategy('Left', '{x, y}'))
    await client.open(uriOf('b.tactics'), 'tactics', strategy('Right', 'params.w1'))
    await client.hints(uriOf('a.tactics'))
    await client.hints(uriOf('b.tactics'))
    expect(await client.hover(uriOf('mlp.mlir'), '%0 = ')).toContain('right of b.tactics')
    // Hints are asked for whatever is visible; a hover is a person's.
    await client.hover(uriOf('a.tactics'), 'Left')
    expect(await client.hover(uriOf('mlp.mlir'), '%0 = ')).toContain('left of a.tactics')
    expect(client.statuses.at(-1)).toMatchObject({ uri: uriOf('a.tactics'), active: 'left' })
    await close('a.tactics')
    expect(await client.hover(uriOf('mlp.mlir'), '%0 = ')).toContain('in schedule `right`')
  })
})

describe('a tactics file', () => {
  test('whose model is missing or broken completes, formats and navigates', async () => {
    const text = 'model "gone.mlir"\nmesh {a:2}\ntactic T on a { x: 0 }\nschedule s = T\n'
    await client.open(uriOf('a.tactics'), 'tactics', text)
    await client.diagnostics(uriOf('a.tactics'), (found) => codes(found).includes('model.missing'))
    const document = { textDocument: { uri: uriOf('a.tactics') } }
    const edits = await client.request<TextEdit[]>('textDocument/formatting', {
      ...document,
      options: { tabSize: 2, insertSpaces: true },
    })
    expect(edits[0]?.newText).toContain('mesh { a: 2 }')
    const position = client.positionOf(uriOf('a.tactics'), 's = T', 'T')
    const items = await client.request<CompletionItem[]>('textDocument/completion', { ...document, position })
    expect(items.map(({ label }) => label)).toEqual(['T'])
    const found = await client.request<Location[]>('textDocument/definition', { ...document, position })
    expect(found.map(({ range }) => range.start.line)).toEqual([2])
    write('gone.mlir', 'this is no model')
    await watched('gone.mlir', 1)
    await client.diagnostics(uriOf('a.tactics'), (all) => !codes(all).includes('model.missing'))
    expect(await client.request<DocumentSymbol[]>('textDocument/documentSymbol', document)).toHaveLength(4)
    write('gone.mlir', mlpTrain)
    await watched('gone.mlir', 2)
    await client.diagnostics(uriOf('a.tactics'), (all) => all.length === 0)
  })

  test('that was never saved is analysed, relative to the folder that is open', async () => {
    await client.stop()
    client = await startLanguageClient({}, { workspaceFolders: [{ uri: pathToFileURL(folder).href, name: 'open' }] })
    await client.open('untitled:Untitled-1', 'tactics', strategy('Left', '{x, y}'))
    expect(await client.hints('untitled:Untitled-1')).toContainEqual(expect.stringMatching(/^3 \+3 all_reduce/))
    expect(await client.diagnostics('untitled:Untitled-1', () => true)).toEqual([])
  })

  test('keeps its lines and columns with CRLF, a byte order mark and names beyond ASCII', async () => {
    const text = `\uFEFF// naïve 🚀\n${mlpTactics.replace('on model {', 'on modl { // 🚀')}`.replaceAll('\n', '\r\n')
    await client.open(uriOf('a.tactics'), 'tactics', text)
    const found = await client.diagnostics(uriOf('a.tactics'), (all) => all.length > 0)
    expect(found.find(({ code }) => code === 'tactics.unknown-axis')?.range).toEqual({
      start: { line: 8, character: 19 },
      end: { line: 8, character: 23 },
    })
    const hints = await client.hints(uriOf('a.tactics'))
    expect(hints).toContainEqual(expect.stringMatching(/^3 8 devices/))
    expect(hints).toContain('7 2 tensors')
  })

  test('names arguments beyond ASCII at their UTF-16 columns, also behind a mark in the model', async () => {
    const model = `\uFEFFfunc.func public @main(%a: tensor<8xf32> loc("größe['🚀']"), %b: tensor<8xf32> loc("b")) -> tensor<8xf32> {\n  return %b : tensor<8xf32>\n}\n`
    write('unicode.mlir', model)
    const text = 'model "unicode.mlir"\nmesh { d: 2 }\ntactic T on d { "größe"."🚀": 0  b: 0 }\n'
    await client.open(uriOf('a.tactics'), 'tactics', text)
    expect(await client.hints(uriOf('a.tactics'))).toContain('3 1 tensor')
    const define = (token: string) =>
      client.request<Location[]>('textDocument/definition', {
        textDocument: { uri: uriOf('a.tactics') },
        position: client.positionOf(uriOf('a.tactics'), token),
      })
    const column = (name: string): number => model.indexOf(name) - 1
    expect((await define('"größe"')).map(({ range }) => range.start.character)).toEqual([column('%a')])
    expect((await define('b: 0')).map(({ range }) => range.start.character)).toEqual([column('%b')])
  })

  test('is navigated in the text as it is now, not as it was analysed', async () => {
    await client.open(uriOf('a.tactics'), 'tactics', mlpTactics)
    await client.hints(uriOf('a.tactics'))
    await client.change(uriOf('a.tactics'), `// more\n// lines\n${mlpTactics}tactic`)
    const position = client.positionOf(uriOf('a.tactics'), 'data = BP', 'BP')
    const found = await client.request<Location[]>('textDocument/definition', {
      textDocument: { uri: uriOf('a.tactics') },
      position,
    })
    expect(found.map(({ range }) => range.start.line)).toEqual([6])
  })

  test('with more devices than can be counted says so, and goes on when that is mended', async () => {
    await client.open(uriOf('a.tactics'), 'tactics', 'model "mlp.mlir"\nmesh { batch: 9999999999999999999 }\n')
    await client.diagnostics(uriOf('a.tactics'), (found) => codes(found).includes('tactics.bad-value'))
    await client.change(uriOf('a.tactics'), mlpTactics)
    expect((await client.hints(uriOf('a.tactics'))).length).toBeGreaterThan(3)
  })

  test('that is closed and deleted leaves no diagnostics behind', async () => {
    write('a.tactics', mlpTactics.replace('on model {', 'on modl {'))
    await client.open(uriOf('mlp.mlir'), 'mlir', mlpTrain)
    // The model finds the strategy beside it.
    await client.diagnostics(uriOf('a.tactics'), (found) => codes(found).includes('tactics.unknown-axis'))
    rmSync(join(folder, 'a.tactics'))
    await watched('a.tactics', 3)
    await client.diagnostics(uriOf('a.tactics'), (found) => found.length === 0)
    expect(await client.hover(uriOf('mlp.mlir'), '%0 = ')).not.toContain('in schedule')
  })

  test('read from disk is read again when it changes there', async () => {
    write('a.tactics', mlpTactics.replace('on model {', 'on modl {'))
    await client.open(uriOf('mlp.mlir'), 'mlir', mlpTrain)
    await client.diagnostics(uriOf('a.tactics'), (found) => codes(found).includes('tactics.unknown-axis'))
    write('a.tactics', mlpTactics)
    await watched('a.tactics', 2)
    await client.diagnostics(uriOf('a.tactics'), (found) => !codes(found).includes('tactics.unknown-axis'))
  })
})

test('a model that is opened with unsaved changes shows the figures of its text', async () => {
  await client.open(uriOf('a.tactics'), 'tactics', mlpTactics)
  await client.hints(uriOf('a.tactics'))
  const changed = `// a line more\n\n${mlpTrain}`
  await client.open(uriOf('mlp.mlir'), 'mlir', changed)
  await client.hints(uriOf('a.tactics'))
  await expect.poll(() => client.hover(uriOf('mlp.mlir'), '%6 = ', '%6')).toContain('16x4xf32')
  expect(await client.hover(uriOf('mlp.mlir'), '// a line')).toBe('')
  const symbols = await client.request<DocumentSymbol[]>('textDocument/documentSymbol', {
    textDocument: { uri: uriOf('mlp.mlir') },
  })
  // The function ends a line before the module.
  expect(symbols[0]?.range.end.line).toBe(changed.trimEnd().split('\n').length - 2)
})

test('places in a model that was edited since are left out until it is read again', async () => {
  await client.open(uriOf('a.tactics'), 'tactics', strategy('Left', '{x, y}'))
  await client.open(uriOf('mlp.mlir'), 'mlir', mlpTrain)
  await client.hints(uriOf('a.tactics'))
  const lines = async (): Promise<number[]> =>
    (await client.request<SymbolInformation[]>('workspace/symbol', { query: 'params.w1' })).map(
      ({ location }) => location.range.start.line,
    )
  await expect.poll(lines).toEqual([1])
  await client.change(uriOf('mlp.mlir'), `\n${mlpTrain}`)
  expect(await lines()).toEqual([])
  await expect.poll(lines).toEqual([2])
})
