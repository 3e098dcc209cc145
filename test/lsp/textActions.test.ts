// Fixes and refactorings of text over real streams: a typing fault, a model that is not there, a pattern, a first tactics file.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { CodeAction, Range } from 'vscode-languageserver/node'
import { TextDocument } from 'vscode-languageserver-textdocument'
import type { LanguageClient } from '../support/languageClient'
import { startLanguageClient } from '../support/languageClient'
import { mlpTrain } from '../support/models'

let client: LanguageClient
let folder: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'shardlens-text-actions-'))
  writeFileSync(join(folder, 'mlp.mlir'), mlpTrain)
  client = await startLanguageClient()
})

afterAll(async () => {
  await client.stop()
  rmSync(folder, { recursive: true, force: true })
})

const rangeOf = (text: string, part: string): Range => {
  const document = TextDocument.create('file:///a', 'tactics', 1, text)
  const position = document.positionAt(text.indexOf(part))
  return { start: position, end: position }
}

/** Actions where `part` begins in a file of that text, once it has diagnostics of `code`. */
async function actionsAt(name: string, text: string, part: string, code?: string) {
  const uri = pathToFileURL(join(folder, name)).href
  await client.open(uri, 'tactics', text)
  await client.diagnostics(uri, (all) => code === undefined || all.some((one) => one.code === code))
  const actions = await client.request<CodeAction[]>('textDocument/codeAction', {
    textDocument: { uri },
    range: rangeOf(text, part),
    context: { diagnostics: [] },
  })
  const after = (title: string): string => {
    const action = actions.find((one) => one.title.startsWith(title))
    if (action === undefined) throw new Error(`no ${title} among ${actions.map((one) => one.title).join('; ')}`)
    return TextDocument.applyEdits(TextDocument.create(uri, 'tactics', 1, text), action.edit?.changes?.[uri] ?? [])
  }
  return { actions, after }
}

const head = 'model "mlp.mlir"\nmesh { batch: 4 }\n'

test('a word that cannot be read', async () => {
  const text = `${head}tactc BP on batch {\n  x: 0\n}\n`
  const { after } = await actionsAt('typo.tactics', text, 'tactc', 'tactics.syntax')
  expect(after('Change to `tactic`')).toBe(text.replace('tactc', 'tactic'))
})

test('a model that is not there has the nearest file of the folder', async () => {
  const { after } = await actionsAt('missing.tactics', 'model "mpl.mlir"\n', '"mpl', 'model.missing')
  expect(after('Change to `"mlp.mlir"`')).toBe('model "mlp.mlir"\n')
})

test('a pattern is written out; an extraction says what it comes to', async () => {
  const text = `${head}tactic A on batch {\n  {x, y}: 0\n  params.**: replicated\n}\n`
  const { actions, after } = await actionsAt('pattern.tactics', text, '{x')
  expect(after('Write `{x, y}` out (2 arguments)')).toBe(text.replace('{x, y}: 0', 'x: 0\n  y: 0'))
  expect(actions.map(({ title }) => title)).toContain('Extract the action into tactic `A_part`: same figures')
})

test('a model without tactics gets a file of its own', async () => {
  const name = 'alone.mlir'
  writeFileSync(join(folder, name), mlpTrain)
  const uri = pathToFileURL(join(folder, name)).href
  await client.open(uri, 'mlir', mlpTrain)
  await client.diagnostics(uri, () => true)
  const actions = await client.request<CodeAction[]>('textDocument/codeAction', {
    textDocument: { uri },
    range: rangeOf(mlpTrain, 'module'),
    context: { diagnostics: [] },
  })
  const made = actions.find(({ title }) => title === 'New tactics file for this model')
  const target = pathToFileURL(join(folder, 'alone.tactics')).href
  expect(made?.edit?.documentChanges?.[0]).toEqual({ kind: 'create', uri: target })
  expect(JSON.stringify(made?.edit?.documentChanges?.[1])).toContain('{x, y}: 0')
})
