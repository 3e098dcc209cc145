// Every diagnostic over the real server: provoked by the smallest input, at the place and in the words that a person reads.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Diagnostic, Range } from 'vscode-languageserver/node'
import { TextDocument } from 'vscode-languageserver-textdocument'
import { diagnostics } from '../../server/src/base/diagnostics'
import type { DiagnosticCode } from '../../server/src/base/diagnostics'
import { diagnosticCases } from '../support/diagnosticCases'
import type { DiagnosticCase, ToldElsewhere } from '../support/diagnosticTexts'
import { usualModel } from '../support/diagnosticTexts'
import type { LanguageClient } from '../support/languageClient'
import { startLanguageClient } from '../support/languageClient'

let folder: string
/** By the kind of message on which their worker ends. */
const clients = new Map<string | undefined, LanguageClient>()

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'shardlens-codes-'))
  clients.set(undefined, await startLanguageClient(settings))
})

afterAll(async () => {
  for (const client of clients.values()) await client.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** MiB. */
const settings = { maxModelSize: 0.05 }

async function clientFor(endsOn: DiagnosticCase['endsOn']): Promise<LanguageClient> {
  const client = clients.get(endsOn) ?? (await startLanguageClient(settings, {}, makeFragile(endsOn ?? '')))
  clients.set(endsOn, client)
  return client
}

/** A copy of the server whose workers end on messages of a kind. */
function makeFragile(kind: string): string {
  const dist = join(folder, `dist-${kind}`)
  cpSync(resolve('dist'), dist, { recursive: true })
  writeFileSync(join(dist, 'package.json'), '{ "type": "module" }\n')
  renameSync(join(dist, 'worker.js'), join(dist, 'wholeWorker.js'))
  writeFileSync(
    join(dist, 'worker.js'),
    `import { parentPort } from 'node:worker_threads'
const listen = parentPort.on.bind(parentPort)
parentPort.on = (name, listener) =>
  listen(name, (message) => {
    if (message.kind === '${kind}') process.exit(9)
    listener(message)
  })
await import('./wholeWorker.js')
`,
  )
  return dist
}

interface Shown {
  readonly at: string
  readonly message: string
}

/** Writes the files, opens them, and waits for the code. */
async function provoke(code: DiagnosticCode, one: DiagnosticCase): Promise<Shown> {
  const own = join(folder, code)
  mkdirSync(own)
  const { tactics, model = usualModel, files = {}, shownIn } = one
  const all: Readonly<Record<string, string | Uint8Array>> = { 'm.mlir': model, 'file.tactics': tactics, ...files }
  for (const [name, text] of Object.entries(all)) writeFileSync(join(own, name), text)
  const uriOf = (name: string): string => pathToFileURL(join(own, name)).href
  const client = await clientFor(one.endsOn)
  await client.open(uriOf('file.tactics'), 'tactics', tactics)
  const shown = all[shownIn] ?? ''
  if (shownIn !== 'file.tactics') await client.open(uriOf(shownIn), languageOf(shownIn), textOfFile(shown))
  const found = await client.diagnostics(uriOf(shownIn), (some) => some.some((diagnostic) => diagnostic.code === code))
  const { range, message } = found.find((diagnostic) => diagnostic.code === code)!
  return { at: textAt(textOfFile(shown), range), message: wordsOf(message) }
}

const wordsOf = (message: Diagnostic['message']): string => (typeof message === 'string' ? message : message.value)
const languageOf = (name: string): string => (name.endsWith('.mlir') ? 'mlir' : 'tactics')
const textOfFile = (file: string | Uint8Array): string =>
  typeof file === 'string' ? file : new TextDecoder().decode(file)
const textAt = (text: string, range: Range): string => TextDocument.create('', '', 0, text).getText(range)

const isTold = (one: DiagnosticCase | ToldElsewhere): one is DiagnosticCase => 'tactics' in one

const codes = Object.keys(diagnostics) as DiagnosticCode[] // keys of a literal

test.each(codes)('%s', async (code) => {
  const one = diagnosticCases[code]
  if (!isTold(one)) return expect(readFileSync(one.testedIn, 'utf8')).toContain(`'${code}'`)
  const { at, message } = await provoke(code, one)
  expect({ at, message }).toEqual({ at: one.at, message: one.message })
})
