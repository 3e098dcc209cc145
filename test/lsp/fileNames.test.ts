// Names of files in tactics files over real streams: completed by folder, and followed when the editor renames what they name.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { CompletionItem, WorkspaceEdit } from 'vscode-languageserver/node'
import { TextDocument } from 'vscode-languageserver-textdocument'
import type { LanguageClient } from '../support/languageClient'
import { startLanguageClient } from '../support/languageClient'
import { mlpTrain } from '../support/models'

let client: LanguageClient
let folder: string

const uriOf = (name: string): string => pathToFileURL(join(folder, name)).href

const texts: Readonly<Record<string, string>> = {
  'main.tactics': 'model "models/mlp.mlir"\ninclude "lib/common.tactics"\nschedule default = BP\n',
  // Open nowhere: it is found beside what is renamed.
  'models/other.tactics': 'model "mlp.mlir"\nmesh { batch: 4 }\n',
  'lib/common.tactics': 'mesh { batch: 4 }\ninclude "more.tactics"\ntactic BP on batch {\n  {x, y}: 0\n}\n',
  'lib/more.tactics': '',
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'shardlens-names-'))
  for (const name of ['models', 'lib', '.hidden']) mkdirSync(join(folder, name))
  for (const [name, text] of Object.entries(texts)) writeFileSync(join(folder, name), text)
  writeFileSync(join(folder, 'models', 'mlp.mlir'), mlpTrain)
  writeFileSync(join(folder, 'models', 'notes.txt'), '')
  client = await startLanguageClient()
  await client.open(uriOf('main.tactics'), 'tactics', texts['main.tactics'] ?? '')
  await client.hints(uriOf('main.tactics'))
})

afterAll(async () => {
  await client.stop()
  rmSync(folder, { recursive: true, force: true })
})

async function completeIn(text: string): Promise<string[]> {
  const uri = uriOf('typed.tactics')
  await client.open(uri, 'tactics', text)
  // Inside the closing quote, where there is one.
  const position = { line: 0, character: text.lastIndexOf(text.split('"').length > 2 ? '"' : '\n') }
  const items = await client.request<CompletionItem[]>('textDocument/completion', { textDocument: { uri }, position })
  await client.connection.sendNotification('textDocument/didClose', { textDocument: { uri } })
  return items.map(
    ({ label, textEdit }) =>
      `${label} ${textEdit !== undefined && 'range' in textEdit ? textEdit.range.start.character : ''}`,
  )
}

test.each([
  ['model ""', ['lib/ 7', 'models/ 7']],
  ['model "models/', ['mlp.mlir 14']],
  ['model "models/m"', ['mlp.mlir 14']],
  ['include "', ['main.tactics 9', 'lib/ 9', 'models/ 9']],
  ['include "lib/"', ['common.tactics 13', 'more.tactics 13']],
  ['include "nowhere/"', []],
])('%s is completed', async (text, wanted) => {
  expect((await completeIn(`${text}\n`)).sort()).toEqual([...wanted].sort())
})

async function textsAfter(...renames: readonly (readonly [string, string])[]): Promise<Record<string, string>> {
  const files = renames.map(([from, to]) => ({ oldUri: uriOf(from), newUri: uriOf(to) }))
  const edit = await client.request<WorkspaceEdit | null>('workspace/willRenameFiles', { files })
  return Object.fromEntries(
    Object.entries(texts).flatMap(([name, text]) => {
      const edits = edit?.changes?.[uriOf(name)]
      return edits === undefined
        ? []
        : [[name, TextDocument.applyEdits(TextDocument.create('', 'tactics', 1, text), edits)]]
    }),
  )
}

test('a model that is renamed is named anew, also in a file that is not open', async () => {
  expect(await textsAfter(['models/mlp.mlir', 'models/big/net.mlir'])).toEqual({
    'main.tactics': texts['main.tactics']?.replace('mlp.mlir', 'big/net.mlir'),
    'models/other.tactics': texts['models/other.tactics']?.replace('mlp.mlir', 'big/net.mlir'),
  })
})

test('so is an included file, whose own paths follow when it moves', async () => {
  expect(await textsAfter(['lib/common.tactics', 'shared.tactics'])).toEqual({
    'main.tactics': texts['main.tactics']?.replace('lib/common', 'shared'),
    'lib/common.tactics': texts['lib/common.tactics']?.replace('more.tactics', 'lib/more.tactics'),
  })
})

test('a folder takes what lies in it along', async () => {
  expect(await textsAfter(['lib', 'tactics/lib'])).toEqual({
    'main.tactics': texts['main.tactics']?.replace('lib/common', 'tactics/lib/common'),
  })
  expect(await textsAfter(['models/notes.txt', 'models/other.txt'])).toEqual({})
})
