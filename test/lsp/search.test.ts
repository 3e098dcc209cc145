// Automatic tactics over real streams: searched in a worker of their own, with progress, results kept by question, edits on the way.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Diagnostic } from 'vscode-languageserver/node'
import { FileChangeType } from 'vscode-languageserver/node'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { LanguageClient } from '../support/languageClient'
import { startLanguageClient } from '../support/languageClient'
import { wideModel, wideSizes } from '../support/wideModel'

interface Progress {
  readonly token: string
  readonly value: { readonly kind: string; readonly message?: string; readonly cancellable?: boolean }
}

let client: LanguageClient
let folder: string
const seen: Progress[] = []

const uriOf = (name: string): string => pathToFileURL(join(folder, name)).href

const fileWith = (auto: string, model = 'wide.mlir'): string => `model "${model}"
mesh { batch: 4, model: 4 }
device tpu_v4
tactic BP on batch {
  x: 0
}
${auto}
schedule best = BP, Find
`

const usual = fileWith('tactic Find auto on model {\n}')

/** What the hint behind the automatic tactic says. */
async function findHint(name: string, line = 7): Promise<string> {
  const hints = await client.firstHints(uriOf(name))
  return hints.find((one) => one.startsWith(`${line} `))?.slice(`${line} `.length) ?? ''
}

const patience = { timeout: 30_000, interval: 20 }

const settled = async (name: string, line?: number): Promise<string> => {
  await expect.poll(() => findHint(name, line), patience).toMatch(/evaluation/)
  return findHint(name, line)
}

const plainModel = `func.func public @main(%x: tensor<8192x4096xf32> loc("x")) -> tensor<8192x4096xf32> {
  %y = stablehlo.tanh %x : tensor<8192x4096xf32>
  return %y : tensor<8192x4096xf32>
}
`

const numbered = Array.from({ length: 600 }, (_, i) => `layer_${i}`)

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'shardlens-search-'))
  writeFileSync(join(folder, 'wide.mlir'), wideModel(wideSizes))
  writeFileSync(join(folder, 'deep.mlir'), wideModel({ ...wideSizes, layers: numbered }))
  writeFileSync(join(folder, 'plain.mlir'), plainModel)
  client = await startLanguageClient({}, { capabilities: { window: { workDoneProgress: true } } })
  client.connection.onRequest('window/workDoneProgress/create', () => null)
  client.connection.onNotification('$/progress', (progress: Progress) => void seen.push(progress))
})

afterAll(async () => {
  await client.stop()
  rmSync(folder, { recursive: true, force: true })
})

const textOf = ({ message }: Diagnostic): string => (typeof message === 'string' ? message : message.value)

/** What the hint says while the search goes on, each thing once, and its last word. */
async function watch(name: string, isDone: (hint: string) => boolean, line?: number): Promise<readonly string[]> {
  const said: string[] = []
  await expect
    .poll(async () => {
      const hint = await findHint(name, line)
      if (hint !== said.at(-1)) said.push(hint)
      return isDone(hint)
    }, patience)
    .toBe(true)
  return said
}

const isFound = (hint: string): boolean => / evaluations?\b/.test(hint)
const isUnderWay = (hint: string): boolean => hint.startsWith('searching: ')

const deep = fileWith('tactic Find auto on model, batch {\n}', 'deep.mlir')

test('a hint says how far the search is, then what its result changes', async () => {
  await client.open(uriOf('deep.tactics'), 'tactics', deep)
  const said = await watch('deep.tactics', isUnderWay)
  expect(said.at(-1)).toMatch(/^searching: \d+ of 60 · [\d.]+ m?s · [\d.]+ GiB so far$/)
  // Figures that leave the tactic out say so.
  expect((await client.firstHints(uriOf('deep.tactics'))).at(-1)).toMatch(/^9 without Find: /)
  const summary = (): string | undefined =>
    client.statuses.findLast(({ uri }) => uri === uriOf('deep.tactics'))?.schedules[0]?.summary
  expect(summary()).toMatch(/^without Find: /)
  const rest = await watch('deep.tactics', isFound)
  expect(rest.at(-1)).toMatch(/ · [\d.]+ → [\d.]+ GiB · [\d.]+ (ms )?→ [\d.]+ m?s · \d+ evaluations$/)
  expect((await client.hints(uriOf('deep.tactics'))).at(-1)).toMatch(/^9 [\d.]+ GiB[,·\s]/)
  expect(summary()).toMatch(/^[\d.]+ GiB · /)
  const reported = seen.filter(({ value }) => value.message?.startsWith('searching Find: ') === true)
  expect(reported.length).toBeGreaterThan(0)
  await expect.poll(() => seen.at(-1)?.value.kind, patience).toBe('end')
})

test('a question that was answered is not searched again', async () => {
  const before = await findHint('deep.tactics')
  await client.change(uriOf('deep.tactics'), deep.replace('tactic Find', '// moves it\ntactic Find'))
  expect(await watch('deep.tactics', (hint) => hint !== '', 8)).toEqual([before])
  // Nor is one that comes back.
  await client.change(uriOf('deep.tactics'), deep.replace('x: 0', 'x: 1'))
  expect((await watch('deep.tactics', isFound)).some(isUnderWay)).toBe(true)
  await client.change(uriOf('deep.tactics'), deep)
  await client.hints(uriOf('deep.tactics'))
  expect(await findHint('deep.tactics')).toBe(before)
})

