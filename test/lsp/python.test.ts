// Python files over real streams: a workspace with a source, the model that JAX made of it elsewhere, and a strategy.
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { Location } from 'vscode-languageserver/node'
import { FileChangeType } from 'vscode-languageserver/node'
import type { CaptureScript } from '../../server/src/protocol/capture'
import type { LanguageClient } from '../support/languageClient'
import { startLanguageClient } from '../support/languageClient'
import { layersModel, layersPy, layersTactics } from '../support/pythonModel'

let client: LanguageClient
let folder: string
const addressOf = (name: string): string => pathToFileURL(join(folder, name)).href
const dynamicRegistration = true
const traced = new Date('2026-01-01T00:00:00Z')

function write(name: string, text: string, time = traced): void {
  writeFileSync(join(folder, name), text)
  utimesSync(join(folder, name), time, time)
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'shardlens-python-'))
  mkdirSync(join(folder, 'src'))
  write('src/layers.py', layersPy)
  write('src/other.py', 'x = 1\n')
  write('layers.mlir', layersModel)
  write('layers.tactics', layersTactics)
  client = await startLanguageClient(
    {},
    {
      workspaceFolders: [{ uri: pathToFileURL(folder).href, name: 'project' }],
      capabilities: {
        workspace: { inlayHint: { refreshSupport: true } },
        textDocument: {
          synchronization: { dynamicRegistration },
          hover: { dynamicRegistration },
          inlayHint: { dynamicRegistration },
        },
      },
    },
  )
  await client.open(addressOf('layers.tactics'), 'tactics', layersTactics)
  await client.hints(addressOf('layers.tactics'))
  await vi.waitFor(() => expect(client.registrations).not.toEqual([]), 10_000)
  await client.open(addressOf('src/layers.py'), 'python', layersPy)
})

afterAll(async () => {
  await client.stop()
  rmSync(folder, { recursive: true, force: true })
})

test('the server asks for the files that the model was traced from, and for no others', () => {
  const pattern = join(folder, 'src', 'layers.py')
  expect(client.registrations.map(({ method }) => method)).toEqual([
    'textDocument/didOpen',
    'textDocument/didChange',
    'textDocument/didSave',
    'textDocument/didClose',
    'textDocument/hover',
    'textDocument/inlayHint',
  ])
  for (const { registerOptions } of client.registrations) {
    expect(registerOptions).toMatchObject({ documentSelector: [{ scheme: 'file', language: 'python', pattern }] })
  }
})

test('a source that comes after its model is found', async () => {
  const late = mkdtempSync(join(tmpdir(), 'shardlens-late-'))
  const uriIn = (name: string): string => pathToFileURL(join(late, name)).href
  for (const [name, text] of Object.entries({ 'layers.mlir': layersModel, 'layers.tactics': layersTactics }))
    writeFileSync(join(late, name), text)
  const other = await startLanguageClient({}, { workspaceFolders: [{ uri: pathToFileURL(late).href, name: 'late' }] })
  await other.open(uriIn('layers.tactics'), 'tactics', layersTactics)
  await other.hints(uriIn('layers.tactics'))
  await other.open(uriIn('layers.py'), 'python', layersPy)
  expect(await other.hints(uriIn('layers.py'))).toEqual([])
  writeFileSync(join(late, 'layers.py'), layersPy)
  utimesSync(join(late, 'layers.py'), traced, traced)
  const made = { changes: [{ uri: uriIn('layers.py'), type: FileChangeType.Created }] }
  await other.connection.sendNotification('workspace/didChangeWatchedFiles', made)
  await expect
    .poll(() => other.hints(uriIn('layers.py')), { timeout: 10_000 })
    .toEqual(['5 AR 3 · fwd 2.00 + bwd 8.00 µs · 512 B'])
  await other.stop()
  rmSync(late, { recursive: true, force: true })
})

