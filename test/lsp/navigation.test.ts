// What leads through files and shows how they are built, over real streams and across includes.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type {
  DocumentHighlight,
  DocumentLink,
  DocumentSymbol,
  FoldingRange,
  Location,
  Range,
  SelectionRange,
  SemanticTokens,
  SymbolInformation,
  WorkspaceEdit,
} from 'vscode-languageserver/node'
import type { LanguageClient } from '../support/languageClient'
import { startLanguageClient } from '../support/languageClient'
import { mlpTrain } from '../support/models'

let client: LanguageClient
let folder: string

const uriOf = (name: string): string => pathToFileURL(join(folder, name)).href
const nameOf = (uri: string): string => uri.slice(uri.lastIndexOf('/') + 1)

const files: Readonly<Record<string, string>> = {
  'mlp.mlir': mlpTrain,
  'main.tactics': `model "mlp.mlir"
include "common.tactics"
tactic Own on model { params.w1: 1 }
schedule default = BP, Own
`,
  'other.tactics': 'model "mlp.mlir"\ninclude "common.tactics"\nschedule data = BP\n',
  'common.tactics': 'mesh { batch: 4, model: 2 }\ntactic BP on batch {\n  {x, y}: 0\n}\n',
}

const at = (name: string, anchor: string, token = anchor) => ({
  textDocument: { uri: uriOf(name) },
  position: client.positionOf(uriOf(name), anchor, token),
})
const place = ({ uri, range }: { uri: string; range: Range }): string =>
  `${nameOf(uri)} ${range.start.line + 1}:${range.start.character + 1}`

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'shardlens-navigation-'))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  client = await startLanguageClient()
  await client.open(uriOf('other.tactics'), 'tactics', files['other.tactics'] ?? '')
  await client.hints(uriOf('other.tactics'))
  await client.open(uriOf('main.tactics'), 'tactics', files['main.tactics'] ?? '')
  await client.hints(uriOf('main.tactics'))
  await client.open(uriOf('mlp.mlir'), 'mlir', mlpTrain)
  await client.open(uriOf('common.tactics'), 'tactics', files['common.tactics'] ?? '')
  await client.hints(uriOf('common.tactics'))
})

afterAll(async () => {
  await client.stop()
  rmSync(folder, { recursive: true, force: true })
})

describe('definitions', () => {
  test.each<readonly [file: string, anchor: string, token: string, ...places: string[]]>([
    ['main.tactics', 'default = BP', 'BP', 'common.tactics 2:8'],
    ['main.tactics', 'Own on model', 'model', 'common.tactics 1:18'],
    ['main.tactics', '"common.tactics"', '"common.tactics"', 'common.tactics 1:1'],
    ['main.tactics', '"mlp.mlir"', '"mlp.mlir"', 'mlp.mlir 1:1'],
    ['main.tactics', 'params.w1', 'params.w1', 'mlp.mlir 2:26'],
    ['common.tactics', '{x, y}', '{x, y}', 'mlp.mlir 2:174', 'mlp.mlir 2:205'],
    ['mlp.mlir', 'stablehlo.tanh %0', '%0', 'mlp.mlir 3:5'],
  ])('%s: %s', async (file, anchor, token, ...places) => {
    const found = await client.request<Location[]>('textDocument/definition', at(file, anchor, token))
    expect(found.map(place)).toEqual(places)
  })
})

describe('references', () => {
  const references = async (file: string, anchor: string, token?: string, includeDeclaration = true) => {
    const params = { ...at(file, anchor, token), context: { includeDeclaration } }
    return (await client.request<Location[]>('textDocument/references', params)).map(place).sort()
  }

  test('of a tactic are in every file that shares it', async () => {
    const uses = ['main.tactics 4:20', 'other.tactics 3:17']
    expect(await references('common.tactics', 'BP')).toEqual(['common.tactics 2:8', ...uses])
    expect(await references('main.tactics', 'default = BP', 'BP', false)).toEqual(uses)
  })

  test('of an axis are its tactics', async () => {
    expect(await references('common.tactics', 'model: 2', 'model', false)).toEqual(['main.tactics 3:15'])
  })

  test('of a pattern are the arguments and the patterns that name them', async () => {
    expect(await references('main.tactics', 'params.w1')).toEqual(['main.tactics 3:23', 'mlp.mlir 2:26'])
  })

  test('of an argument in the model are its uses, and patterns of the tactics looked at', async () => {
    expect(await references('mlp.mlir', 'dot_general %x', '%x')).toEqual([
      'common.tactics 3:3',
      'mlp.mlir 13:32',
      'mlp.mlir 2:174',
      'mlp.mlir 3:32',
    ])
  })
})

