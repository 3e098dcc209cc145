// Fixes of problems that belong to another schedule than the active one: offered with that schedule's figures, the very same that the
// menu says where it is active.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { CodeAction, Diagnostic } from 'vscode-languageserver/node'
import type { LanguageClient } from '../support/languageClient'
import { startLanguageClient } from '../support/languageClient'
import { mlpTrain } from '../support/models'

const sum = `func.func public @main(%a: tensor<8x8xf32> loc("a"), %b: tensor<8x8xf32> loc("b")) -> tensor<8x8xf32> {
  %0 = stablehlo.add %a, %b : tensor<8x8xf32>
  %1 = stablehlo.tanh %0 : tensor<8x8xf32>
  return %1 : tensor<8x8xf32>
}
`

let client: LanguageClient
let folder: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'shardlens-schedules-'))
  writeFileSync(join(folder, 'mlp.mlir'), mlpTrain)
  writeFileSync(join(folder, 'sum.mlir'), sum)
  client = await startLanguageClient()
})

afterAll(async () => {
  await client.stop()
  rmSync(folder, { recursive: true, force: true })
})

let opened = 0

/** Titles of the quick fixes of the first problem with a code; a search has no figures before it has run. */
async function fixesOf(text: string, code: string): Promise<{ readonly found: Diagnostic; readonly titles: string[] }> {
  const uri = pathToFileURL(join(folder, `file${opened++}.tactics`)).href
  await client.open(uri, 'tactics', text)
  const all = await client.diagnostics(uri, (some) => some.some((one) => one.code === code))
  const found = all.find((one) => one.code === code)!
  const params = { textDocument: { uri }, range: found.range, context: { diagnostics: [], only: ['quickfix'] } }
  let titles: string[] = []
  // A menu does not wait for all figures: the next one has them.
  for (let i = 0; i < 40 && (titles.length === 0 || titles.some((title) => !title.includes(': '))); i++) {
    const actions = await client.request<CodeAction[]>('textDocument/codeAction', params)
    titles = actions
      .filter(({ diagnostics }) => diagnostics?.[0]?.code === code)
      .flatMap(({ title }) => (title.startsWith('Search') ? [] : [title]))
  }
  return { found, titles }
}

const body = `model "mlp.mlir"
mesh { batch: 4, model: 2 }
device tpu_v4 { memory: 2.5 KiB }
tactic BP on batch { {x, y}: 0 }
tactic Z3 on batch { params: first_divisible }
`

const lineOf = (text: string, { range }: Diagnostic): string => text.split('\n')[range.start.line] ?? ''

test('memory over the limit in a schedule that is not shown', async () => {
  const shown = `${body}schedule plain = BP\nschedule whole = BP, Z3\n`
  const hidden = `${body}schedule whole = BP, Z3\nschedule plain = BP\n`
  const active = await fixesOf(shown, 'cost.over-memory')
  expect(lineOf(shown, active.found)).toContain('plain')
  const other = await fixesOf(hidden, 'cost.over-memory')
  expect(lineOf(hidden, other.found)).toContain('plain')
  expect(other.titles.length).toBeGreaterThan(1)
  expect(other.titles.every((title) => title.includes(': in plain '))).toBe(true)
  expect(other.titles.map((title) => title.replace(': in plain ', ': '))).toEqual(active.titles)
})

test('a conflict of a tactic that the active schedule does not apply', async () => {
  const text = (schedules: string): string => `model "sum.mlir"
mesh { x: 4 }
tactic Rows on x { a: 0 }
tactic Both on x {
  a: 0
  b: 1
}
${schedules}`
  const active = await fixesOf(text('schedule both = Both\nschedule rows = Rows\n'), 'shard.conflict')
  const other = await fixesOf(text('schedule rows = Rows\nschedule both = Both\n'), 'shard.conflict')
  expect(other.titles.length).toBeGreaterThan(0)
  expect(other.titles.map((title) => title.replace(': in both ', ': '))).toEqual(active.titles)
  expect(other.titles[0]).toMatch(/^Keep [ab] whole on x in Both: in both .*−1 conflict/)
})

test('reshards of a schedule that is not shown: at its name, with what it comes to', async () => {
  const text = (schedules: string): string => `model "mlp.mlir"
mesh { batch: 4, model: 2 }
tactic Rows on batch { x: 0 }
tactic Odd on model { x: 1  params.w1: 1 }
${schedules}`
  const shown = text('schedule both = Rows, Odd\nschedule rows = Rows\n')
  const hidden = text('schedule rows = Rows\nschedule both = Rows, Odd\n')
  const active = await fixesOf(shown, 'cost.large-reshard')
  expect(lineOf(shown, active.found)).toContain('tactic Odd')
  const other = await fixesOf(hidden, 'cost.large-reshard')
  expect(lineOf(hidden, other.found)).toContain('schedule both')
  expect(other.found.relatedInformation?.map(({ message }) => message)).toContain('Odd brought about 1 all_to_all')
  expect(other.titles.length).toBeGreaterThan(0)
  expect(other.titles.map((title) => title.replace(': in both ', ': '))).toEqual(active.titles)
})
