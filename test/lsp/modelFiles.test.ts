// Models over real streams: lenses, levels of hints, pictures by theme, problems with places in other files, files that no
// editor hands out.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CodeLens, DocumentSymbol, FoldingRange, Location } from 'vscode-languageserver/node'
import type { LanguageClient } from '../support/languageClient'
import { startLanguageClient } from '../support/languageClient'
import { mlpTactics, mlpTrain } from '../support/models'

let folder: string
let client: LanguageClient
const uriOf = (name: string): string => pathToFileURL(join(folder, name)).href

/** Opens both files and waits for figures. */
async function openBoth(name: string, model: string, tactics: string): Promise<void> {
  writeFileSync(join(folder, `${name}.mlir`), model)
  writeFileSync(join(folder, `${name}.tactics`), tactics)
  await client.open(uriOf(`${name}.tactics`), 'tactics', tactics)
  await client.hints(uriOf(`${name}.tactics`))
  await client.open(uriOf(`${name}.mlir`), 'mlir', model)
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'shardlens-models-'))
  writeFileSync(join(folder, 'train.py'), 'pass\n')
  client = await startLanguageClient({ theme: 'light' }, { clientInfo: { name: 'Visual Studio Code' } })
  const located = mlpTrain.replace(
    'loc("jit(step)/jvp(out)/dot_general")',
    'loc("jit(step)/jvp(out)/dot_general"("train.py":7:3))',
  )
  await openBoth('mlp', located, mlpTactics)
})

afterAll(async () => {
  await client.stop()
  rmSync(folder, { recursive: true, force: true })
})

// Editors ask for these once a text, and keep what they are told.
test.each([
  ['without tactics', 'alone.mlir'],
  ['with tactics beside it', 'mlp.mlir'],
])('outline and folds of a model %s are answered once it is read', async (_, name) => {
  writeFileSync(join(folder, 'alone.mlir'), mlpTrain)
  const other = await startLanguageClient()
  const document = { textDocument: { uri: uriOf(name) } }
  const ask = () =>
    Promise.all([
      other.request<DocumentSymbol[]>('textDocument/documentSymbol', document),
      other.request<FoldingRange[]>('textDocument/foldingRange', document),
    ])
  const text = readFileSync(join(folder, name), 'utf8')
  await other.open(uriOf(name), 'mlir', text)
  const [symbols, folds] = await ask()
  expect(symbols.map((one) => one.name)).toEqual(['main'])
  expect(folds.length).toBeGreaterThan(0)
  await other.change(uriOf(name), text.replace('@main', '@step'))
  const [after] = await ask()
  expect(after.map((one) => one.name)).toEqual(['step'])
  await other.stop()
})

test('lenses give totals, and lead to the schedules', async () => {
  const ask = () => client.request<CodeLens[]>('textDocument/codeLens', { textDocument: { uri: uriOf('mlp.mlir') } })
  // The text that was opened is compared with the disk first; then the editor is asked to come again.
  await expect.poll(ask).not.toEqual([])
  const lenses = await ask()
  expect(lenses.map(({ range, command }) => [range.start.line, command?.title, command?.command])).toEqual([
    [1, expect.stringMatching(/^@main: .* · 7 collectives$/), ''],
    [1, 'schedule default, after Z3', 'shardlens.selectSchedule'],
  ])
  const ofTactics = await client.request<CodeLens[]>('textDocument/codeLens', {
    textDocument: { uri: uriOf('mlp.tactics') },
  })
  expect(ofTactics.map(({ command }) => command?.title)).toContain('Compare 2 schedules')
})

test('levels of hints change with the setting, old switches too', async () => {
  const amount = async (model: unknown): Promise<number> => {
    await client.connection.sendNotification('workspace/didChangeConfiguration', {
      settings: { shardlens: { inlayHints: { model } } },
    })
    return (await client.hints(uriOf('mlp.mlir'))).join().length
  }
  const [all, changes, collectives] = [await amount('all'), await amount('changes'), await amount('collectives')]
  expect(all).toBeGreaterThan(changes)
  expect(changes).toBeGreaterThan(collectives)
  expect(await amount(false)).toBe(0)
  expect(await amount(true)).toBe(changes)
})

