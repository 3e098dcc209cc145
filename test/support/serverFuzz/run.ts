// A session of random edits in four open files, with every request of the server at random places in between.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Diagnostic } from 'vscode-languageserver/node'
import { CancellationTokenSource, ErrorCodes, LSPErrorCodes, ResponseError } from 'vscode-languageserver/node'
import type { LanguageClient } from '../languageClient'
import { startLanguageClient } from '../languageClient'
import { loopModel, mlpTactics, mlpTrain } from '../models'
import { createRandom } from '../mutations'
import { editOnce, pick } from './edits'
import type { Asked } from './requests'
import { askFor, findStray, offered } from './requests'

export interface FuzzOptions {
  readonly seed: number
  readonly edits: number
}

export interface FuzzReport {
  readonly edits: number
  readonly requests: number
  /** Answers with an error that the server documents, such as a place where nothing can be renamed. */
  readonly refusals: number
  /** By method, how often it was asked. */
  readonly methods: ReadonlyMap<string, number>
  /** What must not happen, with the number of the edit. */
  readonly failures: readonly string[]
}

const [shared, main] = splitTactics()
const files = {
  'main.tactics': main,
  'shared.tactics': shared,
  'other.tactics': mlpTactics.replace('mlp.mlir', 'loop.mlir').replaceAll('\n', '\r\n'),
  'mlp.mlir': mlpTrain,
  'loop.mlir': loopModel,
} as const

/** The tactics in a file that the schedules' file includes. */
function splitTactics(): readonly [string, string] {
  const start = mlpTactics.indexOf('tactic Z2')
  const end = mlpTactics.indexOf('schedule default')
  return [
    mlpTactics.slice(start, end),
    `${mlpTactics.slice(0, start)}include "shared.tactics"\n${mlpTactics.slice(end)}`,
  ]
}

interface OpenFile {
  readonly uri: string
  readonly languageId: string
  text: string
  version: number
  history: string[]
}

interface Run {
  readonly client: LanguageClient
  readonly random: () => number
  readonly open: readonly OpenFile[]
  readonly failures: string[]
  readonly methods: Map<string, number>
  /** Requests that no edit waits for. */
  readonly pending: Set<Promise<void>>
  edit: number
  refusals: number
}

/** Never rejects for what the server does: that is in the report. */
export async function fuzzServer({ seed, edits }: FuzzOptions): Promise<FuzzReport> {
  const folder = mkdtempSync(join(tmpdir(), 'shardlens-fuzz-'))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  const client = await startLanguageClient()
  const open = Object.entries(files).map(([name, text]) => ({
    uri: pathToFileURL(join(folder, name)).href,
    languageId: name.endsWith('.mlir') ? 'mlir' : 'tactics',
    ...{ text, version: 1, history: [text] },
  }))
  const run: Run = {
    ...{ client, open, random: createRandom(seed), failures: [], methods: new Map(), pending: new Set() },
    ...{ edit: 0, refusals: 0 },
  }
  watch(run)
  for (const { uri, languageId, text } of open) await client.open(uri, languageId, text)
  const before = await hintsOf(run)
  const methods = offered(client.capabilities)
  for (run.edit = 1; run.edit <= edits && client.isAlive(); run.edit++) await step(run, methods)
  await Promise.all(run.pending)
  if (client.isAlive()) await checkEnd(run, before)
  else run.failures.push(`edit ${run.edit}: the server has ended`)
  await client.stop().catch(() => undefined)
  rmSync(folder, { recursive: true, force: true })
  const requests = [...run.methods.values()].reduce((sum, count) => sum + count, 0)
  const { failures, refusals } = run
  return { edits: run.edit - 1, requests, refusals, methods: run.methods, failures }
}

/** Errors in the log, and diagnostics of the newest text that lie outside of it. */
function watch({ client, open, failures, ...run }: Run): void {
  client.connection.onNotification('window/logMessage', ({ type, message }: { type: number; message: string }) => {
    if (type === 1) failures.push(`log: ${message}`)
  })
  client.onDiagnostics((uri, diagnostics: readonly Diagnostic[], version) => {
    const file = open.find((one) => one.uri === uri)
    if (file === undefined || version !== file.version) return
    // A place in another file is of that one's text as it was: it may have been edited while this was on its way.
    const own = diagnostics.map(({ relatedInformation = [], ...one }) => ({
      ...one,
      relatedInformation: relatedInformation.filter(({ location }) => location.uri === uri),
    }))
    failures.push(...findStray(own, { method: 'diagnostics', params: {}, uri }, textIn({ open, ...run })))
  })
}

const textIn =
  ({ open }: Pick<Run, 'open'>) =>
  (uri: string): string | undefined =>
    open.find((file) => file.uri === uri)?.text ?? (uri.startsWith('file:') ? readFile(uri) : undefined)

function readFile(uri: string): string | undefined {
  try {
    return readFileSync(fileURLToPath(uri), 'utf8')
  } catch {
    return undefined
  }
}

const mostPending = 8

/** Mostly tactics are edited: they are what people write. */
async function step(run: Run, methods: readonly string[]): Promise<void> {
  const { open, random } = run
  const isModel = random() < 0.1
  const file = pick(
    open.filter(({ languageId }) => (languageId === 'mlir') === isModel),
    random,
  )
  if (file === undefined) return
  await change(run, file)
  if (random() < 0.02) await disturb(run, file)
  // People pause; figures of one file may wait as long as another one is typed into.
  if (run.pending.size > mostPending) await Promise.all(run.pending)
  const requests = Math.floor(random() * 4)
  for (let i = 0; i < requests; i++) {
    const asked = pick(open, random) ?? file
    const method = pick(methods, random) ?? ''
    const answer = ask(run, askFor(method, { ...asked, random }), random() < 0.5)
    if (random() < 0.6) await answer
    else track(run, answer)
  }
}

