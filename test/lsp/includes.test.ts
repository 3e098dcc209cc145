// Included files in the language server over real streams: figures, problems and edits of files that are open, and that are not.
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { CompletionItem } from 'vscode-languageserver/node'
import type { LanguageClient } from '../support/languageClient'
import { startLanguageClient } from '../support/languageClient'
import { mlpTrain } from '../support/models'

let client: LanguageClient
let folder: string

const uriOf = (name: string): string => pathToFileURL(join(folder, name)).href
const write = (name: string, text: string): void => writeFileSync(join(folder, name), text)
const codes = (found: readonly { code?: unknown }[]): unknown[] => found.map(({ code }) => code)

const main = `model "mlp.mlir"
include "lib/common.tactics"
schedule default = BP, Megatron
`
const common = `mesh { batch: 4, model: 2 }
tactic BP on batch {
  {x, y}: 0
}
tactic Megatron on model {
  params.w1: 1
  params.w2: 0
}
`

/** What the editor says of files on the disk: 1 created, 2 changed, 3 deleted. */
const watched = (name: string, type: 1 | 2 | 3): Promise<void> =>
  client.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri: uriOf(name), type }] })

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'shardlens-include-'))
  mkdirSync(join(folder, 'lib'))
  write('mlp.mlir', mlpTrain)
  write('main.tactics', main)
  write('lib/common.tactics', common)
  client = await startLanguageClient()
})

afterEach(async () => {
  await client.stop()
  rmSync(folder, { recursive: true, force: true })
})