describe('renaming', () => {
  const rename = (anchor: string, newName: string) =>
    client.request<WorkspaceEdit>('textDocument/rename', { ...at('common.tactics', anchor), newName })

  test('changes every file that shares the name', async () => {
    const { changes } = await rename('BP', 'Batch')
    const edited = Object.entries(changes ?? {}).map(([uri, edits]) => [nameOf(uri), edits.length])
    expect(edited.sort()).toEqual([
      ['common.tactics', 1],
      ['main.tactics', 1],
      ['other.tactics', 1],
    ])
  })

  test('is offered on names alone, and refused with the reason', async () => {
    const offered = await client.request<object>('textDocument/prepareRename', at('main.tactics', 'default = BP', 'BP'))
    expect(offered).toEqual({
      range: { start: { line: 3, character: 19 }, end: { line: 3, character: 21 } },
      placeholder: 'BP',
    })
    await expect(client.request('textDocument/prepareRename', at('main.tactics', 'params.w1'))).rejects.toThrow(
      'only the names of tactics, schedules and mesh axes can be renamed',
    )
    await expect(rename('BP', 'Own')).rejects.toThrow('a tactic `Own` exists already, in main.tactics')
    await expect(rename('batch', '2b')).rejects.toThrow('`2b` is no name')
  })
})

describe('structure', () => {
  test('highlights a name where it is defined and used, and a value of the model', async () => {
    const lit = async (file: string, anchor: string) =>
      (await client.request<DocumentHighlight[]>('textDocument/documentHighlight', at(file, anchor))).map(
        ({ range, kind }) => [range.start.line, kind],
      )
    expect(await lit('common.tactics', 'batch')).toEqual([
      [0, 3],
      [1, 2],
    ])
    expect(await lit('mlp.mlir', '%0 = ')).toEqual([
      [2, 3],
      [3, 2],
    ])
  })

  test('links the files that are named', async () => {
    const links = await client.request<DocumentLink[]>('textDocument/documentLink', {
      textDocument: { uri: uriOf('main.tactics') },
    })
    expect(links.map(({ target, range }) => [nameOf(target ?? ''), range.start.line])).toEqual([
      ['mlp.mlir', 0],
      ['common.tactics', 1],
    ])
  })

  test('has symbols of files, models and the workspace', async () => {
    const symbols = (name: string) =>
      client.request<DocumentSymbol[]>('textDocument/documentSymbol', { textDocument: { uri: uriOf(name) } })
    expect((await symbols('common.tactics')).map(({ name, children }) => [name, children?.length])).toEqual([
      ['mesh', 2],
      ['BP', 1],
    ])
    const [main] = await symbols('mlp.mlir')
    expect(main?.name).toBe('main')
    const [hidden] = main?.children ?? []
    expect([hidden?.name, hidden?.children?.map(({ name }) => name)]).toEqual(['hidden', ['%0', '%1']])
    const found = await client.request<SymbolInformation[]>('workspace/symbol', { query: 'w1' })
    expect(found.map(({ name, location }) => [name, place(location)])).toEqual([['params.w1', 'mlp.mlir 2:26']])
    const all = await client.request<SymbolInformation[]>('workspace/symbol', { query: '' })
    expect(all.map(({ name }) => name).sort()).toEqual(['BP', 'Own', 'batch', 'data', 'default', 'model'])
  })

  test('folds, selects and colours', async () => {
    const document = { textDocument: { uri: uriOf('common.tactics') } }
    expect(await client.request<FoldingRange[]>('textDocument/foldingRange', document)).toEqual([
      { startLine: 1, endLine: 2 },
    ])
    const model = { textDocument: { uri: uriOf('mlp.mlir') } }
    expect(await client.request<FoldingRange[]>('textDocument/foldingRange', model)).toContainEqual({
      startLine: 1,
      endLine: 15,
    })
    const [selection] = await client.request<SelectionRange[]>('textDocument/selectionRange', {
      ...document,
      positions: [client.positionOf(uriOf('common.tactics'), 'x, y')],
    })
    expect(selection?.range).toEqual({ start: { line: 2, character: 3 }, end: { line: 2, character: 4 } })
    expect(selection?.parent?.range.end.character).toBe(7)
    const { data } = await client.request<SemanticTokens>('textDocument/semanticTokens/full', document)
    // `mesh` is the first token, `batch` the second, seven characters on; a keyword and a declared axis.
    expect(data.slice(0, 10)).toEqual([0, 0, 4, 0, 0, 0, 7, 5, 3, 1])
    const range = { start: { line: 1, character: 0 }, end: { line: 1, character: 9 } }
    const part = await client.request<SemanticTokens>('textDocument/semanticTokens/range', { ...document, range })
    expect(part.data).toEqual([1, 0, 6, 0, 0, 0, 7, 2, 1, 1])
  })
})