test('pictures follow the theme, and sources of the workspace are links', async () => {
  const hover = (): Promise<string> => client.hover(uriOf('mlp.mlir'), '%2 = ')
  expect(await hover()).toContain('%23397BEC')
  await client.connection.sendNotification('shardlens/theme', { theme: 'dark' })
  expect(await hover()).toContain('%235190FB')
  await client.connection.sendNotification('shardlens/theme', { theme: 'none of these' })
  expect(await hover()).toMatch(new RegExp(`%235190FB[^]*\\[train\\.py:7\\]\\(${uriOf('train.py')}#L7\\)$`))
})

test('a conflict leads to the actions in the tactics file', async () => {
  const add = `func.func public @main(%a: tensor<8x8xf32> loc("a"), %b: tensor<8x8xf32> loc("b")) -> tensor<8x8xf32> {
  %0 = stablehlo.add %a, %b : tensor<8x8xf32>
  return %0 : tensor<8x8xf32>
}
`
  await openBoth('add', add, 'model "add.mlir"\nmesh { m: 2 }\ntactic T on m {\n  a: 0\n  b: 1\n}\nschedule s = T\n')
  const found = await client.diagnostics(uriOf('add.mlir'), (all) => all.length > 0)
  expect(found.map(({ code, range }) => [code, range])).toEqual([
    ['shard.conflict', { start: { line: 1, character: 7 }, end: { line: 1, character: 20 } }],
  ])
  const places = (found[0]?.relatedInformation ?? []).map(({ location, message }) => [
    location.uri.slice(location.uri.lastIndexOf('/') + 1),
    location.range.start.line,
    message,
  ])
  expect(places).toEqual([
    ['add.mlir', 0, 'a is tiled at dim 0 by T'],
    ['add.tactics', 3, 'T tiles a dim 0'],
    ['add.mlir', 0, 'b is tiled at dim 1 by T'],
    ['add.tactics', 4, 'T tiles b dim 1'],
  ])
})

describe('a model that is broken in part', () => {
  const broken = `func.func public @main(%x: tensor<8x8xf32> loc("x")) -> tensor<8x8xf32> {
  %0 = stablehlo.tanh %x : tensor<8x8xf32>
  %1 = stablehlo.add %0, %nowhere : tensor<8x8xf32>
  %2 = "other.thing"(%1 : (tensor<8x8xf32>) -> tensor<8x8xf32>
  return %1 : tensor<8x8xf32>
}
`

  test('says what is wrong, and serves the rest', async () => {
    await openBoth('broken', broken, 'model "broken.mlir"\nmesh { m: 2 }\ntactic T on m {\n  x: 0\n}\nschedule s = T\n')
    const found = await client.diagnostics(uriOf('broken.mlir'), (all) => all.length > 0)
    expect(found.map(({ code }) => code)).toContain('mlir.undefined-value')
    expect(await client.hover(uriOf('broken.mlir'), '%0 = ')).toMatch(/on one device, 128 B/)
  })
})

test('a model that was never opened serves the hovers and definitions of its tactics', async () => {
  writeFileSync(join(folder, 'unopened.mlir'), mlpTrain)
  const tactics = mlpTactics.replace('mlp.mlir', 'unopened.mlir')
  const uri = uriOf('unopened.tactics')
  await client.open(uri, 'tactics', tactics)
  await client.hints(uri)
  expect(await client.hover(uri, '{x, y}')).toMatch(/2 tensors/)
  const position = client.positionOf(uri, 'params.w1')
  const found = await client.request<Location[]>('textDocument/definition', { textDocument: { uri }, position })
  expect(found.map((one) => [one.uri, one.range.start.line])).toEqual([[uriOf('unopened.mlir'), 1]])
})