test('lines have hints and hovers of the active schedule', async () => {
  const uri = addressOf('src/layers.py')
  expect(await client.hints(uri)).toEqual(['5 AR 3 · fwd 2.00 + bwd 8.00 µs · 512 B'])
  const hover = await client.hover(uri, 'return jnp.dot', 'jnp')
  expect(hover).toContain('schedule `default` of `layers.tactics`, model `layers.mlir`')
  expect(hover).toContain(`by [\`Megatron\`](${addressOf('layers.tactics')}#L9)`)
  expect(hover).toContain(`[\`stablehlo.dot_general\`](${addressOf('layers.mlir')}#L23)`)
  expect(hover).toContain(`[layers.py:8](${uri}#L8)`)
  expect(await client.hover(uri, 'import jax')).toBe('')
  await client.request('shardlens/setSchedule', { uri: addressOf('layers.tactics'), name: 'data' })
  expect(await client.hints(uri)).toEqual(['5 AR 2 · fwd 1.81 ns + bwd 8.00 µs · 768 B'])
  await client.request('shardlens/setSchedule', { uri: addressOf('layers.tactics'), name: 'default' })
})

test('edits mark hints and move them with their lines; a changed line has none', async () => {
  const uri = addressOf('src/layers.py')
  await client.change(uri, `# one\n# two\n${layersPy}`)
  expect(await client.hints(uri)).toEqual(['7 stale: AR 3 · fwd 2.00 + bwd 8.00 µs · 512 B'])
  expect(await client.hover(uri, 'return jnp.dot')).toContain('Stale: this text was edited since the model was made')
  await client.change(uri, layersPy.replace('jnp.dot(x, w)', 'jnp.dot(x, w.T)'))
  expect(await client.hints(uri)).toEqual([])
  await client.change(uri, layersPy)
  expect(await client.hints(uri)).toEqual(['5 AR 3 · fwd 2.00 + bwd 8.00 µs · 512 B'])
})

test('a file saved after the model was written is stale, and says when', async () => {
  const uri = addressOf('src/layers.py')
  const later = new Date('2026-02-01T00:00:00Z')
  const moved = `# one\n${layersPy}`
  write('src/layers.py', moved, later)
  await client.change(uri, moved)
  expect(await client.hints(uri)).toEqual(['6 stale: AR 3 · fwd 2.00 + bwd 8.00 µs · 512 B'])
  expect(await client.hover(uri, 'return jnp.dot')).toContain(
    'saved at 2026-02-01 00:00:00 UTC, after the model was written at 2026-01-01 00:00:00 UTC',
  )
  write('src/layers.py', layersPy)
  await client.change(uri, layersPy)
})

test('an operation of the model leads to its line', async () => {
  const uri = addressOf('layers.mlir')
  await client.open(uri, 'mlir', layersModel)
  await vi.waitFor(async () => {
    const position = client.positionOf(uri, 'stablehlo.subtract %4')
    const places = await client.request<Location[]>('textDocument/implementation', { textDocument: { uri }, position })
    expect(places.map((place) => [place.uri, place.range.start.line])).toEqual([[addressOf('src/layers.py'), 13]])
  }, 10_000)
})

test('figures stay while the Python file is open, and go with it', async () => {
  const uri = addressOf('src/layers.py')
  for (const name of ['layers.mlir', 'layers.tactics']) {
    await client.connection.sendNotification('textDocument/didClose', { textDocument: { uri: addressOf(name) } })
  }
  expect(await client.hints(uri)).toHaveLength(1)
  await client.connection.sendNotification('textDocument/didClose', { textDocument: { uri } })
  await client.open(uri, 'python', layersPy)
  expect(await client.hints(uri)).toEqual([])
})

test('a function is captured by a script that imports it by its package', async () => {
  mkdirSync(join(folder, 'pkg', 'inner'), { recursive: true })
  for (const name of ['pkg/__init__.py', 'pkg/inner/__init__.py']) write(name, '')
  const params = {
    uri: addressOf('pkg/inner/train.py'),
    text: layersPy,
    line: layersPy.split('\n').indexOf('@jax.jit'),
  }
  const made = await client.request<CaptureScript>('shardlens/captureScript', params)
  expect(made).toMatchObject({ name: 'step', scriptUri: addressOf('pkg/inner/capture_step.py') })
  expect(made.script).toContain('for folder in ["../.."]]')
  expect(made.script).toContain('from pkg.inner.train import step as function')
  expect(await client.request('shardlens/captureScript', { ...params, line: 0 })).toBeNull()
  expect(await client.request('shardlens/captureScript', { ...params, uri: addressOf('train-step.py') })).toBeNull()
})
