// Code actions over real streams: what is offered, what its title says, and that applying it does that.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { CodeAction, Diagnostic, Range } from 'vscode-languageserver/node'
import { TextDocument } from 'vscode-languageserver-textdocument'
import type { LanguageClient } from '../support/languageClient'
import { startLanguageClient } from '../support/languageClient'
import { mlpTrain } from '../support/models'

const text = `model "mlp.mlir"
mesh { batch: 4, model: 2 }
device tpu_v4 { memory: 2.5 KiB }

tactic BP on batch {
  {x, y}: 0
}
schedule default = BP {
  expect all_reduce == 7
}
`

let client: LanguageClient
let folder: string
let uri: string
let modelUri: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'shardlens-actions-'))
  writeFileSync(join(folder, 'mlp.mlir'), mlpTrain)
  writeFileSync(join(folder, 'mlp.tactics'), text)
  uri = pathToFileURL(join(folder, 'mlp.tactics')).href
  modelUri = pathToFileURL(join(folder, 'mlp.mlir')).href
  client = await startLanguageClient()
  await client.open(uri, 'tactics', text)
})

afterAll(async () => {
  await client.stop()
  rmSync(folder, { recursive: true, force: true })
})

const actionsAt = (range: Range, only?: readonly string[], at = uri): Promise<CodeAction[]> =>
  client.request('textDocument/codeAction', { textDocument: { uri: at }, range, context: { diagnostics: [], only } })

const diagnosticOf = async (code: string): Promise<Diagnostic> => {
  const found = await client.diagnostics(uri, (all) => all.some((one) => one.code === code))
  return found.find((one) => one.code === code)!
}

const applied = (action: CodeAction | undefined): string => {
  const edits = action?.edit?.changes?.[uri] ?? []
  return TextDocument.applyEdits(TextDocument.create(uri, 'tactics', 1, text), edits)
}

test('memory over the limit: what fits is preferred, its title says so, and applying it ends the problem', async () => {
  const over = await diagnosticOf('cost.over-memory')
  const actions = await actionsAt(over.range)
  const preferred = actions.find(({ isPreferred, diagnostics }) => isPreferred && diagnostics?.[0]?.code === over.code)
  expect(preferred).toMatchObject({ kind: 'quickfix', diagnostics: [{ code: 'cost.over-memory', range: over.range }] })
  expect(preferred?.title).toMatch(/: \S+ → \S+ \S+ \(fits .*\), .* time, /)
  const after = pathToFileURL(join(folder, 'after.tactics')).href
  await client.open(after, 'tactics', applied(preferred))
  const left = await client.diagnostics(after, (all) => all.some(({ code }) => code === 'expect.failed'))
  expect(left.map(({ code }) => code)).not.toContain('cost.over-memory')
})

test('a failed expectation takes the figure of today', async () => {
  const failed = await diagnosticOf('expect.failed')
  const [action] = await actionsAt(failed.range)
  expect(action?.title).toBe('Expect all_reduce == 3')
  expect(applied(action)).toContain('expect all_reduce == 3\n')
})

test('kinds that the editor asks for are the only ones, and other places offer nothing', async () => {
  const failed = await diagnosticOf('expect.failed')
  expect(await actionsAt(failed.range, ['source'])).toEqual([])
  const kinds = (await actionsAt(failed.range, ['quickfix'])).map(({ kind }) => kind)
  expect(new Set(kinds)).toEqual(new Set(['quickfix']))
  const nowhere = { start: { line: 3, character: 0 }, end: { line: 3, character: 0 } }
  expect(await actionsAt(nowhere, ['quickfix'])).toEqual([])
})

test('a model file answers too', async () => {
  await client.open(modelUri, 'mlir', mlpTrain)
  const start = { line: 2, character: 10 }
  expect(await actionsAt({ start, end: start }, ['quickfix'], modelUri)).toEqual([])
})

test('edits end their lines as the file does', async () => {
  const dos = pathToFileURL(join(folder, 'dos.tactics')).href
  await client.open(dos, 'tactics', text.replaceAll('\n', '\r\n'))
  const found = await client.diagnostics(dos, (all) => all.some(({ code }) => code === 'cost.over-memory'))
  const range = found.find(({ code }) => code === 'cost.over-memory')!.range
  const actions = (await actionsAt(range, ['quickfix'], dos)).filter(({ title }) => title.startsWith('Add ZeRO-3'))
  const [edit] = actions[0]?.edit?.changes?.[dos] ?? []
  expect(edit?.newText).toMatch(/^(?:\r\n)+tactic Z3 on batch \{\r\n {2}params: first_divisible\r\n\}$/)
})

test('a text that is edited meanwhile gets no fixes of the older one', async () => {
  const failed = await diagnosticOf('expect.failed')
  const longer = text.replace('tactic BP', '// first\ntactic BP')
  await client.change(uri, longer)
  const actions = await actionsAt(failed.range)
  for (const { edit } of actions)
    expect(TextDocument.applyEdits(TextDocument.create(uri, 'tactics', 1, longer), edit?.changes?.[uri] ?? [])).toMatch(
      /^model "mlp\.mlir"\nmesh/,
    )
})
