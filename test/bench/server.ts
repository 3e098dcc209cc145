// The language server at work: hovers while it analyses edit after edit, and the memory it takes.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node'
import { spawnServer } from '../support/spawnServer'
import type { Row } from './measure'
import { median, percentile } from './measure'

const hovers = 1000
const editEvery = 8

export async function measureServer(example: string): Promise<Row[]> {
  const server = spawnServer()
  const connection = createMessageConnection(
    new StreamMessageReader(server.stdout),
    new StreamMessageWriter(server.stdin),
  )
  connection.listen()
  const path = join(example, 'transformer.tactics')
  const uri = pathToFileURL(path).href
  const modelUri = pathToFileURL(join(example, 't32_fused_train.mlir')).href
  const text = readFileSync(path, 'utf8')
  await connection.sendRequest('initialize', { processId: process.pid, rootUri: null, capabilities: {} })
  await connection.sendNotification('initialized', {})
  const open = (one: string, languageId: string, content: string): Promise<void> =>
    connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri: one, languageId, version: 1, text: content },
    })
  await open(uri, 'tactics', text)
  await connection.sendRequest('textDocument/inlayHint', wholeFile(uri))
  const modelText = readFileSync(join(example, 't32_fused_train.mlir'), 'utf8')
  await open(modelUri, 'mlir', modelText)
  const lines = modelText.split('\n').flatMap((line, i) => (/^\s+%\d+ = stablehlo\./.test(line) ? [i] : []))
  await connection.sendRequest('textDocument/hover', {
    textDocument: { uri: modelUri },
    position: { line: lines[0] ?? 0, character: 6 },
  })
  const times: number[] = []
  let answered = 0
  for (let i = 0; i < hovers; i++) {
    if (i % editEvery === 0) await edit(i)
    const start = performance.now()
    const line = lines[(i * 37) % lines.length] ?? 0
    const hover = await connection.sendRequest('textDocument/hover', {
      textDocument: { uri: modelUri },
      position: { line, character: 6 },
    })
    times.push(performance.now() - start)
    if (hover !== null) answered++
    await new Promise((done) => setTimeout(done, 3))
  }
  async function edit(i: number): Promise<void> {
    const changed = text.replace(
      '>= 1 MiB: first_divisible\n}\n\nschedule',
      `>= ${1 + (i % 5)} MiB: first_divisible\n}\n\nschedule`,
    )
    await connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version: i + 2 },
      contentChanges: [{ text: changed }],
    })
  }
  await connection.sendRequest('textDocument/inlayHint', wholeFile(uri))
  const memory = residentMegabytes(server.pid ?? 0)
  connection.dispose()
  server.kill()
  return [
    {
      name: `hover during analysis, median of ${hovers}`,
      value: median(times),
      unit: 'ms',
      note: `${answered} answered`,
    },
    { name: `hover during analysis, 99th percentile`, value: percentile(times, 0.99), unit: 'ms', goal: 10 },
    ...(memory === undefined ? [] : [{ name: 'memory of the server', value: memory, unit: 'MB' as const, goal: 250 }]),
  ]
}

const wholeFile = (uri: string): object => ({
  textDocument: { uri },
  range: { start: { line: 0, character: 0 }, end: { line: 10_000, character: 0 } },
})

/** Resident memory, where the system tells it. */
export function residentMegabytes(pid: number): number | undefined {
  try {
    const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return kilobytes === undefined ? undefined : Number(kilobytes) / 1024
  } catch {
    return undefined
  }
}
