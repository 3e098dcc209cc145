// A page whose intents a real language server answers, through the extension's own sessions: no editor in between.
import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import type { Browser } from 'playwright-core'
import { CostsSession } from '../../client/src/panels/costsSession'
import { GraphSession } from '../../client/src/panels/graphSession'
import type { LiveSession } from '../../client/src/panels/liveSession'
import type { PageEnd } from '../../client/src/panels/pageGroup'
import type { PanelContext } from '../../client/src/panels/panelContext'
import { describePanel } from '../../client/src/panels/panelState'
import type { StatusParams } from '../../server/src/protocol/status'
import { statusNotification } from '../../server/src/protocol/status'
import type { LanguageClient } from '../support/languageClient'
import { startLanguageClient } from '../support/languageClient'
import type { FixturePage, PageOptions } from './fixturePage'
import { openFixture } from './fixturePage'

export interface LiveServer {
  readonly client: LanguageClient
  /** Of the tactics file that is open. */
  readonly uri: string
  readonly status: () => StatusParams | undefined
  /** Called at each new status of the file. */
  readonly onStatus: (notice: () => void) => void
}

/** Starts a server on a tactics file, and waits until it has figures. */
export async function startLive(path: string): Promise<LiveServer> {
  const client = await startLanguageClient()
  const uri = pathToFileURL(path).href
  let status: StatusParams | undefined
  const notices: (() => void)[] = []
  const fresh = new Promise<void>((resolve) =>
    client.connection.onNotification(statusNotification, (next: StatusParams) => {
      if (next.uri !== uri) return
      status = next
      if (next.state === 'fresh') resolve()
      for (const notice of notices) notice()
    }),
  )
  await client.open(uri, 'tactics', readFileSync(path, 'utf8'))
  await fresh
  return { client, uri, status: () => status, onStatus: (notice) => void notices.push(notice) }
}

export interface LiveOptions extends PageOptions {
  readonly server: LiveServer
  /** Called with what the page is sent, once it is drawn. */
  readonly onMessage?: (message: unknown) => void
}

/** Opens a page on what the server knows. */
export async function openLive(
  browser: Browser,
  address: string,
  { server, onMessage, ...options }: LiveOptions,
): Promise<FixturePage> {
  const context = contextOf(server)
  const session = options.view === 'costs' ? new CostsSession(context) : new GraphSession(context)
  const live: Pick<LiveSession<never, never>, 'attach' | 'detach' | 'receive' | 'update'> = session.live
  // Nothing can be posted before the page is there.
  const waiting: unknown[] = []
  let post = (message: unknown): void => void waiting.push(message)
  const end: PageEnd = { post: (message) => post(message), isVisible: () => true }
  live.attach(end)
  server.onStatus(() => live.update())
  const onPost = (message: unknown): void => void live.receive(message, end)
  const opened = await openFixture(browser, address, { ...options, onPost })
  post = (message) =>
    void opened
      .send(message)
      .then(() => onMessage?.(message))
      .catch(() => live.detach(end))
  opened.page.on('close', () => live.detach(end))
  waiting.forEach(post)
  return opened
}

const nothing = (): Promise<void> => Promise.resolve()

const contextOf = ({ client, uri, status }: LiveServer): PanelContext => ({
  target: {
    uri: () => uri,
    status,
    state: () =>
      describePanel({
        hasTarget: true,
        status: status(),
        gone: undefined,
        isServerMissed: false,
        since: 0,
        problem: undefined,
      }),
    isSaved: () => true,
    isLoaded: () => true,
    load: nothing,
  },
  ask: (method, params) => client.request(method, params),
  reveal: nothing,
  pins: { read: () => Promise.resolve(undefined), write: () => Promise.resolve() },
  save: nothing,
  copy: nothing,
  run: () => undefined,
  log: (text) => void process.stderr.write(`${text}\n`),
})
