// The language server over real streams, on a small model: what each feature answers, and what happens when things go wrong.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CompletionItem, DocumentSymbol, Location, TextEdit } from 'vscode-languageserver/node'
import type { LanguageClient } from '../support/languageClient'
import { startLanguageClient } from '../support/languageClient'
import { mlpTactics, mlpTrain } from '../support/models'

let client: LanguageClient
let folder: string
let uri: string
let modelUri: string

const uriOf = (name: string): string => pathToFileURL(join(folder, name)).href
const codes = (found: readonly { code?: unknown }[]): unknown[] => found.map(({ code }) => code)

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'shardlens-lsp-'))
  writeFileSync(join(folder, 'mlp.mlir'), mlpTrain)
  writeFileSync(join(folder, 'mlp.tactics'), mlpTactics)
  uri = uriOf('mlp.tactics')
  modelUri = uriOf('mlp.mlir')
  client = await startLanguageClient({ maxModelSize: 0.01 })
  await client.open(uri, 'tactics', mlpTactics)
  await client.hints(uri)
  await client.open(modelUri, 'mlir', mlpTrain)
})

afterAll(async () => {
  await client.stop()
  rmSync(folder, { recursive: true, force: true })
})

describe('a tactics file', () => {
  test('has hints after the model, the mesh, each tactic, action, schedule and expectation', async () => {
    const hints = await client.hints(uri)
    expect(hints[0]).toBe('1 16 ops · 2 parameters · 4 arguments')
    expect(hints[1]).toBe('2 8 devices · batch ring of 4 over x · model line of 2 over y')
    expect(hints).toContainEqual(expect.stringMatching(/^5 \+3 all_reduce · .* KiB · /))
    expect(hints).toContain('6 2 tensors')
    expect(hints).toContainEqual(expect.stringMatching(/^8 \+1 all_reduce · /))
    expect(hints).toContain('12 no schedule uses it')
    expect(hints).toContainEqual(expect.stringMatching(/^15 \+3 all_gather, 2 all_reduce → reduce_scatter · /))
    expect(hints).toContainEqual(expect.stringMatching(/^19 .* KiB · .* µs · AG 3, AR 2, RS 2$/))
    expect(hints).toContain('20 2')
  })

  test('answers hovers', async () => {
    expect(await client.hover(uri, 'tactic BP', 'BP')).toMatch(
      /\*\*BP\*\* on batch 4 · 2 tensors matched .*\n\n.*before.*after.*change/,
    )
    expect(await client.hover(uri, '{x, y}')).toMatch(
      /2 tensors.*\n\n.*\n.*\n\| `x` \|.*32x8xf32 \|.*8x8xf32 \|.*\{batch, –\}/,
    )
    expect(await client.hover(uri, 'on model', 'model')).toMatch(/\*\*model\*\* · 2 devices/)
    expect(await client.hover(uri, 'schedule data', 'data')).toMatch(/\*\*data\*\*/)
    expect(await client.hover(uri, 'tpu_v4')).toMatch(/memory_bandwidth.*1\.2 TB\/s/)
    expect(await client.hover(uri, 'first_divisible')).toMatch(/dim/)
    expect(await client.hover(uri, 'expect all_reduce', 'all_reduce')).toMatch(/data \|.*3/)
  })

  test('completes axes, paths, devices, tactics, values and figures', async () => {
    const labels = async (text: string): Promise<string[]> => {
      const scratch = uriOf('scratch.tactics')
      await client.open(scratch, 'tactics', text.replace('|', ''))
      await client.hints(scratch)
      const before = text.slice(0, text.indexOf('|')).split('\n')
      const position = { line: before.length - 1, character: (before.at(-1) ?? '').length }
      const items = await client.request<CompletionItem[]>('textDocument/completion', {
        textDocument: { uri: scratch },
        position,
      })
      await client.connection.sendNotification('textDocument/didClose', { textDocument: { uri: scratch } })
      return items.map(({ label }) => label)
    }
    const head = 'model "mlp.mlir"\nmesh { batch: 4, model: 2 }\n'
    expect(await labels(`${head}tactic A on |`)).toEqual(['batch', 'model'])
    expect(await labels(`${head}tactic A on batch {\n  params.|\n}`)).toEqual(
      expect.arrayContaining(['w1', 'w2', 'w*']),
    )
    expect(await labels(`${head}tactic A on batch {\n  |\n}`)).toEqual(expect.arrayContaining(['params', 'x', 'y']))
    expect(await labels(`${head}tactic A on batch {\n  x: |\n}`)).toContain('first_divisible')
    expect(await labels(`${head}tactic A on batch {\n  x where |\n}`)).toContain('bytes')
    expect(await labels(`${head}device |`)).toEqual(expect.arrayContaining(['tpu_v4', 'h100']))
    expect(await labels(`${head}tactic A on batch {\n  x: 0\n}\nschedule s = |`)).toEqual(['A'])
    expect(await labels(`${head}schedule s = A {\n  expect |\n}`)).toContain('peak_memory')
    expect(await labels(`${head}|`)).toContain('tactic')
  })

  test('goes from a pattern to its arguments, and from a name to its tactic', async () => {
    const define = (anchor: string, token?: string) =>
      client.request<Location[]>('textDocument/definition', {
        textDocument: { uri },
        position: client.positionOf(uri, anchor, token),
      })
    expect((await define('params.w1')).map((location) => [location.uri, location.range.start.line])).toEqual([
      [modelUri, 1],
    ])
    expect((await define('schedule default', 'Megatron')).map(({ range }) => range.start.line)).toEqual([7])
    expect((await define('tactic BP', 'batch')).map(({ range }) => range.start.line)).toEqual([1])
  })

  test('has symbols, folds and a format', async () => {
    const symbols = await client.request<DocumentSymbol[]>('textDocument/documentSymbol', { textDocument: { uri } })
    expect(symbols.map(({ name }) => name)).toEqual([
      'model mlp.mlir',
      'mesh',
      'tpu_v4',
      'BP',
      'Megatron',
      'Z2',
      'Z3',
      'default',
      'data',
    ])
    const folds = await client.request<object[]>('textDocument/foldingRange', { textDocument: { uri } })
    expect(folds).toHaveLength(5)
    const edits = await client.request<TextEdit[]>('textDocument/formatting', {
      textDocument: { uri },
      options: { tabSize: 2, insertSpaces: true },
    })
    expect(edits).toEqual([])
  })

  test('is analysed anew at every edit, and says what is wrong where it stands', async () => {
    await client.change(uri, mlpTactics.replace('on model {', 'on modl {'))
    const wrong = await client.diagnostics(uri, (found) => codes(found).includes('tactics.unknown-axis'))
    expect(wrong.find(({ code }) => code === 'tactics.unknown-axis')?.range).toEqual({
      start: { line: 7, character: 19 },
      end: { line: 7, character: 23 },
    })
    expect(await client.hints(uri)).toContainEqual(expect.stringMatching(/^5 \+3 all_reduce/))
    await client.change(uri, mlpTactics.replace('{x, y}: 0', 'x: 0'))
    await client.change(uri, mlpTactics)
    expect(await client.hints(uri)).toContain('6 2 tensors')
    await client.diagnostics(uri, (found) => !codes(found).includes('tactics.unknown-axis'))
  })

  test('switches its schedule', async () => {
    await client.request('shardlens/setSchedule', { uri, name: 'data' })
    expect(client.statuses.at(-1)).toMatchObject({ active: 'data', state: 'fresh', modelUri })
    expect(await client.hints(uri)).toContainEqual(expect.stringMatching(/^8 in default: /))
    await client.request('shardlens/setSchedule', { uri, name: 'default' })
  })
})

