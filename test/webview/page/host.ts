// Stands for the editor around a page: sets the theme that the address asks for, replays a fixture, and keeps what the page posts.
import { fixtures } from '../fixtures/all'

/** What tests read and call. */
export interface FixtureHost {
  readonly posted: unknown[]
  readonly send: (message: unknown) => void
  /** Fonts are there, and the fixture is replayed. */
  readonly started: Promise<unknown>
}

interface HostedWindow extends Window {
  shardlensFixture?: FixtureHost
  /** Set by programs that answer as the extension host does. */
  readonly shardlensPosted?: (message: unknown) => void
  shardlensHost?: {
    readonly postMessage: (message: unknown) => void
    readonly getState: () => unknown
    readonly setState: (state: unknown) => void
  }
}

/** As the editor marks the body. */
const themeClasses: Readonly<Record<string, readonly string[]>> = {
  dark: ['vscode-dark'],
  light: ['vscode-light'],
  hc: ['vscode-high-contrast'],
  hcl: ['vscode-high-contrast', 'vscode-high-contrast-light'],
}

const usedFonts = ['400 13px Inter', '600 13px Inter', "400 13px 'DejaVu Mono'"]

const stateKey = 'shardlens.state'

function start(page: HostedWindow): void {
  const query = new URLSearchParams(page.location.search)
  const ask = (name: string, otherwise: string): string => query.get(name) ?? otherwise
  document.body.classList.add(...(themeClasses[ask('theme', 'dark')] ?? []))
  document.body.style.maxWidth = query.has('width') ? `${ask('width', '')}px` : ''
  const fonts = Promise.all(usedFonts.map((font) => document.fonts.load(font)))
  const posted: unknown[] = []
  const send = (message: unknown): void => void page.dispatchEvent(new MessageEvent('message', { data: message }))
  const replay = (): void => {
    for (const message of fixtures[ask('fixture', 'none')]?.() ?? []) send(message)
  }
  page.shardlensFixture = { posted, send, started: fonts }
  page.shardlensHost = {
    postMessage: (message) => {
      posted.push(message)
      console.info('posted', message)
      // Names are measured as soon as something comes: with the right font.
      void fonts.then(() => {
        page.shardlensPosted?.(message)
        if (isReady(message)) replay()
      })
    },
    // Outlives a reload of the page, as in the editor; each fixture has a state of its own.
    getState: () => JSON.parse(sessionStorage.getItem(`${stateKey}${page.location.search}`) ?? 'null') as unknown, // written below
    setState: (state) => sessionStorage.setItem(`${stateKey}${page.location.search}`, JSON.stringify(state)),
  }
  listenForChanges(query.has('still'))
}

const isReady = (message: unknown): boolean =>
  typeof message === 'object' && message !== null && 'kind' in message && message.kind === 'ready'

/** Reloads when a source has changed; pages of tests stay as they are. */
function listenForChanges(isStill: boolean): void {
  if (!isStill) new EventSource('/changes').onmessage = () => location.reload()
}

start(window)
