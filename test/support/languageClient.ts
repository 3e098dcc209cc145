// A language client over real streams: starts the bundled server on stdio and speaks the protocol.
import type {
  Diagnostic,
  Hover,
  InitializeResult,
  InlayHint,
  MessageConnection,
  Position,
  PublishDiagnosticsParams,
  Registration,
  RegistrationParams,
  ServerCapabilities,
} from 'vscode-languageserver/node'
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node'
import type { StatusParams } from '../../server/src/protocol/status'
import { spawnServer } from './spawnServer'

export interface LanguageClient {
  readonly connection: MessageConnection
  /** What the server says it can do. */
  readonly capabilities: ServerCapabilities
  readonly isAlive: () => boolean
  /** Calls back for diagnostics of every file; with the version of its text, where they have one. */
  readonly onDiagnostics: (
    notice: (uri: string, diagnostics: readonly Diagnostic[], version: number | undefined) => void,
  ) => void
  /** Of the server's process. */
  readonly pid: number
  /** Newest diagnostics of a file; waits for those that fulfil the condition. */
  readonly diagnostics: (
    uri: string,
    isDone: (found: readonly Diagnostic[]) => boolean,
  ) => Promise<readonly Diagnostic[]>
  readonly statuses: StatusParams[]
  /** How often the server has asked the editor to come again for hints. */
  readonly refreshes: () => number
  /** What the server has asked for since it started. */
  readonly registrations: readonly Registration[]
  readonly open: (uri: string, languageId: string, text: string) => Promise<void>
  /** Replaces the whole text. */
  readonly change: (uri: string, text: string) => Promise<void>
  /** Labels of the hints of a whole file, by line from 1: `7 +290 all_reduce`. */
  readonly hints: (uri: string) => Promise<string[]>
  /** The same as soon as the server has any: those of the active schedule, where an analysis takes long. */
  readonly firstHints: (uri: string) => Promise<string[]>
  /** Text of the hover at the first place of `token` behind `anchor`, with plain spaces. */
  readonly hover: (uri: string, anchor: string, token?: string) => Promise<string>
  readonly request: <T>(method: string, params: object) => Promise<T>
  readonly positionOf: (uri: string, anchor: string, token?: string) => Position
  readonly stop: () => Promise<void>
}

const patience = 20_000

/** `more`: further parameters of `initialize`, such as the folders that are open; `folder`: of the bundled server. */
export async function startLanguageClient(
  initializationOptions: object = {},
  more: object = {},
  folder?: string,
): Promise<LanguageClient> {
  const server = spawnServer(folder)
  const connection = createMessageConnection(
    new StreamMessageReader(server.stdout),
    new StreamMessageWriter(server.stdin),
  )
  const found = new Map<string, readonly Diagnostic[]>()
  const waiting = new Set<() => void>()
  const notices: ((uri: string, diagnostics: readonly Diagnostic[], version: number | undefined) => void)[] = []
  const statuses: StatusParams[] = []
  const texts = new Map<string, { text: string; version: number }>()
  connection.onNotification(
    'textDocument/publishDiagnostics',
    ({ uri, diagnostics, version }: PublishDiagnosticsParams) => {
      found.set(uri, diagnostics)
      for (const check of waiting) check()
      for (const notice of notices) notice(uri, diagnostics, version)
    },
  )
  connection.onNotification('shardlens/status', (status: StatusParams) => void statuses.push(status))
  let refreshes = 0
  connection.onRequest('workspace/inlayHint/refresh', () => {
    refreshes++
    return null
  })
  const registrations: Registration[] = []
  connection.onRequest('client/registerCapability', ({ registrations: more }: RegistrationParams) => {
    registrations.push(...more)
    return null
  })
  connection.onRequest('client/unregisterCapability', () => null)
  connection.listen()
  const capabilities = { workspace: { inlayHint: { refreshSupport: true } } }
  const { capabilities: offered } = await connection.sendRequest<InitializeResult>('initialize', {
    processId: process.pid,
    rootUri: null,
    capabilities,
    initializationOptions,
    ...more,
  })
  await connection.sendNotification('initialized', {})
  const positionOf = (uri: string, anchor: string, token = anchor): Position => {
    const { text = '' } = texts.get(uri) ?? {}
    const offset = text.indexOf(token, text.indexOf(anchor))
    if (offset < 0 || !text.includes(anchor)) throw new Error(`no ${token} behind ${anchor}`)
    const before = text.slice(0, offset).split('\n')
    return { line: before.length - 1, character: (before.at(-1) ?? '').length }
  }
  const firstHints = async (uri: string): Promise<string[]> => {
    const range = { start: { line: 0, character: 0 }, end: { line: 100_000, character: 0 } }
    const hints = await connection.sendRequest<InlayHint[]>('textDocument/inlayHint', { textDocument: { uri }, range })
    return hints.map(
      ({ position, label }) =>
        `${position.line + 1} ${(typeof label === 'string' ? label : label.map(({ value }) => value).join('')).trim()}`,
    )
  }
  const isComputing = (uri: string): boolean => statuses.findLast((one) => one.uri === uri)?.state === 'computing'
  return {
    connection,
    capabilities: offered,
    isAlive: () => server.exitCode === null && server.signalCode === null,
    onDiagnostics: (notice) => void notices.push(notice),
    pid: server.pid ?? 0,
    refreshes: () => refreshes,
    registrations,
    statuses,
    positionOf,
    request: (method, params) => connection.sendRequest(method, params),
    diagnostics: (uri, isDone) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`diagnostics: ${JSON.stringify(found.get(uri))}`)), patience)
        const check = (): void => {
          const diagnostics = found.get(uri)
          if (diagnostics === undefined || !isDone(diagnostics)) return
          waiting.delete(check)
          clearTimeout(timer)
          resolve(diagnostics)
        }
        waiting.add(check)
        check()
      }),
    open: async (uri, languageId, text) => {
      texts.set(uri, { text, version: 1 })
      await connection.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId, version: 1, text } })
    },
    change: async (uri, text) => {
      const version = (texts.get(uri)?.version ?? 0) + 1
      texts.set(uri, { text, version })
      await connection.sendNotification('textDocument/didChange', {
        textDocument: { uri, version },
        contentChanges: [{ text }],
      })
    },
    firstHints,
    hints: async (uri) => {
      let hints = await firstHints(uri)
      while (isComputing(uri)) {
        await new Promise((resolve) => setTimeout(resolve, 20))
        hints = await firstHints(uri)
      }
      return hints
    },
    hover: async (uri, anchor, token) => {
      const params = { textDocument: { uri }, position: positionOf(uri, anchor, token) }
      const hover = await connection.sendRequest<Hover | null>('textDocument/hover', params)
      const contents = hover?.contents
      const value = contents !== undefined && typeof contents === 'object' && 'value' in contents ? contents.value : ''
      return value.replaceAll('\u00a0', ' ')
    },
    stop: async () => {
      await connection.sendRequest('shutdown')
      await connection.sendNotification('exit')
      connection.dispose()
      server.kill()
    },
  }
}
