// What the server says only when a person asks: tooltips of hints, documentation of completions, pages of diagnostics.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { CompletionItem, InlayHint } from 'vscode-languageserver/node'
import type { LanguageClient } from '../support/languageClient'
import { startLanguageClient } from '../support/languageClient'
import { mlpTactics, mlpTrain } from '../support/models'

let client: LanguageClient
let folder: string
let uri: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'shardlens-explaining-'))
  writeFileSync(join(folder, 'mlp.mlir'), mlpTrain)
  uri = pathToFileURL(join(folder, 'mlp.tactics')).href
  client = await startLanguageClient()
  await client.open(uri, 'tactics', mlpTactics.replace('params.w1: 1', 'params.w7: 1'))
})

afterAll(async () => {
  await client.stop()
  rmSync(folder, { recursive: true, force: true })
})

const allHints = (): Promise<InlayHint[]> =>
  client.request('textDocument/inlayHint', {
    textDocument: { uri },
    range: { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } },
  })

/** Markdown of what was asked for. */
const textOf = (content: InlayHint['tooltip']): string => (typeof content === 'object' ? content.value : '')

test('a hint explains itself, and a count leads to its first argument', async () => {
  const hints = await allHints()
  const [effect, count] = hints.filter(({ position }) => position.line === 4 || position.line === 5)
  const explained = await client.request<InlayHint>('inlayHint/resolve', effect!)
  expect(textOf(explained.tooltip)).toContain('**BP** on batch 4')
  const counted = await client.request<InlayHint>('inlayHint/resolve', count!)
  expect(textOf(counted.tooltip)).toContain('32x8xf32')
  expect(counted.label).toMatchObject([
    { location: { uri: pathToFileURL(join(folder, 'mlp.mlir')).href, range: { start: { line: 1 } } } },
  ])
})

test('a diagnostic leads to its section', async () => {
  const all = await client.diagnostics(uri, (some) => some.some(({ code }) => code === 'tactics.no-match'))
  const found = all.find(({ code }) => code === 'tactics.no-match')
  const href = new URL(found?.codeDescription?.href ?? '')
  const line = Number(href.hash.slice(2))
  href.hash = ''
  expect(existsSync(fileURLToPath(href))).toBe(true)
  expect(readFileSync(fileURLToPath(href), 'utf8').split('\n')[line - 1]).toBe('### tactics.no-match')
})

test('a completion is explained when it is looked at', async () => {
  const items = await client.request<CompletionItem[]>('textDocument/completion', {
    textDocument: { uri },
    position: client.positionOf(uri, 'tpu_v4'),
  })
  const item = items.find(({ label }) => label === 'h100')
  expect(item?.documentation).toBeUndefined()
  const resolved = await client.request<CompletionItem>('completionItem/resolve', item!)
  expect(textOf(resolved.documentation)).toContain('memory_bandwidth')
  // Of a list that is gone: answered as it came.
  const other = { label: 'x', data: [-1, 0] }
  expect(await client.request<CompletionItem>('completionItem/resolve', other)).toEqual(other)
})