test('an edit that leaves the question as it is does not disturb the search; another one ends it', async () => {
  const asking = (seed: number): string =>
    fileWith(`tactic Find auto on model, batch {\n  seed: ${seed}\n}`, 'deep.mlir')
  await client.change(uriOf('deep.tactics'), asking(3))
  await watch('deep.tactics', isUnderWay)
  await client.change(uriOf('deep.tactics'), `${asking(3)}// a comment\n`)
  const said = await watch('deep.tactics', (hint) => isUnderWay(hint) || isFound(hint))
  expect(said.filter((hint) => hint.startsWith('waiting'))).toEqual([])
  await client.change(uriOf('deep.tactics'), asking(4))
  await client.hints(uriOf('deep.tactics'))
  const anew = await watch('deep.tactics', isFound)
  expect(anew[0]).not.toSatisfy(isFound)
  expect(anew.some(isUnderWay)).toBe(true)
})

test('a search that a person ends leaves the best so far, and goes on when it is asked to', async () => {
  const text = fileWith('tactic Find auto on batch, data, model {\n}', 'deep.mlir').replace(
    'batch: 4',
    'batch: 4, data: 4',
  )
  await client.change(uriOf('deep.tactics'), text)
  // By then something was found and told.
  await watch('deep.tactics', (hint) => /^searching: [1-5]\d of 60/.test(hint))
  const place = { uri: uriOf('deep.tactics'), name: 'Find' }
  await client.request('workspace/executeCommand', { command: 'shardlens.search.stop', arguments: [place] })
  expect((await watch('deep.tactics', isFound)).at(-1)).toMatch(/evaluations? · ended early$/)
  await client.request('workspace/executeCommand', { command: 'shardlens.search.again', arguments: [place] })
  expect((await watch('deep.tactics', (hint) => /evaluations$/.test(hint))).some(isUnderWay)).toBe(true)
})

test('a model that changes meanwhile is searched anew, and nothing is said of the old one', async () => {
  const own = 'changing.mlir'
  writeFileSync(join(folder, own), wideModel({ ...wideSizes, layers: numbered }))
  await client.open(uriOf('changing.tactics'), 'tactics', fileWith('tactic Find auto on model, batch {\n}', own))
  await watch('changing.tactics', isUnderWay)
  writeFileSync(join(folder, own), wideModel(wideSizes))
  const changes = [{ uri: uriOf(own), type: FileChangeType.Changed }]
  await client.connection.sendNotification('workspace/didChangeWatchedFiles', { changes })
  const said = await watch('changing.tactics', isFound)
  // Of the three layers that are left; the 600 take over a hundred times as much.
  expect(said.filter(isFound)).toEqual([said.at(-1)])
  expect(said.at(-1)).toMatch(/^1\.63 → [\d.]+ GiB · 3\.07 → [\d.]+ ms · \d+ evaluations$/)
})

test('two files are searched one after the other', async () => {
  await client.change(uriOf('deep.tactics'), fileWith('tactic Find auto on model {\n}', 'deep.mlir'))
  await client.open(uriOf('wide.tactics'), 'tactics', usual)
  expect(await settled('wide.tactics')).toMatch(/^1\.63 → [\d.]+ GiB · 3\.07 → [\d.]+ ms · \d+ evaluations$/)
  expect(await settled('deep.tactics')).toMatch(/evaluations$/)
})

test('what a search cannot do is said at its tactic', async () => {
  const says = async (
    auto: string,
    message: RegExp,
    change: (text: string) => string = (text) => text,
  ): Promise<void> => {
    await client.change(uriOf('wide.tactics'), change(fileWith(auto)))
    await client.diagnostics(uriOf('wide.tactics'), (all) => all.some((one) => message.test(textOf(one))))
  }
  const plain = 'tactic Find auto on model {\n}'
  await says(plain, /^`Find` has no axis to split anything over: `model` \(1\)$/, (text) =>
    text.replace('model: 4', 'model: 1'),
  )
  await says(plain, /^`Find` found no dim that `model` \(3\) divides$/, (text) => text.replace('model: 4', 'model: 3'))
  await says(plain.replace('on model', 'on modle'), /^`Find` has no axis to split anything over: none$/)
  await says(
    plain.replace('}', '  memory: 1 MiB\n}'),
    /^nothing that `Find` found fits 1\.00 MiB: the nearest peaks at /,
  )
  await says(
    plain.replace('}', '  over: nothing.**\n}'),
    /found no dim that `model` \(4\) divides among what `over` names/,
  )
  // Without parameters there is still the batch.
  await client.change(uriOf('wide.tactics'), fileWith(plain, 'plain.mlir').replace('x: 0', 'x: 1'))
  expect(await settled('wide.tactics')).toMatch(/→/)
})