describe('a model file', () => {
  test('has hints with shardings and collectives before the signature', async () => {
    const hints = await client.hints(modelUri)
    expect(hints).toContainEqual(expect.stringMatching(/^3 \{batch, model\} · all_gather batch of %w1, 256 B, /))
    expect(hints).toContainEqual(
      expect.stringMatching(/^5 \{batch, –\} · all_gather batch of %w2, .* · all_reduce model, /),
    )
  })

  test('answers hovers over values and operations', async () => {
    const value = await client.hover(modelUri, '%2 = ')
    expect(value).toMatch(/%2 : 32x4xf32 +global, 512 B/)
    expect(value).toMatch(/on one device, 128 B/)
    expect(value).toMatch(
      /dim 0 on \*\*batch\*\*: \[\*\*BP\*\*\]\(file:.*mlp\.tactics#L5\), \[`y`\]\(file:.*mlp\.mlir#L2\) dim 0, `\{x, y\}: 0` \[mlp\.tactics:6\]\(file:.*mlp\.tactics#L6\), through 1 operation/,
    )
    expect(value).toMatch(/\*\*all_reduce\*\* \*\*model\*\* add/)
    expect(await client.hover(modelUri, '%4 = ', 'stablehlo')).toMatch(/\(\[i, j\], \[i, j\]\)->\(\[i, j\]\)/)
  })

  test('finds definition and references of a value', async () => {
    const params = { textDocument: { uri: modelUri }, position: client.positionOf(modelUri, 'stablehlo.tanh', '%0') }
    const definition = await client.request<Location[]>('textDocument/definition', params)
    expect(definition.map(({ range }) => range.start.line)).toEqual([2])
    const uses = await client.request<Location[]>('textDocument/references', {
      ...params,
      context: { includeDeclaration: true },
    })
    expect(uses).toHaveLength(2)
  })

  test('counts as it is edited, before it is saved', async () => {
    await client.change(modelUri, mlpTrain.replace('stablehlo.tanh', 'other.tanh'))
    await client.diagnostics(modelUri, (found) => codes(found).includes('model.unknown-operation'))
    await client.change(modelUri, mlpTrain)
    await client.diagnostics(modelUri, (found) => found.length === 0)
  })
})

describe('what cannot be analysed', () => {
  test.each<readonly [name: string, content: string | Uint8Array | undefined, code: string, message: RegExp]>([
    ['nowhere.mlir', undefined, 'model.missing', /`nowhere\.mlir` does not exist/],
    ['.', undefined, 'model.missing', /is a directory/],
    ['large.mlir', `// ${'x'.repeat(20_000)}\n`, 'model.too-large', /has 19\.5 KiB; models of up to 10\.2 KiB/],
  ])('%s is said at the model of the tactics file', async (name, content, code, message) => {
    if (content !== undefined) writeFileSync(join(folder, name), content)
    const other = uriOf(`about-${name}.tactics`)
    await client.open(other, 'tactics', `model "${name}"\nmesh { batch: 4 }\ntactic A on bogus { x: 0 }\n`)
    const found = await client.diagnostics(other, (diagnostics) => codes(diagnostics).includes(code))
    const problem = found.find((one) => one.code === code)
    expect(problem?.range).toEqual({ start: { line: 0, character: 6 }, end: { line: 0, character: 8 + name.length } })
    expect(problem?.message).toMatch(message)
    expect(codes(found)).toContain('tactics.unknown-axis')
  })

  test.each<readonly [name: string, content: string | Uint8Array, code: string]>([
    ['binary.mlir', new Uint8Array([0x4d, 0x4c, 0xef, 0x52, 0, 1, 2, 3]), 'mlir.binary'],
    ['empty.mlir', '', 'mlir.empty'],
    [
      'dynamic.mlir',
      'func.func public @main(%a: tensor<?xf32>) -> tensor<?xf32> {\n  return %a : tensor<?xf32>\n}\n',
      'model.dynamic-shape',
    ],
    [
      'dialect.mlir',
      'func.func public @main(%a: tensor<4xf32>) -> tensor<4xf32> {\n  %0 = "other.thing"(%a) : (tensor<4xf32>) -> tensor<4xf32>\n  return %0 : tensor<4xf32>\n}\n',
      'model.unknown-operation',
    ],
  ])('%s is said in the model', async (name, content, code) => {
    writeFileSync(join(folder, name), content)
    await client.open(uriOf(name), 'mlir', typeof content === 'string' ? content : '')
    expect(codes(await client.diagnostics(uriOf(name), (found) => found.length > 0))).toEqual([code])
  })
})