function track({ pending }: Run, answer: Promise<void>): void {
  pending.add(answer)
  void answer.finally(() => pending.delete(answer))
}

/** One notification of one to three changes, each of the text that the one before leaves. */
async function change({ client, random }: Run, file: OpenFile): Promise<void> {
  const count = random() < 0.8 ? 1 : 1 + Math.floor(random() * 3)
  const contentChanges = Array.from({ length: count }, () => {
    const { change: one, text } = withoutLoneReturns(editOnce(file, random), file.languageId)
    file.history = [file.history[0] ?? '', ...file.history.slice(-3), file.text]
    file.text = text
    return one
  })
  file.version++
  const textDocument = { uri: file.uri, version: file.version }
  await client.connection.sendNotification('textDocument/didChange', { textDocument, contentChanges })
}

/** Models have lines that end with \n: a lone \r, which editors take for one too, no tool writes into them. */
function withoutLoneReturns(edited: ReturnType<typeof editOnce>, languageId: string): ReturnType<typeof editOnce> {
  const text = edited.text.replaceAll(/\r(?!\n)/g, '')
  return languageId !== 'mlir' || text === edited.text ? edited : { change: { text }, text }
}

/** What happens beside typing: files are closed and opened, saved, changed on disk, settings and schedules change. */
async function disturb({ client, random }: Run, file: OpenFile): Promise<void> {
  const { connection } = client
  const { uri, languageId } = file
  switch (Math.floor(random() * 5)) {
    case 0:
      await connection.sendNotification('textDocument/didClose', { textDocument: { uri } })
      file.version++
      return connection.sendNotification('textDocument/didOpen', {
        textDocument: { uri, languageId, version: file.version, text: file.text },
      })
    case 1:
      writeFileSync(fileURLToPath(uri), file.text)
      return connection.sendNotification('textDocument/didSave', { textDocument: { uri } })
    case 2:
      // Another program writes the file, and the editor reads it again.
      writeFileSync(fileURLToPath(uri), file.history[0] ?? '')
      await connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri, type: 2 }] })
      file.text = file.history[0] ?? ''
      return connection.sendNotification('textDocument/didChange', {
        textDocument: { uri, version: ++file.version },
        contentChanges: [{ text: file.text }],
      })
    case 3: {
      const shardlens = { overlap: random() < 0.5, device: pick(['', 'h100', 'nope'], random) }
      return connection.sendNotification('workspace/didChangeConfiguration', { settings: { shardlens } })
    }
    default:
      return connection.sendNotification('$/setTrace', { value: 'off' })
  }
}

/** Answers that came before the next edit have to lie in the texts as they are. */
async function ask(run: Run, asked: Asked, isCancellable: boolean): Promise<void> {
  const { client, methods, failures, random } = run
  const { edit } = run
  methods.set(asked.method, (methods.get(asked.method) ?? 0) + 1)
  const source = new CancellationTokenSource()
  if (isCancellable && random() < 0.1) setTimeout(() => source.cancel(), random() * 5)
  try {
    const answer = await inTime(client.connection.sendRequest(asked.method, asked.params, source.token))
    if (run.edit === edit)
      failures.push(...findStray(answer, asked, textIn(run)).map((text) => `edit ${edit}: ${text}`))
  } catch (error) {
    if (isDocumented(error, asked.method)) run.refusals++
    else failures.push(`edit ${edit}: ${asked.method}: ${error instanceof Error ? error.message : String(error)}`)
  }
}

const patience = 30_000

function inTime(answer: Promise<unknown>): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer')), patience)
  })
  return Promise.race([answer, late]).finally(() => clearTimeout(timer))
}

function isDocumented(error: unknown, method: string): boolean {
  if (!(error instanceof ResponseError)) return false
  if (error.code === LSPErrorCodes.RequestCancelled || error.code === LSPErrorCodes.ContentModified) return true
  return error.code === ErrorCodes.InvalidRequest && /rename/i.test(method)
}

/** With the first texts back, everything is as it was. */
async function checkEnd(run: Run, before: readonly string[]): Promise<void> {
  const { client, open, failures } = run
  for (const { uri } of open)
    await client.connection.sendNotification('textDocument/didClose', { textDocument: { uri } })
  await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: { shardlens: {} } })
  for (const file of open) {
    file.text = file.history[0] ?? ''
    // Diagnostics that are under way are of no version that is open from here on.
    file.version = 0
    writeFileSync(fileURLToPath(file.uri), file.text)
  }
  for (const { uri, languageId, text } of open) await client.open(uri, languageId, text)
  const after = await hintsOf(run)
  if (after.join('\n') !== before.join('\n'))
    failures.push(`after all edits were taken back, hints are others:\n${after.join('\n')}\nnot\n${before.join('\n')}`)
}

/** Hints of the tactics files, once they are there. */
async function hintsOf({ client, open }: Run): Promise<string[]> {
  const tactics = open.filter(({ languageId }) => languageId === 'tactics')
  for (const { uri } of tactics) await client.hints(uri)
  // A file that others include shows their figures, which come last.
  return (await Promise.all(tactics.map(({ uri }) => client.hints(uri)))).flat()
}