describe('an included file', () => {
  test('brings its tactics to the schedules of the main file', async () => {
    await client.open(uriOf('main.tactics'), 'tactics', main)
    expect(await client.hints(uriOf('main.tactics'))).toContainEqual(expect.stringMatching(/^3 .* KiB · .* AR 4$/))
    expect(await client.diagnostics(uriOf('main.tactics'), () => true)).toEqual([])
    const items = await client.request<CompletionItem[]>('textDocument/completion', {
      textDocument: { uri: uriOf('main.tactics') },
      position: { line: 2, character: 19 },
    })
    expect(items.map(({ label }) => label)).toEqual(['BP', 'Megatron'])
  })

  test('shows the figures of the file that includes it, and no fault for having no model', async () => {
    await client.open(uriOf('main.tactics'), 'tactics', main)
    await client.open(uriOf('lib/common.tactics'), 'tactics', common)
    await client.hints(uriOf('main.tactics'))
    const hints = await client.hints(uriOf('lib/common.tactics'))
    expect(hints).toContainEqual(expect.stringMatching(/^1 8 devices/))
    expect(hints).toContain('3 2 tensors')
    expect(hints).toContainEqual(expect.stringMatching(/^5 \+1 all_reduce · /))
    expect(await client.hover(uriOf('lib/common.tactics'), 'tactic BP', 'BP')).toMatch(
      /\*\*BP\*\* on batch 4 · 2 tensors/,
    )
    expect(await client.hover(uriOf('lib/common.tactics'), 'mesh')).toMatch(/mesh/)
    expect(await client.diagnostics(uriOf('lib/common.tactics'), () => true)).toEqual([])
    expect(client.statuses.findLast(({ uri }) => uri === uriOf('lib/common.tactics'))).toMatchObject({
      state: 'fresh',
      active: 'default',
    })
  })

  test('opened alone finds the file beside it that includes it', async () => {
    write('main2.tactics', main.replace('lib/', ''))
    write('common.tactics', common)
    await client.open(uriOf('common.tactics'), 'tactics', common)
    await client.diagnostics(uriOf('common.tactics'), (found) => found.length === 0)
    expect(await client.hints(uriOf('common.tactics'))).toContain('3 2 tensors')
  })

  test('has its problems in itself, also when it is not open, and they go when they are mended', async () => {
    write('lib/common.tactics', common.replace('params.w1', 'params.w9'))
    await client.open(uriOf('main.tactics'), 'tactics', main)
    const found = await client.diagnostics(uriOf('lib/common.tactics'), (all) => all.length > 0)
    expect(found).toMatchObject([
      { code: 'tactics.no-match', range: { start: { line: 5, character: 2 }, end: { line: 5, character: 11 } } },
    ])
    write('lib/common.tactics', common)
    await watched('lib/common.tactics', 2)
    await client.diagnostics(uriOf('lib/common.tactics'), (all) => all.length === 0)
  })

  test('counts as it is edited, before it is saved, at the right places', async () => {
    await client.open(uriOf('main.tactics'), 'tactics', main)
    await client.open(uriOf('lib/common.tactics'), 'tactics', common)
    await client.hints(uriOf('main.tactics'))
    await client.change(uriOf('lib/common.tactics'), `// one line more\n${common.replace('on model {', 'on modl {')}`)
    const found = await client.diagnostics(uriOf('lib/common.tactics'), (all) => all.length > 0)
    expect(found).toMatchObject([
      { code: 'tactics.unknown-axis', range: { start: { line: 5, character: 19 }, end: { line: 5, character: 23 } } },
    ])
    await client.change(uriOf('lib/common.tactics'), `// one line more\n${common.replace('{x, y}', 'x')}`)
    expect(await client.hints(uriOf('lib/common.tactics'))).toContain('4 1 tensor')
    // Closed without saving: the disk's text counts again.
    await client.connection.sendNotification('textDocument/didClose', {
      textDocument: { uri: uriOf('lib/common.tactics') },
    })
    await client.open(uriOf('lib/common.tactics'), 'tactics', common)
    expect(await client.hints(uriOf('lib/common.tactics'))).toContain('3 2 tensors')
  })

  test('missing at first, is found when it appears, and missed when it goes', async () => {
    renameSync(join(folder, 'lib', 'common.tactics'), join(folder, 'lib', 'away.txt'))
    await client.open(uriOf('main.tactics'), 'tactics', main)
    const missing = await client.diagnostics(uriOf('main.tactics'), (found) => codes(found).includes('include.missing'))
    expect(missing.find(({ code }) => code === 'include.missing')).toMatchObject({
      range: { start: { line: 1, character: 8 }, end: { line: 1, character: 28 } },
      message: '`lib/common.tactics` does not exist',
    })
    write('lib/common.tactics', common)
    await watched('lib/common.tactics', 1)
    await client.diagnostics(uriOf('main.tactics'), (found) => found.length === 0)
    rmSync(join(folder, 'lib', 'common.tactics'))
    await watched('lib/common.tactics', 3)
    await client.diagnostics(uriOf('main.tactics'), (found) => codes(found).includes('include.missing'))
  })

  test('that is a folder, or of another kind, is said where it is named', async () => {
    mkdirSync(join(folder, 'dir.tactics'))
    const text =
      'model "mlp.mlir"\nmesh { batch: 4 }\ninclude "dir.tactics"\ninclude "mlp.mlir"\ninclude "main.tactics"\n'
    await client.open(uriOf('main.tactics'), 'tactics', text)
    const found = await client.diagnostics(uriOf('main.tactics'), (all) => all.length > 0)
    expect(found.map(({ code, range, message }) => [code, range.start.line, message])).toEqual([
      ['include.missing', 2, '`dir.tactics` is a directory; expected a .tactics file'],
      ['include.not-tactics', 3, '`mlp.mlir` is no tactics file; only files that end in .tactics are included'],
      ['include.cycle', 4, '`main.tactics` includes itself; the include is left out'],
    ])
    expect(await client.hints(uriOf('main.tactics'))).toContainEqual(expect.stringMatching(/^2 4 devices/))
  })

  test('that nobody includes any more has its own problems again', async () => {
    await client.open(uriOf('main.tactics'), 'tactics', main)
    await client.open(uriOf('lib/common.tactics'), 'tactics', common)
    await client.hints(uriOf('main.tactics'))
    await client.change(uriOf('lib/common.tactics'), `${common}\n`)
    await client.diagnostics(uriOf('lib/common.tactics'), (found) => found.length === 0)
    await client.change(uriOf('main.tactics'), main.replace('include "lib/common.tactics"', 'mesh { batch: 4 }'))
    const found = await client.diagnostics(uriOf('lib/common.tactics'), (all) => all.length > 0)
    expect(codes(found)).toEqual(['tactics.no-model'])
  })

  test('that redefines a name points to the other file', async () => {
    const text = main.replace('schedule', 'tactic BP on batch { x: 0 }\nschedule')
    await client.open(uriOf('main.tactics'), 'tactics', text)
    const found = await client.diagnostics(uriOf('main.tactics'), (all) => all.length > 0)
    expect(found).toMatchObject([
      { code: 'tactics.redefined', relatedInformation: [{ location: { uri: uriOf('lib/common.tactics') } }] },
    ])
  })

  test('shared by two files takes the problems of both, each once', async () => {
    write('lib/common.tactics', common.replace('params.w1', 'params.w9'))
    await client.open(uriOf('main.tactics'), 'tactics', main)
    await client.open(uriOf('other.tactics'), 'tactics', main)
    await client.hints(uriOf('main.tactics'))
    await client.hints(uriOf('other.tactics'))
    expect(codes(await client.diagnostics(uriOf('lib/common.tactics'), () => true))).toEqual(['tactics.no-match'])
  })
})
